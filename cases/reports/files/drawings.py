"""The charts of the pages for paper: the same numbers drawn by the same templates, by the key of the table that they stand above."""

from collections.abc import Callable

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from cases.reports import charts, lines
from cases.reports.tables import Report, Table

# Which columns are drawn as bars, in which style, and how many rows at most.
BARS: dict[str, tuple[dict[str, str], int]] = {
    "claim_bins": ({"n": "s1"}, 20),
    "funnel": ({"n": "s1"}, 20),
    "backlog": ({"cases": "s1"}, 20),
    "facilities": ({"cases": "s1"}, 15),
}
WORDS = {"claim_bins": "share", "funnel": "share"}
LINES = {"claim_p50": "l1", "claim_p90": "l2"}


def drawn(report: Report) -> dict[str, SafeString]:
    """Only tables with rows are drawn: an empty frame says nothing."""
    found = {key: _bars(table) for key, table in report.tables.items() if key in BARS and table.rows}
    for key, draw in DRAWN.items():
        if key in report.tables and report.tables[key].rows:
            found[key] = draw(report)
    return found


def _bars(table: Table) -> SafeString:
    styles, most_rows = BARS[table.key]
    chart = lines.bars(table, styles, words_of=WORDS.get(table.key, ""), most_rows=most_rows)
    return render_to_string("reports/_rows_chart.html", {"chart": chart, "id": table.key, "title": table.title})


def _lines(report: Report) -> SafeString:
    table = report.tables["alerts_by_step"]
    chart = lines.lines(table, LINES, None)
    return render_to_string("reports/_lines.html", {"chart": chart, "id": table.key, "title": table.title})


def _stacked(report: Report) -> SafeString:
    table = report.tables["kinds_by_step"]
    bars = charts.stacked(report.tables["alerts_by_step"], table, report)
    kinds = [(f"s{number}", column.key, column.label) for number, column in enumerate(table.columns, start=1)]
    return render_to_string("reports/_bars.html", {"bars": bars, "kinds": kinds, "report": report})


DRAWN: dict[str, Callable[[Report], SafeString]] = {"alerts_by_step": _lines, "kinds_by_step": _stacked}
