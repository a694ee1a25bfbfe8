"""Where the alerts of one post were, by county or hexagon: asked of the tables, because exact places fade and roll-ups keep none."""

import uuid
from collections.abc import Sequence

from django.db import connection

from cases.reports.raw import sql

COUNTIES, CELLS = sql("counties"), sql("cells")


def counties_of(post: int, ids: Sequence[uuid.UUID]) -> dict[str, int]:
    """Those alerts by county code; `elsewhere` is outside of the post's district, `no_place` where nobody knows the place."""
    return _areas(COUNTIES, post, ids)


def cells_of(post: int, ids: Sequence[uuid.UUID], side: float) -> dict[str, int]:
    """The same by hexagons of that side, in metres of web mercator."""
    return _areas(CELLS, post, ids, side=side)


def _areas(statement: str, post: int, ids: Sequence[uuid.UUID], **more: float) -> dict[str, int]:
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(statement, {"post": post, "ids": list(ids), **more})
        return dict(cursor.fetchall())
