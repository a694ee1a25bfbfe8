"""Verbs of tasks: write one, tick it off, remind its owner; and the reminder that time sends."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import to_do, workflow
from cases.actions.locked import admit, record, visible
from cases.actions.notes import keep_below
from cases.models import Case, Task
from consular.errors import Conflict, Forbidden, NotFound, invalid
from consular.events import outbox
from consular.organisation.access import Viewer

BATCH = 500
NOT_AGAIN_FOR = timedelta(minutes=10)
AGAIN_AFTER = timedelta(hours=24)


@transaction.atomic(durable=True)
def add_task(
    *,
    code: str,
    actor: Any,
    viewer: Viewer,
    kind: str,
    owner: int,
    due_at: datetime,
    detail: str = "",
    privileged: bool = False,
    wall: str = "",
) -> Task:
    """A task of a case, or, privileged, of its matter: that is the lawyer's own and nobody else hears of it."""
    case = visible(code, viewer)
    admit("task", case, viewer)
    if privileged and not workflow.is_engaged_lawyer(case, viewer):
        raise Forbidden(_("Privileged tasks belong to the engaged lawyer alone."))
    if privileged and owner != viewer.user_id:
        raise invalid(owner=_("A privileged task stays with its lawyer."))
    if owner not in {one.pk for one in to_do.owners(case)}:
        raise invalid(owner=_("Nobody of this case by that name."))
    if not privileged:
        detail = keep_below(detail, wall, case=case, actor=actor, viewer=viewer, field="detail")
    belongs: dict[str, Any] = {"matter": case.matter} if privileged else {"case": case}
    task = _new(actor, kind=kind, owner_id=owner, due_at=due_at, detail=detail, **belongs)
    _tell("task_added", task, case, actor)
    return task


@transaction.atomic(durable=True)
def add_post_task(
    *, consulate_id: int, actor: Any, viewer: Viewer, kind: str, owner: int, due_at: datetime, detail: str = ""
) -> Task:
    """A task of a post that belongs to no case."""
    if consulate_id not in viewer.posts:
        raise NotFound
    if owner not in {one.pk for one in to_do.people_of(consulate_id)}:
        raise invalid(owner=_("Nobody of this post by that name."))
    task = _new(actor, kind=kind, owner_id=owner, due_at=due_at, detail=detail, consulate_id=consulate_id)
    _tell("task_added", task, None, actor)
    return task


@transaction.atomic(durable=True)
def finish_task(*, task_id: UUID, actor: Any, viewer: Viewer) -> Task:
    """Done. Again: who was first stays named."""
    task = _locked(task_id, viewer)
    if task.done_at is not None:
        return task
    task.done_at, task.done_by, task.nudge_due_at = timezone.now(), actor, None
    task.save(update_fields=["done_at", "done_by", "nudge_due_at"])
    _tell("task_done", task, task.of_case, actor)
    return task


@transaction.atomic(durable=True)
def nudge_task(*, task_id: UUID, actor: Any, viewer: Viewer) -> Task:
    """Reminds whoever does it. Not oneself, not what is done, and not twice within ten minutes."""
    task, now = _locked(task_id, viewer), timezone.now()
    if task.owner_id == viewer.user_id:
        raise Conflict("own_task", _("It is yours to do: there is nobody to remind."), state="open")
    if task.done_at is not None:
        raise Conflict("already_done", _("It is done already."), state="done")
    if task.nudged_at and task.nudged_at > now - NOT_AGAIN_FOR:
        raise Conflict("just_reminded", _("They were reminded less than ten minutes ago."), state="open")
    _nudge(task, actor, now)
    return task


@transaction.atomic(durable=True)
def nudge_overdue(*, now: datetime) -> int:
    """Reminds by itself when a task is due and once a day from then on. Returns how many."""
    due = Task.objects.filter(nudge_due_at__lte=now).select_related("case", "matter__case")
    tasks_due = list(due.select_for_update(of=("self",), skip_locked=True)[:BATCH])
    for task in tasks_due:
        case = task.of_case
        if case is not None and case.is_over:
            task.nudge_due_at = None
            task.save(update_fields=["nudge_due_at"])
            continue
        task.nudge_due_at = now + AGAIN_AFTER
        _nudge(task, None, now)
    return len(tasks_due)


def _new(actor: Any, **values: Any) -> Task:
    if values["due_at"] <= timezone.now():
        raise invalid(due_at=_("This time has passed."))
    return Task.objects.create(created_by=actor, nudge_due_at=values["due_at"], **values)


def _locked(task_id: UUID, viewer: Viewer) -> Task:
    visible_to = Task.objects.visible_to(viewer).filter(pk=task_id).values("pk")
    task = Task.objects.select_for_update(of=("self",)).filter(pk__in=visible_to).first()
    if task is None:
        raise NotFound
    return task


def _nudge(task: Task, actor: Any, now: datetime) -> None:
    task.nudged_at, task.nudged_by = now, actor
    task.save(update_fields=["nudged_at", "nudged_by", "nudge_due_at"])
    _tell("task_nudged", task, task.of_case, actor)


def _tell(what: str, task: Task, case: Case | None, actor: Any) -> None:
    """The matter's tasks are told to nobody; a post's to that post."""
    payload = {"task": task.kind, "owner": task.owner_id}
    if task.matter is not None:
        outbox.record(f"matter.{what}", subject=task.matter, posts=[], actor=actor, payload=payload)
    elif case is not None:
        record(f"case.{what}", case, actor, **payload)
    else:
        outbox.record(f"task.{what}", subject=task, posts=[task.consulate_id or 0], actor=actor, payload=payload)
