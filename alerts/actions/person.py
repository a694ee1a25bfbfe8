"""Where the human is: what an officer knows of it, and the clock that runs while nobody knows."""

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from alerts import workflow
from alerts.actions.moves import check, lock, save, tell
from alerts.locating import WHERE_FROM, set_state, strike_hour
from alerts.models import Alert, FacilityProposal
from consular.errors import invalid
from consular.organisation.access import Viewer
from consular.organisation.models import Facility

BATCH = 500


@transaction.atomic(durable=True)
def set_person(
    *, alert_id: uuid.UUID, actor: Any, viewer: Viewer, state: str, facility: int | None = None, source: str = ""
) -> Alert:
    """Says where the person is. `detained_confirmed` names the facility; who is not held is at none."""
    alert = lock(alert_id, viewer)
    now = check("person", alert, viewer)
    held_at = _facility(state, facility)
    set_state(alert, state, now, facility=held_at)
    _settle_proposals(alert, actor, now)
    save(alert, *WHERE_FROM)
    payload = {"state": state, "facility": held_at.pk if held_at else None, "source": source}
    return tell(alert, "alert.person_state", actor, payload)


def _facility(state: str, facility: int | None) -> Facility | None:
    if state not in workflow.IN_CUSTODY:
        if facility is not None:
            raise invalid(facility=_("Only a person in custody is at a facility."))
        return None
    if facility is None:
        if state in workflow.NEEDS_FACILITY:
            raise invalid(facility=_("Name the facility that confirmed it."))
        return None
    found = Facility.objects.filter(pk=facility, is_active=True).first()
    if found is None:
        raise invalid(facility=_("There is no such facility."))
    return found


def _settle_proposals(alert: Alert, actor: Any, now: datetime) -> None:
    """What the officer says answers what the track proposed."""
    for proposal in alert.proposals.filter(state=FacilityProposal.State.OPEN):
        if proposal.facility_id == alert.facility_id:
            proposal.state = FacilityProposal.State.ACCEPTED
        elif alert.person_state not in workflow.UNLOCATED:
            proposal.state = FacilityProposal.State.SUPERSEDED
        proposal.answered_by, proposal.answered_at = actor, now
        proposal.save(update_fields=["state", "answered_by", "answered_at"])


@transaction.atomic(durable=True)
def strike_locate_clocks(*, now: datetime) -> int:
    """Tells of every hour that passed while nobody knows where the person is. Returns how many."""
    due = Alert.objects.open().filter(locate_due_at__lte=now)
    alerts = list(due.select_for_update(of=("self",), skip_locked=True)[:BATCH])
    for alert in alerts:
        hour = strike_hour(alert, alert.waiting_since)
        save(alert, "locate_step", "locate_due_at")
        tell(alert, "alert.locate_due", None, {"hour": hour})
    return len(alerts)
