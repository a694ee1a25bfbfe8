"""Figures as rows, rows as a table: for the terminal, and for docs/benchmarks.md."""

import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

HEAD = ("what", "measured", "limit here", "ratio", "target")


@dataclass(frozen=True)
class Row:
    """One figure. `met` is None where nothing was promised."""

    what: str
    measured: str
    limit: str = ""
    ratio: str = ""
    target: str = ""
    met: bool | None = None

    def cells(self) -> tuple[str, ...]:
        verdict = {True: " met", False: " MISSED", None: ""}[self.met]
        return (self.what, self.measured, self.limit, self.ratio, self.target + verdict)


@dataclass
class Table:
    title: str
    rows: list[Row] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def missed(self) -> bool:
        return any(row.met is False for row in self.rows)

    def as_text(self) -> str:
        cells = [HEAD, *(row.cells() for row in self.rows)]
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        lines = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in cells]
        return "\n".join(
            [self.title, *(f"  {line.rstrip()}" for line in lines), *(f"  ({text})" for text in self.remarks)]
        )

    def as_markdown(self) -> str:
        lines = [
            f"| {' | '.join(cells)} |" for cells in (HEAD, ("---",) * len(HEAD), *(row.cells() for row in self.rows))
        ]
        return "\n".join([f"## {self.title}", "", *lines, *(f"\n{text}" for text in [*self.remarks, conditions()])])


def conditions() -> str:
    load = os.getloadavg()[0]
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"load {load:.1f}; servers, database and load generators on one machine."
    )


def write(page: Path, tables: dict[str, Table]) -> None:
    """Replaces what stands between `<!-- name -->` and `<!-- /name -->`, for the tables that were measured."""
    text = page.read_text(encoding="utf-8")
    for name, table in tables.items():
        begins, ends = f"<!-- {name} -->\n", f"<!-- /{name} -->"
        before, _mark, rest = text.partition(begins)
        _old, _mark, after = rest.partition(ends)
        text = f"{before}{begins}{table.as_markdown()}\n{ends}{after}"
    page.write_text(text, encoding="utf-8")


def percentile(values: Sequence[float], share: float) -> float:
    """The nearest-rank percentile, so that a p99 is a value that was seen."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(len(ranked) * share))]


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def p50_p99(milliseconds: Sequence[float]) -> str:
    return f"p50 {percentile(milliseconds, 0.5):.1f}, p99 {percentile(milliseconds, 0.99):.1f} ms"


def per_second(values: Sequence[float]) -> str:
    """The median of the runs, and their range."""
    return f"{median(values):,.0f}/s ({min(values):,.0f}-{max(values):,.0f})"
