"""What officers and supervisors do with an alert. Every verb locks the alert, asks `workflow`, writes, and records an event."""

import uuid
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alerts import workflow
from alerts.lane import LANE, leave_the_lane
from alerts.locating import WHERE_FROM, set_locate_clock, set_state
from alerts.models import Alert, AlertNote, BoardSession
from alerts.routing import shared_by
from alerts.standing import owner_of, standing_of
from consular.errors import Conflict, Forbidden, NotFound, invalid
from consular.events import outbox
from consular.events.models import Event
from consular.organisation.access import Viewer
from consular.organisation.models import Consulate

STALE = ("claim_stale_at", "stale_due_at", "stale_rung")
OWNERSHIP = ("state", "owner", "owner_since", "beat_at", *STALE, "first_claimed_at", "step", "step_due_at")
SEEN_BY = ("posts", "offered", "routing")
OFFER = ("handover_to", "handover_by", "handover_at", "handover_due_at", "handover_rung")
TEXT_LIMIT = 4_000


@transaction.atomic(durable=True)
def claim(*, alert_id: uuid.UUID, actor: Any, viewer: Viewer) -> Alert:
    """Makes the actor the owner of an unclaimed alert. By its owner again: no change. Anyone else is told who won (409)."""
    alert = _lock(alert_id, viewer)
    if alert.owner_id == viewer.user_id and alert.state in workflow.OWNED:
        return alert
    now = _check("claim", alert, viewer)
    if alert.flood_lane:
        leave_the_lane(
            alert, now, since=alert.waiting_since
        )  # it is somebody's now, and once released it rings like any other
    _come_in(alert, viewer)
    _own(alert, actor, now)
    _bring_home(alert, viewer)
    stand_down(alert)
    _save(alert, *{*OWNERSHIP, *SEEN_BY, *LANE, "consulate"})
    return _tell(alert, "alert.claimed", actor, {"waited_s": round((now - alert.received_at).total_seconds(), 3)})


@transaction.atomic(durable=True)
def renew_claim(*, alert_id: uuid.UUID, actor: Any, viewer: Viewer) -> Alert:
    """The owner's board is still there: the claim stays fresh. Changes nothing that anyone sees."""
    alert = _lock(alert_id, viewer)
    return _keep_alive(alert, _check("beat", alert, viewer))


@transaction.atomic(durable=True)
def renew_claims(*, user_id: int) -> int:
    """A visible board beats for every claim of its user. Returns how many there are."""
    now = timezone.now()
    # In the order in which everybody locks many alerts; what somebody is changing this moment is beaten for the next time.
    mine = Alert.objects.open().filter(owner_id=user_id).order_by("pk")
    alerts = list(mine.select_for_update(of=("self",), skip_locked=True))
    Alert.objects.filter(pk__in=[alert.pk for alert in alerts if alert.claim_stale_at is None]).update(beat_at=now)
    for alert in alerts:
        if alert.claim_stale_at:
            _keep_alive(alert, now)
    return len(alerts)


def _keep_alive(alert: Alert, now: datetime) -> Alert:
    """A beat changes nothing that anyone sees, but for a claim that had gone stale: its owner is back."""
    alert.beat_at = now
    if alert.claim_stale_at is None:
        alert.save(update_fields=["beat_at"])
        return alert
    end_stale(alert)
    _save(alert, "beat_at", *STALE)
    return _tell(alert, "alert.claim_renewed", alert.owner, {})


@transaction.atomic(durable=True)
def release(*, alert_id: uuid.UUID, actor: Any, viewer: Viewer, reason: str = "") -> Alert:
    """Gives the alert back to the queue, with its clock still running."""
    alert = _lock(alert_id, viewer)
    now = _check("release", alert, viewer)
    alert.state, alert.owner, alert.owner_since, alert.beat_at = workflow.RECEIVED, None, None, None
    end_stale(alert)
    end_offer(alert)
    wait_again(alert, now)
    _save(alert, *OWNERSHIP, *OFFER, *SEEN_BY)
    return _tell(alert, "alert.released", actor, _noted(alert, actor, reason))


