"""Verbs of the children who were left behind: open their case, change it, ask for its end, end it; and their clock."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import workflow
from cases.actions.judging import drop_flags, judge_anew, raise_flag
from cases.actions.locked import admit, conflict, record, save, visible
from cases.models import Case, ChildCase, VulnerabilityFlag
from cases.words import check_past
from consular.errors import NotFound, Refusal, invalid
from consular.organisation.access import Viewer
from consular.organisation.models import Posting

BATCH = 200
ALONE, CAREGIVER = "children_left_alone", "sole_caregiver"
END = ("state", "outcome", "close_requested_by", "close_requested_at", "closed_by", "closed_at")
CARE = ("state", "safe_at", "safe_due_at", "overdue_at")


@transaction.atomic(durable=True)
def open_child_case(
    *,
    code: str,
    actor: Any,
    viewer: Viewer,
    number: int,
    flag: str,
    known_at: datetime,
    ages: Iterable[int] = (),
    names: str = "",
    place: str = "",
    carer: str = "",
) -> ChildCase:
    """Begins the children's own case. Also while the parent opposes assistance: the children do not."""
    case = visible(code, viewer)
    admit("child_open", case, viewer)
    now = timezone.now()
    ages = list(ages)
    _check_children(number, ages, flag, known_at, now)
    child = ChildCase.objects.create(
        case=case,
        number=number,
        ages=ages,
        names=names.strip(),
        place=place.strip(),
        carer=carer.strip(),
        officer=actor,
        known_at=known_at,
        safe_due_at=known_at + ChildCase.SAFE_WITHIN,
        opened_by=actor,
        opened_at=now,
        updated_at=now,
    )
    raise_flag(case, flag, now, actor, source=VulnerabilityFlag.Source.CHILDREN)
    record("case.children_reported", case, actor, child=str(child.pk), number=number)
    save(case, now, *judge_anew(case, now, actor))
    return child


@transaction.atomic(durable=True)
def change_child_case(
    *,
    code: str,
    actor: Any,
    viewer: Viewer,
    child: UUID,
    state: str,
    officer: Any = None,
    carer_consent: str = "",
    place: str = "",
    carer: str = "",
) -> ChildCase:
    """Says where the children are now, with whom, and who looks after their case. What is left empty stays as it was."""
    case, found = _running(code, viewer, child, "child_change")
    now = timezone.now()
    before = found.state
    if state != before:
        _move(case, found, state, now)
    if officer is not None:
        found.officer = _officer_of(case, officer)
    found.carer_consent = carer_consent or found.carer_consent
    if carer_consent and carer_consent not in ChildCase.Consent.values:
        raise invalid(carer_consent=_("There is no such answer."))
    found.place, found.carer = place.strip() or str(found.place), carer.strip() or str(found.carer)
    _save(found, now, *CARE, *END, "officer", "carer_consent", "place", "carer")
    record("case.children_changed", case, actor, child=str(found.pk), before=before, state=found.state)
    _judge(case, now, actor)
    return found


@transaction.atomic(durable=True)
def ask_to_close_child_case(*, code: str, actor: Any, viewer: Viewer, child: UUID, outcome: str) -> ChildCase:
    """Says how it ended for the family, and asks a second person to close."""
    case, found = _running(code, viewer, child, "child_ask_close")
    if outcome not in workflow.CHILD_OUTCOMES.get(found.state, ()):
        raise invalid(outcome=_("That does not follow from where the children are now."))
    now = timezone.now()
    found.outcome, found.close_requested_by, found.close_requested_at = outcome, actor, now
    _save(found, now, *END)
    record("case.children_close_requested", case, actor, child=str(found.pk), outcome=outcome)
    save(case, now)
    return found


