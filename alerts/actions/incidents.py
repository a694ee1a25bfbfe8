"""The only writer of incidents: opened, widened and merged by the detector; attached, coordinated and closed by people."""

import uuid
from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import Any

from django.contrib.gis.geos import Point
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alerts import incident_workflow as workflow
from alerts import workflow as alert_workflow
from alerts.actions import moves
from alerts.actions.timers import NEIGHBOURS
from alerts.models import Alert, Incident, IncidentNote, Membership
from alerts.querysets import named_rows
from alerts.standing import coordinator_of, incident_standing_of
from consular.errors import Conflict, Forbidden, NotFound, invalid
from consular.events import outbox
from consular.organisation.access import Viewer

ATTACH = (Path(__file__).parent / "attach.sql").read_text()
# All that the detector asks of an alert, locked in the order of `_locked`.
LOOSE = """
SELECT id, consulate_id, drill, posts, offered FROM alerts_alert WHERE id = ANY(%s) AND incident_id IS NULL
ORDER BY id FOR UPDATE
"""
TOUCHED = "SELECT * FROM alerts_incident WHERE id = ANY(%s) AND state = 'open' ORDER BY opened_at, id FOR UPDATE"
LOCK = "SELECT pg_advisory_xact_lock(1229866579)"  # "INCS"; whoever changes more than one row of an incident holds it
AROUND = """
WITH members AS (
    SELECT ST_Collect(point) AS points FROM alerts_alert
    WHERE (incident_id = %(incident)s OR id = ANY(%(new)s)) AND point IS NOT NULL
),
middle AS MATERIALIZED (SELECT points, ST_Centroid(points) AS point FROM members)
SELECT ST_X(point), ST_Y(point),
       (SELECT max(ST_DistanceSphere(geom, point)) FROM ST_DumpPoints(ST_ConvexHull(points))), -- whoever is farthest is on the hull
       (SELECT name || ', ' || state FROM organisation_place ORDER BY organisation_place.point <-> middle.point LIMIT 1){more}
FROM middle WHERE points IS NOT NULL
"""
# What joining changes.
GROWS = ("centre", "radius_m", "place", "posts", "coordinator", "coordinator_since", "version")
# What a new one needs as well: its code, and whom the chain of an alert would ring, the neighbouring posts and the fallback.
OPENING = """,
       'IN-' || alerts_code(nextval('alerts_incident_code')),
       alerts_neighbours(point, %(home)s, %(posts)s::bigint[], %(neighbours)s)
"""


