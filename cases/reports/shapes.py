"""Districts and counties as SVG paths: simplified once, kept until a district changes. No tiles, no script, no other host."""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from django.contrib.gis.geos import Point

from consular.organisation.models import County, District

WIDTH, MOST_HEIGHT = 800.0, 560.0
MARGIN = 6.0
APART = 3.0  # degrees of nothing between pieces that belong to different frames
INSET_WIDTH, INSET_HEIGHT, GAP = 150.0, 96.0, 12.0
INSET_ZOOM = 4.0  # an island is drawn at most this much larger than the rest

Ring = list[tuple[float, float]]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Shape:
    """`x`, `y`: the middle of its largest piece, which is `width` by `height`."""

    key: str
    name: str
    path: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Outline:
    """Shapes in a box of `width` by `height`; `insets` are the frames of far-away pieces, below the rest."""

    width: float
    height: float
    shapes: tuple[Shape, ...]
    insets: tuple[Box, ...]


@dataclass(slots=True)
class _Piece:
    key: str
    rings: list[Ring]
    box: Box


def districts(posts: Iterable[int]) -> Outline:
    versions = District.objects.filter(consulate__in=list(posts)).order_by("pk").values_list("pk", "version")
    return _districts(tuple(versions))


def counties(post: int) -> Outline:
    """The counties of one post's district."""
    versions = District.objects.filter(consulate=post).values_list("pk", "version")
    return _counties(tuple(versions))


@lru_cache(maxsize=8)
def _districts(versions: tuple[tuple[int, int], ...]) -> Outline:
    found = District.objects.filter(pk__in=[pk for pk, _ in versions]).select_related("consulate")
    named = {one.consulate.code: one.consulate.name for one in found}
    return drawn(named, {one.consulate.code: one.boundary for one in found}, [one.consulate.seat for one in found])


@lru_cache(maxsize=64)
def _counties(versions: tuple[tuple[int, int], ...]) -> Outline:
    district = District.objects.select_related("consulate").filter(pk__in=[pk for pk, _ in versions]).first()
    found = list(County.objects.filter(consulate=district.consulate)) if district else []
    seats = [district.consulate.seat] if district else []
    names = Counter(str(one) for one in found)  # a city and the county around it may share a name
    named = {one.code: str(one) if names[str(one)] == 1 else f"{one} ({one.code})" for one in found}
    return drawn(named, {one.code: one.boundary for one in found}, seats)


