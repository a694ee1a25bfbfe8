"""Which posts answer for a place: the decision of `alerts_route` (a function in the database, migration 0004), read from Python."""

from dataclasses import dataclass
from typing import Any

import orjson
from django.contrib.gis.geos import Point
from django.db import connection

ROUTE = """
SELECT post_id, posts, method, decision FROM alerts_route(ST_SetSRID(ST_MakePoint(%s, %s), 4326), %s)
"""
CLEAR_SHARE = 0.8  # below it an alert is homed on several boards; both numbers stand in the function too
WORTH_A_BOARD = 0.2


@dataclass(frozen=True, slots=True)
class Route:
    """The home post, all the posts on whose boards it is, and the decision with its inputs and the losers."""

    post_id: int
    posts: list[int]
    method: str
    decision: dict[str, Any]


def route(point: Point, accuracy_m: float | None) -> Route:
    """By the shares of the accuracy circle in each district. Raises LookupError when no post has a seat at all."""
    with connection.cursor() as cursor:
        cursor.execute(ROUTE, [point.x, point.y, accuracy_m])
        found = cursor.fetchone()
    if found is None:
        raise LookupError("No active consulate has a seat; load the reference data first.")
    post_id, posts, method, decision = found
    return Route(post_id, list(posts), method, orjson.loads(decision))


def shared_by(decision: dict[str, Any]) -> list[str]:
    """The codes of the posts on whose boards the decision homed an alert together; none when one post answers alone."""
    shares = decision.get("shares") or []
    if len(shares) < 2 or shares[0]["share"] >= CLEAR_SHARE:
        return []
    return [one["post"] for rank, one in enumerate(shares) if rank < 2 or one["share"] >= WORTH_A_BOARD]


def why(decision: dict[str, Any]) -> str | None:
    """How the posts were found: `shared`, `district`, `nearest`, `home_post` or `call_centre`; None for older decisions without it."""
    return "shared" if shared_by(decision) else decision.get("method")


def posts_of(decision: dict[str, Any]) -> list[str]:
    """The codes of the posts that answer by the decision, the home first."""
    return shared_by(decision) or [decision["post"]]


def shares_of(decision: dict[str, Any]) -> list[dict[str, Any]]:
    """`[{post, share}]`, the largest first: what a panel says about the district and why."""
    return [{"post": one["post"], "share": one["share"]} for one in decision.get("shares") or []]
