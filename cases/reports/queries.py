"""The figures, counted by the database: two statements, whatever the period and the number of posts."""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection

from cases import outcomes
from cases.reports.period import Period


def _sql(*names: str) -> str:
    return "".join(Path(__file__).with_name(f"{name}.sql").read_text() for name in names)


ALERTS = _sql("cohort", "alerts")
COUNTIES = _sql("cohort", "counties")
CELLS = _sql("cohort", "cells")
CASES = _sql("cases")

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


NO_WAIT = Wait(0, None, None)


@dataclass
class Figures:
    """Counts by place and figure, with every sum over posts, over weeks and over both; waits for the same places."""

    counts: dict[Place, dict[Figure, int]] = field(default_factory=lambda: defaultdict(dict))
    waits: dict[Place, Wait] = field(default_factory=dict)

    def count(self, place: Place, figure: Figure) -> int:
        return self.counts.get(place, {}).get(figure, 0)

    def wait(self, place: Place) -> Wait:
        return self.waits.get(place, NO_WAIT)

    @property
    def is_empty(self) -> bool:
        return not self.counts


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


def counties_of(post: int, period: Period) -> dict[str, int]:
    """Alerts by county code; `elsewhere` is outside of the post's district, `no_place` where nobody knows the place."""
    return _areas(COUNTIES, post, period)


def cells_of(post: int, period: Period, side: float) -> dict[str, int]:
    """The same by hexagons of that side, in metres of web mercator."""
    return _areas(CELLS, post, period, side=side)


def _areas(statement: str, post: int, period: Period, **more: float) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"posts": [post], "start": period.start, "end": period.end, **more})
        return dict(cursor.fetchall())


def reached(seconds: float | None) -> float | None:
    """A percentile to the millisecond, or None when it falls among alerts that nobody has claimed."""
    return round(seconds, 3) if seconds is not None and math.isfinite(seconds) else None
