"""From a figure to the alerts or cases that make it, for those who may see them."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

import numpy as np
from django.urls import reverse

from cases.reports.about_alerts import BINS, TARGETS
from cases.reports.building import Builder
from cases.reports.facts import SECOND, Selected, within
from cases.reports.rollup.streams import NOT_ASKED
from cases.reports.tables import Report, Table

ALERTS, CASES = "alerts", "cases"


@dataclass(frozen=True, slots=True)
class Figure:
    """Which rows make a figure: those of a stream that a mask chooses."""

    of: str
    stream: str
    chosen: Callable[[Builder, Selected, str], np.ndarray]


def _code(column: str) -> Callable[[Builder, Selected, str], np.ndarray]:
    return lambda _builder, rows, key: rows.is_code(column, "" if key == "none" else key)


def _step(builder: Builder, rows: Selected, key: str) -> np.ndarray:
    return rows.step == _place(key, [step.key for step in builder.steps])


def _place(key: str, keys: list[str]) -> int:
    return keys.index(key) if key in keys else -1


def _asked(_builder: Builder, rows: Selected, key: str) -> np.ndarray:
    """Those that still run: what a supervisor looks for first."""
    return rows[key] == -1


def _outside(_builder: Builder, rows: Selected, key: str) -> np.ndarray:
    wait, seconds, *_rest = TARGETS[key]
    return (rows[wait] != NOT_ASKED) & ~within(rows[wait], seconds)


def _bin(_builder: Builder, rows: Selected, key: str) -> np.ndarray:
    claim, low = rows["claim"], -1.0
    if key in ("running", "never"):
        return claim == (-1 if key == "running" else -2)
    for code, seconds, _label in BINS:
        high = np.inf if seconds is None else seconds * SECOND
        if code == key:
            return (claim > low) & (claim <= high) & (claim >= 0)
        low = high
    return np.zeros(len(rows), bool)


def _funnel(_builder: Builder, rows: Selected, key: str) -> np.ndarray:
    reached = np.ones(len(rows), bool)
    steps = {
        "claimed": rows["claim"] >= 0,
        "located": rows["located"] >= 0,
        "lawyer": rows["counsel"],
        "heard": rows["heard"],
    }
    for name, mask in ({"pressed": reached} | steps | {"ended": rows["ended"]}).items():
        reached = reached & mask
        if name == key:
            return reached
    return np.zeros(len(rows), bool)


def _rate(_builder: Builder, rows: Selected, key: str) -> np.ndarray:
    return rows["again"] if key == "repeat" else rows.is_code("ending", "false_alarm", "cancelled_confirmed")


def _deadline(_builder: Builder, rows: Selected, key: str) -> np.ndarray:
    """What is due is the lawyer's own; that nobody has it is the post's to know."""
    if key != "no_lawyer":
        raise KeyError(key)
    return rows.is_code("state", "open") & ~rows["has_lawyer"]


def _hearing(_builder: Builder, rows: Selected, key: str) -> np.ndarray:
    return rows.is_code("state", "held") & (rows["detained"] == (key == "detained")) & ~rows["represented"]


def _children(_builder: Builder, rows: Selected, key: str) -> np.ndarray:
    open_ones = rows["children"].astype(int) - rows["safe_in_time"] - rows["late"]
    return {"safe": rows["safe_in_time"] > 0, "late": rows["late"] > 0}.get(key, open_ones > 0)


FIGURES = {
    "alerts_by_step": Figure(ALERTS, "alerts", _step),
    "waits": Figure(ALERTS, "alerts", _asked),
    "targets": Figure(ALERTS, "alerts", _outside),
    "claim_bins": Figure(ALERTS, "alerts", _bin),
    "funnel": Figure(ALERTS, "alerts", _funnel),
    "endings": Figure(ALERTS, "alerts", _code("ending")),
    "rates": Figure(ALERTS, "alerts", _rate),
    "channels": Figure(ALERTS, "alerts", _code("channel")),
    "languages": Figure(ALERTS, "alerts", _code("language")),
    "cases_by_step": Figure(CASES, "moves", _step),
    "case_waits": Figure(CASES, "cases", _asked),
    **{f"outcomes_{axis}": Figure(CASES, "cases", _code(axis)) for axis in ("custody", "proceeding", "service")},
    "hearings": Figure(CASES, "hearings", _hearing),
    "deadlines": Figure(CASES, "deadlines", _deadline),
    "children": Figure(CASES, "cases", _children),
}


def links(report: Report) -> dict[str, dict[str, str]]:
    """{table: {row: address of its rows}} of the figures that can be followed."""
    query, address = report.question.query(), reverse("reports-rows")
    return {
        name: {
            row.key: f"{address}?{query}&{urlencode({'figure': name, 'row': row.key})}"
            for row in report.tables[name].rows
            if name != "deadlines" or row.key == "no_lawyer"
        }
        for name in FIGURES
        if name in report.tables
    }


def subjects(builder: Builder, figure: str, key: str) -> tuple[str, list[uuid.UUID]]:
    """What the figure is of (alerts or cases), and the ids of those, the newest first. Raises LookupError where there is no such row."""
    asked = FIGURES[figure]
    rows: Selected = getattr(builder.facts, asked.stream)
    try:
        chosen = asked.chosen(builder, rows, key)
    except (KeyError, ValueError):
        raise LookupError(key) from None
    newest_first = np.flatnonzero(chosen)[np.argsort(-rows["at"][chosen], kind="stable")]
    return asked.of, rows.subjects(newest_first)


def heading(table: Table, key: str) -> str:
    """What the rows are of ("How alerts ended: open"), in the reader's language."""
    row = next((row for row in table.rows if row.key == key), None)
    return f"{table.title}: {row.label if row else key}"
