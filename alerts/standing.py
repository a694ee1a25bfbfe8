"""What a viewer is to one alert, and how its owner is named to others."""

from datetime import datetime
from typing import Any

from alerts import incident_workflow, workflow
from consular.organisation.access import Viewer


def standing_of(alert: Any, viewer: Viewer, now: datetime) -> workflow.Standing:
    """For an Alert or a card's row: anything with posts, offered, handover_to_id, incident_id, owner_id and beat_at."""
    return workflow.Standing(
        officer=not viewer.officer_posts.isdisjoint(alert.posts),
        supervisor=not viewer.supervisor_posts.isdisjoint(alert.posts),
        owner=alert.owner_id == viewer.user_id,
        stale=alert.owner_id is not None and workflow.is_stale(alert.beat_at, now),
        offered=alert.handover_to_id in viewer.officer_posts or alert.handover_to_id in viewer.supervisor_posts,
        supervises_offer=alert.handover_to_id in viewer.supervisor_posts,
        called=bool(alert.offered) and not viewer.posts.isdisjoint(alert.offered),
        attached=alert.incident_id is not None,
    )


def sees_duress(standing: workflow.Standing) -> bool:
    """Duress is for its owner and for supervisors of the alert's posts."""
    return standing.owner or standing.supervisor


def owner_of(alert: Any) -> dict | None:
    if alert.owner is None:
        return None
    return {"id": alert.owner.pk, "name": alert.owner.display_name(), "since": alert.owner_since}


def incident_standing_of(incident: Any, viewer: Viewer) -> incident_workflow.Standing:
    """For an Incident: anything with posts and coordinator_id."""
    return incident_workflow.Standing(
        works_here=not viewer.posts.isdisjoint(incident.posts),
        supervisor=not viewer.supervisor_posts.isdisjoint(incident.posts),
        coordinator=incident.coordinator_id == viewer.user_id,
    )


def coordinator_of(incident: Any) -> dict | None:
    if incident.coordinator is None:
        return None
    named = incident.coordinator
    return {"id": named.pk, "name": named.display_name(), "since": incident.coordinator_since}
