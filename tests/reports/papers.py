"""A small report with every kind of cell, for tests of files: figures, marks, texts that a spreadsheet would run; and an export of rows."""

from datetime import UTC, date, datetime
from typing import Any

from django.utils import timezone

from cases.reports import making
from cases.reports.actions import exports
from cases.reports.question import Question
from cases.reports.tables import AsOf, Column, Kind, Mark, Report, Row, Table
from consular.organisation.access import viewer_of

FORMULA = '=HYPERLINK("http://example.org","x")'
COLUMNS = (
    Column("n", "n"),
    Column("p90", "Nine of ten within", Kind.SECONDS),
    Column("share", "On time", Kind.SHARE),
    Column("load", "Load", Kind.RATIO),
)
WEEKS = Table(
    key="weeks",
    title="Time to claim",
    definition="From the receipt to the first claim. A wait that still runs counts as longer than all that have ended.",
    rows_are="Week",
    columns=COLUMNS,
    rows=(
        Row("2026-W42", "12 October", (1234, 12.5, 0.912, 3.5)),
        Row("2026-W43", FORMULA, (Mark.LEFT_OUT, Mark.LEFT_OUT, Mark.LEFT_OUT, None)),
        Row("2026-W44", "@SUM(A1)", (40, Mark.NOT_REACHED, 0.0, 0.25)),
    ),
    total=Row("all", "All weeks", (1285, 14.0, 0.9, 1.0)),
)
COUNTERS = Table(
    key="public_counters",
    title="Public counters: what the ministry tells [everybody] about its work/2026",
    definition="+1 Counted at the post that opened the case.",
    rows_are="Counter",
    columns=(Column("n", "=1+1"),),
    rows=(Row("repatriated", "Repatriated", (125,)), Row("deaths", "-Deaths in custody", (Mark.LEFT_OUT,))),
)


def question(**more: Any) -> Question:
    return Question(**{"first": date(2026, 10, 12), "last": date(2026, 11, 1), "post": "LAX", "kind": "panic"} | more)


def report(*tables: Table, leaves: bool = False, title: str = "Time to claim, LAX") -> Report:
    tables = tables or (WEEKS, COUNTERS)
    as_of = AsOf(4711, datetime(2026, 11, 2, 8, 30, tzinfo=UTC))
    return Report(question(), title, {table.key: table for table in tables}, as_of, leaves_the_post=leaves)


def ready_export(cast: Any) -> str:
    """Rows about people of Los Angeles that Carmen asked for, Olga approved, and the worker has made."""
    asked = {"what": "alerts", "format": "csv", "reason": "Quarterly review of waits", "language": "en"}
    question = Question(timezone.now().date(), timezone.now().date(), post="LAX")
    made = exports.ask_for_rows(**asked, question=question, actor=cast.carmen, viewer=viewer_of(cast.carmen))
    exports.decide(export_id=made.pk, verb="approve", actor=cast.olga, viewer=viewer_of(cast.olga))
    making.go_on(made.pk)
    return str(made.pk)
