"""The weekly report: the figures of a scope and a period, as the API, the CSV and the page show them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from alerts.models import Alert
from cases import outcomes
from cases.reports.definitions import definitions
from cases.reports.figures import CLOSED, OPENED, TAKEN, TOTAL, Figure, Figures, Place, figures_of
from cases.reports.leaving import QUARTER, in_quarters, quarter_of, quarters
from cases.reports.period import Period, Week
from cases.reports.scope import Scope
from cases.reports.suppression import Release, is_small

OPEN, PENDING = "open", "pending"
KEYS: dict[str, tuple[str, ...]] = {
    "kind": tuple(Alert.Kind.values),
    "disposition": (*Alert.Disposition.values, OPEN),
    "claim": ("claimed", OPEN, "ended_unclaimed"),
    **{axis: (*(one.code for one in outcomes.of_axis(axis)), PENDING) for axis in outcomes.AXES},
}


class Releases:
    """What may be shown of several quarters: of the whole period, what every one of them shows."""

    def __init__(self, posts: list[int], period: Period):
        self.of: dict[date, Release] = {}
        self.periods: list[Period] = []
        for first in quarters(period.first, period.last):
            quarter = Period(first, first + QUARTER - timedelta(days=1))
            mondays = [week.monday for week in quarter.weeks]
            self.periods.append(quarter)
            self.of[first] = Release(figures_of(posts, quarter), posts=posts, weeks=mondays, keys=KEYS)

    def shows(self, place: Place, figure: Figure) -> bool:
        week = place[1]
        if week is None:
            return all(release.shows(place, figure) for release in self.of.values())
        return self.of[quarter_of(week)].shows(place, figure)


@dataclass(frozen=True)
class WeeklyReport:
    scope: Scope
    period: Period
    figures: Figures
    release: Releases | None

    def row(self, place: Place) -> dict[str, Any]:
        """Every figure of a place. None stands for a count that is left out."""
        claim = self._group(place, "claim")
        row = {
            "suppressed": False,
            "alerts": {"total": self.count(place, TOTAL), "by_kind": self._group(place, "kind")},
            "time_to_claim": {"n": self.count(place, TOTAL), **claim, **self._percentiles(place)},
            "dispositions": self._group(place, "disposition"),
            "cases": {key: self.count(place, (figure, key)) for figure, key in (OPENED, TAKEN, CLOSED)},
            "outcomes": {axis: self._group(place, axis) for axis in outcomes.AXES},
        }
        return row | {"suppressed": _lacks_any(row)}

    def count(self, place: Place, figure: Figure) -> int | None:
        if self.release and not self.release.shows(place, figure):
            return None
        return self.figures.count(place, figure)

    def _group(self, place: Place, group: str) -> dict[str, int | None]:
        return {key: self.count(place, (group, key)) for key in KEYS[group]}

    def _percentiles(self, place: Place) -> dict[str, Any]:
        wait = self.figures.wait(place)
        shown = self.count(place, TOTAL) is not None and not (self.release and is_small(wait.n))
        return {
            "p50_s": wait.p50 if shown else None,
            "p90_s": wait.p90 if shown else None,
            "p50_not_reached": shown and wait.n > 0 and wait.p50 is None,
            "p90_not_reached": shown and wait.n > 0 and wait.p90 is None,
        }

    @property
    def post_id(self) -> int | None:
        return self.scope.asked.pk if self.scope.asked else None

    @cached_property
    def weeks(self) -> list[dict[str, Any]]:
        return list(self._weeks_of(self.post_id))

    @cached_property
    def totals(self) -> dict[str, Any]:
        return self.row((self.post_id, None))

    @cached_property
    def posts(self) -> list[dict[str, Any]]:
        """Each post of a report on several; without its weeks, where they may not leave it."""
        if self.scope.asked:
            return []
        return [self._post(post.pk, post.code, post.name) for post in self.scope.posts]

    def _post(self, pk: int, code: str, name: str) -> dict[str, Any]:
        weeks = {} if self.release else {"weeks": list(self._weeks_of(pk))}
        return {"post": code, "name": name, **weeks, "totals": self.row((pk, None))}

    def _weeks_of(self, post_id: int | None) -> Iterator[dict[str, Any]]:
        for week in self.period.weeks:
            yield {**_named(week), **self.row((post_id, week.monday))}

    @property
    def is_empty(self) -> bool:
        return not self.figures.count((self.post_id, None), TOTAL) and not any(
            self.figures.count((self.post_id, None), figure) for figure in (OPENED, TAKEN, CLOSED)
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "post": self.scope.code,
            "from": self.period.first,
            "to": self.period.last,
            "empty": self.is_empty,
            "detail": _("There was no alert and no case in this period.") if self.is_empty else "",
            "suppressed": self.release is not None,
            "weeks": self.weeks,
            "totals": self.totals,
            "posts": self.posts,
            "definitions": definitions(suppressed=self.release is not None),
        }


def weekly_report(scope: Scope, period: Period) -> WeeklyReport:
    """What leaves a post is told in quarters that are over, each protected by itself, so that no two reports can be subtracted."""
    if not scope.leaves_the_post:
        return WeeklyReport(scope, period, figures_of(_ids(scope.counted), period), release=None)
    period = Period(*in_quarters(period.first, period.last, timezone.now().date()))
    figures = figures_of(_ids(scope.counted), period)
    return WeeklyReport(scope, period, figures, Releases(_ids(scope.counted), period))


def _ids(posts: list) -> list[int]:
    return [post.pk for post in posts]


def _named(week: Week) -> dict[str, str | date]:
    return {"week": week.label, "from": week.first, "to": week.last}


def _lacks_any(row: dict[str, Any]) -> bool:
    counts = [row["alerts"]["total"], *row["alerts"]["by_kind"].values(), *row["dispositions"].values()]
    counts += [row["time_to_claim"][key] for key in KEYS["claim"]]
    counts += [*row["cases"].values(), *(n for axis in row["outcomes"].values() for n in axis.values())]
    return None in counts
