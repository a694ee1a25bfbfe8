"""The person state with all that hangs on it: the facility, since when the person is located, and the locate clock. The caller saves."""

from datetime import datetime, timedelta
from typing import Any

from alerts import workflow
from alerts.models import Alert
from consular.organisation.models import Facility

WHERE_FROM = ("person_state", "facility", "located_at", "locate_step", "locate_due_at")


def set_state(alert: Alert, state: str, now: datetime, *, facility: Facility | None = None) -> None:
    """Who is still held stays where they were, unless a facility is named; who is not held is at none."""
    stays = state == alert.person_state and facility is None
    if not stays:
        alert.facility = facility
    alert.person_state = state
    alert.located_at = None if state in workflow.UNLOCATED else alert.located_at or now
    set_locate_clock(alert, now)


def set_locate_clock(alert: Alert, now: datetime) -> None:
    """Runs while the alert is open and the person is not located; an hour that is over meanwhile is not struck afterwards."""
    runs = alert.state != workflow.HANDLED and workflow.has_locate_clock(alert.kind, alert.person_state)
    if not runs:
        alert.locate_due_at = None
    elif alert.locate_due_at is None:
        over = [hours for hours in workflow.LOCATE_HOURS if alert.waiting_since + timedelta(hours=hours) <= now]
        alert.locate_step = len(over)
        alert.locate_due_at = workflow.locate_due_at(alert.waiting_since, alert.locate_step)


def strike_hour(clock: Any, since: datetime) -> int:
    """Moves a clock (of an alert or of its case) to its next hour and returns the one that has passed."""
    hour = workflow.LOCATE_HOURS[clock.locate_step]
    clock.locate_step += 1
    clock.locate_due_at = workflow.locate_due_at(since, clock.locate_step)
    return hour
