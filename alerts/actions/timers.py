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
from alerts.actions.moves import save, tell
from alerts.actions.ownership import STALE, end_in_transaction
from alerts.models import Alert

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
    pages.queue_pages({(post_id, to) for posts, to in orjson.loads(steps) for post_id in posts}, now=now)
    return fired


@transaction.atomic(durable=True)
def mark_stale_claims(*, now: datetime) -> int:
    """Marks claims whose owner's boards have been silent for 45 s, so that everybody sees it. Returns how many."""
    silent = Alert.objects.open().filter(
        owner__isnull=False, claim_stale_at=None, beat_at__lte=now - workflow.STALE_AFTER
    )
    alerts = list(silent.select_for_update(of=("self",), skip_locked=True)[:BATCH])
    for alert in alerts:
        alert.claim_stale_at, alert.stale_rung = now, workflow.STALE_OWNER
        alert.stale_due_at = max(now, (alert.beat_at or now) + workflow.PEER_MAY_TAKE_AFTER)
        save(alert, *STALE)
        tell(alert, "alert.claim_went_stale", None, {})
    return len(alerts)


@transaction.atomic(durable=True)
def ring_stale_claims(*, now: datetime) -> int:
    """A claim that stays silent rings its post once a peer may take it, then the supervisors, again and again; it stays its owner's."""
    due = Alert.objects.open().filter(stale_due_at__lte=now)
    alerts = list(due.select_for_update(of=("self",), skip_locked=True)[:BATCH])
    for alert in alerts:
        post = alert.stale_rung == workflow.STALE_OWNER
        alert.stale_rung = workflow.STALE_POST if post else workflow.STALE_SUPERVISORS
        alert.stale_due_at = now + (workflow.STALE_POST_WAITS if post else workflow.LAST_STEP_AGAIN_AFTER)
        save(alert, *STALE)
        tell(alert, "alert.stale_claim_rung", None, {"to": workflow.POST if post else workflow.SUPERVISORS})
    silent = {
        alert.consulate_id for alert in alerts if alert.stale_rung == workflow.STALE_SUPERVISORS and not alert.drill
    }
    pages.queue_pages({(post_id, workflow.SUPERVISORS) for post_id in silent}, now=now)
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
            # Neither version nor time of change: nobody who must not know is shown that something happened.
            alert.phone_closed_at, alert.phone_consulate_id = now, alert.consulate_id
            alert.save(update_fields=["cancel_due_at", "phone_closed_at", "phone_consulate"])
            tell(alert, "alert.cancel_pretended", None, {})
        else:
            end_in_transaction(alert, disposition=Alert.Disposition.CANCELLED_CONFIRMED, by="cancel")
    return len(alerts)


def without_next_step(*, now: datetime, grace: timedelta) -> int:
    """How many open alerts nothing will happen to: the auditor's question. Overdue by more than `grace` counts as nothing."""
    overdue = now - grace
    forgotten = Q(owner__isnull=True) & (Q(step_due_at=None) | Q(step_due_at__lt=overdue))
    unwatched = Q(owner__isnull=False, claim_stale_at=None) & (
        Q(beat_at=None) | Q(beat_at__lt=overdue - workflow.STALE_AFTER)
    )
    clock_stopped = (
        Q(person_state__in=workflow.UNLOCATED, locate_due_at=None, locate_step__lt=len(workflow.LOCATE_HOURS))
        & ~Q(kind=Alert.Kind.ORIENTATION, person_state=Alert.PersonState.UNKNOWN)
        & Q(flood_lane=False)
    )
    late = Q(locate_due_at__lt=overdue) | Q(stale_due_at__lt=overdue) | Q(cancel_due_at__lt=overdue)
    unrung = Alert.objects.filter(Q(welfare_due_at__lt=overdue) | Q(handover_due_at__lt=overdue))
    return Alert.objects.open().filter(forgotten | unwatched | clock_stopped | late).count() + unrung.count()
