"""Cells of a Table of figures, in the reader's language."""

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.formats import number_format
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cases.reports.tables import Cell, Column, Kind, Mark, Row, Table
from cases.reports.words import duration

register = template.Library()


@register.simple_tag
def report_cell(cell: Cell, column: Column | None = None) -> str | SafeString:
    """A figure as its column is read, or a count without one; what is left out as the counts of every report are, nothing as a dash."""
    if cell is Mark.LEFT_OUT:
        return _left_out(get_language() or "")
    if cell is Mark.NOT_REACHED:
        return _("not reached")
    if cell is None or isinstance(cell, Mark):
        return format_html('<span aria-hidden="true">—</span><span class="visually-hidden">{}</span>', _("nothing"))
    return _figure(cell, column.kind if column else Kind.COUNT, get_language() or "")


@lru_cache(maxsize=20_000)
def _figure(cell: float, kind: Kind, _language: str) -> str:
    return figure(cell, kind)


@cache
def _left_out(_language: str) -> SafeString:
    return SafeString(render_to_string("reports/_n.html", {"n": None}).strip())


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
def labels(table: Table) -> list[SafeString]:
    """Of its columns, once for all rows."""
    return [conditional_escape(str(column.label)) for column in table.columns]


@register.simple_tag
def report_row(row: Row, table: Table, labelled: list[SafeString], links: Any = None, notes: Any = None) -> SafeString:
    """The cells of one row, each with the name of its column for narrow screens. In Python, because a page has a thousand."""
    link, note = (links or {}).get(row.key), (notes or {}).get(row.key)
    head = format_html('<a href="{}">{}</a>', link, row.label) if link else conditional_escape(row.label)
    more = SafeString(render_to_string("reports/_definition.html", {"text": note})) if note else ""
    cells = format_html_join(
        "",
        '<td class="num" data-label="{}" data-key="{}">{}</td>',
        (
            (label, column.key, report_cell(cell, column))
            for cell, column, label in zip(row.cells, table.columns, labelled, strict=True)
        ),
    )
    return format_html('<th scope="row">{}{}</th>{}', head, more, cells)


@register.filter
def at(mapping: Mapping[str, Any] | None, key: str) -> Any:
    """What a mapping holds for a key; nothing where it holds nothing."""
    return (mapping or {}).get(key, "")
