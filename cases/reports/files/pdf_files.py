"""Reports on paper: our own print template, printed by the process that reaches nothing but our stylesheets."""

import re
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from cases.files import printing
from cases.reports.files import asked
from cases.reports.files.drawings import drawn
from cases.reports.tables import Cell, Kind, Mark, Report, Row, Table
from cases.reports.templatetags.report_tables import figure
from cases.reports.words import marked

TYPE = "application/pdf"
WIDE = 8  # columns, from which on a table gets pages of their own, turned
STYLE = "reports/print/_chart_style.svg"

Charts = dict[str, SafeString]  # by the key of the table: what the page draws above it


@dataclass(frozen=True, slots=True)
class Printed:
    """A table with what the template needs of it, every cell in words."""

    table: Table
    rows: list[tuple[str, list[tuple[str, bool]]]]
    total: tuple[str, list[tuple[str, bool]]] | None
    notes: list[tuple[str, str]]
    n: str
    is_wide: bool
    chart: SafeString | str


def report_pdf(report: Report) -> bytes:
    """In the language that is active. Takes seconds; raises a refusal when the printing process fails."""
    return b"".join(printing.pdf(report_html(report, drawn(report))).pieces(1 << 20))


def report_html(report: Report, charts: Charts | None = None) -> str:
    facts = {
        "report": report,
        "language": get_language() or "es",
        "about": asked.lines(report),
        "tables": [_printed(table, (charts or {}).get(table.key)) for table in report.tables.values()],
    }
    return render_to_string("reports/print/report.html", facts)


def _printed(table: Table, chart: SafeString | None) -> Printed:
    return Printed(
        table,
        [_row(table, row) for row in table.rows],
        _row(table, table.total) if table.total else None,
        asked.notes(table),
        _n(table),
        len(table.columns) >= WIDE,
        _styled(chart) if chart else "",
    )


def _row(table: Table, row: Row) -> tuple[str, list[tuple[str, bool]]]:
    """Its name, and each cell in words with whether it stands in place of a figure."""
    cells = zip(table.columns, row.cells, strict=True)
    return str(row.label), [(_cell(cell, column.kind), isinstance(cell, Mark)) for column, cell in cells]


def _cell(cell: Cell, kind: Kind) -> str:
    """In words; a dash where there is nothing of which it could be said."""
    if isinstance(cell, Mark):
        return marked(cell)
    return "—" if cell is None else figure(cell, kind)


def _n(table: Table) -> str:
    """Of how many the table speaks: its total of the column n, or nothing where it has none."""
    if table.total is None or all(column.key != "n" for column in table.columns):
        return ""
    return _cell(table.cell(table.total.key, "n"), Kind.COUNT)


def _styled(chart: SafeString) -> SafeString:
    """The printer applies to a drawing only the rules that stand inside of it, and knows no variables."""
    style = render_to_string(STYLE)
    return mark_safe(re.sub(r"<svg\b[^>]*>", lambda opening: opening[0] + style, chart))
