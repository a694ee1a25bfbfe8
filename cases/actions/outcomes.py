"""Verbs of outcomes."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import outcomes, workflow
from cases.actions import wall as asylum_wall
from cases.actions.locating import follow_person, settle
from cases.actions.locked import admit, record, save, visible
from cases.actions.notes import write_privileged_note
from cases.models import Case, Note, Outcome
from consular.errors import Forbidden, invalid
from consular.organisation.access import Viewer


@transaction.atomic(durable=True)
def set_outcome(
    *, code: str, actor: Any, viewer: Viewer, axis: str, outcome: str, note: str = "", wall: str = ""
) -> Case:
    """Says how one axis stands. What was said before is superseded and kept.

    The post reads the explanation: words in it that belong to the lawyer are asked about. `wall` answers "keep", or "move", which
    makes a privileged note of it and reports the outcome without.
    """
    case = visible(code, viewer)
    admit("outcome", case, viewer)
    if axis not in workflow.writable_axes(case, viewer, outcomes.AXES):
        raise Forbidden(_("While a lawyer is engaged, the lawyer reports this outcome; the post reports custody."))
    moved = note if wall == asylum_wall.MOVE and workflow.is_engaged_lawyer(case, viewer) else ""
    note = "" if moved else note
    meaning = _checked(axis, outcome, note)
    stated = asylum_wall.passes(note, wall, case=case, viewer=viewer, field="note")
    if moved:
        write_privileged_note(case, actor, level=Note.Level.L5, text=moved, now=timezone.now())
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
    save(case, now, "state", "locate_due_at", *settle(case, now, actor))
    said = {"stated_general": True} if stated else {}
    record("case.outcome_set", case, actor, axis=axis, code=outcome, **said)
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
