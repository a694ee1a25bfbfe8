"""Counts by post and week, with every sum; and how long alerts waited: the figures of the weekly report, read from the roll-ups."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from cases import outcomes
from cases.reports.facts import Facts, Selected, Spreads, spreads
from cases.reports.period import Period
from cases.reports.question import Question

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


class RolledFigures(Figures):
    """The same, worked out from the roll-ups as they are asked for: a table of posts by weeks for each figure, and its sums."""

    def __init__(self, facts: Facts, weeks: list[date]):
        super().__init__()
        self.facts, self.weeks = facts, weeks
        self.post_at = {post: place for place, post in enumerate(facts.posts)}
        self.week_at = {week: place for place, week in enumerate(weeks)}
        self.tables: dict[Figure, np.ndarray] = {}
        self.spreads: dict[tuple[bool, bool], Spreads] = {}
        self._count_alerts()
        for what, figure in (("opened", OPENED), ("taken", TAKEN), ("closed", CLOSED)):
            self._count(facts.moves, figure, facts.moves.is_code("what", what))
        for axis in outcomes.AXES:
            self._count_codes(facts.cases, axis, axis)

    def _count_alerts(self) -> None:
        alerts = self.facts.alerts
        self._count(alerts, TOTAL)
        self._count_codes(alerts, "kind", "kind")
        self._count_codes(alerts, "disposition", "ending")
        claim = alerts["claim"]
        for key, which in (("claimed", claim >= 0), ("open", claim == -1), ("ended_unclaimed", claim == -2)):
            self._count(alerts, ("claim", key), which)

    def _place(self, rows: Selected) -> np.ndarray:
        return self.facts.post_index(rows) * len(self.weeks) + rows.step

    def _count(self, rows: Selected, figure: Figure, which: np.ndarray | None = None) -> None:
        place = self._place(rows)
        size = len(self.facts.posts) * len(self.weeks)
        self._keep(figure, np.bincount(place if which is None else place[which], minlength=size))

    def _count_codes(self, rows: Selected, figure: str, column: str) -> None:
        size = len(self.facts.posts) * len(self.weeks)
        for code, counts in rows.counts_by(column, self._place(rows), size).items():
            self._keep((figure, code), counts)

    def _keep(self, figure: Figure, counts: np.ndarray) -> None:
        """With a last row and a last column of sums."""
        table = counts.reshape(len(self.facts.posts), len(self.weeks))
        whole = np.zeros((table.shape[0] + 1, table.shape[1] + 1), np.int64)
        whole[:-1, :-1] = table
        whole[:-1, -1], whole[-1, :-1], whole[-1, -1] = table.sum(axis=1), table.sum(axis=0), table.sum()
        self.tables[figure] = whole

    def count(self, place: Place, figure: Figure) -> int:
        table = self.tables.get(figure)
        if table is None:
            return 0
        post, week = place
        row = -1 if post is None else self.post_at.get(post)
        column = -1 if week is None else self.week_at.get(week)
        return 0 if row is None or column is None else int(table[row, column])

    def wait(self, place: Place) -> Wait:
        post, week = place
        by = (post is not None, week is not None)
        if by not in self.spreads:
            self.spreads[by] = self._spreads(*by)
        row = 0 if post is None else self.post_at.get(post)
        column = 0 if week is None else self.week_at.get(week)
        if row is None or column is None:
            return NO_WAIT
        spread = self.spreads[by][row * (len(self.weeks) if by[1] else 1) + column]
        return Wait(spread.n, _to_ms(spread.p50), _to_ms(spread.p90))

    def _spreads(self, by_post: bool, by_week: bool) -> Spreads:
        alerts, groups, n = self.facts.alerts, None, 1
        if by_post:
            groups, n = self.facts.post_index(alerts), len(self.facts.posts)
        if by_week:
            groups = alerts.step if groups is None else groups * len(self.weeks) + alerts.step
            n *= len(self.weeks)
        return spreads(alerts["claim"], groups, n)

    @property
    def is_empty(self) -> bool:
        return not any(table[-1, -1] for table in self.tables.values())


def figures_of(posts: Iterable[int], period: Period) -> Figures:
    """Alerts by the week of their receipt and the post that they reached first; cases by the post that had them then."""
    facts = Facts(Question(period.first, period.last), posts)
    return RolledFigures(facts, [week.monday for week in period.weeks])


def _to_ms(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 3)
