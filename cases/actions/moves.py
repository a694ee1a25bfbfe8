"""Verbs of where a case and its matter stand: move, reopen, screen again, not eligible, conclude, hold."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alerts.workflow import says_enough
from cases import workflow
from cases.actions import wall as asylum_wall
from cases.actions.locating import CLOCK, follow_person, settle, start_again
from cases.actions.locked import admit, conflict, record, save, save_matter, visible
from cases.actions.notes import write_note
from cases.actions.stopping import stop_if_opposed
from cases.models import Case, Deadline, LegalMatter, Note
from consular.errors import invalid
from consular.events import outbox
from consular.organisation.access import Viewer

CLOSING = ("close_requested_by", "close_requested_at", "closed_by", "closed_at")


@transaction.atomic(durable=True)
def move(*, code: str, actor: Any, viewer: Viewer, state: str) -> Case:
    """The post says how the case stands. From waiting to be closed it thereby takes the closing back."""
    case = visible(code, viewer)
    admit("move", case, viewer)
    if state == case.state:
        return case
    if state not in workflow.reachable(case):
        raise invalid(state=_("The case cannot go there from here."))
    now = timezone.now()
    before = case.state
    case.state = workflow.moved(workflow.CASE, case.state, state)
    case.close_requested_by = case.close_requested_at = None
    follow_person(case)
    if state in workflow.NOT_LOCATED and case.locate_due_at is None and before in workflow.LOCATED:
        start_again(case, now)
    save(case, now, "state", *CLOCK, *CLOSING, *settle(case, now, actor))
    record("case.moved", case, actor, before=before, state=state)
    return case


@transaction.atomic(durable=True)
def reopen(*, code: str, actor: Any, viewer: Viewer, reason: str, text: str, wall: str = "") -> Case:
    """A closed case goes on, with a new matter that is screened anew. The old one and its lawyer's work stay as they were."""
    case = visible(code, viewer)
    admit("reopen", case, viewer)
    if reason not in Case.Reopening.values:
        raise invalid(reason=_("There is no such reason."))
    if not says_enough(text):
        raise invalid(text=_("Say why the case goes on: it is kept as a note."))
    asylum_wall.passes(text, wall, case=case, viewer=viewer, field="text")
    now = timezone.now()
    case.state = workflow.moved(workflow.CASE, case.state, "reopened")
    case.close_requested_by = case.close_requested_at = case.closed_by = case.closed_at = None
    case.stopped_from = ""
    start_again(case, now)
    _screen(case, now)
    stop_if_opposed(case)
    save(case, now, "state", "stopped_from", *CLOCK, *CLOSING, *settle(case, now, actor))
    record("case.reopened", case, actor, reason=reason)
    write_note(case, actor, level=Note.Level.L2, text=text, now=now)
    return case


@transaction.atomic(durable=True)
def screen_again(*, code: str, actor: Any, viewer: Viewer) -> Case:
    """A running case whose matter was found not eligible, or is concluded, gets a new one."""
    case = visible(code, viewer)
    admit("screen_again", case, viewer)
    now = timezone.now()
    _screen(case, now)
    save(case, now)
    record("case.screened_again", case, actor)
    return case


@transaction.atomic(durable=True)
def find_ineligible(*, code: str, actor: Any, viewer: Viewer, reason: str) -> Case:
    """The matter gets no lawyer, for a reason from the list. Nobody may have been asked at that moment."""
    case = visible(code, viewer)
    admit("ineligible", case, viewer)
    if reason not in LegalMatter.Ineligible.values:
        raise invalid(reason=_("There is no such reason."))
    now = timezone.now()
    matter = case.matter
    matter.state = workflow.moved(workflow.MATTER, matter.state, "ineligible")
    matter.ineligible_for = reason
    save_matter(matter, now, "state", "ineligible_for")
    save(case, now)
    record("case.found_ineligible", case, actor, reason=reason)
    return case


@transaction.atomic(durable=True)
def conclude(*, code: str, actor: Any, viewer: Viewer) -> Case:
    """The lawyer's work is done. Refused while a deadline is open; the lawyer, and nobody else, is told how many."""
    case = visible(code, viewer)
    admit("conclude", case, viewer)
    matter = case.matter
    if n := Deadline.objects.filter(matter=matter, state__in=["proposed", "confirmed"]).count():
        raise conflict(
            case, "deadlines_open", _("Deadlines are still open: %(n)s. Meet, drop or hand over each first.") % {"n": n}
        )
    now = timezone.now()
    matter.state = workflow.moved(workflow.MATTER, matter.state, "concluded")
    matter.closing_held_at = None
    save_matter(matter, now, "state", "closing_held_at")
    save(case, now)
    record("case.concluded", case, actor, lawyer=actor.pk)
    return case


@transaction.atomic(durable=True)
def hold_closing(*, code: str, actor: Any, viewer: Viewer) -> Case:
    """The lawyer keeps the case from being closed, and need not say why: so nobody can tell an open deadline from this."""
    return _hold(code, actor, viewer, timezone.now())


@transaction.atomic(durable=True)
def release_closing(*, code: str, actor: Any, viewer: Viewer) -> Case:
    """The lawyer lets the case be closed."""
    return _hold(code, actor, viewer, None)


def _hold(code: str, actor: Any, viewer: Viewer, since: datetime | None) -> Case:
    """An event of the matter: the post is not told."""
    case = visible(code, viewer)
    admit("hold", case, viewer)
    matter = case.matter
    if (matter.closing_held_at is None) == (since is None):
        return case
    matter.closing_held_at = since
    save_matter(matter, timezone.now(), "closing_held_at")
    kind = "matter.closing_held" if since else "matter.closing_released"
    outbox.record(kind, subject=matter, posts=[], actor=actor)
    return case


def _screen(case: Case, now: datetime) -> None:
    last = case.matter
    LegalMatter.objects.create(case=case, area=last.area, language=last.language, opened_at=now, updated_at=now)
