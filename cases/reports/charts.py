"""What the page draws, worked out to coordinates: the weekly bars and the shaded map. The templates only write the SVG."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases.reports.facts import steps_of
from cases.reports.shapes import Outline, Shape
from cases.reports.tables import Report, Table

WIDTH, HEIGHT = 760, 360
LEFT, RIGHT, TOP, BOTTOM = 44, 8, 22, 26
MOST_LABELS = 10
GHOST = 14  # height of the mark of a week whose number is left out
SHADES = 5
LABEL_NEEDS = 26  # a shape smaller than this has its name in the table and the tooltip only


@dataclass(frozen=True, slots=True)
class Segment:
    series: str
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    width: float
    middle: float
    title: str
    segments: list[Segment]
    total: int | None
    total_y: float
    label: str
    is_partial: bool


@dataclass(frozen=True, slots=True)
class Bars:
    width: int
    height: int
    bars: list[Bar]
    ticks: list[tuple[float, int]]
    floor: float


def weekly_bars(weeks: Sequence[dict[str, Any]], kinds: Sequence[tuple[str, str]], *, today: date) -> Bars:
    """One bar per week, stacked by kind in the order of `kinds` (code, name). What is left out of a known total is hatched."""
    most = max((week["alerts"]["total"] or 0 for week in weeks), default=0)
    step = tick_step(most)
    top = step * max(-(-most // step), 2)
    scale = (HEIGHT - TOP - BOTTOM) / top
    room = (WIDTH - LEFT - RIGHT) / max(len(weeks), 1)
    every = -(-len(weeks) // MOST_LABELS)
    bars = [
        _bar(week, kinds, LEFT + number * room, room, scale, _day(week["from"]) if number % every == 0 else "", today)
        for number, week in enumerate(weeks)
    ]
    ticks = [(round(HEIGHT - BOTTOM - value * scale, 1), value) for value in range(0, top + 1, step)]
    return Bars(WIDTH, HEIGHT, bars, ticks, HEIGHT - BOTTOM)


def stacked(steps: Table, kinds: Table, report: Report) -> Bars:
    """The same of two tables: a bar per week or month, in kinds where they are known of each."""
    by_step = {row.key: row.cells for row in kinds.rows}
    rows = []
    for row, step in zip(steps.rows, steps_of(report.question), strict=True):
        total = row.cells[0] if isinstance(row.cells[0], int) else None
        parts = dict(zip((column.key for column in kinds.columns), by_step.get(row.key, ()), strict=False))
        rows.append(
            {
                "week": row.key,
                "from": step.first,
                "to": step.last,
                "alerts": {"total": total, "by_kind": parts or {"": total}},
            }
        )
    named = [(column.key, str(column.label)) for column in kinds.columns]
    if not any(row.key in by_step for row in steps.rows):  # outside of a post, only those of the whole period are known
        named = [("", _("all kinds"))]
    return weekly_bars(rows, named, today=timezone.now().date())


def tick_step(most: int) -> int:
    """A round number, at most four of which reach the top of the chart."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if step * factor * 4 >= most:
                return step * factor
        step *= 10


def _bar(
    week: dict[str, Any],
    kinds: Sequence[tuple[str, str]],
    left: float,
    room: float,
    scale: float,
    label: str,
    today: date,
) -> Bar:
    total, by_kind = week["alerts"]["total"], week["alerts"]["by_kind"]
    floor = float(HEIGHT - BOTTOM)
    segments, words = [], []
    parts = [(f"s{number}", by_kind[code], name) for number, (code, name) in enumerate(kinds, start=1)]
    missing = 0 if total is None else total - sum(n or 0 for _, n, _ in parts)
    for series, n, name in [*parts, ("hatch", missing, _("left out"))]:
        if n:
            segments.append(Segment(series, round(floor - n * scale, 1), round(n * scale, 1)))
            floor -= n * scale
            words.append(f"{name}: {n}")
    if total is None:
        segments = [Segment("hatch", floor - GHOST, GHOST)]
        floor -= GHOST
    return Bar(
        x=round(left + room * 0.14, 1),
        width=round(room * 0.72, 1),
        middle=round(left + room / 2, 1),
        title=f"{week['week']}: " + (_("left out") if total is None else ", ".join([str(total), *words])),
        segments=segments,
        total=total if room >= 20 else None,
        total_y=round(floor - 5, 1),
        label=label,
        is_partial=(week["to"] - week["from"]).days < 6 or week["to"] >= today,
    )


def _day(day: date) -> str:
    return date_format(day, "j M")


@dataclass(frozen=True, slots=True)
class Shaded:
    shape: Shape
    shade: str
    title: str
    is_labelled: bool


@dataclass(frozen=True, slots=True)
class ShadedMap:
    outline: Outline
    areas: list[Shaded]
    legend: list[tuple[str, str]]


def shaded_map(outline: Outline, counts: dict[str, int | None]) -> ShadedMap:
    """The outline with each shape shaded by its count. A shape without a count has none; None is left out."""
    bounds = shade_bounds([n for n in counts.values() if n])
    areas = [
        Shaded(
            shape, _shade(counts.get(shape.key, 0), bounds), _title(shape, counts.get(shape.key, 0)), _has_room(shape)
        )
        for shape in outline.shapes
    ]
    legend = [("q0", "0"), *((shade, _range(*pair)) for shade, pair in zip(_shades(bounds), bounds, strict=True))]
    if None in counts.values():
        legend.append(("hatch", _("left out")))
    return ShadedMap(outline, areas, legend)


def shade_bounds(values: Iterable[int]) -> list[tuple[int, int]]:
    """Up to five ranges that hold about equally many of the values, without gaps between them."""
    ordered = sorted(values)
    tops = sorted(
        {ordered[-(-len(ordered) * number // SHADES) - 1] for number in range(1, SHADES + 1)} if ordered else ()
    )
    return list(zip([1, *(top + 1 for top in tops[:-1])], tops, strict=True)) if tops else []


def _shade(n: int | None, bounds: list[tuple[int, int]]) -> str:
    if n is None:
        return "hatch"
    pairs = zip(_shades(bounds), bounds, strict=True)
    return next((shade for shade, (low, high) in pairs if low <= n <= high), "q0")


def _shades(bounds: list[tuple[int, int]]) -> list[str]:
    """The strongest for the highest range, also where there are few."""
    return [f"q{-(-SHADES * number // len(bounds))}" for number in range(1, len(bounds) + 1)]


def _title(shape: Shape, n: int | None) -> str:
    return f"{shape.name}: {_('left out') if n is None else n}"


def _range(low: int, high: int) -> str:
    return str(low) if low == high else f"{low}–{high}"


def _has_room(shape: Shape) -> bool:
    return shape.width >= LABEL_NEEDS and shape.height >= LABEL_NEEDS / 2
