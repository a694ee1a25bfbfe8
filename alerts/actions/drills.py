"""Drills: presses of people who do not exist, sent through the real intake at their times, and cleared away at the end.

Presses are rows with a due time, swept by the relay: whatever is killed, the rest of a drill is still sent, each press once.
"""

import math
import random
import uuid
from datetime import datetime, timedelta
from typing import Any

import orjson
from django.contrib.gis.geos import Point
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from alerts import workflow
from alerts.actions.intake import accept_in_transaction
from alerts.actions.ownership import end_in_transaction
from alerts.intake import desk
from alerts.intake.decoder import Press, read_press
from alerts.models import Alert, DrillPress, DrillRun
from consular.errors import Conflict, Forbidden, NotFound, invalid
from consular.events import outbox
from consular.organisation.access import Viewer
from consular.organisation.models import Consulate, Facility, Place

KINDS = ("panic",) * 7 + ("relative", "call", "witness")
AROUND_M, M_PER_DEGREE = 1_500, 111_320
FACILITY_SHARE = 0.1
TRIES = 20
BATCH = 50
NOBODY = "DRILL · SIMULACRO"  # and no phone: nobody can be called by mistake


@transaction.atomic(durable=True)
def start_drill(*, consulate_id: int, actor: Any, viewer: Viewer, size: int, spread_s: int) -> DrillRun:
    """Plans a drill of `size` alerts over `spread_s` seconds. One at a time per post; supervisors only."""
    _admit(consulate_id, viewer)
    if not _within(size, workflow.DRILL_SIZES):
        raise invalid(size=_("From %(least)s to %(most)s alerts.") % _range(workflow.DRILL_SIZES))
    if not _within(spread_s, workflow.DRILL_SPREADS_S):
        raise invalid(spread_s=_("From %(least)s to %(most)s seconds.") % _range(workflow.DRILL_SPREADS_S))
    post = Consulate.objects.select_for_update(no_key=True).get(pk=consulate_id)
    if running := DrillRun.objects.running().filter(consulate=post).select_related("started_by").first():
        owner = {
            "id": running.started_by_id,
            "name": running.started_by.display_name(),
            "since": running.started_at,
        }
        raise Conflict("drill_running", _("A drill of this post is running already."), state=running.state, owner=owner)
    now = timezone.now()
    points = _points(post, size)
    run = DrillRun.objects.create(
        consulate=post,
        started_by=actor,
        started_at=now,
        size=size,
        spread_s=spread_s,
        until=now + workflow.DRILL_LASTS,
    )
    DrillPress.objects.bulk_create(_presses(run, points))
    outbox.record(
        "drill.started", subject=run, posts=[post.pk], actor=actor, payload={"size": size, "spread_s": spread_s}
    )
    return run


@transaction.atomic(durable=True)
def stop_drill(*, run_id: uuid.UUID, actor: Any, viewer: Viewer) -> DrillRun:
    """Sends nothing more; the relay clears away what is open. A drill that is over stays as it is (409)."""
    run = DrillRun.objects.visible_to(viewer).select_for_update(of=("self",)).filter(pk=run_id).first()
    if run is None:
        raise NotFound
    if not run.is_running:
        raise Conflict("drill_over", _("This drill is over."), state=run.state)
    _finish(run, DrillRun.State.STOPPED, actor, timezone.now())
    return run


@transaction.atomic(durable=True)
def send_drill_presses(*, now: datetime) -> int:
    """Sends what is due of one drill, through the intake's own door; nothing once its time is up. Returns how many."""
    due = DrillPress.objects.filter(sent_at=None, due_at__lte=now)
    run = _first_locked(DrillRun.objects.running().filter(Exists(due.filter(run=OuterRef("pk"))), until__gt=now))
    if run is None:
        return 0
    presses = list(due.filter(run=run).order_by("number")[:BATCH])
    sender = desk.key_hash(desk.DRILLS)
    accept_in_transaction([(sender, _press(one, sender, now)) for one in presses])
    DrillPress.objects.filter(pk__in=[one.pk for one in presses]).update(sent_at=now)
    return len(presses)


@transaction.atomic(durable=True)
def end_drills(*, now: datetime) -> int:
    """Ends a drill of which all is sent and handled, or whose time is up. Returns how many."""
    presses = DrillPress.objects.filter(run=OuterRef("pk"))
    waiting = presses.filter(Q(sent_at=None) | Exists(Alert.objects.open().filter(pk=OuterRef("pk"))))
    run = _first_locked(DrillRun.objects.running().filter(~Exists(waiting) | Q(until__lte=now)))
    if run is None:
        return 0
    _finish(run, DrillRun.State.ENDED, None, now)
    return 1