def drawn(names: dict[str, str], boundaries: dict, seats: list[Point | None]) -> Outline:
    """Named boundaries (EPSG:4326) in one drawing, framed around the seats."""
    pieces = _pieces(boundaries, seats)
    if not pieces:
        return Outline(WIDTH, 0, (), ())
    frames = _frames(pieces, [(seat.x, seat.y) for seat in seats if seat])
    main = _Frame(frames[0], (MARGIN, MARGIN, WIDTH - MARGIN, MOST_HEIGHT - MARGIN))
    height, boxes = main.height + 2 * MARGIN, []
    placed: list[tuple[_Piece, _Frame]] = [(piece, main) for piece in frames[0]]
    for number, inset in enumerate(frames[1 : 1 + int(WIDTH // (INSET_WIDTH + GAP))]):
        box = _inset_box(number, main.height + 3 * MARGIN)
        frame = _Frame(inset, box, most_zoom=main.zoom * INSET_ZOOM)
        placed += [(piece, frame) for piece in inset]
        boxes.append((box[0], box[1], box[2] - box[0], box[3] - box[1]))
        height = box[3] + MARGIN
    return Outline(WIDTH, round(height, 1), tuple(_shapes(names, placed)), tuple(boxes))


def _pieces(boundaries: dict, seats: list[Point | None]) -> list[_Piece]:
    """Every polygon by itself. Across the date line, longitudes go on past 180 on the side of the seats."""
    known = [seat.x for seat in seats if seat]
    middle = sum(known) / len(known) if known else 0.0
    pieces = []
    for key, boundary in boundaries.items():
        for polygon in boundary.coords if boundary.geom_type == "MultiPolygon" else [boundary.coords]:
            shift = 360.0 * round((middle - polygon[0][0][0]) / 360.0)
            rings = [[(x + shift, _mercator(y)) for x, y in ring] for ring in polygon]
            xs, ys = [x for x, _ in rings[0]], [y for _, y in rings[0]]
            pieces.append(_Piece(key, rings, (min(xs), min(ys), max(xs), max(ys))))
    return pieces


def _mercator(latitude: float) -> float:
    """In degrees of longitude at the equator, so that shapes keep their angles, as on the board."""
    bounded = max(-85.0, min(85.0, latitude))
    return math.degrees(math.log(math.tan(math.pi / 4 + math.radians(bounded) / 2)))


def _frames(pieces: list[_Piece], seats: list[tuple[float, float]]) -> list[list[_Piece]]:
    """First the pieces around the seats, then each far-away group by itself, the largest first."""
    groups: list[tuple[list[_Piece], Box]] = []
    for piece in pieces:
        near, box = [piece], piece.box
        while touching := [group for group in groups if _gap(group[1], box) <= APART]:
            groups = [group for group in groups if group not in touching]
            near += [one for group, _ in touching for one in group]
            box = _around([box, *(around for _, around in touching)])
        groups.append((near, box))
    groups.sort(key=lambda group: _area(group[1]), reverse=True)
    points = [(x, _mercator(y), x, _mercator(y)) for x, y in seats]
    home = [group for group in groups if any(_gap(group[1], point) == 0 for point in points)] or groups[:1]
    return [[one for group, _ in home for one in group], *(group for group, box in groups if (group, box) not in home)]


def _gap(a: Box, b: Box) -> float:
    return max(a[0] - b[2], b[0] - a[2], a[1] - b[3], b[1] - a[3], 0.0)


def _around(boxes: Iterable[Box]) -> Box:
    wests, souths, easts, norths = zip(*boxes, strict=True)
    return min(wests), min(souths), max(easts), max(norths)


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _inset_box(number: int, top: float) -> Box:
    left = MARGIN + number * (INSET_WIDTH + GAP)
    return left, top, left + INSET_WIDTH, top + INSET_HEIGHT


class _Frame:
    """How the pieces of one frame fall into a box of the drawing."""

    def __init__(self, pieces: list[_Piece], box: Box, *, most_zoom: float = math.inf):
        west, south, east, north = _around(piece.box for piece in pieces)
        across, up = max(east - west, 1e-6), max(north - south, 1e-6)
        room = (box[2] - box[0], box[3] - box[1])
        is_inset = most_zoom < math.inf
        margin = MARGIN if is_inset else 0.0
        self.zoom = min((room[0] - 2 * margin) / across, (room[1] - 2 * margin) / up, most_zoom)
        self.height = up * self.zoom
        self.left = box[0] + (room[0] - across * self.zoom) / 2
        self.top = box[1] + ((room[1] - self.height) / 2 if is_inset else 0.0)
        self.west, self.north = west, north

    def place(self, x: float, y: float) -> tuple[float, float]:
        """To half a unit: a corner that two shapes share stays shared, and what is smaller than that falls away."""
        return (
            round((self.left + (x - self.west) * self.zoom) * 2) / 2,
            round((self.top + (self.north - y) * self.zoom) * 2) / 2,
        )


def _shapes(names: dict[str, str], placed: list[tuple[_Piece, _Frame]]) -> Iterable[Shape]:
    paths: dict[str, list[str]] = {key: [] for key in names}
    largest: dict[str, Box] = {}
    for piece, frame in placed:
        rings = [_thinned([frame.place(x, y) for x, y in ring]) for ring in piece.rings]
        paths[piece.key] += [_path(ring) for ring in rings if len(ring) > 2] or [_speck(rings[0][0])]
        box = _around((x, y, x, y) for x, y in rings[0])
        if piece.key not in largest or _area(box) > _area(largest[piece.key]):
            largest[piece.key] = box
    for key, name in names.items():
        if paths[key]:
            west, north, east, south = largest[key]
            middle = round((west + east) / 2, 1), round((north + south) / 2, 1)
            yield Shape(key, name, "".join(paths[key]), *middle, east - west, south - north)


def _thinned(ring: Ring) -> Ring:
    """Without corners that fall together or lie on a straight line between their neighbours."""
    kept: Ring = []
    for corner in ring[:-1]:
        if kept and corner == kept[-1]:
            continue
        while len(kept) > 1 and _is_straight(kept[-2], kept[-1], corner):
            kept.pop()
        kept.append(corner)
    return kept


def _is_straight(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> bool:
    turn = (b[0] - a[0]) * (c[1] - b[1]) - (b[1] - a[1]) * (c[0] - b[0])
    return turn == 0


def _path(ring: Ring) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in ring) + "Z"


def _speck(corner: tuple[float, float]) -> str:
    x, y = corner
    return f"M{x - 1:g} {y - 1:g}h2v2h-2Z"
