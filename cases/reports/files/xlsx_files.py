"""Tables and rows as XLSX: numbers, shares and days as what they are, every text as text, no formula and no link in any cell."""

import io
import re
from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any

from django.utils.translation import gettext as _
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from cases.reports.files import asked
from cases.reports.tables import Cell, Column, Kind, Mark, Report, Row, Table
from cases.reports.words import marked

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# In memory: a file on disk would be one more place where rows about people lie. Nothing is guessed from what a text looks like.
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
    "remove_timezone": True,
}
LONGEST_TEXT, LONGEST_NAME = 32_767, 31  # the format's own limits
NUMBERS = {Kind.COUNT: "#,##0", Kind.SECONDS: "#,##0.0", Kind.SHARE: "0.0%", Kind.RATIO: "0.00"}
DAY, MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"
NARROW, WIDE = 12, 60


class Book:
    """A workbook that is being written. Texts go through `text` alone."""

    def __init__(self, title: str):
        self.file = io.BytesIO()
        self.book = Workbook(self.file, OPTIONS)
        self.book.set_properties({"title": title, "author": "Consular"})
        self.formats: dict[tuple[str, bool], Any] = {}
        self.names: set[str] = set()

    def format(self, number: str = "", *, bold: bool = False, wrap: bool = False) -> Any:
        key = (number + ("|wrap" if wrap else ""), bold)
        if key not in self.formats:
            look: dict[str, Any] = {"valign": "top", "bold": bold} | ({"num_format": number} if number else {})
            self.formats[key] = self.book.add_format(look | ({"text_wrap": True} if wrap else {}))
        return self.formats[key]

    def sheet(self, title: str) -> Worksheet:
        return self.book.add_worksheet(self._name(title))

    def put(
        self, sheet: Worksheet, line: int, place: int, value: Any, *, bold: bool = False, wrap: bool = False
    ) -> None:
        """A value by its type: what is no number, day or moment is text."""
        if isinstance(value, datetime):
            at = value.astimezone(UTC).replace(tzinfo=None)
            sheet.write_datetime(line, place, at, self.format(MOMENT, bold=bold))
        elif isinstance(value, date):
            sheet.write_datetime(line, place, datetime(value.year, value.month, value.day), self.format(DAY, bold=bold))
        elif isinstance(value, (int, float)):
            sheet.write_number(line, place, value, self.format(NUMBERS[Kind.COUNT], bold=bold))
        elif value is not None and str(value):
            sheet.write_string(line, place, clean(value), self.format(bold=bold, wrap=wrap))

    def done(self) -> bytes:
        self.book.close()
        return self.file.getvalue()

    def _name(self, title: str) -> str:
        """What the format allows as the name of a sheet, and no two alike."""
        plain = " ".join(re.sub(r"[\[\]:*?/\\]", " ", clean(title)).split()).strip("'")[:LONGEST_NAME] or "-"
        name, number = plain, 2
        while name.lower() in self.names or name.lower() == "history":
            ending = f" {number}"
            name, number = plain[: LONGEST_NAME - len(ending)] + ending, number + 1
        self.names.add(name.lower())
        return name


def report_xlsx(report: Report) -> bytes:
    book = Book(str(report.title))
    write_about(book, asked.lines(report), asked.definitions(report))
    for table in report.tables.values():
        _write_table(book, table)
    return book.done()


def rows_xlsx(
    title: str,
    about: list[asked.Line],
    headings: list[str],
    definitions: list[asked.Line],
    rows: Iterable[Iterable[Any]],
) -> bytes:
    """Rows about people or things: a column per heading, each value by its type."""
    book = Book(title)
    write_about(book, about, definitions)
    sheet = book.sheet(title)
    for place, heading in enumerate(headings):
        book.put(sheet, 0, place, heading, bold=True)
    sheet.set_column(0, max(len(headings) - 1, 0), 20)
    sheet.freeze_panes(1, 1)
    for line, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            book.put(sheet, line, place, value)
    return book.done()


def write_about(book: Book, about: list[asked.Line], definitions: list[asked.Line]) -> None:
    sheet = book.sheet(_("About"))
    sheet.set_column(0, 0, 34)
    sheet.set_column(1, 1, 100)
    line = 0
    for name, value in about:
        book.put(sheet, line, 0, name, bold=True)
        book.put(sheet, line, 1, value, wrap=True)
        line += 1
    line += 1
    book.put(sheet, line, 0, _("Definitions"), bold=True)
    for name, value in definitions:
        line += 1
        book.put(sheet, line, 0, name, wrap=True)
        book.put(sheet, line, 1, value, wrap=True)


def clean(text: Any) -> str:
    """Without control characters, which the format cannot hold, and no longer than a cell."""
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", str(text))[:LONGEST_TEXT]


def heading_of(column: Column) -> str:
    return _("%(name)s (seconds)") % {"name": column.label} if column.kind is Kind.SECONDS else str(column.label)


def _write_table(book: Book, table: Table) -> None:
    sheet = book.sheet(str(table.title))
    days = {row.key: day for row in table.rows if (day := _day_of(row))}
    first = 2 if days else 1
    headings = [str(table.rows_are), *([_("Begins on")] if days else []), *map(heading_of, table.columns)]
    for place, heading in enumerate(headings):
        book.put(sheet, 0, place, heading, bold=True, wrap=True)
    sheet.set_column(0, 0, min(WIDE, max([NARROW, *(len(str(row.label)) + 2 for row in table.rows)])))
    sheet.set_column(1, max(len(headings) - 1, 1), 16)
    sheet.freeze_panes(1, 1)
    for line, row in enumerate([*table.rows, *([table.total] if table.total else [])], start=1):
        is_total = row is table.total
        book.put(sheet, line, 0, str(row.label), bold=is_total)
        book.put(sheet, line, 1, days.get(row.key)) if days else None
        for place, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True), start=first):
            _write_cell(book, sheet, (line, place), column, cell, is_total)


def _write_cell(book: Book, sheet: Worksheet, at: tuple[int, int], column: Column, cell: Cell, bold: bool) -> None:
    if isinstance(cell, Mark):
        sheet.write_string(*at, marked(cell), book.format(bold=bold))
    elif cell is not None:
        sheet.write_number(*at, cell, book.format(NUMBERS[column.kind], bold=bold))


def _day_of(row: Row) -> date | None:
    """Where a row is a day, a week or a month that its key names: when that begins."""
    try:
        if re.fullmatch(r"\d{4}-\d{2}", row.key):
            return date.fromisoformat(f"{row.key}-01")
        return date.fromisoformat(row.key) if re.fullmatch(r"\d{4}-(W\d{2}|\d{2}-\d{2})", row.key) else None
    except ValueError:
        return None
