"""What time alone does to an alert: the next step of its chain, a claim gone stale, a cancel that nobody contradicted.

Every due time is a column, so that a sweeper may be killed at any moment and the next one goes on. None of it needs Redis.
"""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
from django.db import connection, transaction
from django.db.models import Q

from alerts import facilities, workflow
from alerts.actions import pages
from alerts.locating import WHERE_FROM, set_state
from alerts.models import Alert
from consular.events import outbox

ESCALATE = (Path(__file__).parent / "escalate.sql").read_text()
BATCH = 500
NEIGHBOURS = 2  # the nearest seats; the fallback post comes in addition


@transaction.atomic(durable=True)
def escalate(*, now: datetime) -> int:
    """Fires the steps that are due (domain.md, section 1: Escalation). Returns how many."""
    parameters: dict[str, Any] = {
        "now": now,
        "batch": BATCH,
        "neighbours": NEIGHBOURS,
        "again": workflow.LAST_STEP_AGAIN_AFTER,
    }
    with connection.cursor() as cursor:
        cursor.execute(ESCALATE, parameters)
        fired, _told, _rung, steps = cursor.fetchone()
    pages.queue_pages(orjson.loads(steps), now=now)
    return fired


@transaction.atomic(durable=True)
def mark_stale_claims(*, now: datetime) -> int:
    """Marks claims whose owner's boards have been silent for 45 s, so that everybody sees it. Returns how many."""
    silent = Alert.objects.open().filter(
        owner__isnull=False, claim_stale_at=None, beat_at__lte=now - workflow.STALE_AFTER
    )
    alerts = list(silent.select_for_update(of=("self",), skip_locked=True)[:BATCH])
    for alert in alerts:
        alert.claim_stale_at = now
        _save(alert, now, "claim_stale_at")
        outbox.record("alert.claim_went_stale", subject=alert, posts=alert.seen_by())
    return len(alerts)


@transaction.atomic(durable=True)
def settle_cancels(*, now: datetime) -> int:
    """Ends what was cancelled with the right PIN ten minutes ago, when nobody claimed it and no fix is at a custody facility.

    A forced cancel ends for the phone alone, at the same time and with the same words. Returns how many were looked at.
    """
    due = Alert.objects.open().filter(cancel_due_at__lte=now)
    alerts = list(due.select_for_update(of=("self",), skip_locked=True)[:BATCH])
    for alert in alerts:
        alert.cancel_due_at = None
        if alert.owner_id or facilities.was_ever_at_one(alert.pk):
            alert.save(update_fields=["cancel_due_at"])  # a person decides; what people see stays as it is
        elif alert.duress:
            alert.phone_closed_at, alert.phone_consulate_id = now, alert.consulate_id
            _save(alert, now, "cancel_due_at", "phone_closed_at", "phone_consulate")
            outbox.record("alert.cancel_pretended", subject=alert, posts=alert.seen_by())
        else:
            _close(alert, now)
    return len(alerts)


def _close(alert: Alert, now: datetime) -> None:
    alert.state, alert.disposition, alert.handled_at = workflow.HANDLED, Alert.Disposition.CANCELLED_CONFIRMED, now
    alert.handover_to, alert.step_due_at = None, None
    set_state(alert, Alert.PersonState.SAFE_CONFIRMED, now)
    fields = ("state", "disposition", "handled_at", *WHERE_FROM, "handover_to", "step_due_at", "cancel_due_at")
    _save(alert, now, *fields)
    payload = {"disposition": alert.disposition, "by": "cancel"}
    outbox.record("alert.disposed", subject=alert, posts=alert.seen_by(), payload=payload)


def _save(alert: Alert, now: datetime, *fields: str) -> None:
    alert.updated_at = now
    alert.version += 1
    alert.save(update_fields=[*fields, "updated_at", "version"])


def without_next_step(*, now: datetime, grace: timedelta) -> int:
    """How many open alerts nothing will happen to: the auditor's question. Overdue by more than `grace` counts as nothing."""
    overdue = now - grace
    forgotten = Q(owner__isnull=True) & (Q(step_due_at=None) | Q(step_due_at__lt=overdue))
    unwatched = Q(owner__isnull=False, claim_stale_at=None) & (
        Q(beat_at=None) | Q(beat_at__lt=overdue - workflow.STALE_AFTER)
    )
    unlocated = Q(locate_due_at__lt=overdue)
    unrung = Alert.objects.filter(Q(welfare_due_at__lt=overdue) | Q(handover_due_at__lt=overdue))
    return Alert.objects.open().filter(forgotten | unwatched | unlocated).count() + unrung.count()
