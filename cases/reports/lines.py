"""Charts of tables, worked out to coordinates: lines over time, and bars beside each other. The templates only write the SVG."""

import math
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cases.reports.tables import Kind, Mark, Row, Table
from cases.reports.words import DAY, HOUR, MINUTE, duration

WIDTH, HALF, HEIGHT = 760, 460, 280
LEFT, RIGHT, TOP, BOTTOM = 64, 12, 14, 26
MOST_LABELS = 10
ROW, NAME, NUMBER = 30, 0.28, 110
SECONDS = (
    1,
    2,
    5,
    10,
    15,
    30,
    60,
    120,
    300,
    600,
    1_800,
    3_600,
    10_800,
    21_600,
    43_200,
    86_400,
    259_200,
    604_800,
    2_592_000,
    7_776_000,
)


@dataclass(frozen=True, slots=True)
class Line:
    """`paths` are the stretches without a gap; a point that is not reached stands at the top as a triangle."""

    label: Any
    style: str
    paths: list[str]
    points: list[tuple[float, float, str]]
    beyond: list[tuple[float, str]]


@dataclass(frozen=True, slots=True)
class Lines:
    width: int
    height: int
    left: int
    floor: float
    lines: list[Line]
    ticks: list[tuple[float, str]]
    labels: list[tuple[float, str]]


def lines(table: Table, columns: dict[str, str], before: Table | None = None) -> Lines:
    """Seconds over time on a logarithmic scale, from a second up. `columns`: {key: style}. `before`: the period compared with, pale."""
    keys = [column.key for column in table.columns]
    values = [
        cell
        for one in (table, before)
        if one
        for row in one.rows
        for key in columns
        if isinstance(cell := row.cells[keys.index(key)], int | float)
    ]
    low, high = _range(values)
    room = (WIDTH - LEFT - RIGHT) / max(len(table.rows), 1)

    def y_of(seconds: float) -> float:
        share = (math.log(max(seconds, low)) - math.log(low)) / (math.log(high) - math.log(low))
        return round(HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM), 1)

    drawn = []
    for key, style in columns.items():
        column = table.columns[keys.index(key)]
        drawn.append(_line(table.rows, keys.index(key), column.label, style, room, y_of))
        if before:
            drawn.append(
                _line(
                    before.rows,
                    keys.index(key),
                    _("%(line)s, before") % {"line": column.label},
                    f"{style} before",
                    room,
                    y_of,
                )
            )
    every = -(-len(table.rows) // MOST_LABELS)
    labels = [(_x(number, room), row.key) for number, row in enumerate(table.rows) if number % every == 0]
    ticks = [(y_of(one), _tick(one)) for one in SECONDS if low <= one <= high]
    return Lines(WIDTH, HEIGHT, LEFT, HEIGHT - BOTTOM, drawn, ticks[:: max(1, len(ticks) // 6)], labels)


def _range(values: list[float]) -> tuple[float, float]:
    low = max((one for one in SECONDS if one <= min(values, default=1)), default=1)
    high = min((one for one in SECONDS if one >= max(values, default=60)), default=SECONDS[-1])
    return low, max(high, low * 2)


def _tick(seconds: int) -> str:
    for unit, words in ((DAY, _("%(n)d d")), (HOUR, _("%(n)d h")), (MINUTE, _("%(n)d min"))):
        if seconds >= unit:
            return words % {"n": seconds // unit}
    return _("%(n)d s") % {"n": seconds}


def _x(number: int, room: float) -> float:
    return round(LEFT + (number + 0.5) * room, 1)


def _line(rows: tuple[Row, ...], column: int, label: Any, style: str, room: float, y_of: Any) -> Line:
    paths: list[list[str]] = [[]]
    points, beyond = [], []
    for number, row in enumerate(rows):
        cell, x = row.cells[column], _x(number, room)
        if isinstance(cell, int | float):
            y = y_of(cell)
            paths[-1].append(f"{x},{y}")
            points.append((x, y, f"{row.label}: {duration(cell)}"))
            continue
        if paths[-1]:
            paths.append([])
        if cell is Mark.NOT_REACHED:
            beyond.append((x, f"{row.label}: {_('not reached')}"))
    return Line(label, style, [" ".join(path) for path in paths if len(path) > 1], points, beyond)


@dataclass(frozen=True, slots=True)
class Bar:
    label: Any
    y: float
    middle: float
    parts: list[tuple[str, float, float]]
    end: float
    words: str
    is_left_out: bool


@dataclass(frozen=True, slots=True)
class Bars:
    width: int
    height: float
    name: int
    bars: list[Bar]

    @property
    def letters(self) -> int:
        """How many fit before the bars."""
        return self.name // 8


def bars(table: Table, columns: dict[str, str], *, words_of: str = "", most_rows: int = 25, width: int = WIDTH) -> Bars:
    """A bar per row, as long as its count; of several columns in parts. `words_of`: the column whose figure stands at its end too."""
    name = round(width * NAME)
    keys = [column.key for column in table.columns]
    wanted = {keys.index(key): style for key, style in columns.items()}
    rows = table.rows[:most_rows]
    most = max((sum(_number(row.cells[n]) for n in wanted) for row in rows), default=0)
    scale = (width - name - NUMBER) / max(most, 1)
    drawn = []
    for number, row in enumerate(rows):
        x, parts = float(name), []
        for n, style in wanted.items():
            if (value := _number(row.cells[n])) > 0:
                parts.append((style, round(x, 1), round(value * scale, 1)))
                x += value * scale
        left_out = any(row.cells[n] is Mark.LEFT_OUT for n in wanted)
        total = sum(_number(row.cells[n]) for n in wanted)
        words = _("left out") if left_out and not total else f"{total:,.0f}".replace(",", "\u202f")
        if words_of and isinstance(extra := row.cells[keys.index(words_of)], int | float):
            kind = table.columns[keys.index(words_of)].kind
            words += f" · {100 * extra:.0f}\u00a0%" if kind is Kind.SHARE else f" · {duration(extra)}"
        y = TOP / 2 + number * ROW
        drawn.append(Bar(row.label, y + 5, y + ROW / 2, parts, round(x + 8, 1), words, left_out))
    return Bars(width, TOP + ROW * len(rows), name, drawn)


def _number(cell: Any) -> float:
    return cell if isinstance(cell, int | float) else 0