def lock_all() -> None:
    """One at a time: two detectors, or a detector and a person, would else each open an incident for the same people."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK)


# ---- what the detector does -----------------------------------------------------------------------------------------


def gather(alert_ids: Collection[uuid.UUID], incident_ids: Collection[uuid.UUID], *, now: datetime) -> Incident:
    """Puts alerts that are near each other into one incident: a new one, or the oldest of those that they touch."""
    alerts = named_rows(LOOSE, [list(alert_ids)])
    touched = list(Incident.objects.raw(TOUCHED, [list(incident_ids)])) if incident_ids else []
    incident = touched[0] if touched else _open(alerts, now)
    for younger in touched[1:]:
        _merge(incident, younger, now)
    _attach(incident, alerts, now)
    _save(incident, GROWS if touched else None)
    _tell(incident, "incident.joined" if touched else "incident.opened", payload={"alerts": len(alerts)})
    return incident


def _open(alerts: list[Any], now: datetime) -> Incident:
    """At the post that most of them have. Written once, by the caller, when it is whole."""
    homes = sorted(alert.consulate_id for alert in alerts)
    return Incident(drill=alerts[0].drill, opened_at=now, consulate_id=max(homes, key=homes.count), posts=[])


def _merge(older: Incident, younger: Incident, now: datetime) -> None:
    """The members move, with a trace; who coordinated the younger one coordinates both, if nobody had the older one."""
    alerts = _locked(incident=younger)
    _end_memberships(alerts, Membership.Reason.MERGED, now)
    if older.coordinator_id is None:
        older.coordinator_id, older.coordinator_since = younger.coordinator_id, younger.coordinator_since
    younger.state, younger.closed_at, younger.merged_into = workflow.CLOSED, now, older
    younger.coordinator, younger.coordinator_since = None, None
    _attach(older, alerts, now)
    _save(younger)
    _tell(younger, "incident.merged", payload={"into": older.code})


# ---- what people do -------------------------------------------------------------------------------------------------


@transaction.atomic(durable=True)
def attach(*, alert_id: uuid.UUID, actor: Any, viewer: Viewer, incident: str) -> Alert:
    """Puts an alert into an open incident that the actor sees, by its code."""
    lock_all()
    alert = moves.lock(alert_id, viewer)
    now = moves.check("attach", alert, viewer)
    found = Incident.objects.select_for_update().visible_to(viewer).open().filter(code=incident.strip().upper()).first()
    if found is None:
        raise invalid(incident=_("There is no open incident with that code on your board."))
    if found.drill != alert.drill:
        raise invalid(incident=_("A drill and a real alert are never one incident."))
    _attach(found, [alert], now, actor)
    _save(found)
    _tell(found, "incident.joined", actor, {"alerts": 1})
    return alert


@transaction.atomic(durable=True)
def detach(*, alert_id: uuid.UUID, actor: Any, viewer: Viewer, reason: str) -> Alert:
    """Takes an alert out of its incident. The detector never puts it back: a person has decided."""
    if not reason.strip():
        raise invalid(reason=_("Say why it does not belong to the incident: its timeline will show it."))
    lock_all()
    alert = moves.lock(alert_id, viewer)
    now = moves.check("detach", alert, viewer)
    incident = Incident.objects.select_for_update().get(pk=alert.incident_id or uuid.UUID(int=0))
    _end_memberships([alert], Membership.Reason.TAKEN_OUT, now, actor)
    alert.incident = None
    _leave_it_to_its_owner(alert)
    moves.save(alert, "incident", "offered")
    moves.tell(alert, "alert.detached", actor, {"incident": incident.code, **moves.noted(alert, actor, reason)})
    if incident.state == workflow.OPEN and not Alert.objects.filter(incident=incident).exists():
        incident.state, incident.closed_at = workflow.CLOSED, now
        incident.coordinator, incident.coordinator_since = None, None
    _look_around(incident, [])
    _save(incident)
    _tell(incident, "incident.left", actor, {"alerts": 1, "closed": incident.state == workflow.CLOSED})
    return alert


@transaction.atomic(durable=True)
def coordinate(*, incident_id: uuid.UUID, actor: Any, viewer: Viewer) -> Incident:
    """Makes the actor its one coordinator; each member still needs an owner of its own. By the coordinator again: no change."""
    incident = _lock(incident_id, viewer)
    if incident.coordinator_id == viewer.user_id and incident.state == workflow.OPEN:
        return incident
    _check("coordinate", incident, viewer)
    incident.coordinator, incident.coordinator_since = actor, timezone.now()
    _save(incident)
    return _tell(incident, "incident.coordinator", actor, {"verb": "coordinate"})


@transaction.atomic(durable=True)
def release(*, incident_id: uuid.UUID, actor: Any, viewer: Viewer) -> Incident:
    """Gives the coordination back: the coordinator, or a supervisor."""
    incident = _lock(incident_id, viewer)
    _check("release", incident, viewer)
    before = incident.coordinator_id
    incident.coordinator, incident.coordinator_since = None, None
    _save(incident)
    return _tell(incident, "incident.coordinator", actor, {"verb": "release", "from": before})


@transaction.atomic(durable=True)
def note(*, incident_id: uuid.UUID, actor: Any, viewer: Viewer, text: str) -> Incident:
    """Writes something down about the whole incident."""
    incident = _lock(incident_id, viewer)
    _check("note", incident, viewer)
    _save(incident)
    return _tell(incident, "incident.noted", actor, _noted(incident, actor, text))


@transaction.atomic(durable=True)
def close(*, incident_id: uuid.UUID, actor: Any, viewer: Viewer, note: str = "") -> Incident:
    """Ends the coordination once every member has an owner or is handled. Other posts no longer see what they did not claim."""
    lock_all()
    incident = _lock(incident_id, viewer)
    _check("close", incident, viewer)
    alerts = _locked(incident=incident)
    if waiting := sum(alert.state == "received" for alert in alerts):
        sentence = _("%(n)s of its alerts have no owner yet.") % {"n": waiting}
        raise Conflict("members_unclaimed", sentence, state=incident.state, owner=coordinator_of(incident))
    for alert in alerts:
        _leave_it_to_its_owner(alert)
        moves.save(alert, "offered")
        moves.tell(alert, "alert.incident_closed", actor, {"incident": incident.code})
    incident.state, incident.closed_at = workflow.CLOSED, timezone.now()
    incident.coordinator, incident.coordinator_since = None, None
    _save(incident)
    return _tell(incident, "incident.closed", actor, _noted(incident, actor, note))


# ---- the steps of them ----------------------------------------------------------------------------------------------


def _attach(incident: Incident, alerts: list[Any], now: datetime, actor: Any = None) -> None:
    """Makes locked alerts members, and every member known to all posts of the incident: neighbours and fallback see about where."""
    new = [alert.id for alert in alerts]
    first = not incident.posts
    posts = {*incident.posts}.union(*(alert.posts for alert in alerts), *(alert.offered or () for alert in alerts))
    if first:
        beside = _begin(incident, new, posts)
        posts |= set() if incident.drill else beside
    else:
        _look_around(incident, new)
    wider = posts > {*incident.posts} and not first
    incident.posts = sorted(posts)
    if wider:  # posts that come in with a new member see the earlier members too
        earlier = Alert.objects.filter(incident=incident).exclude(pk__in=new)
        _show(incident, list(earlier.values_list("pk", flat=True)), now, joins=False)
    _show(incident, new, now, actor, joins=True)


def _show(incident: Incident, ids: list[uuid.UUID], now: datetime, actor: Any = None, *, joins: bool) -> None:
    parameters: dict[str, Any] = {
        "incident": incident.pk,
        "code": incident.code,
        "posts": incident.posts,
        "ids": ids,
        "now": now,
        "actor": actor and actor.pk,
        "joins": joins,
    }
    with connection.cursor() as cursor:
        cursor.execute(ATTACH, parameters)


def _end_memberships(alerts: list[Alert], reason: str, now: datetime, actor: Any = None) -> None:
    running = Membership.objects.filter(alert__in=alerts, detached_at=None)
    running.update(detached_at=now, detached_by=actor, reason=reason)


def _leave_it_to_its_owner(alert: Any) -> None:
    """Whom the incident called stands down. While nobody has it, and its chain has called other posts, it stays with them all."""
    if alert.owner_id or not alert_workflow.has_called(alert.chain, alert.step):
        alert.offered = None


def _look_around(incident: Incident, new: list[uuid.UUID]) -> None:
    """Its middle and its radius, from where its members, with the new ones, are now."""
    if found := _around(incident, new):
        _stand(incident, *found)


def _begin(incident: Incident, new: list[uuid.UUID], posts: set[int]) -> set[int]:
    """Where it is, and the code that people say aloud. Answers with the posts beside: those are shown it too."""
    known = {"home": incident.consulate_id, "posts": sorted(posts), "neighbours": NEIGHBOURS}
    *where, incident.code, beside = _around(incident, new, OPENING, known)
    _stand(incident, *where)
    return {*(beside or ())}


def _around(incident: Incident, new: list[uuid.UUID], more: str = "", known: dict[str, Any] | None = None) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(AROUND.format(more=more), {"incident": incident.pk, "new": new, **(known or {})})
        return cursor.fetchone()


def _stand(incident: Incident, lng: float, lat: float, radius_m: float, place: str | None) -> None:
    incident.centre, incident.radius_m, incident.place = Point(lng, lat, srid=4326), radius_m, place or ""


def _locked(**which: Any) -> list[Any]:
    """Alerts, always locked in one order; each remembers who saw it, for `moves.tell`."""
    alerts = list(Alert.objects.select_for_update(of=("self",)).filter(**which).order_by("pk"))
    for alert in alerts:
        alert.seen_before = alert.seen_by()  # type: ignore[attr-defined]
    return alerts


def _lock(incident_id: uuid.UUID, viewer: Viewer) -> Incident:
    found = Incident.objects.visible_to(viewer).select_for_update(of=("self",)).filter(pk=incident_id).first()
    if found is None:
        raise NotFound
    return found


def _check(verb: str, incident: Incident, viewer: Viewer) -> None:
    standing = incident_standing_of(incident, viewer)
    if verb in workflow.allowed(incident.state, standing, coordinated=incident.coordinator_id is not None):
        return
    if not standing.works_here:
        raise Forbidden
    raise Conflict(*_why_not(verb, incident), state=incident.state, owner=coordinator_of(incident))


def _why_not(verb: str, incident: Incident) -> tuple[str, str]:
    if incident.state == workflow.CLOSED:
        return "already_closed", _("This incident has been closed already.")
    if incident.coordinator is None:
        return "not_coordinated", _("Nobody coordinates it yet: coordinate it first.")
    if verb == "coordinate":
        return "already_coordinated", _("%(name)s coordinates it.") % {"name": incident.coordinator.display_name()}
    return (
        "not_coordinator",
        _("Only its coordinator or a supervisor can do this: %(name)s.")
        % {"name": incident.coordinator.display_name()},
    )


def _noted(incident: Incident, actor: Any, text: str) -> dict:
    """Keeps free text as a sealed note; the event only points to it."""
    if not text.strip():
        return {}
    kept = IncidentNote.objects.create(
        incident=incident, author=actor, at=timezone.now(), text=text.strip()[: moves.TEXT_LIMIT]
    )
    return {"note": str(kept.pk)}


def _save(incident: Incident, fields: Collection[str] | None = None) -> None:
    incident.version += 1
    incident.save(update_fields=fields)


def _tell(incident: Incident, kind: str, actor: Any = None, payload: dict | None = None) -> Incident:
    outbox.record(kind, subject=incident, posts=incident.posts, actor=actor, payload=payload or {})
    return incident
