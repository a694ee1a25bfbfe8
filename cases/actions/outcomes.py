"""Verbs of outcomes."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import outcomes, workflow
from cases.actions.locating import follow_person
from cases.actions.locked import admit, record, save, visible
from cases.models import Case, Outcome
from consular.errors import Forbidden, invalid
from consular.organisation.access import Viewer


@transaction.atomic(durable=True)
def set_outcome(*, code: str, actor: Any, viewer: Viewer, axis: str, outcome: str, note: str = "") -> Case:
    """Says how one axis stands. What was said before is superseded and kept."""
    case = visible(code, viewer)
    admit("outcome", case, viewer)
    if axis not in workflow.writable_axes(case, viewer, outcomes.AXES):
        raise Forbidden(_("While a lawyer is engaged, the lawyer reports this outcome; the post reports custody."))
    meaning = _checked(axis, outcome, note)
    current = case.current_outcomes.get(axis)
    if current and (current.code, current.note) == (outcome, note):
        return case
    now = timezone.now()
    if current:
        current.superseded_at = now
        current.save(update_fields=["superseded_at"])
    Outcome.objects.create(case=case, axis=axis, code=outcome, note=note, set_by=actor, set_at=now)
    _follow(case, meaning.case_state)
    follow_person(case)
    save(case, now, "state", "locate_due_at")
    record("case.outcome_set", case, actor, axis=axis, code=outcome)
    return case


def _checked(axis: str, outcome: str, note: str) -> outcomes.OutcomeCode:
    meaning = outcomes.find(axis, outcome)
    if meaning is None:
        raise invalid(code=_("There is no such outcome on this axis."))
    if meaning.note_required and not note:
        raise invalid(note=_("This outcome needs an explanation."))
    return meaning


def _follow(case: Case, state: str) -> None:
    """The custody outcome says where the person is. A case that is stopped or waits to be closed stays as it is."""
    if state and state != case.state and case.state in workflow.FOLLOWS_THE_PERSON:
        case.state = workflow.moved(workflow.CASE, case.state, state)
