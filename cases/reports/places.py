"""Where the alerts of one post were, by county or hexagon: asked of the tables, because exact places fade and roll-ups keep none."""

from django.db import connection

from cases.reports.period import Period
from cases.reports.raw import sql

COUNTIES = sql("cohort", "counties")
CELLS = sql("cohort", "cells")


def counties_of(post: int, period: Period) -> dict[str, int]:
    """Alerts by county code; `elsewhere` is outside of the post's district, `no_place` where nobody knows the place."""
    return _areas(COUNTIES, post, period)


def cells_of(post: int, period: Period, side: float) -> dict[str, int]:
    """The same by hexagons of that side, in metres of web mercator."""
    return _areas(CELLS, post, period, side=side)


def _areas(statement: str, post: int, period: Period, **more: float) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"posts": [post], "start": period.start, "end": period.end, **more})
        return dict(cursor.fetchall())
