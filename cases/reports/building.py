"""What the tables of a report are built with: its facts, who reads it, and how counts and waits become cells."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from django.utils.translation import gettext_lazy as _

from cases.reports.facts import Facts, Selected, Spread, Step, midnight, spreads, steps_of
from cases.reports.leaving import QUARTER, Parts, quarters
from cases.reports.question import Question
from cases.reports.rollup.streams import NEVER, NOT_ASKED, RUNNING
from cases.reports.suppression import is_small
from cases.reports.tables import Cell, Column, Kind, Mark, Row
from consular.organisation.models import Consulate

QUARTER_US = QUARTER.days * 86_400 * 1_000_000


@dataclass(frozen=True)
class Builder:
    """`leaves`: small counts are left out, because the reader is outside of the posts."""

    question: Question
    posts: list[Consulate]
    leaves: bool

    @cached_property
    def facts(self) -> Facts:
        return Facts(self.question, [post.pk for post in self.posts])

    @cached_property
    def steps(self) -> list[Step]:
        return steps_of(self.question)

    @cached_property
    def blocks(self) -> int:
        return len(quarters(self.question.first, self.question.last)) if self.leaves else 1

    def block_of(self, rows: Selected) -> np.ndarray:
        """Of each row, the number of its quarter; one for all where nothing leaves the post."""
        if not self.leaves:
            return np.zeros(len(rows), np.int64)
        return (rows["at"] - midnight(self.question.first)) // QUARTER_US

    def by_code(self, rows: Selected, column: str, where: np.ndarray | None = None) -> Parts:
        """How many rows have which code, as it may be shown."""
        counts = _masked(rows, column, where, self.block_of(rows), self.blocks)
        return self.parts([{code: int(n[block]) for code, n in counts.items()} for block in range(self.blocks)])

    def by_name(self, rows: Selected, named: dict[str, np.ndarray]) -> Parts:
        """The same with parts that are given by masks, which do not overlap."""
        block = self.block_of(rows)
        counts = {name: np.bincount(block[mask], minlength=self.blocks) for name, mask in named.items()}
        return self.parts([{name: int(n[block]) for name, n in counts.items()} for block in range(self.blocks)])

    def by_number(self, rows: Selected, numbers: np.ndarray, names: list[str]) -> Parts:
        """The same by a number of each row: `names` are those of the numbers."""
        if len(names) == 0:
            return self.parts([{} for _ in range(self.blocks)])
        flat = np.bincount(self.block_of(rows) * len(names) + numbers, minlength=self.blocks * len(names))
        table = flat.reshape(self.blocks, len(names))
        return self.parts([dict(zip(names, line.tolist(), strict=True)) for line in table])

    def parts(self, blocks: list[dict[str, int]]) -> Parts:
        return Parts(blocks, leaves=self.leaves)

    def seconds(self, spread: Spread, shown: Cell, which: str) -> Cell:
        """A percentile, where the number of which it is one may be shown and is not small."""
        if self.leaves and (shown is Mark.LEFT_OUT or is_small(spread.n)):
            return Mark.LEFT_OUT
        if not spread.n:
            return None
        value = getattr(spread, which)
        return Mark.NOT_REACHED if value is None else value


def _masked(rows: Selected, column: str, where: np.ndarray | None, groups: np.ndarray, n: int) -> dict[str, np.ndarray]:
    if where is None:
        return rows.counts_by(column, groups, n)
    codes, groups = rows[column][where], groups[where]
    if not len(codes):
        return {}
    return Selected.table(codes, groups, n)


def share(part: Cell, whole: Cell) -> Cell:
    """A part of one; left out where either is."""
    if Mark.LEFT_OUT in (part, whole):
        return Mark.LEFT_OUT
    if not whole or not isinstance(part, int | float) or not isinstance(whole, int | float):
        return None
    return part / whole


def wait_rows(builder: Builder, rows: Selected, waits: Mapping[str, tuple[Any, Any]]) -> tuple[Row, ...]:
    """A row for each wait of {column: (name, definition)}: of how many, half and nine of ten, what still runs, what ended without."""
    made = []
    for name, (label, _definition) in waits.items():
        column = rows[name]
        kinds = {
            "done": column >= 0,
            "running": column == RUNNING,
            "never": column == NEVER,
            "not_asked": column == NOT_ASKED,
        }
        parts, spread = builder.by_name(rows, kinds), spread_of(column)
        n = parts.show("done", "running", "never")
        seconds = [builder.seconds(spread, n, which) for which in ("p50", "p90")]
        made.append(Row(name, label, (n, *seconds, parts.show("running"), parts.show("never"))))
    return tuple(made)


def spread_of(waits: np.ndarray) -> Spread:
    return spreads(waits)[0]


N = Column("n", _("n"))
P50 = Column("p50", _("Median"), Kind.SECONDS)
P90 = Column("p90", _("90 %"), Kind.SECONDS)
OF_WAITS = (N, P50, P90, Column("running", _("still running")), Column("never", _("ended without")))
SHARE = Column("share", _("Share"), Kind.SHARE)


def shares(parts: Parts, names: Iterable[tuple[str, Any]], *, all_parts: bool = False) -> tuple[tuple[Row, ...], Row]:
    """A row per part with its share, those that never occur left away, and the total below."""
    listed = list(names)
    every = sorted({*(code for code, _ in listed), *parts.names})
    total = parts.show(*every)
    rows = tuple(
        Row(code, label, (n, share(n, total))) for code, label in listed if (n := parts.show(code)) or all_parts
    )
    return rows, Row("total", _("n"), (total, None))
