"""Asking again which post answers, with the inputs that were kept, once a district has changed.

Who waits goes to the post that answers now, and the one before goes on seeing it. An alert that somebody owns is never taken
away: it is offered, and its owner stays responsible until the other post accepts.
"""

import logging
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.contrib.gis.geos import Point, Polygon
from django.db import transaction
from django.utils import timezone

from alerts import routing, workflow
from alerts.actions.moves import save, tell
from alerts.actions.ownership import OFFER, start_offer
from alerts.models import Alert
from alerts.querysets import AlertQuerySet
from consular.organisation.models import Consulate, CountyReassignment

log = logging.getLogger(__name__)

WIDEST_DEGREES = 1.0  # the widest circle that is routed by, 100 km


@dataclass(frozen=True, slots=True)
class Change:
    """One alert whose posts would be others today: who answered, who answers, and what becomes of it."""

    alert_id: uuid.UUID
    code: str
    before: list[str]
    after: list[str]
    outcome: Literal["moved", "offered", "noted"]


def replay(*, since: datetime | None = None, near: Polygon | None = None, apply: bool = False) -> Iterator[Change]:
    """Every open alert whose decision would be another one now; with `apply` it is made, each in a transaction of its own."""
    alerts = Alert.objects.open().exclude(point=None)
    if since:
        alerts = alerts.filter(received_at__gte=since)
    if near:
        alerts = alerts.filter(point__bboverlaps=near)
    for alert_id in list(alerts.order_by("received_at").values_list("pk", flat=True)):
        with transaction.atomic(durable=True):
            change = _replay(Alert.objects.open(), alert_id, apply=apply)
        if change:
            yield change


def after_reassignment(entry: CountyReassignment) -> None:
    """What waits in and around a county that moved. The county has moved whatever happens here; the command can be run again."""
    west, south, east, north = entry.county.boundary.extent
    near = Polygon.from_bbox(
        (west - WIDEST_DEGREES, south - WIDEST_DEGREES, east + WIDEST_DEGREES, north + WIDEST_DEGREES)
    )
    near.srid = 4326
    try:
        changed = list(replay(near=near, apply=True))
    except Exception as error:
        log.error("alerts were not rerouted after a county moved: %s; run replay_routing", type(error).__name__)
        return
    log.info("a county moved: %d open alerts have other posts", len(changed))


def _replay(alerts: AlertQuerySet, alert_id: uuid.UUID, *, apply: bool) -> Change | None:
    alert = alerts.select_for_update(of=("self",)).filter(pk=alert_id).first()
    if alert is None or alert.drill or "shares" not in alert.routing:
        return None  # handled meanwhile, or a drill, which stays at its post, or it never had a place that decided
    decided = alert.routing
    found = routing.route(Point(decided["lng"], decided["lat"], srid=4326), decided["accuracy_m"])
    before, after = routing.posts_of(decided), routing.posts_of(found.decision)
    seen = set(Consulate.objects.filter(pk__in=alert.posts).values_list("code", flat=True))
    if before == after or seen.isdisjoint(before):
        return None  # nothing is new, or it was handed over since: people have decided
    outcome = _outcome(alert, found)
    if apply:
        _apply(alert, found, outcome, {"from": before[0], "to": after[0], "outcome": outcome})
    return Change(alert.pk, alert.code, before, after, outcome)


def _outcome(alert: Alert, found: routing.Route) -> Literal["moved", "offered", "noted"]:
    if alert.state not in workflow.OWNED:
        return "moved"
    return "noted" if found.post_id in alert.posts or alert.handover_to_id else "offered"


def _apply(alert: Alert, found: routing.Route, outcome: str, payload: dict[str, Any]) -> None:
    alert.routing = found.decision
    if outcome == "moved":
        alert.consulate_id = found.post_id
        alert.posts = sorted({*alert.posts, *found.posts})
    elif outcome == "offered":
        start_offer(alert, found.post_id, None, timezone.now())
    save(alert, "routing", "consulate", "posts", *OFFER)
    tell(alert, "alert.rerouted", None, payload)
