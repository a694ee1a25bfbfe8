"""A district or county drawn as SVG by the server: no tiles, no script, no request to another host."""

import math
from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.gis.geos import MultiPolygon, Point
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

Ring = tuple[tuple[float, float], ...]
WIDTH = 480
DETAIL = 400  # the drawing is simplified to about this many steps across


def outline(shape: MultiPolygon | None, points: Iterable[Point] = ()) -> SafeString | str:
    """The shape and the points inside of it, in a plate carrée that is true in scale at the middle latitude."""
    if shape is None or shape.empty:
        return "—"
    west, south, east, north = shape.extent
    if east - west > 180:  # it crosses the date line: draw the part west of it
        west, east = -180.0, max(x for ring in _rings(shape, 1.0) for x, _y in ring if x < 0)
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = WIDTH / max((east - west) * squeeze, north - south, 1e-6)

    def place(x: float, y: float) -> tuple[float, float]:
        return (x - west) * squeeze * scale, (north - y) * scale

    path = "".join(_path(ring, place) for ring in _rings(shape, (east - west) / DETAIL) if ring[0][0] <= east)
    dots = format_html_join(
        "", '<circle cx="{}" cy="{}" r="4" fill="currentColor"/>', (_round(place(p.x, p.y)) for p in points)
    )
    width, height = _round(place(east, south))
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{}" height="{}" viewBox="-6 -6 {} {}">'
        '<path d="{}" fill="currentColor" fill-opacity="0.12" fill-rule="evenodd" stroke="currentColor"/>{}</svg>',
        int(width) + 12,
        int(height) + 12,
        int(width) + 12,
        int(height) + 12,
        path,
        dots,
    )


def _rings(shape: MultiPolygon, tolerance: float) -> Iterable[Ring]:
    simple: Any = shape.simplify(tolerance, preserve_topology=True)
    coords = simple.coords
    polygons = coords if isinstance(coords[0][0][0], tuple) else (coords,)  # one polygon left: it is no longer "multi"
    return (ring for polygon in polygons for ring in polygon)


def _path(ring: Ring, place: Callable[[float, float], tuple[float, float]]) -> str:
    steps = " ".join("{},{}".format(*_round(place(x, y))) for x, y in ring)
    return f"M{steps}Z"


def _round(pair: tuple[float, float]) -> tuple[float, float]:
    return round(pair[0], 1), round(pair[1], 1)
