"""Verbs of urgency: set a flag, end one, set the priority by hand."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alerts.workflow import says_enough
from cases import priority
from cases.actions.judging import HAND, drop_flags, judge_anew, raise_flag
from cases.actions.locked import admit, conflict, record, save, visible
from cases.actions.notes import keep_below
from cases.models import Case
from consular.errors import NotFound, invalid
from consular.organisation.access import Viewer

RUNS_OUT = {"removal_imminent_48h": timedelta(hours=48)}  # what its name says
REVIEWED_AFTER = timedelta(days=30)
BY_HAND = timedelta(days=7)


@transaction.atomic(durable=True)
def set_flag(
    *,
    code: str,
    actor: Any,
    viewer: Viewer,
    flag: str,
    evidence: str,
    review_on: date | None = None,
    expires_on: date | None = None,
    wall: str = "",
) -> Case:
    """Says that a circumstance holds, why, and until when. It counts to the end of its last day at the post."""
    case = visible(code, viewer)
    admit("flag", case, viewer)
    now = timezone.now()
    expires_at = _expires_at(case, flag, expires_on, now)
    _check_flag(flag, evidence, review_on, expires_at, now)
    if case.flags.counting(now).filter(flag=flag).exists():
        raise conflict(case, "flagged_already", _("This flag is set already. End it first to set it anew."))
    evidence = keep_below(evidence, wall, case=case, actor=actor, viewer=viewer, field="evidence")
    review_on = review_on or timezone.localdate(now + REVIEWED_AFTER)
    raise_flag(case, flag, now, actor, evidence=evidence, review_on=review_on, expires_at=expires_at)
    save(case, now, *judge_anew(case, now, actor))
    return case


@transaction.atomic(durable=True)
def end_flag(*, code: str, actor: Any, viewer: Viewer, flag: UUID) -> Case:
    """Says that it no longer holds. Ended already: nothing changes."""
    case = visible(code, viewer)
    admit("end_flag", case, viewer)
    if not case.flags.filter(pk=flag).exists():
        raise NotFound
    now = timezone.now()
    drop_flags(case, now, actor, pk=flag)
    save(case, now, *judge_anew(case, now, actor))
    return case


@transaction.atomic(durable=True)
def set_priority(*, code: str, actor: Any, viewer: Viewer, priority: int, reason: str, wall: str = "") -> Case:
    """A supervisor knows better than the rules, says why, and is believed for seven days."""
    case = visible(code, viewer)
    admit("priority", case, viewer)
    if priority not in range(4):
        raise invalid(priority=_("There is no such priority."))
    if not says_enough(reason):
        raise invalid(reason=_("Say why: the page shows it beside the priority."))
    reason = keep_below(reason, wall, case=case, actor=actor, viewer=viewer, field="reason")
    now = timezone.now()
    before, case.priority = case.priority, priority
    case.hand_at, case.hand_until, case.hand_by, case.hand_reason = now, now + BY_HAND, actor, reason
    save(case, now, "priority", *HAND)
    record("case.priority_set", case, actor, before=before, priority=priority)
    return case


@transaction.atomic(durable=True)
def leave_priority_to_the_rules(*, code: str, actor: Any, viewer: Viewer) -> Case:
    """Takes a priority set by hand back before its time."""
    case = visible(code, viewer)
    admit("priority", case, viewer)
    now = timezone.now()
    case.hand_until = now if case.hand_until else None
    save(case, now, *judge_anew(case, now, actor))
    record("case.priority_left_to_rules", case, actor, priority=case.priority)
    return case


def _expires_at(case: Case, flag: str, expires_on: date | None, now: datetime) -> datetime | None:
    if expires_on is None:
        return now + RUNS_OUT[flag] if flag in RUNS_OUT else None
    zone = ZoneInfo(case.consulate.timezone)
    return datetime.combine(expires_on + timedelta(days=1), datetime.min.time(), zone)


def _check_flag(flag: str, evidence: str, review_on: date | None, expires_at: datetime | None, now: datetime) -> None:
    if flag not in priority.FLAGS:
        raise invalid(flag=_("There is no such flag."))
    if not says_enough(evidence):
        raise invalid(evidence=_("Say in a few words how it is known."))
    if review_on is not None and review_on < timezone.localdate(now):
        raise invalid(review_on=_("That day is over."))
    if expires_at is not None and expires_at <= now:
        raise invalid(expires_on=_("That day is over."))
