"""What a viewer is to one alert, and how its owner is named to others."""

from datetime import datetime
from typing import Any

from alerts import workflow
from consular.organisation.access import Viewer


def standing_of(alert: Any, viewer: Viewer, now: datetime) -> workflow.Standing:
    """For an Alert or a card's row: anything with posts, handover_to_id, owner_id and beat_at."""
    return workflow.Standing(
        officer=not viewer.officer_posts.isdisjoint(alert.posts),
        supervisor=not viewer.supervisor_posts.isdisjoint(alert.posts),
        owner=alert.owner_id == viewer.user_id,
        stale=alert.owner_id is not None and workflow.is_stale(alert.beat_at, now),
        offered=alert.handover_to_id in viewer.officer_posts or alert.handover_to_id in viewer.supervisor_posts,
    )


def owner_of(alert: Any) -> dict | None:
    if alert.owner is None:
        return None
    return {"id": alert.owner.pk, "name": alert.owner.display_name(), "since": alert.owner_since}
