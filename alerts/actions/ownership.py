"""Who has an alert, who is called to it, and how it ends. The caller has locked it and saves the fields named here; `end` saves."""

from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from alerts import workflow
from alerts.actions.moves import noted, save
from alerts.locating import WHERE_FROM, set_locate_clock, set_state
from alerts.models import Alert, BoardSession
from alerts.routing import shared_by
from consular.events import outbox
from consular.organisation.access import Viewer
from consular.organisation.models import Consulate

STALE = ("claim_stale_at", "stale_due_at", "stale_rung")
OWNERSHIP = ("state", "owner", "owner_since", "beat_at", *STALE, "first_claimed_at", "step", "step_due_at")
SEEN_BY = ("posts", "offered", "routing")
OFFER = ("handover_to", "handover_by", "handover_at", "handover_due_at", "handover_rung")


def own(alert: Alert, actor: Any, now: datetime) -> None:
    if alert.state == workflow.RECEIVED:
        alert.state = workflow.CLAIMED
    alert.owner, alert.owner_since, alert.beat_at = actor, now, now
    alert.step_due_at = None
    end_stale(alert)
    alert.first_claimed_at = alert.first_claimed_at or now


def end_stale(alert: Alert) -> None:
    """Its owner is there, or another; `STALE` names the fields to save."""
    alert.claim_stale_at, alert.stale_due_at, alert.stale_rung = None, None, None


def wait_again(alert: Alert, now: datetime) -> None:
    """Nobody has it any more: its chain goes on where it was, and calls other posts anew that had stood down."""
    alert.step = workflow.step_after_release(alert.chain, alert.step)
    alert.step_due_at = workflow.next_step_at(alert.chain, alert.step, alert.waiting_since, now)
    call_the_fallback_where_nobody_looks(alert, now)


def call_the_fallback_where_nobody_looks(alert: Alert, now: datetime) -> None:
    """An alert that waits once more is asked for eyes as a new one is (`accept.sql`); `SEEN_BY` names the fields to save."""
    eyes = BoardSession.objects.filter(eyes_at__gt=now - workflow.EYES_GONE_AFTER, posts__overlap=alert.posts)
    if alert.drill or eyes.exists():
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT alerts_fallback_of(%s)", [alert.consulate_id])
        (centre,) = cursor.fetchone()
    if centre is not None and centre not in alert.posts:
        alert.offered = sorted({*(alert.offered or ()), centre})
        alert.routing = alert.routing | {"nobody_watches": True}


def come_in(alert: Alert, viewer: Viewer) -> None:
    """Who claims what is only offered to their post works on it from now on, and so does the post."""
    called = viewer.posts.intersection(alert.offered or ())
    if called and viewer.posts.isdisjoint(alert.posts):
        alert.posts = sorted({*alert.posts, *called})
        alert.offered = sorted({*(alert.offered or ())} - called) or None


def bring_home(alert: Alert, viewer: Viewer) -> None:
    """Of the posts that an alert was homed on together, the first to claim it becomes its home."""
    homes = set(Consulate.objects.filter(code__in=shared_by(alert.routing)).values_list("pk", flat=True))
    mine = homes.intersection(alert.posts, viewer.posts)
    if not mine:
        return
    if alert.consulate_id not in mine:
        alert.consulate_id = min(mine)
    others = homes.intersection(alert.posts) - mine
    alert.posts = sorted({*alert.posts} - others)
    alert.offered = sorted({*(alert.offered or ())} | others) or None


def stand_down(alert: Alert) -> None:
    """Whom the chain has called need not come; who shares a border or an incident goes on seeing about where it is."""
    if alert.incident_id is None and alert.offered:
        homes = Consulate.objects.filter(code__in=shared_by(alert.routing)).values_list("pk", flat=True)
        alert.offered = sorted({*alert.offered}.intersection(homes)) or None


def start_offer(alert: Alert, post_id: int, actor: Any, now: datetime) -> None:
    """The alert is offered to another post, which should answer in time; `OFFER` names the fields to save."""
    alert.handover_to_id, alert.handover_by, alert.handover_at = post_id, actor, now
    alert.handover_due_at, alert.handover_rung = now + workflow.HANDOVER_WAITS, None


def end_offer(alert: Alert) -> None:
    """Nobody is offered the alert any more; `OFFER` names the fields to save."""
    for name in OFFER:
        setattr(alert, name, None)


def end(alert: Alert, disposition: str, *fields: str) -> None:
    alert.state, alert.disposition, alert.handled_at = workflow.HANDLED, disposition, timezone.now()
    alert.step_due_at, alert.cancel_due_at = None, None
    if disposition in workflow.MAKES_SAFE:
        set_state(alert, Alert.PersonState.SAFE_CONFIRMED, alert.handled_at)
    set_locate_clock(alert, alert.handled_at)
    end_stale(alert)
    end_offer(alert)
    stand_down(alert)
    timers = (*STALE, "step_due_at", "cancel_due_at")
    save(alert, "state", "disposition", "handled_at", *WHERE_FROM, "duplicate_of", *OFFER, *SEEN_BY, *timers, *fields)


def end_in_transaction(alert: Alert, *, disposition: str, by: str, actor: Any = None, note: str = "") -> None:
    """Ends an alert that the caller has locked and no person has ended by itself; `by` is why. Its owner is told, and stays on record."""
    seen_before = alert.seen_by()
    end(alert, disposition)
    payload = {"disposition": disposition, "by": by, **noted(alert, actor, note)}
    outbox.record("alert.disposed", subject=alert, posts=seen_before | alert.seen_by(), actor=actor, payload=payload)
