"""Totals in parts, as they may be shown: true inside of a post; outside without small counts, and without what would give one away.

What leaves a post is counted in quarters of 13 ISO weeks from a fixed Monday, only those that are over, each protected by itself; a
longer period is the sum of its quarters, and lacks what one of them lacks. So two periods never differ by less than a quarter whose
figures were protected, and a day later nothing new can be subtracted (differencing).
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from cases.reports.suppression import OUTSIDE, Cell, is_small, protect
from cases.reports.tables import Mark

QUARTER = timedelta(weeks=13)
FIRST_QUARTER = date(2018, 1, 1)  # a Monday; the first of a year that begins with its ISO weeks


def quarter_of(day: date) -> date:
    """The Monday on which its quarter begins."""
    return FIRST_QUARTER + (day - FIRST_QUARTER) // QUARTER * QUARTER


def in_quarters(first: date, last: date, today: date) -> tuple[date, date]:
    """The quarters that the period touches and that are over; the last one that is over where none of them is."""
    newest = quarter_of(today) - QUARTER
    start = min(quarter_of(first), newest)
    end = min(quarter_of(last), newest)
    return start, max(start, end) + QUARTER - timedelta(days=1)


def quarters(first: date, last: date) -> list[date]:
    return [first + n * QUARTER for n in range((last - first) // QUARTER + 1)]


class Parts:
    """One total in parts, by quarter: which parts are left out is decided for each quarter by itself."""

    def __init__(self, blocks: Sequence[Mapping[str, int]], *, leaves: bool):
        self.blocks = blocks
        self.is_small = leaves and any(is_small(sum(block.values())) for block in blocks)
        self.hidden = [self._hidden(block) if leaves else set() for block in blocks]

    @staticmethod
    def _hidden(block: Mapping[str, int]) -> set[str]:
        if is_small(sum(block.values())):
            return set(block)
        if not any(map(is_small, block.values())):
            return set()
        return protect({part: Cell(n, part_of=("total", OUTSIDE)) for part, n in block.items()})

    @property
    def names(self) -> set[str]:
        """The parts that occur."""
        return {part for block in self.blocks for part, n in block.items() if n}

    def show(self, *parts: str) -> int | Mark:
        """The sum of some parts. It is left out if it holds one part that is left out and not another: the rest would tell it."""
        if self.is_small:
            return Mark.LEFT_OUT
        for hidden in self.hidden:
            inside = hidden.intersection(parts)
            if inside and inside != hidden:
                return Mark.LEFT_OUT
        return self.true(*parts)

    def true(self, *parts: str) -> int:
        """The sum as it is, for sorting."""
        return sum(block.get(part, 0) for block in self.blocks for part in parts)


class Grid:
    """Rows of a total, each in the same parts: by post and ending. Columns and rows have their sums, so both ways are guarded."""

    def __init__(self, blocks: Sequence[Mapping[str, Mapping[str, int]]], *, leaves: bool):
        self.blocks = blocks
        self.rows = Parts(
            [{row: sum(parts.values()) for row, parts in block.items()} for block in blocks], leaves=leaves
        )
        self.hidden = [
            self._hidden(block, rows) if leaves else set() for block, rows in zip(blocks, self.rows.hidden, strict=True)
        ]

    @staticmethod
    def _hidden(block: Mapping[str, Mapping[str, int]], rows: set[str]) -> set[tuple[str, str]]:
        table = {
            (row, part): Cell(n, part_of=(("column", part), ("row", row)))
            for row, parts in block.items()
            for part, n in parts.items()
        }
        return protect(table, also=[cell for cell in table if cell[0] in rows])

    def show(self, row: str, part: str) -> int | Mark:
        if any((row, part) in hidden for hidden in self.hidden):
            return Mark.LEFT_OUT
        return sum(block.get(row, {}).get(part, 0) for block in self.blocks)
