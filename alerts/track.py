"""Judging a track: which fixes are believed, which are held back, and where the person is by them. Pure functions.

A fix is never altered. Judging starts from an anchor, the fix that is believed now, and goes forwards and backwards in time
from it: a fix that nobody could have reached from the last believed one is a jump. A second fix at the new place that agrees
with the first is believed, and so is the first: somebody may have been flown.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, Literal

Judgement = Literal["ok", "late", "jump", "mock"]

FASTEST_M_S = 90.0  # 324 km/h: no road and no train here is faster
CLOCK_SLACK_S = 60.0  # the time of a fix is the telephone's word
UNKNOWN_ACCURACY_M = 1_000.0  # what the board draws for a fix whose accuracy nobody stated
ON_FOOT_M_S, DRIVING_M_S = 1.4, 15.0
DRIVES_ABOVE_M_S = 3.0
PACE_WITHIN = timedelta(minutes=15)
EARTH_M = 6_371_008.8


@dataclass(frozen=True, slots=True)
class Fix:
    """One stored fix; `id` names it."""

    id: int
    lat: float
    lng: float
    accuracy_m: float | None
    fixed_at: datetime
    received_at: datetime
    source: str


def fix_of(position: Any) -> Fix:
    """From a stored position."""
    return Fix(
        position.pk,
        position.point.y,
        position.point.x,
        position.accuracy_m,
        position.fixed_at,
        position.received_at,
        position.fix_source,
    )


def radius_of(fix: Fix) -> float:
    return UNKNOWN_ACCURACY_M if fix.accuracy_m is None else fix.accuracy_m


def metres_between(one: Fix, other: Fix) -> float:
    """Along the sphere."""
    lat1, lat2 = math.radians(one.lat), math.radians(other.lat)
    across = math.radians(other.lng - one.lng)
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(across / 2) ** 2
    return 2 * EARTH_M * math.asin(math.sqrt(min(1.0, half)))


def is_jump(one: Fix, other: Fix) -> bool:
    """Whether nobody gets from one to the other in the time between, with both accuracies in their favour."""
    seconds = CLOCK_SLACK_S + abs((other.fixed_at - one.fixed_at).total_seconds())
    return metres_between(one, other) - radius_of(one) - radius_of(other) > FASTEST_M_S * seconds


def judge(fixes: Iterable[Fix], *, anchor: int | None = None) -> dict[int, Judgement]:
    """The judgement of every fix, by id. `anchor` is the fix that is believed now; without one, the true fix that came first."""
    track = sorted(fixes, key=lambda fix: (fix.fixed_at, fix.id))
    found: dict[int, Judgement] = {fix.id: "mock" for fix in track if fix.source == "mock"}
    true = [fix for fix in track if fix.source != "mock"]
    if not true:
        return found
    start = next((at for at, fix in enumerate(true) if fix.id == anchor), None)
    if start is None:
        start = min(range(len(true)), key=lambda at: (true[at].received_at, true[at].fixed_at, true[at].id))
    believed = _believed(true[start], true[start + 1 :]) | _believed(true[start], true[:start][::-1])
    late = _late([fix for fix in true if fix.id in believed])
    for fix in true:
        found[fix.id] = "jump" if fix.id not in believed else "late" if fix.id in late else "ok"
    return found


def _believed(start: Fix, others: Sequence[Fix]) -> set[int]:
    """Who can be reached from `start`, one after the other. A single fix out of reach waits for a second one that agrees."""
    believed, last, waiting = {start.id}, start, None
    for fix in others:
        if not is_jump(last, fix):
            believed.add(fix.id)
            last, waiting = fix, None
        elif waiting is not None and not is_jump(waiting, fix):
            believed |= {waiting.id, fix.id}
            last, waiting = fix, None
        else:
            waiting = fix
    return believed


def _late(believed: Sequence[Fix]) -> set[int]:
    """Who came when a newer one was here already."""
    late, soonest = set(), None
    for fix in reversed(believed):
        if soonest is not None and fix.received_at > soonest:
            late.add(fix.id)
        soonest = fix.received_at if soonest is None else min(soonest, fix.received_at)
    return late


def believed(fixes: Iterable[Fix], judged: dict[int, Judgement]) -> list[Fix]:
    """The fixes that are believed, the newest last."""
    return sorted((fix for fix in fixes if judged[fix.id] in ("ok", "late")), key=lambda fix: (fix.fixed_at, fix.id))


def pace_m_s(believed: Sequence[Fix]) -> float:
    """How fast the circle around the newest believed fix grows: at a car's speed for whoever was last seen driving, else on foot."""
    for before, after in pairwise(believed[-2:]):
        gone = after.fixed_at - before.fixed_at
        way = metres_between(before, after) - radius_of(before) - radius_of(after)
        if timedelta(0) < gone <= PACE_WITHIN and way > DRIVES_ABOVE_M_S * gone.total_seconds():
            return DRIVING_M_S
    return ON_FOOT_M_S
