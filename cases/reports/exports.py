"""The report as one long table in CSV: a row per post, week, figure and key."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from cases.reports.weekly import KEYS, WeeklyReport

HEADER = ("post", "week", "figure", "key", "value", "n")
ALL = "all"  # post codes and weeks have capital letters or digits
SUPPRESSED, NOT_REACHED = "suppressed", "not_reached"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

Cell = str | int | float | None


def as_csv(report: WeeklyReport) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADER)
    for row in _rows(report):
        writer.writerow([harmless(cell) for cell in row])
    return text.getvalue()


def file_name(report: WeeklyReport) -> str:
    return f"consular-weekly-{report.scope.code or ALL}-{report.period.first}-{report.period.last}.csv"


def harmless(cell: Cell) -> Cell:
    """Text that a spreadsheet would run as a formula gets an apostrophe in front."""
    if isinstance(cell, str) and cell.lstrip(" ").startswith(FORMULA_STARTS):
        return "'" + cell
    return cell


def _rows(report: WeeklyReport) -> Iterator[tuple[Cell, ...]]:
    yield from _rows_of(report.scope.code or ALL, report.weeks, report.totals)
    for post in report.posts:
        yield from _rows_of(post["post"], post.get("weeks", []), post["totals"])


def _rows_of(post: str, weeks: list[dict], totals: dict) -> Iterator[tuple[Cell, ...]]:
    for week, row in [*((row["week"], row) for row in weeks), (ALL, totals)]:
        for figure, key, value, n in _figures(row):
            yield post, week, figure, key, SUPPRESSED if value is None else value, SUPPRESSED if n is None else n


def _figures(row: dict[str, Any]) -> Iterator[tuple[str, str, Cell, int | None]]:
    alerts, claim, opened = row["alerts"], row["time_to_claim"], row["cases"]["opened"]
    yield "alerts", "total", alerts["total"], alerts["total"]
    for key, value in alerts["by_kind"].items():
        yield "alerts_by_kind", key, value, alerts["total"]
    for key in KEYS["claim"]:
        yield "time_to_claim", key, claim[key], claim["n"]
    for key in ("p50", "p90"):
        yield "time_to_claim", f"{key}_s", _percentile(claim, key), claim["n"]
    for key, value in row["dispositions"].items():
        yield "dispositions", key, value, alerts["total"]
    for key, value in row["cases"].items():
        yield "cases", key, value, value
    for axis, counts in row["outcomes"].items():
        for key, value in counts.items():
            yield f"outcomes_{axis}", key, value, opened


def _percentile(claim: dict[str, Any], key: str) -> Cell:
    if claim[f"{key}_not_reached"]:
        return NOT_REACHED
    return "" if claim["n"] == 0 else claim[f"{key}_s"]