@transaction.atomic(durable=True)
def take(*, alert_id: uuid.UUID, actor: Any, viewer: Viewer, reason: str) -> Alert:
    """Takes a claim over: a peer once its beats have stopped for 65 s, a supervisor at any time, both with a reason."""
    if not reason.strip():
        raise invalid(reason=_("Say why you take it over: the owner and the timeline will show it."))
    alert = _lock(alert_id, viewer)
    now = _check("take", alert, viewer)
    before = alert.owner_id
    _own(alert, actor, now)
    _save(alert, *OWNERSHIP)
    return _tell(alert, "alert.taken", actor, {"from": before, **_noted(alert, actor, reason)})


@transaction.atomic(durable=True)
def contact(*, alert_id: uuid.UUID, actor: Any, viewer: Viewer, channel: str, result: str, note: str = "") -> Alert:
    """Logs one try to reach the person."""
    alert = _lock(alert_id, viewer)
    now = _check("contact", alert, viewer)
    alert.state = workflow.CONTACTING
    if result == "reached" and alert.contacted_at is None:
        alert.contacted_at = now
    _save(alert, "state", "contacted_at")
    return _tell(
        alert, "alert.contact_tried", actor, {"channel": channel, "result": result, **_noted(alert, actor, note)}
    )


@transaction.atomic(durable=True)
def note(*, alert_id: uuid.UUID, actor: Any, viewer: Viewer, text: str) -> Alert:
    """Writes something down, whoever owns the alert and also after it has been handled."""
    alert = _lock(alert_id, viewer)
    _check("note", alert, viewer)
    if workflow.says_enough(text):
        alert.note_due_since = None
    _save(alert, "note_due_since")
    return _tell(alert, "alert.noted", actor, _noted(alert, actor, text))


@transaction.atomic(durable=True)
def dispose(
    *,
    alert_id: uuid.UUID,
    actor: Any,
    viewer: Viewer,
    disposition: str,
    note: str | None = None,
    duplicate_of: uuid.UUID | None = None,
) -> Alert:
    """Ends the alert. Refused (409) while nobody knows where the person is, but for the endings that say why.

    A note that is given must say something where the ending needs one; programs that know of no note end the alert and owe it.
    """
    if duplicate_of:
        _lock_both(alert_id, duplicate_of)
    alert = _lock(alert_id, viewer)
    _check("dispose", alert, viewer)
    if refusal := _disposition_refusal(alert, disposition):
        code, sentence = refusal
        raise Conflict(code, sentence, state=alert.state, owner=owner_of(alert))
    note_missing = _note_is_missing(disposition, note)
    if disposition == "duplicate_of":
        alert.duplicate_of = _original(alert, viewer, duplicate_of)
    if note_missing:
        alert.note_due_since = timezone.now()
    _end(alert, disposition, "note_due_since")
    payload = {"disposition": disposition, **_noted(alert, actor, note or "")}
    return _tell(alert, "alert.disposed", actor, payload | ({"note_missing": True} if note_missing else {}))


def attach_case_in_transaction(*, alert_id: uuid.UUID, actor: Any, viewer: Viewer, case_code: str) -> Alert:
    """Ends the alert with a case, inside the transaction that opens it. The clock of locating the person moves to the case."""
    alert = _lock(alert_id, viewer)
    _check("open-case", alert, viewer)
    alert.case_code = case_code
    _end(alert, Alert.Disposition.CASE_OPENED, "case_code")
    return _tell(alert, "alert.case_opened", actor, {"case": case_code})


def end_in_transaction(alert: Alert, *, disposition: str, by: str, actor: Any = None, note: str = "") -> None:
    """Ends an alert that the caller has locked and no person has ended by itself; `by` is why. Its owner is told, and stays on record."""
    seen_before = alert.seen_by()
    _end(alert, disposition)
    payload = {"disposition": disposition, "by": by, **_noted(alert, actor, note)}
    outbox.record("alert.disposed", subject=alert, posts=seen_before | alert.seen_by(), actor=actor, payload=payload)


def _lock(alert_id: uuid.UUID, viewer: Viewer) -> Alert:
    """Locks the alert alone: whoever waited for the lock would read joined rows, such as the owner, as they were before."""
    alert = Alert.objects.visible_to(viewer).select_for_update(of=("self",)).filter(pk=alert_id).first()
    if alert is None:
        raise NotFound
    alert.seen_before = alert.seen_by()  # for `_tell`, within this transaction only
    return alert


def _lock_both(one: uuid.UUID, other: uuid.UUID) -> None:
    """In one order, whoever asks: else each of two could be ended as the duplicate of the other, and nobody would have the person."""
    list(Alert.objects.select_for_update(of=("self",)).filter(pk__in=[one, other]).order_by("pk").values_list("pk"))


