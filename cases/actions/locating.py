"""The locate clock of a case: taken over from its alert, struck by the sweeper, stopped when somebody knows where the person is."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from alerts import workflow as alert_workflow
from alerts.locating import strike_hour
from alerts.models import Alert
from cases import workflow
from cases.actions.judging import drop_flags, judge_anew, raise_flag
from cases.actions.locked import record, save
from cases.models import Case, VulnerabilityFlag

BATCH = 500
CLOCK = ("locate_step", "locate_due_at")
NOT_LOCATED, NOT_LOCATED_AFTER_H = "no_location_24h", 24


def take_over(case: Case, alert: Alert) -> None:
    """The clock goes on where the alert's stands. The caller saves."""
    if alert.locate_due_at is not None:
        case.locate_step, case.locate_due_at = alert.locate_step, alert.locate_due_at


def follow_person(case: Case) -> None:
    """Stops for who is in custody, at liberty or removed: that is where they are. The caller saves."""
    if case.state in workflow.LOCATED:
        case.locate_due_at = None


def start_again(case: Case, now: datetime) -> None:
    """Nobody knows any more where the person is: the clock begins anew. The caller saves."""
    case.locate_step, case.locate_due_at = 0, alert_workflow.locate_due_at(now, 0)


def settle(case: Case, now: datetime, actor: Any = None) -> tuple[str, ...]:
    """After a move: who is located is no longer flagged as missing, and the urgency is judged anew. Returns what to save."""
    if case.state in workflow.LOCATED:
        drop_flags(case, now, actor, flag=NOT_LOCATED)
    return judge_anew(case, now, actor)


@transaction.atomic(durable=True)
def strike_case_clocks(*, now: datetime) -> int:
    """Tells the post of every hour that passed without anybody knowing where the person is. Returns how many were due."""
    due = Case.objects.filter(locate_due_at__lte=now)
    cases = list(due.select_for_update(of=("self",), skip_locked=True)[:BATCH])
    for case in cases:
        if case.locate_due_at is None or case.state in workflow.LOCATED | workflow.STOPPED:
            case.locate_due_at = None
            case.save(update_fields=["locate_due_at"])
            continue
        since = case.locate_due_at - timedelta(hours=alert_workflow.LOCATE_HOURS[case.locate_step])
        hour = strike_hour(case, since)
        if hour >= NOT_LOCATED_AFTER_H:
            raise_flag(case, NOT_LOCATED, now, source=VulnerabilityFlag.Source.CLOCK)
        save(case, now, *CLOCK, *judge_anew(case, now))
        record("case.locate_due", case, None, hour=hour)
    return len(cases)
