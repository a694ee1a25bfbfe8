"""How every verb on an alert begins and ends: lock it, check the move, keep the words, save, tell."""

import uuid
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from alerts import workflow
from alerts.models import Alert, AlertNote
from alerts.standing import owner_of, standing_of
from consular.errors import Conflict, Forbidden, NotFound
from consular.events import outbox
from consular.organisation.access import Viewer

TEXT_LIMIT = 4_000


def lock(alert_id: uuid.UUID, viewer: Viewer) -> Alert:
    """Locks the alert alone: whoever waited for the lock would read joined rows, such as the owner, as they were before."""
    alert = Alert.objects.visible_to(viewer).select_for_update(of=("self",)).filter(pk=alert_id).first()
    if alert is None:
        raise NotFound
    alert.seen_before = alert.seen_by()  # for `tell`, within this transaction only
    return alert


def lock_both(one: uuid.UUID, other: uuid.UUID) -> None:
    """In one order, whoever asks: else each of two could be ended as the duplicate of the other, and nobody would have the person."""
    list(Alert.objects.select_for_update(of=("self",)).filter(pk__in=[one, other]).order_by("pk").values_list("pk"))


def check(verb: str, alert: Alert, viewer: Viewer) -> datetime:
    """The time of the move, if it is legal for this viewer now."""
    now = timezone.now()
    standing = standing_of(alert, viewer, now)
    if verb in workflow.allowed(alert.state, standing, workflow.circumstances(alert)):
        return now
    if not (standing.works_here or standing.offered or (standing.called and verb == "claim")):
        raise Forbidden
    raise Conflict(*_why_not(verb, alert), state=alert.state, owner=owner_of(alert))


def _why_not(verb: str, alert: Alert) -> tuple[str, str]:
    name = alert.owner.display_name() if alert.owner else ""
    if verb == "undo-duplicate":
        return "not_a_duplicate", _("This alert is not linked as a duplicate.")
    if verb == "welfare-done":
        return "no_welfare_timer", _("Nobody has promised to look after this person again.")
    if alert.state == workflow.HANDLED and verb not in ("attach", "detach"):
        return "already_handled", _("This alert has been handled already.")
    if verb == "claim":
        return "already_claimed", _("%(name)s has it.") % {"name": name}
    if verb == "take":
        return "not_stale", _("Its owner is still there. A supervisor can take it at any time.")
    if verb in ("handover-accept", "handover-decline"):
        return "not_offered", _("It is not offered to your post.")
    if verb == "attach":
        return "already_attached", _("It belongs to an incident: take it out of that one first.")
    if verb == "detach":
        return "not_attached", _("It belongs to no incident.")
    if verb == "handover-withdraw" and alert.handover_to_id is None:
        return "not_offered", _("It is not offered to another post.")
    if alert.owner_id:
        return "not_owner", _("Only its owner can do this: %(name)s.") % {"name": name}
    return "not_claimed", _("Claim it first.")


def noted(alert: Alert, actor: Any, text: str) -> dict:
    """Keeps free text as a sealed note; the event only points to it."""
    if not text.strip():
        return {}
    return {
        "note": str(
            AlertNote.objects.create(alert=alert, author=actor, at=timezone.now(), text=text.strip()[:TEXT_LIMIT]).pk
        )
    }


def save(alert: Alert, *fields: str) -> None:
    alert.updated_at = timezone.now()
    alert.version += 1
    alert.save(update_fields=[*fields, "updated_at", "version"])


def tell(alert: Alert, kind: str, actor: Any, payload: dict) -> Alert:
    """Records the event for everyone who saw the alert before the move or sees it after."""
    outbox.record(
        kind, subject=alert, posts=getattr(alert, "seen_before", set()) | alert.seen_by(), actor=actor, payload=payload
    )
    return alert
