"""How an alert leaves the flood lane: from then on it rings like any other. The caller saves `LANE`."""

from datetime import datetime
from typing import Any

from alerts import chains, workflow
from alerts.locating import WHERE_FROM, set_locate_clock

LANE = ("flood_lane", "chain", "step", "step_due_at", "waiting_since", *WHERE_FROM)


def leave_the_lane(alert: Any, now: datetime, *, since: datetime) -> None:
    """`since` is from when it counts as waiting: the steps that are over by then are due now."""
    alert.flood_lane, alert.chain, alert.step, alert.waiting_since = False, chains.chain_of(alert), 0, since
    alert.step_due_at = workflow.next_step_at(alert.chain, 0, since, now)
    set_locate_clock(alert, now)
