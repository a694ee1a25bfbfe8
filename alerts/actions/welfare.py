"""Welfare timers: "look after this person again at …", a promise that rings its owner, and then the post, until somebody keeps it."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from alerts import workflow
from alerts.actions.moves import check, lock, noted, save, tell
from alerts.actions.timers import BATCH
from alerts.models import Alert
from consular.events import outbox
from consular.organisation.access import Viewer

TIMER = ("welfare_at", "welfare_due_at", "welfare_rung")


@transaction.atomic(durable=True)
def set_welfare(*, alert_id: uuid.UUID, actor: Any, viewer: Viewer, minutes: int, note: str = "") -> Alert:
    """Promises to look after the person again in so many minutes. One promise per alert: a new one takes the place of the old."""
    alert = lock(alert_id, viewer)
    now = check("welfare", alert, viewer)
    alert.welfare_at = alert.welfare_due_at = now + timedelta(minutes=minutes)
    alert.welfare_rung = None
    save(alert, *TIMER)
    return tell(alert, "alert.welfare_set", actor, {"minutes": minutes, **noted(alert, actor, note)})


@transaction.atomic(durable=True)
def keep_welfare(*, alert_id: uuid.UUID, actor: Any, viewer: Viewer, note: str = "") -> Alert:
    """Somebody of the post has looked after the person: the promise is kept."""
    alert = lock(alert_id, viewer)
    now = check("welfare-done", alert, viewer)
    late_s = max(0, round((now - alert.welfare_at).total_seconds())) if alert.welfare_at else 0
    alert.welfare_at, alert.welfare_due_at, alert.welfare_rung = None, None, None
    save(alert, *TIMER)
    return tell(alert, "alert.welfare_done", actor, {"late_s": late_s, **noted(alert, actor, note)})


@transaction.atomic(durable=True)
def ring_welfare(*, now: datetime) -> int:
    """Rings what is due: the owner first; the whole post when nobody answers for ten minutes, or when nobody owns it."""
    due = Alert.objects.filter(welfare_due_at__lte=now)
    alerts = list(due.select_for_update(of=("self",), skip_locked=True)[:BATCH])
    for alert in alerts:
        first = alert.welfare_rung is None and alert.owner_id is not None
        alert.welfare_rung = workflow.WELFARE_OWNER if first else workflow.WELFARE_POST
        alert.welfare_due_at = now + workflow.WELFARE_WAITS if first else None
        alert.updated_at, alert.version = now, alert.version + 1
        alert.save(update_fields=["welfare_due_at", "welfare_rung", "updated_at", "version"])
        payload = {"to": "owner" if first else "post"}
        outbox.record("alert.welfare_due", subject=alert, posts=alert.seen_by(), payload=payload)
    return len(alerts)
