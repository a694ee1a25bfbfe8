"""Hand-over between posts, two-sided: offered, then accepted, declined or withdrawn; what nobody answers rings both supervisors."""

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from alerts import workflow
from alerts.actions.moves import check, lock, noted, save, tell
from alerts.actions.ownership import OFFER, OWNERSHIP, end_offer, own, start_offer
from alerts.actions.timers import BATCH
from alerts.models import Alert
from alerts.standing import owner_of
from consular.errors import Conflict, invalid
from consular.events import outbox
from consular.organisation.access import Viewer
from consular.organisation.models import Consulate


@transaction.atomic(durable=True)
def hand_over(*, alert_id: uuid.UUID, actor: Any, viewer: Viewer, to: str) -> Alert:
    """Offers the alert to another post. The sender stays responsible, and the clock runs on, until that post accepts."""
    alert = lock(alert_id, viewer)
    now = check("handover", alert, viewer)
    if alert.drill:
        raise Conflict("drill_stays", _("A drill stays at its post."), state=alert.state, owner=owner_of(alert))
    post = Consulate.objects.filter(code=to, is_active=True).first()
    if post is None:
        raise invalid(to=_("There is no active post with that code."))
    if post.pk in alert.posts:
        raise invalid(to=_("That post has the alert already."))
    start_offer(alert, post.pk, actor, now)
    save(alert, *OFFER)
    return tell(alert, "alert.handover_offered", actor, {"to": post.code})


@transaction.atomic(durable=True)
def accept_handover(*, alert_id: uuid.UUID, actor: Any, viewer: Viewer) -> Alert:
    """The receiving post takes the alert, and the actor becomes its owner."""
    alert = lock(alert_id, viewer)
    now = check("handover-accept", alert, viewer)
    receiver = Consulate.objects.get(pk=alert.handover_to_id or 0)
    alert.consulate, alert.posts = receiver, [receiver.pk]
    end_offer(alert)
    own(alert, actor, now)
    save(alert, *OWNERSHIP, *OFFER, "consulate", "posts")
    return tell(alert, "alert.handover_accepted", actor, {"to": alert.consulate.code})


@transaction.atomic(durable=True)
def decline_handover(*, alert_id: uuid.UUID, actor: Any, viewer: Viewer, reason: str) -> Alert:
    """The receiving post says no, and why: the sender reads it and goes on being responsible."""
    alert = lock(alert_id, viewer)
    check("handover-decline", alert, viewer)
    if not workflow.says_enough(reason):
        raise invalid(reason=_("Say why: the post that asked reads it."))
    return _end_the_offer(alert, "alert.handover_declined", actor, reason)


@transaction.atomic(durable=True)
def withdraw_handover(*, alert_id: uuid.UUID, actor: Any, viewer: Viewer) -> Alert:
    """The sender takes the offer back."""
    alert = lock(alert_id, viewer)
    check("handover-withdraw", alert, viewer)
    return _end_the_offer(alert, "alert.handover_withdrawn", actor)


def _end_the_offer(alert: Alert, kind: str, actor: Any, reason: str = "") -> Alert:
    to = Consulate.objects.get(pk=alert.handover_to_id or 0).code
    end_offer(alert)
    save(alert, *OFFER)
    return tell(alert, kind, actor, {"to": to, **noted(alert, actor, reason)})


@transaction.atomic(durable=True)
def ring_unanswered_offers(*, now: datetime) -> int:
    """Marks offers that nobody answered for ten minutes, and again every ten minutes. Returns how many."""
    due = Alert.objects.open().filter(handover_to__isnull=False, handover_due_at__lte=now)
    alerts = list(due.select_related("handover_to").select_for_update(of=("self",), skip_locked=True)[:BATCH])
    for alert in alerts:
        alert.handover_rung = (alert.handover_rung or 0) + 1
        alert.handover_due_at = now + workflow.HANDOVER_WAITS
        alert.updated_at, alert.version = now, alert.version + 1
        alert.save(update_fields=["handover_rung", "handover_due_at", "updated_at", "version"])
        payload = {"to": alert.handover_to.code if alert.handover_to else "", "times": alert.handover_rung}
        outbox.record("alert.handover_overdue", subject=alert, posts=alert.seen_by(), payload=payload)
    return len(alerts)
