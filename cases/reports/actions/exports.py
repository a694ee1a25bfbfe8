"""Verbs of exports: ask, approve, refuse, withdraw, stop; what the worker writes down; and forgetting."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.reports import people_rows, workflow
from cases.reports.export_content import keep_file, keep_rows
from cases.reports.models import ExportRequest
from cases.reports.question import Question
from consular.errors import Conflict, Forbidden, NotFound, Refusal, invalid
from consular.events import outbox
from consular.organisation.access import Viewer
from consular.organisation.models import Consulate
from consular.privacy import access_log

MOST_WAITING = 20
BATCH = 50


@transaction.atomic(durable=True)
def ask_for_file(*, what: str, format: str, question: Question, language: str, actor: Any) -> ExportRequest:
    """Figures that take long. They hold nothing of any one person: they are made at once, by the worker."""
    if what in workflow.ABOUT_PEOPLE or format not in workflow.FORMATS[what]:
        raise invalid(format=_("There is no such file."))
    _refuse_too_many(actor)
    made = ExportRequest.objects.create(
        what=what, format=format, question=question.plain(), language=language, asked_by=actor, state="approved"
    )
    _tell("asked", made, actor)
    return made


@transaction.atomic(durable=True)
def ask_for_rows(
    *, what: str, format: str, question: Question, reason: str, language: str, actor: Any, viewer: Viewer
) -> ExportRequest:
    """Rows about people of a post of one's own: waits for another supervisor of that post."""
    if what not in workflow.ABOUT_PEOPLE or format not in workflow.FORMATS[what]:
        raise invalid(format=_("There is no such file."))
    post = Consulate.objects.filter(code=question.post).first()
    if post is None or post.pk not in viewer.supervisor_posts:
        raise NotFound
    if not workflow.gives_a_reason(reason):
        raise invalid(reason=_("Say in a few words what the rows are for, and who will read them."))
    if people_rows.count(what, question, post.pk) > workflow.MOST_ROWS:
        raise invalid(to=_("There are more than 100,000 rows. Ask for a shorter period."))
    _refuse_too_many(actor)
    made = ExportRequest(
        what=what,
        format=format,
        question=question.plain(),
        language=language,
        consulate=post,
        asked_by=actor,
        reason=reason,
    )
    made.save(force_insert=True)
    _tell("asked", made, actor)
    return made


@transaction.atomic(durable=True)
def decide(*, export_id: UUID, verb: str, actor: Any, viewer: Viewer, answer: str = "") -> ExportRequest:
    """`approve` or `refuse`, by another supervisor of the post. Of two at once the first counts, the other is told."""
    export = _admitted(export_id, verb, viewer)
    export.state = workflow.moved(export.state, workflow.VERBS[verb])
    export.decided_by, export.decided_at = actor, timezone.now()
    export.answer = answer
    if export.state == "refused":
        export.ended_at = export.decided_at
    export.save(update_fields=["state", "decided_by", "decided_at", "answer", "ended_at"])
    _tell(export.state, export, actor)
    return export


@transaction.atomic(durable=True)
def end(*, export_id: UUID, verb: str, actor: Any, viewer: Viewer) -> ExportRequest:
    """`withdraw` before there is an answer, `stop` while it is made. What has been made of it is deleted."""
    export = _admitted(export_id, verb, viewer)
    _end(export, workflow.VERBS[verb], timezone.now())
    _tell(export.state, export, actor)
    return export


@transaction.atomic(durable=True)
def note_download(*, export_id: UUID, actor: Any, viewer: Viewer, now: datetime) -> ExportRequest:
    """Written down before a byte is sent. Only who asked, and only while they may see what is in it."""
    export = _visible(export_id, viewer)
    if not workflow.is_mine(export, viewer):
        raise Forbidden
    if export.is_about_people and export.consulate_id not in viewer.supervisor_posts:
        raise Forbidden
    if not export.is_there(now):
        raise _no_file(export)
    access_log.record_read(reader=actor, subject=export, fields=["file"], purpose=f"export: {export.what}")
    _tell("downloaded", export, actor)
    return export


@transaction.atomic(durable=True)
def take_up(*, export_id: UUID, now: datetime) -> ExportRequest | None:
    """Takes it for one lease, so that no other worker has it meanwhile, and a killed one delays it only. None: there is nothing to do."""
    due = ExportRequest.objects.to_be_made(now).filter(pk=export_id)
    export = due.select_for_update(of=("self",), skip_locked=True).first()
    if export is None:
        return None
    if export.tries >= workflow.TRIES:
        _fail(export, export.failure or ExportRequest.Failure.ERROR, now)
        return None
    if export.state == "approved":
        export.state = workflow.moved(export.state, "building")
        _tell("building", export, None)
    export.turn, export.tries, export.lease_ends_at = export.turn + 1, export.tries + 1, now + workflow.LEASE
    export.save(update_fields=["state", "turn", "tries", "lease_ends_at"])
    return export


