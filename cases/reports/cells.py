"""A small district in hexagons: a consulate for one county would see a map of one shape. Each is named after its largest town."""

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from django.contrib.gis.geos import GEOSGeometry
from django.db import connection

from cases.reports.shapes import Outline, drawn
from consular.organisation.models import District

FEW_COUNTIES = 6
CELLS = 60  # about as many as a map of this size can be read with

# In web mercator, so that they are regular on the map. The grid has one origin for all, so a cell keeps its numbers.
GRID = """
WITH ground AS (
    SELECT ST_Transform(boundary, 3857) AS whole, sqrt(ST_Area(ST_Transform(boundary, 3857)) / (%(cells)s * 1.5 * sqrt(3))) AS side
    FROM organisation_district WHERE id = %(district)s
)
SELECT side, cell.i || ' ' || cell.j AS key, largest.town IS NOT NULL AS inside, coalesce(largest.town, nearest.town) AS town,
       ST_AsEWKB(ST_Transform(land.part, 4326))
FROM ground CROSS JOIN LATERAL ST_HexagonGrid(side, whole) AS cell
CROSS JOIN LATERAL (SELECT ST_CollectionExtract(ST_Intersection(cell.geom, whole), 3) AS part) AS land
CROSS JOIN LATERAL (SELECT ST_Transform(cell.geom, 4326) AS area) AS plain
LEFT JOIN LATERAL (
    SELECT name || ', ' || state AS town FROM organisation_place WHERE ST_Intersects(point, plain.area)
    ORDER BY population DESC LIMIT 1
) AS largest ON true
LEFT JOIN LATERAL (
    SELECT name || ', ' || state AS town FROM organisation_place ORDER BY point <-> ST_Centroid(plain.area) LIMIT 1
) AS nearest ON true
WHERE NOT ST_IsEmpty(land.part)
"""


@dataclass(frozen=True, slots=True)
class Grid:
    outline: Outline
    side: float  # of a hexagon, in metres of web mercator


def grid(post: int) -> Grid | None:
    """The cells of a district with few counties; None for the others, which are drawn by county."""
    district = District.objects.filter(consulate=post).values_list("pk", "version").first()
    return _grid(*district) if district else None


@lru_cache(maxsize=64)
def _grid(district: int, version: int) -> Grid | None:
    of = District.objects.select_related("consulate").get(pk=district)
    if of.consulate.counties.count() >= FEW_COUNTIES:
        return None
    with connection.cursor() as cursor:
        cursor.execute(GRID, {"district": district, "cells": CELLS})
        rows = cursor.fetchall()
    if not rows:
        return None
    names = _names([(key, inside, town) for _, key, inside, town, _ in rows])
    return Grid(
        drawn(names, {key: GEOSGeometry(memoryview(part)) for _, key, _, _, part in rows}, [of.consulate.seat]),
        rows[0][0],
    )


def _names(rows: list[tuple[str, bool, str]]) -> dict[str, str]:
    """A cell without a town has the nearest one's name, with a number."""
    seen: Counter[str] = Counter()
    names = {}
    for key, inside, town in rows:
        seen[town] += not inside
        names[key] = town if inside else f"{town} +{seen[town]}"
    return names
