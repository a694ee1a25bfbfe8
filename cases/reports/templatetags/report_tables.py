"""Cells of a Table of figures, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cases.reports.tables import Cell, Column, Kind, Mark
from cases.reports.words import duration

register = template.Library()


@register.simple_tag
def report_cell(cell: Cell, column: Column | None = None) -> str | SafeString:
    """A figure as its column is read, or a count without one; what is left out as the counts of every report are, nothing as a dash."""
    if cell is Mark.LEFT_OUT:
        return SafeString(render_to_string("reports/_n.html", {"n": None}).strip())
    if cell is Mark.NOT_REACHED:
        return _("not reached")
    if cell is None or isinstance(cell, Mark):
        return format_html('<span aria-hidden="true">—</span><span class="visually-hidden">{}</span>', _("nothing"))
    return figure(cell, column.kind if column else Kind.COUNT)


def figure(cell: float, kind: Kind) -> str:
    """Rounded here: number_format cuts off what it does not show."""
    if kind is Kind.SECONDS:
        return duration(cell)
    if kind is Kind.SHARE:
        return _("%(percent)s %%") % {"percent": number_format(round(100 * cell), 0)}
    if kind is Kind.RATIO:
        return number_format(round(cell, 2), 2)
    return number_format(cell, 0, force_grouping=True)


@register.filter
def pairs(cells: tuple[Cell, ...], columns: tuple[Column, ...]) -> list[tuple[Cell, Column]]:
    """Each cell with its column."""
    return list(zip(cells, columns, strict=True))


@register.filter
def at(mapping: Mapping[str, Any] | None, key: str) -> Any:
    """What a mapping holds for a key; nothing where it holds nothing."""
    return (mapping or {}).get(key, "")