@transaction.atomic(durable=True)
def come_forward(
    *, export_id: UUID, turn: int, done: int, of: int, now: datetime, rows: dict[str, Any] | None = None
) -> bool:
    """One more step is done, with the rows that were read in it. False: it was stopped, or another worker has it now."""
    export = _held(export_id, turn)
    if export is None:
        return False
    if rows is not None:
        keep_rows(export, rows)
    export.of = max(of, done, 1)
    export.done, export.tries, export.lease_ends_at = done, 1, now + workflow.LEASE
    export.save(update_fields=["done", "of", "tries", "lease_ends_at"])
    return True


@transaction.atomic(durable=True)
def finish(*, export_id: UUID, turn: int, content: bytes, rows: int | None, now: datetime) -> bool:
    """Keeps the file in sealed pieces; from here on the 24 hours run."""
    export = _held(export_id, turn)
    if export is None:
        return False
    export.size, export.rows = len(content), rows
    keep_file(export, content)
    export.state = workflow.moved(export.state, "ready")
    export.done = export.of = max(export.of, 1)
    export.ready_at, export.expires_at, export.lease_ends_at = now, now + workflow.KEPT_FOR, None
    export.save(update_fields=["state", "size", "rows", "done", "of", "ready_at", "expires_at", "lease_ends_at"])
    _tell("ready", export, None)
    return True


@transaction.atomic(durable=True)
def let_go(*, export_id: UUID, turn: int, now: datetime, failure: str = "", for_good: bool = False) -> None:
    """The worker's time is over, or a try failed: the next one takes it up from where it stands, soon or later."""
    export = _held(export_id, turn)
    if export is None:
        return
    export.failure = failure
    if for_good or (failure and export.tries >= workflow.TRIES):
        _fail(export, failure, now)
        return
    export.lease_ends_at = now + workflow.LEASE if failure else now
    export.save(update_fields=["failure", "lease_ends_at"])


@transaction.atomic(durable=True)
def forget_old(*, now: datetime) -> int:
    """Deletes files whose 24 hours are over, and ends requests that nobody answered. Returns how many."""
    due = ExportRequest.objects.to_be_forgotten(now).select_for_update(of=("self",), skip_locked=True)
    forgotten = list(due[:BATCH])
    for export in forgotten:
        _end(export, "expired", now)
        _tell("expired", export, None)
    return len(forgotten)


def _refuse_too_many(actor: Any) -> None:
    waiting = ExportRequest.objects.filter(asked_by=actor, state__in=["requested", *workflow.UNDER_WAY])
    if waiting.count() >= MOST_WAITING:
        raise invalid(what=_("Twenty of your exports are waiting or being made: withdraw or stop one first."))


def _visible(export_id: UUID, viewer: Viewer) -> ExportRequest:
    found = ExportRequest.objects.visible_to(viewer).select_for_update(of=("self",)).filter(pk=export_id).first()
    if found is None:
        raise NotFound
    return found


def _admitted(export_id: UUID, verb: str, viewer: Viewer) -> ExportRequest:
    export = _visible(export_id, viewer)
    if not workflow.has_role_for(verb, export, viewer):
        raise Forbidden(_("The second person is another supervisor of the post, never who asked."))
    if not workflow.is_possible(verb, export):
        raise Conflict(
            "not_possible_now",
            _("That is no longer possible: somebody was faster, or it has ended."),
            state=export.state,
        )
    return export


def _held(export_id: UUID, turn: int) -> ExportRequest | None:
    """Locked, if whoever took it up with `turn` still has it."""
    return ExportRequest.objects.select_for_update().filter(pk=export_id, turn=turn, state="building").first()


def _end(export: ExportRequest, state: str, now: datetime) -> None:
    export.state = workflow.moved(export.state, state)
    export.ended_at, export.lease_ends_at = now, None
    export.save(update_fields=["state", "ended_at", "lease_ends_at"])
    export.chunks.all().delete()


def _fail(export: ExportRequest, failure: str, now: datetime) -> None:
    export.failure = failure
    export.save(update_fields=["failure"])
    _end(export, "failed", now)
    _tell("failed", export, None, failure=failure)


def _no_file(export: ExportRequest) -> Refusal:
    """410 when there was one and its time is over, 409 when there is none (yet)."""
    if export.ready_at is not None:
        return Refusal(
            410, "expired", _("The 24 hours are over and the file is deleted. Ask again if you still need it.")
        )
    return Conflict("not_ready", _("There is no file to download."), state=export.state)


def _tell(what: str, export: ExportRequest, actor: Any, **more: Any) -> None:
    """For the record alone: boards have no use for it, so it goes to no post. Codes and numbers, never the reason."""
    payload = {"what": export.what, "format": export.format, "post": export.consulate_id, "turn": export.turn}
    outbox.record(f"export.{what}", subject=export, posts=[], actor=actor, payload=payload | more)
