"""From a point to the consulate that answers for it."""

from dataclasses import dataclass
from typing import Literal

from django.contrib.gis.geos import Point

from consular.organisation.models import Consulate, District


@dataclass(frozen=True, slots=True)
class Routing:
    """`distance_m` is how far the nearest seat is, for a point outside of every district."""

    consulate: Consulate
    method: Literal["district", "nearest"]
    district_version: int | None = None
    distance_m: float | None = None


def consulate_for(point: Point) -> Routing:
    """The consulate whose district covers the point (EPSG:4326), else the one with the nearest seat.

    Raises LookupError when there is no consulate at all.
    """
    if district := District.objects.containing(point).first():
        return Routing(district.consulate, "district", district_version=district.version)
    if nearest := Consulate.objects.nearest_to(point).first():
        return Routing(nearest, "nearest", distance_m=nearest.distance.m)
    raise LookupError("No active consulate has a seat; load the reference data first.")