@transaction.atomic(durable=True)
def close_what_a_drill_left(*, now: datetime) -> int:
    """Ends the open alerts of a drill that is over, claimed or not: none rings on. Returns how many.

    Alerts that somebody is writing just now are left to the next sweep, so that nobody waits for anybody.
    """
    run = _first_locked(DrillRun.objects.exclude(state=DrillRun.State.RUNNING).filter(settled_at=None))
    if run is None:
        return 0
    left = Alert.objects.open().filter(pk__in=run.presses.values("pk"))
    alerts = list(left.select_for_update(of=("self",), skip_locked=True))
    for alert in alerts:
        end_in_transaction(alert, disposition=Alert.Disposition.FALSE_ALARM, by="drill")
    if not left.exists():
        run.settled_at = now
        run.save(update_fields=["settled_at"])
    return len(alerts)


def _first_locked(runs: Any) -> DrillRun | None:
    return runs.select_for_update(of=("self",), skip_locked=True).order_by("started_at").first()


def _finish(run: DrillRun, state: str, actor: Any, now: datetime) -> None:
    run.state, run.ended_at, run.ended_by = state, now, actor
    run.save(update_fields=["state", "ended_at", "ended_by"])
    unsent = run.presses.filter(sent_at=None).count()
    outbox.record(f"drill.{state}", subject=run, posts=[run.consulate_id], actor=actor, payload={"unsent": unsent})


def _admit(consulate_id: int, viewer: Viewer) -> None:
    if consulate_id not in viewer.posts:
        raise NotFound
    if consulate_id not in viewer.supervisor_posts:
        raise Forbidden


def _within(number: int, bounds: tuple[int, int]) -> bool:
    return bounds[0] <= number <= bounds[1]


def _range(bounds: tuple[int, int]) -> dict[str, int]:
    return {"least": bounds[0], "most": bounds[1]}


def _presses(run: DrillRun, points: list[Point]) -> list[DrillPress]:
    """The first at once, the others at random over the spread: real ones do not come evenly either."""
    later = sorted(random.uniform(0, run.spread_s) for _one in points[1:])
    return [
        DrillPress(
            run=run,
            number=number,
            due_at=run.started_at + timedelta(seconds=seconds),
            kind="panic" if number == 1 else random.choice(KINDS),
            point=point,
            accuracy_m=random.randint(8, 60),
        )
        for number, (seconds, point) in enumerate(zip([0.0, *later], points, strict=True), start=1)
    ]


def _press(one: DrillPress, sender: bytes, now: datetime) -> Press:
    """The body depends on nothing but the row, so that a second try is the same press."""
    body = {
        "id": str(one.pk),
        "kind": one.kind,
        "drill": True,
        "pressed_at": one.due_at.isoformat(),
        "location": {
            "lat": one.point.y,
            "lng": one.point.x,
            "accuracy_m": one.accuracy_m,
            "fixed_at": one.due_at.isoformat(),
            "source": "gps",
        },
        "language": "es",
        "person": {"name": f"{NOBODY} {one.number:02}"},
    }
    return read_press(orjson.dumps(body), sender=sender, received_at=now)


def _points(post: Consulate, size: int) -> list[Point]:
    """Near the towns of the district, the bigger the more often, and now and then near a custody facility."""
    district = getattr(post, "district", None)
    towns = list(Place.objects.filter(county__consulate=post).only("point", "population"))
    facilities = list(Facility.objects.filter(consulate=post, is_active=True, point__isnull=False).only("point"))
    if district is None or district.boundary.empty or not towns:
        raise invalid(post=_("This post has no district with towns, so there is nowhere to put a drill."))
    weights = [town.population + 100 for town in towns]
    inside = district.boundary.prepared

    def near_somewhere() -> Point:
        for _try in range(TRIES):
            at_facility = facilities and random.random() < FACILITY_SHARE
            site = random.choice(facilities) if at_facility else random.choices(towns, weights)[0]
            if inside.covers(point := _shifted(site.point)):
                return point
        return next((town.point for town in towns if inside.covers(town.point)), post.seat or towns[0].point)

    return [near_somewhere() for _one in range(size)]


def _shifted(point: Any) -> Point:
    """Up to about 1.5 km away, in any direction; to five decimals, as phones do not know more."""
    metres, bearing = AROUND_M * math.sqrt(random.random()), random.uniform(0, 2 * math.pi)
    lat = point.y + metres * math.cos(bearing) / M_PER_DEGREE
    lng = point.x + metres * math.sin(bearing) / (M_PER_DEGREE * math.cos(math.radians(point.y)))
    return Point(round(lng, 5), round(lat, 5), srid=4326)
