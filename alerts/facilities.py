"""Whether a place is at a custody facility, as far as its accuracy tells: the one rule for proposals and for cancels."""

import uuid
from dataclasses import dataclass
from typing import Any

from django.db import connection

from alerts.track import UNKNOWN_ACCURACY_M

AT_M = 500  # a facility is known by one point: its fence may be this far from it
COVERS_AT_MOST_M = 5_000  # a wider circle covers half a county and says nothing

BOUNDS = {"at": AT_M, "most": COVERS_AT_MOST_M, "unknown": UNKNOWN_ACCURACY_M}
# The box is for the index; the sphere decides. A degree of latitude is 110.6 km, one of longitude shrinks with the latitude.
_NEAR = """
facility.is_active
AND facility.point && ST_Expand(
    fix.point, reach.m / (110574 * greatest(cosd(greatest(abs(ST_Y(fix.point)), 1e-9)), 0.01)), reach.m / 110574
)
AND ST_DistanceSphere(facility.point, fix.point) <= reach.m
"""
_REACH = "LATERAL (SELECT %(at)s + least(coalesce(fix.accuracy_m, %(unknown)s), %(most)s) AS m) AS reach"
MATCH = f"""
SELECT facility.id, ST_DistanceSphere(facility.point, fix.point), fix.id
FROM alerts_position AS fix, {_REACH}, organisation_facility AS facility
WHERE fix.id = ANY(%(fixes)s) AND {_NEAR}
  AND (fix.id = %(newest)s OR ST_DistanceSphere(facility.point, fix.point) <= %(at)s)
ORDER BY fix.fixed_at DESC, 2, 1 LIMIT 1
"""  # noqa: S608  our own fragments
EVER = f"""
SELECT EXISTS (
    SELECT FROM alerts_position AS fix, {_REACH}, organisation_facility AS facility
    WHERE fix.alert_id = %(alert)s AND {_NEAR}
)
"""  # noqa: S608  our own fragments


@dataclass(frozen=True, slots=True)
class Match:
    """The facility, how far its point is from which fix, and why: a fix at it (`enter`), or a circle that reaches it (`covers`)."""

    facility_id: int
    distance_m: float
    position_id: int
    basis: str


def match(fixes: list[int], *, newest: int) -> Match | None:
    """The facility that a track has entered last, or that the circle of its newest fix covers; of several the nearest."""
    found = _one(MATCH, {"fixes": fixes, "newest": newest})
    if found is None:
        return None
    facility_id, distance_m, position_id = found
    return Match(facility_id, distance_m, position_id, "enter" if distance_m <= AT_M else "covers")


NEAREST = """
SELECT facility.name, ST_DistanceSphere(facility.point, alert.point)
FROM alerts_alert AS alert, organisation_facility AS facility
WHERE alert.id = %(alert)s AND alert.fix_source <> 'mock' AND facility.is_active AND facility.point IS NOT NULL
ORDER BY facility.point <-> alert.point LIMIT 1
"""


def nearest(alert: Any) -> dict[str, Any] | None:
    """`{name, distance_m}` of the custody facility nearest to where an alert is; None without a true place."""
    found = _one(NEAREST, {"alert": alert.pk}) if alert.point else None
    return {"name": found[0], "distance_m": round(found[1])} if found else None


def was_ever_at_one(alert_id: uuid.UUID) -> bool:
    """Whether any fix that came for the alert, believed or not, may have been at a facility."""
    found = _one(EVER, {"alert": alert_id})
    return bool(found and found[0])


def _one(statement: str, parameters: dict[str, Any]) -> tuple | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters | BOUNDS)
        return cursor.fetchone()
