"""Where the alerts of one post were, by county or hexagon: asked of the tables, because exact places fade and roll-ups keep none."""

from collections import Counter

from django.db import connection

from cases.reports.facts import Selected, as_array
from cases.reports.period import Period
from cases.reports.raw import sql
from cases.reports.rollup.kept import Kept
from consular.organisation.models import District

SPOTS, COUNTIES, CELLS = sql("spots"), sql("counties"), sql("cells")
# In which area of a district a place lies, which is always the same. By the place's hash: nothing here remembers a place.
areas: Kept[str] = Kept(200_000)


def counties_of(post: int, alerts: Selected, period: Period) -> dict[str, int]:
    """Those alerts by county code; `elsewhere` is outside of the post's district, `no_place` where nobody knows the place. All were
    received in the period.
    """
    return _areas(COUNTIES, post, alerts, period)


def cells_of(post: int, alerts: Selected, period: Period, side: float) -> dict[str, int]:
    """The same by hexagons of that side, in metres of web mercator."""
    return _areas(CELLS, post, alerts, period, side=side)


def _areas(statement: str, post: int, alerts: Selected, period: Period, **more: float) -> dict[str, int]:
    if not len(alerts):
        return {}
    ground = (
        statement,
        post,
        District.objects.filter(consulate=post).values_list("pk", "version").first(),
        *more.values(),
    )
    counts: Counter[str] = Counter()
    new: Counter[bytes] = Counter()
    with connection.cursor() as cursor:
        cursor.execute(
            SPOTS, {"post": post, "ids": as_array(alerts.subject_hexes), "start": period.start, "end": period.end}
        )
        for place, n in cursor:
            area = "no_place" if place is None else areas.get(hash((ground, bytes(place))))
            if area is None:
                new[bytes(place)] += n
            else:
                counts[area] += n
        if new:
            cursor.execute(statement, {"post": post, "places": list(new), **more})
            for place, area in cursor:
                counts[areas.put(hash((ground, bytes(place))), area)] += new[bytes(place)]
    return dict(counts)
