"""Tables of figures: what every page, chart, file and publication is made of. Codes inside, the reader's language at the rim."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any


class Mark(Enum):
    """What stands in a cell in place of a figure."""

    LEFT_OUT = "left_out"  # small, or it would give a small count away
    NOT_REACHED = "not_reached"  # the rank falls among those that are still running


Cell = int | float | Mark | None  # None: there is nothing of which it could be said


class Kind(Enum):
    """How the cells of a column are read."""

    COUNT = "count"
    SECONDS = "seconds"
    SHARE = "share"  # of one, 0 to 1
    RATIO = "ratio"


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    label: Any
    kind: Kind = Kind.COUNT


@dataclass(frozen=True, slots=True)
class Row:
    """`key` is the code of what the row is about, `label` its name in the reader's language."""

    key: str
    label: Any
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """`rows_are` names what the rows are ("Week"); `total` is the row below the line."""

    key: str
    title: Any
    definition: Any
    rows_are: Any
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: Row | None = None
    definitions: tuple[tuple[str, Any], ...] = ()  # of single rows or columns, by their key

    @property
    def definitions_by_key(self) -> dict[str, Any]:
        return dict(self.definitions)

    def cell(self, row: str, column: str) -> Cell:
        """One figure; KeyError where there is none."""
        for found, where, cell in self:
            if (found.key, where.key) == (row, column):
                return cell
        raise KeyError(row, column)

    def column(self, key: str) -> Column:
        return next(column for column in self.columns if column.key == key)

    def __iter__(self) -> Iterator[tuple[Row, Column, Cell]]:
        """Every cell, with the row and the column in which it stands."""
        for row in (*self.rows, *([self.total] if self.total else [])):
            for column, cell in zip(self.columns, row.cells, strict=True):
                yield row, column, cell

    def plain(self) -> dict[str, dict[str, Any]]:
        """{row: {column: figure}} in codes alone: what is kept, hashed and compared."""
        found: dict[str, dict[str, Any]] = {}
        for row, column, cell in self:
            found.setdefault(row.key, {})[column.key] = cell.value if isinstance(cell, Mark) else cell
        return found


@dataclass(frozen=True, slots=True)
class AsOf:
    """How far into the events the figures reach, and when that was."""

    seq: int
    at: Any


@dataclass(frozen=True)
class Report:
    """The answer to one question. `leaves_the_post`: small counts were left out of it."""

    question: Any
    title: str
    tables: dict[str, Table]
    as_of: AsOf
    leaves_the_post: bool
    is_empty: bool = False
    first: date = field(default=date.min)
    last: date = field(default=date.min)
