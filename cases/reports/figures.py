"""Counts by post and week, with every sum; and how long alerts waited: the figures of the weekly report, read from the roll-ups."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import numpy as np

from cases import outcomes
from cases.reports.facts import Facts, Selected, spreads
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


def figures_of(posts: Iterable[int], period: Period) -> Figures:
    """Alerts by the week of their receipt and the post that they reached first; cases by the post that had them then."""
    facts = Facts(Question(period.first, period.last), posts)
    weeks = [week.monday for week in period.weeks]
    figures = Figures()
    _alerts(facts, weeks, figures)
    for what, figure in (("opened", OPENED), ("taken", TAKEN), ("closed", CLOSED)):
        _count(facts, weeks, figures, facts.moves, figure, facts.moves.is_code("what", what))
    for axis in outcomes.AXES:
        for code, _n in facts.cases.counts(axis).items():
            _count(facts, weeks, figures, facts.cases, (axis, code), facts.cases.is_code(axis, code))
    return figures


def _alerts(facts: Facts, weeks: list[date], figures: Figures) -> None:
    alerts = facts.alerts
    _count(facts, weeks, figures, alerts, TOTAL)
    for figure, column in (("kind", "kind"), ("disposition", "ending")):
        for code in alerts.counts(column):
            _count(facts, weeks, figures, alerts, (figure, code), alerts.is_code(column, code))
    claim = alerts["claim"]
    for key, which in (("claimed", claim >= 0), ("open", claim == -1), ("ended_unclaimed", claim == -2)):
        _count(facts, weeks, figures, alerts, ("claim", key), which)
    place = facts.post_index(alerts) * len(weeks) + alerts.step
    for groups, n, names in (
        (place, len(facts.posts) * len(weeks), [(post, week) for post in facts.posts for week in weeks]),
        (facts.post_index(alerts), len(facts.posts), [(post, None) for post in facts.posts]),
        (alerts.step, len(weeks), [(None, week) for week in weeks]),
        (np.zeros(len(alerts), np.int64), 1, [(None, None)]),
    ):
        for name, spread in zip(names, spreads(claim, groups, n), strict=True):
            if spread.n:
                figures.waits[name] = Wait(spread.n, _to_ms(spread.p50), _to_ms(spread.p90))


def _count(
    facts: Facts,
    weeks: list[date],
    figures: Figures,
    rows: Selected,
    figure: Figure,
    which: np.ndarray | None = None,
) -> None:
    place = facts.post_index(rows) * len(weeks) + rows.step
    place = place if which is None else place[which]
    table = np.bincount(place, minlength=len(facts.posts) * len(weeks)).reshape(len(facts.posts), len(weeks))
    for number, post in enumerate(facts.posts):
        for column in np.flatnonzero(table[number]).tolist():
            figures.counts[post, weeks[column]][figure] = int(table[number, column])
        if total := int(table[number].sum()):
            figures.counts[post, None][figure] = total
    for column, week in enumerate(weeks):
        if total := int(table[:, column].sum()):
            figures.counts[None, week][figure] = total
    if total := int(table.sum()):
        figures.counts[None, None][figure] = total


def _to_ms(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 3)