@transaction.atomic(durable=True)
def close_child_case(*, code: str, actor: Any, viewer: Viewer, child: UUID) -> ChildCase:
    """Ends the children's case: another person than the one who asked. Nothing of the adult's case does it."""
    case, found = _running(code, viewer, child, "child_close")
    if found.close_requested_by_id is None:
        raise conflict(case, "not_asked", _("Nobody has asked to close the case of these children."))
    if found.close_requested_by_id == viewer.user_id:
        raise Refusal(
            403, "second_person_needed", _("Whoever asked to close a case cannot close it: a second person must.")
        )
    now = timezone.now()
    found.state = workflow.moved(workflow.CHILD, found.state, "closed")
    found.closed_by, found.closed_at = actor, now
    _save(found, now, *END)
    record("case.children_closed", case, actor, child=str(found.pk), outcome=found.outcome)
    _judge(case, now, actor)
    return found


@transaction.atomic(durable=True)
def strike_child_clocks(*, now: datetime) -> int:
    """Tells the post of children for whom nobody answers after four hours. Returns how many."""
    due = ChildCase.objects.overdue(now).filter(overdue_at=None).select_related("case")
    children = list(due.select_for_update(of=("self",), skip_locked=True).order_by("safe_due_at")[:BATCH])
    for child in children:
        child.overdue_at = now
        _save(child, now, "overdue_at")
        record("case.children_overdue", child.case, None, child=str(child.pk))
    return len(children)


def _running(code: str, viewer: Viewer, child: UUID, verb: str) -> tuple[Case, ChildCase]:
    case = visible(code, viewer)
    admit(verb, case, viewer)
    found = ChildCase.objects.select_for_update(of=("self",)).filter(case=case, pk=child).first()
    if found is None:
        raise NotFound
    if not found.is_running:
        raise conflict(case, "already_closed", _("The case of these children is closed."))
    return case, found


def _check_children(number: int, ages: list[int], flag: str, known_at: datetime, now: datetime) -> None:
    check_past("known_at", known_at, now)
    if not 1 <= number <= ChildCase.MOST:
        raise invalid(number=_("Give a number from 1 to 20."))
    if len(ages) > number or any(not 0 <= age < 18 for age in ages):
        raise invalid(ages=_("Give the age in years of each child, at most as many as there are children."))
    if flag not in (ALONE, CAREGIVER):
        raise invalid(flag=_("There is no such flag."))


def _move(case: Case, child: ChildCase, state: str, now: datetime) -> None:
    """Into care the clock stops; out of it, it begins anew. What was asked for before no longer fits."""
    if state == "closed" or state not in workflow.CHILD.get(child.state, ()):
        raise conflict(case, "not_from_here", _("The children cannot go there from where they are."))
    was_safe = child.is_safe
    child.state = workflow.moved(workflow.CHILD, child.state, state)
    child.outcome, child.close_requested_by, child.close_requested_at = "", None, None
    if child.is_safe:
        child.safe_at = child.safe_at or now
        child.safe_due_at = child.overdue_at = None
    elif was_safe:
        child.safe_due_at = now + ChildCase.SAFE_WITHIN


def _judge(case: Case, now: datetime, actor: Any) -> None:
    """Children who are in care were left alone no longer; who was their only carer is so until their case ends."""
    if not case.children.unsafe().exists():
        drop_flags(case, now, actor, flag=ALONE, source=VulnerabilityFlag.Source.CHILDREN)
    elif case.children.filter(safe_at__isnull=False).unsafe().exists():
        raise_flag(case, ALONE, now, actor, source=VulnerabilityFlag.Source.CHILDREN)
    if not case.children.running().exists():
        drop_flags(case, now, actor, flag=CAREGIVER, source=VulnerabilityFlag.Source.CHILDREN)
    save(case, now, *judge_anew(case, now, actor))


def _officer_of(case: Case, officer: Any) -> Any:
    posted = Posting.objects.active(timezone.now()).filter(user=officer, consulate=case.consulate_id, role="officer")
    if not posted.exists():
        raise invalid(officer=_("Choose an officer of this post."))
    return officer


def _save(child: ChildCase, now: datetime, *fields: str) -> None:
    child.updated_at = now
    child.save(update_fields=[*dict.fromkeys(fields), "updated_at"])
