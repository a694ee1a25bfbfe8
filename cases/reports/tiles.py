"""The few figures on top of a report: what a supervisor is asked first."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from cases.reports.tables import Cell, Column, Mark, Report, Table

# (key, table, row, column of the figure, column of its n)
SHOWN = (
    ("alerts", "alerts_by_step", "total", "n", "n"),
    ("p50", "waits", "claim", "p50", "n"),
    ("p90", "waits", "claim", "p90", "n"),
    ("located", "waits", "located", "p50", "n"),
    ("open", "endings", "open", "n", "n"),
    ("inside", "targets", "claim_15s", "share", "n"),
)


@dataclass(frozen=True, slots=True)
class Tile:
    key: str
    label: str
    cell: Cell
    column: Column
    n: Cell
    n_label: str
    definition: Any
    more: Any
    is_alarm: bool
    has_before: bool
    before: Cell


def tiles(report: Report, before: Report | None) -> list[Tile]:
    labels = {
        "alerts": _("Alerts"),
        "p50": _("Time to claim, median"),
        "p90": _("Time to claim, 90 %"),
        "located": _("Time until located, median"),
        "open": _("Still open"),
        "inside": _("Claimed in 15 seconds"),
    }
    return [_tile(labels[key], key, report, before, *where) for key, *where in SHOWN]


def _tile(
    label: str, key: str, report: Report, before: Report | None, name: str, row: str, column: str, n: str
) -> Tile:
    table: Table = report.tables[name]
    cell = table.cell(row, column)
    own = table.definitions_by_key.get(row)
    return Tile(
        key=key,
        label=label,
        cell=cell,
        column=table.column(column),
        n=table.cell("total" if name == "endings" else row, n),
        n_label=_("n"),
        definition=own or table.definition,
        more=table.definition if own else "",
        is_alarm=cell is Mark.NOT_REACHED or (key == "open" and isinstance(cell, int) and cell > 0),
        has_before=before is not None,
        before=before.tables[name].cell(row, column) if before else None,
    )
