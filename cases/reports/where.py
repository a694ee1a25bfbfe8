"""Where the alerts of a report were: by district for several posts; for one by county, or by hexagon where counties are few."""

from dataclasses import dataclass
from functools import partial

from django.utils.translation import gettext as _

from cases.reports import cells, shapes
from cases.reports.charts import ShadedMap, shaded_map
from cases.reports.facts import Facts, Selected
from cases.reports.figures import TOTAL
from cases.reports.leaving import Parts
from cases.reports.period import Period
from cases.reports.places import cells_of, counties_of
from cases.reports.question import Question
from cases.reports.tables import Mark
from cases.reports.weekly import WeeklyReport
from consular.organisation.models import Consulate

NOWHERE = ("elsewhere", "no_place")


@dataclass(frozen=True)
class Where:
    """`rows` are (name, count or None where left out), the most first; places without alerts are not among them."""

    by: str
    map: ShadedMap
    rows: list[tuple[str, int | None]]
    total: int | None


def where(report: WeeklyReport) -> Where:
    return _inside(report) if len(report.scope.posts) == 1 else _by_district(report)


def _by_district(report: WeeklyReport) -> Where:
    outline = shapes.districts(post.pk for post in report.scope.posts)
    counts = {post.code: report.count((post.pk, None), TOTAL) for post in report.scope.posts}
    names = {post.code: f"{post.code} · {post.city}" for post in report.scope.posts}
    return Where("district", shaded_map(outline, counts), _ranked(counts, names), report.totals["alerts"]["total"])


def _inside(report: WeeklyReport) -> Where:
    (post,) = report.scope.posts
    total = report.count((post.pk, None), TOTAL)
    if grid := cells.grid(post.pk):
        by, outline, count = "cell", grid.outline, partial(cells_of, post.pk, side=grid.side)
    else:
        by, outline, count = "county", shapes.counties(post.pk), partial(counties_of, post.pk)
    counts: dict[str, int | None]
    if report.release:
        quarters = [count(alerts=_alerts(post, quarter), period=quarter) for quarter in report.release.periods]
        counts = _protected(quarters, total, areas=[shape.key for shape in outline.shapes])
    else:
        counts = {**count(alerts=_alerts(post, report.period), period=report.period)}
    names = {shape.key: shape.name for shape in outline.shapes}
    names |= {"elsewhere": _("Outside of the district"), "no_place": _("Without a place")}
    return Where(by, shaded_map(outline, counts), _ranked(counts, names), total)


def _alerts(post: Consulate, period: Period) -> Selected:
    return Facts(Question(period.first, period.last), [post.pk]).alerts


def _protected(quarters: list[dict[str, int]], total: int | None, areas: list[str]) -> dict[str, int | None]:
    """Areas are parts of the post's total. Where that is left out, so are they, the empty ones too."""
    if total is None:
        return dict.fromkeys([*areas, *NOWHERE])
    parts = Parts(quarters, leaves=True)
    shown = {area: parts.show(area) for area in parts.names}
    return {area: None if isinstance(n, Mark) else n for area, n in shown.items()}


def _ranked(counts: dict[str, int | None], names: dict[str, str]) -> list[tuple[str, int | None]]:
    """The most first, then what is left out, then what has no place."""
    found = [(area, n) for area, n in counts.items() if n != 0]
    found.sort(key=lambda one: (one[0] in NOWHERE, one[1] is None, -(one[1] or 0), names.get(one[0], one[0])))
    return [(names.get(area, area), n) for area, n in found]
