"""The same figures counted by the database from the tables themselves: what the roll-ups are checked against, every night and in tests."""

import math
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.db import connection

from cases import outcomes
from cases.reports.figures import TOTAL, Figures, Wait
from cases.reports.period import Period


def sql(*names: str) -> str:
    return "".join(Path(__file__).with_name(f"{name}.sql").read_text() for name in names)


ALERTS = sql("cohort", "alerts")
CASES = sql("cases")


def figures_of(posts: Iterable[int], period: Period) -> Figures:
    """Alerts by the week of their receipt and the post that they reached first; cases by the post that opened them."""
    given: dict[str, Any] = {
        "posts": list(posts),
        "start": period.start,
        "end": period.end,
        "axes": list(outcomes.AXES),
    }
    figures = Figures()
    with connection.cursor() as cursor:
        cursor.execute(ALERTS, given)
        for post, week, figure, key, n, p50, p90 in cursor:
            if (figure, key) == TOTAL:
                if not n:
                    continue
                figures.waits[post, week] = Wait(n, reached(p50), reached(p90))
            figures.counts[post, week][figure, key] = n
        cursor.execute(CASES, given)
        for post, week, figure, key, n in cursor:
            figures.counts[post, week][figure, key] = n
    return figures


def reached(seconds: float | None) -> float | None:
    """A percentile to the millisecond, or None when it falls among alerts that nobody has claimed."""
    return round(seconds, 3) if seconds is not None and math.isfinite(seconds) else None
