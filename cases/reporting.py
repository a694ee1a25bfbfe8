"""When a matter owes its monthly progress report. Pure: whoever asks brings the time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cases import workflow

if TYPE_CHECKING:
    from cases.models import LegalMatter

EVERY = timedelta(days=30)  # "monthly", so that no report falls on the day of another
PATIENCE = timedelta(days=7)  # then the post hears of it, too: ours


@dataclass(frozen=True, slots=True)
class Standing:
    due_at: datetime | None
    is_due: bool
    is_overdue: bool


NOTHING_OWED = Standing(None, False, False)


def standing(matter: "LegalMatter", now: datetime) -> Standing:
    """Counted from the last report, or from the engagement of this lawyer, whichever is later."""
    if matter.engaged_at is None or matter.state not in workflow.REPORTS:
        return NOTHING_OWED
    since = max(matter.engaged_at, matter.reported_at or matter.engaged_at)
    due_at = since + EVERY
    return Standing(due_at, due_at <= now, due_at + PATIENCE <= now)