def _check(verb: str, alert: Alert, viewer: Viewer) -> datetime:
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


def _note_is_missing(disposition: str, note: str | None) -> bool:
    """Whether an ending that needs a note came from somebody who sent none at all. An empty one is refused (400)."""
    if disposition not in workflow.NOTE_REQUIRED:
        return False
    if note is not None and not workflow.says_enough(note):
        raise invalid(note=_("Say in a few words what happened: this ending needs a note."))
    return note is None


def _disposition_refusal(alert: Alert, disposition: str) -> tuple[str, str] | None:
    code = workflow.disposition_refusal(disposition, kind=alert.kind, person_state=alert.person_state)
    if code is None and disposition == "no_contact" and not _tried_enough(alert):
        code = "too_few_tries"
    sentences = {
        "not_orientation": _("Only a request for orientation can end with orientation given."),
        "person_not_located": _("Nobody knows yet where this person is."),
        "too_few_tries": _("No contact needs at least 3 tries on 2 channels over 72 hours."),
    }
    if code == "unknown_disposition":
        raise invalid(disposition=_("There is no such way to end an alert."))
    return (code, sentences[code]) if code else None


def _tried_enough(alert: Alert) -> bool:
    tries = list(Event.objects.about(alert).filter(kind="alert.contact_tried").values_list("at", "payload__channel"))
    return (
        len(tries) >= workflow.NO_CONTACT_TRIES
        and len({channel for _at, channel in tries}) >= workflow.NO_CONTACT_CHANNELS
        and tries[-1][0] - tries[0][0] >= workflow.NO_CONTACT_SPAN
    )


def _original(alert: Alert, viewer: Viewer, duplicate_of: uuid.UUID | None) -> Alert:
    """Never a duplicate itself, nor a drill of a real one: either would leave the person with nobody."""
    others = (
        Alert.objects.visible_to(viewer)
        .filter(drill=alert.drill)
        .exclude(pk=alert.pk)
        .exclude(disposition=Alert.Disposition.DUPLICATE_OF)
    )
    original = others.filter(pk=duplicate_of).first() if duplicate_of else None
    if original is None:
        raise invalid(duplicate_of=_("Name the other alert, one that you can see."))
    return original


def _own(alert: Alert, actor: Any, now: datetime) -> None:
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


def _come_in(alert: Alert, viewer: Viewer) -> None:
    """Who claims what is only offered to their post works on it from now on, and so does the post."""
    called = viewer.posts.intersection(alert.offered or ())
    if called and viewer.posts.isdisjoint(alert.posts):
        alert.posts = sorted({*alert.posts, *called})
        alert.offered = sorted({*(alert.offered or ())} - called) or None


def _bring_home(alert: Alert, viewer: Viewer) -> None:
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


def _end(alert: Alert, disposition: str, *fields: str) -> None:
    alert.state, alert.disposition, alert.handled_at = workflow.HANDLED, disposition, timezone.now()
    alert.step_due_at, alert.cancel_due_at = None, None
    if disposition in workflow.MAKES_SAFE:
        set_state(alert, Alert.PersonState.SAFE_CONFIRMED, alert.handled_at)
    set_locate_clock(alert, alert.handled_at)
    end_stale(alert)
    end_offer(alert)
    stand_down(alert)
    timers = (*STALE, "step_due_at", "cancel_due_at")
    _save(alert, "state", "disposition", "handled_at", *WHERE_FROM, "duplicate_of", *OFFER, *SEEN_BY, *timers, *fields)


def _noted(alert: Alert, actor: Any, text: str) -> dict:
    """Keeps free text as a sealed note; the event only points to it."""
    if not text.strip():
        return {}
    return {
        "note": str(
            AlertNote.objects.create(alert=alert, author=actor, at=timezone.now(), text=text.strip()[:TEXT_LIMIT]).pk
        )
    }


def _save(alert: Alert, *fields: str) -> None:
    alert.updated_at = timezone.now()
    alert.version += 1
    alert.save(update_fields=[*fields, "updated_at", "version"])


def _tell(alert: Alert, kind: str, actor: Any, payload: dict) -> Alert:
    """Records the event for everyone who saw the alert before the move or sees it after."""
    outbox.record(
        kind, subject=alert, posts=getattr(alert, "seen_before", set()) | alert.seen_by(), actor=actor, payload=payload
    )
    return alert
