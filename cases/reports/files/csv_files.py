"""Tables as one long CSV, for programs: a line per cell, in codes; and rows as a wide one, for people."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from cases.reports.exports import harmless
from cases.reports.tables import Cell, Mark, Report

HEADER = ("table", "row", "row_name", "column", "column_name", "unit", "value")
TYPE = "text/csv; charset=utf-8; header=present"
# Spreadsheets take a file without it for one of their own old code pages, and break every accent.
MARK_OF_UTF8 = "\ufeff"


def report_csv(report: Report) -> bytes:
    return written([HEADER, *_lines(report)])


def written(rows: Iterable[Iterable[Any]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
    return (MARK_OF_UTF8 + text.getvalue()).encode()


def _lines(report: Report) -> Iterator[tuple[Any, ...]]:
    for table in report.tables.values():
        for row, column, cell in table:
            name, heading = str(row.label), str(column.label)
            yield table.key, row.key, name, column.key, heading, column.kind.value, _value(cell)


def _value(cell: Cell) -> Any:
    """What is left out has its code; a cell of which nothing could be said is empty."""
    if isinstance(cell, Mark):
        return cell.value
    return "" if cell is None else cell
