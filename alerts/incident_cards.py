"""What is shown of an incident: its summary (the same bytes for all who may see it), and the whole of it for one viewer."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import IntegerField, TextField
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alerts import cards, incident_workflow, workflow
from alerts.models import Alert, Incident
from alerts.querysets import sees
from alerts.standing import coordinator_of, incident_standing_of
from consular.events.models import Event
from consular.organisation.access import Viewer

COARSE_M = 500  # half of what rounding to 1 km may move the middle; the circle still holds every member

# Said in SQL, because these are sets of another table by an array, and counts beside joins.
POST_CODES = "ARRAY(SELECT code FROM organisation_consulate WHERE id = ANY(alerts_incident.posts) ORDER BY code)"
ALERTS = "(SELECT count(*) FROM alerts_alert WHERE incident_id = alerts_incident.id)"
PEOPLE = "(SELECT count(DISTINCT person_id) FROM alerts_alert WHERE incident_id = alerts_incident.id)"


def rows(found: Any) -> dict[uuid.UUID, Incident]:
    """Incidents by id with what their summaries need, in one query, the oldest first."""
    named = found.select_related("consulate", "coordinator", "merged_into").annotate(
        post_codes=RawSQL(POST_CODES, [], ArrayField(TextField())),
        alert_count=RawSQL(ALERTS, [], IntegerField()),
        people_count=RawSQL(PEOPLE, [], IntegerField()),
    )
    return {row.pk: row for row in named.order_by("opened_at", "pk")}


def read(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Incident]:
    """Incidents by id as the database has them now."""
    return rows(Incident.objects.filter(pk__in=ids))


def is_seen(viewer: Viewer, row: Any, now: Any) -> bool:
    """The rule of `IncidentQuerySet.visible_to` in memory: that of an alert, without offers."""
    return sees(viewer, posts=row.posts, handover_to=None, offered=None, received_at=row.opened_at, now=now)


def summary(row: Any) -> dict[str, Any]:
    """What every post of the incident sees: about where, since when, how many, who coordinates."""
    return {
        "id": str(row.id),
        "code": row.code,
        "state": row.state,
        "drill": row.drill,
        "opened_at": cards.iso(row.opened_at),
        "closed_at": cards.iso(row.closed_at),
        "merged_into": row.merged_into.code if row.merged_into else None,
        "location": _about(row),
        "place": row.place or None,
        "post": row.consulate.code,
        "posts": row.post_codes,
        "alerts": row.alert_count,
        "people": row.people_count,
        "coordinator": _coordinator(row),
        "version": row.version,
    }


def _about(row: Any) -> dict[str, Any] | None:
    if row.centre is None:
        return None
    lat, lng = round(row.centre.y, cards.ABOUT_1_KM), round(row.centre.x, cards.ABOUT_1_KM)
    return {"lat": lat, "lng": lng, "radius_m": round(row.radius_m, -2) + 2 * COARSE_M}


def _coordinator(row: Any) -> dict[str, Any] | None:
    found = coordinator_of(row)
    return found and found | {"since": cards.iso(found["since"])}


def open_to(viewer: Viewer) -> list[dict[str, Any]]:
    """The summaries of what is open and visible, the oldest first."""
    return [summary(row) for row in rows(Incident.objects.visible_to(viewer).open()).values()]


def whole(incident: Incident, viewer: Viewer) -> dict[str, Any]:
    """The incident with its members as this viewer sees them, what stands out among them, its story, and the verbs allowed now."""
    members = list(Alert.objects.visible_to(viewer).filter(incident=incident).in_queue_order())
    shown = cards.render([alert.pk for alert in members], viewer)
    standing = incident_standing_of(incident, viewer)
    coordinated = incident.coordinator_id is not None
    return {
        **summary(read([incident.pk])[incident.pk]),
        "allowed": incident_workflow.allowed(incident.state, standing, coordinated=coordinated),
        "members": shown,
        "counts": counts(members),
        "timeline": story(incident, viewer),
    }


def counts(members: list[Alert]) -> dict[str, int]:
    """People and not alerts, where a person is what matters."""
    is_open = [alert for alert in members if alert.state != workflow.HANDLED]
    return {
        "people": len({alert.person_id for alert in members}),
        "open": len(is_open),
        "unclaimed": sum(alert.owner_id is None for alert in is_open),
        "not_located": len({alert.person_id for alert in is_open if alert.person_state in workflow.UNLOCATED}),
    }


def story(incident: Incident, viewer: Viewer) -> list[dict[str, Any]]:
    """`{seq, kind, at, actor, text, note}` per event, oldest first. Notes are for its posts."""
    works_here = incident_standing_of(incident, viewer).works_here
    notes = {str(note.pk): note.text for note in incident.notes.all()} if works_here else {}
    return [
        {
            "seq": event.seq,
            "kind": event.kind,
            "at": cards.iso(event.at),
            "actor": event.actor.display_name() if event.actor else None,
            "text": _sentence(event),
            "note": notes.get(event.payload.get("note")),
        }
        for event in Event.objects.about(incident).select_related("actor")
    ]


def _sentence(event: Event) -> str:
    payload = event.payload
    if event.kind == "incident.coordinator":
        return _("Coordination taken") if payload["verb"] == "coordinate" else _("Coordination given back")
    n = payload.get("alerts", 0)
    said = {
        "incident.opened": _("Opened, with %(n)s alerts"),
        "incident.joined": ngettext("%(n)s more alert joined", "%(n)s more alerts joined", n),
        "incident.left": ngettext("%(n)s alert was taken out", "%(n)s alerts were taken out", n),
        "incident.merged": _("Merged into %(into)s"),
        "incident.noted": _("Note"),
        "incident.closed": _("Closed"),
    }
    return said.get(event.kind, event.kind) % {"n": n, "into": payload.get("into")}
