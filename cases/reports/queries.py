"""The figures, counted by the database: two statements, whatever the period and the number of posts."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.db import connection

from cases import outcomes
from cases.reports.period import Period

ALERTS = Path(__file__).with_name("alerts.sql").read_text()
CASES = Path(__file__).with_name("cases.sql").read_text()

# Where a count belongs: a post and a week. None is "all of them".
Place = tuple[int | None, date | None]
# Which count: a figure and, inside of it, a key.
Figure = tuple[str, str]

TOTAL: Figure = ("alerts", "total")
OPENED, TAKEN, CLOSED = ("cases", "opened"), ("cases", "taken"), ("cases", "closed")


@dataclass(frozen=True, slots=True)
class Wait:
    """How long alerts waited for their first claim, in seconds. None: the rank falls among those that still wait."""

    n: int
    p50: float | None
    p90: float | None


@dataclass
class Figures:
    """Counts by place and figure, with every sum over posts, over weeks and over both; waits for the same places."""

    counts: dict[Place, Counter[Figure]] = field(default_factory=lambda: defaultdict(Counter))
    waits: dict[Place, Wait] = field(default_factory=dict)

    def add(self, post: int, week: date, figure: Figure, n: int) -> None:
        for place in ((post, week), (post, None), (None, week), (None, None)):
            self.counts[place][figure] += n

    def count(self, place: Place, figure: Figure) -> int:
        return self.counts[place][figure] if place in self.counts else 0


def figures_of(posts: Iterable[int], period: Period) -> Figures:
    """Alerts by the week of their receipt and the post that they reached first; cases by the post that opened them."""
    given = {"posts": list(posts), "start": period.start, "end": period.end, "axes": list(outcomes.AXES)}
    figures = Figures()
    with connection.cursor() as cursor:
        cursor.execute(ALERTS, given)
        for what, post, week, kind, ending, claim, n, p50, p90 in cursor.fetchall():
            if what == "wait":
                figures.waits[post, week] = Wait(n, reached(p50), reached(p90))
                continue
            for figure in (TOTAL, ("kind", kind), ("disposition", ending), ("claim", claim)):
                figures.add(post, week, figure, n)
        cursor.execute(CASES, given)
        for post, week, figure, key, n in cursor.fetchall():
            figures.add(post, week, (figure, key), n)
    return figures


def reached(seconds: float | None) -> float | None:
    """A percentile to the millisecond, or None when it falls among alerts that nobody has claimed."""
    return round(seconds, 3) if seconds is not None and math.isfinite(seconds) else None
