"""Reports as they are kept: figures in codes, one way to write them as text, the hash over it, and how to draw them again."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.utils import translation

from cases.reports.models import Publication
from cases.reports.tables import Cell, Column, Kind, Mark, Report, Row, Table

PLACES = 4  # of a figure that is not whole: then every language's JSON writes it alike, without an exponent
Map = dict[str, dict[str, list[str]]]  # {table: {row: [column]}}


def tables_of(report: Report) -> list[dict[str, Any]]:
    """In their order: JSON objects have none, lists do."""
    return [_table(table) for table in report.tables.values()]


def _table(table: Table) -> dict[str, Any]:
    return {
        "key": table.key,
        "columns": [{"key": column.key, "kind": column.kind.value} for column in table.columns],
        "rows": [row.key for row in table.rows],
        "total": table.total.key if table.total else None,
        "cells": {
            row: {column: _written(figure) for column, figure in cells.items()} for row, cells in table.plain().items()
        },
    }


def _written(figure: Any) -> Any:
    if not isinstance(figure, float):
        return int(figure) if hasattr(figure, "__index__") else figure
    rounded = round(float(figure), PLACES)
    return int(rounded) if rounded.is_integer() else rounded


def left_out_of(tables: list[dict[str, Any]]) -> Map:
    """The suppression map: which cells hold no figure because it was left out."""
    found: Map = {}
    for table in tables:
        for row, cells in table["cells"].items():
            columns = sorted(column for column, figure in cells.items() if figure == Mark.LEFT_OUT.value)
            if columns:
                found.setdefault(table["key"], {})[row] = columns
    return found


def without(report: Report, left_out: Map) -> Report:
    """The same report, and what is in the map left out of it as well."""
    tables = {name: _without(table, left_out.get(table.key, {})) for name, table in report.tables.items()}
    return replace(report, tables=tables)


def _without(table: Table, left_out: dict[str, list[str]]) -> Table:
    def emptied(row: Row) -> Row:
        hidden = left_out.get(row.key, [])
        pairs = zip(table.columns, row.cells, strict=True)
        return replace(row, cells=tuple(Mark.LEFT_OUT if column.key in hidden else cell for column, cell in pairs))

    total = emptied(table.total) if table.total else None
    return replace(table, rows=tuple(emptied(row) for row in table.rows), total=total)


def words_of(report: Report) -> dict[str, Any]:
    """Title, labels and definitions in the language that is active."""
    return {"title": str(report.title), "tables": {table.key: _words(table) for table in report.tables.values()}}


def _words(table: Table) -> dict[str, Any]:
    rows = (*table.rows, *([table.total] if table.total else []))
    return {
        "title": str(table.title),
        "definition": str(table.definition or ""),
        "definitions": [[key, str(text)] for key, text in table.definitions],
        "rows_are": str(table.rows_are),
        "columns": {column.key: str(column.label) for column in table.columns},
        "rows": {row.key: str(row.label) for row in rows},
    }


def version_of(words: dict[str, Any]) -> str:
    """Of the definitions: another one as soon as a word of one of them changes."""
    said = {key: [table["definition"], table["definitions"]] for key, table in words["tables"].items()}
    return hashlib.sha256(canonical(said).encode()).hexdigest()[:12]


def document(
    *,
    question: dict[str, str],
    audience: str,
    posts: list[str],
    definitions: str,
    tables: list[dict[str, Any]],
    left_out: Map,
) -> dict[str, Any]:
    """What the hash is over."""
    return {
        "question": question,
        "parameters": {"audience": str(audience), "posts": sorted(posts), "definitions": definitions},
        "tables": tables,
        "left_out": left_out,
    }


def document_of(publication: Publication) -> dict[str, Any]:
    return document(
        question=publication.question,
        audience=publication.audience,
        posts=publication.posts,
        definitions=publication.definitions,
        tables=publication.tables,
        left_out=publication.left_out,
    )


def canonical(value: Any) -> str:
    """JSON with its keys in order, nothing between the parts, and no letter escaped that need not be (as RFC 8785 has it)."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def hash_of(kept: dict[str, Any]) -> str:
    return hashlib.sha256(canonical(kept).encode()).hexdigest()


def words_for_reader(publication: Publication) -> dict[str, Any]:
    return of_reader(publication.words)


def of_reader(words: dict[str, Any]) -> dict[str, Any]:
    """Of words in every language, those of the reader's."""
    language = (translation.get_language() or settings.LANGUAGE_CODE)[:2]
    return words.get(language) or words[settings.LANGUAGE_CODE]


def drawn(publication: Publication) -> Iterator[Table]:
    """The tables exactly as published, in the reader's language."""
    words = words_for_reader(publication)["tables"]
    for table in publication.tables:
        said = words[table["key"]]
        columns = tuple(Column(one["key"], said["columns"][one["key"]], Kind(one["kind"])) for one in table["columns"])

        def row(key: str, said: dict = said, table: dict = table, columns: tuple[Column, ...] = columns) -> Row:
            cells = table["cells"].get(key, {})
            return Row(key, said["rows"][key], tuple(read(cells.get(column.key)) for column in columns))

        yield Table(
            key=table["key"],
            title=said["title"],
            definition=said["definition"],
            rows_are=said["rows_are"],
            columns=columns,
            rows=tuple(row(key) for key in table["rows"]),
            total=row(table["total"]) if table["total"] is not None else None,
            definitions=tuple((of, text) for of, text in said["definitions"]),
        )


def read(figure: Any) -> Cell:
    """A figure as it was kept, as the cell that it was."""
    return Mark(figure) if isinstance(figure, str) else figure
