"""What officers and supervisors do with an alert. Every verb locks the alert, asks `workflow`, writes, and records an event."""

import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alerts import workflow
from alerts.actions.moves import check, lock, lock_both, noted, save, tell
from alerts.actions.ownership import (
    OFFER,
    OWNERSHIP,
    SEEN_BY,
    STALE,
    bring_home,
    come_in,
    end,
    end_offer,
    end_stale,
    own,
    stand_down,
    wait_again,
)
from alerts.lane import LANE, leave_the_lane
from alerts.models import Alert
from alerts.opposition import stands
from alerts.standing import owner_of
from consular.errors import Conflict, invalid
from consular.events.models import Event
from consular.organisation.access import Viewer


@transaction.atomic(durable=True)
def claim(*, alert_id: uuid.UUID, actor: Any, viewer: Viewer) -> Alert:
    """Makes the actor the owner of an unclaimed alert. By its owner again: no change. Anyone else is told who won (409)."""
    alert = lock(alert_id, viewer)
    if alert.owner_id == viewer.user_id and alert.state in workflow.OWNED:
        return alert
    now = check("claim", alert, viewer)
    if alert.flood_lane:
        leave_the_lane(
            alert, now, since=alert.waiting_since
        )  # it is somebody's now, and once released it rings like any other
    come_in(alert, viewer)
    own(alert, actor, now)
    bring_home(alert, viewer)
    stand_down(alert)
    save(alert, *{*OWNERSHIP, *SEEN_BY, *LANE, "consulate"})
    return tell(alert, "alert.claimed", actor, {"waited_s": round((now - alert.received_at).total_seconds(), 3)})


@transaction.atomic(durable=True)
def renew_claim(*, alert_id: uuid.UUID, actor: Any, viewer: Viewer) -> Alert:
    """The owner's board is still there: the claim stays fresh. Changes nothing that anyone sees."""
    alert = lock(alert_id, viewer)
    return _keep_alive(alert, check("beat", alert, viewer))


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
    save(alert, "beat_at", *STALE)
    return tell(alert, "alert.claim_renewed", alert.owner, {})


@transaction.atomic(durable=True)
def release(*, alert_id: uuid.UUID, actor: Any, viewer: Viewer, reason: str = "") -> Alert:
    """Gives the alert back to the queue, with its clock still running."""
    alert = lock(alert_id, viewer)
    now = check("release", alert, viewer)
    alert.state, alert.owner, alert.owner_since, alert.beat_at = workflow.RECEIVED, None, None, None
    end_stale(alert)
    end_offer(alert)
    wait_again(alert, now)
    save(alert, *OWNERSHIP, *OFFER, *SEEN_BY)
    return tell(alert, "alert.released", actor, noted(alert, actor, reason))


@transaction.atomic(durable=True)
def take(*, alert_id: uuid.UUID, actor: Any, viewer: Viewer, reason: str) -> Alert:
    """Takes a claim over: a peer once its beats have stopped for 65 s, a supervisor at any time, both with a reason."""
    if not reason.strip():
        raise invalid(reason=_("Say why you take it over: the owner and the timeline will show it."))
    alert = lock(alert_id, viewer)
    now = check("take", alert, viewer)
    before = alert.owner_id
    own(alert, actor, now)
    save(alert, *OWNERSHIP)
    return tell(alert, "alert.taken", actor, {"from": before, **noted(alert, actor, reason)})


@transaction.atomic(durable=True)
def contact(*, alert_id: uuid.UUID, actor: Any, viewer: Viewer, channel: str, result: str, note: str = "") -> Alert:
    """Logs one try to reach the person."""
    alert = lock(alert_id, viewer)
    now = check("contact", alert, viewer)
    if stands(alert):
        sentence = _("The person has expressly opposed consular contact: do not reach out.")
        raise Conflict("opposed", sentence, state=alert.state, owner=owner_of(alert))
    alert.state = workflow.CONTACTING
    if result == "reached" and alert.contacted_at is None:
        alert.contacted_at = now
    save(alert, "state", "contacted_at")
    return tell(
        alert, "alert.contact_tried", actor, {"channel": channel, "result": result, **noted(alert, actor, note)}
    )


@transaction.atomic(durable=True)
def note(*, alert_id: uuid.UUID, actor: Any, viewer: Viewer, text: str) -> Alert:
    """Writes something down, whoever owns the alert and also after it has been handled."""
    alert = lock(alert_id, viewer)
    check("note", alert, viewer)
    if workflow.says_enough(text):
        alert.note_due_since = None
    save(alert, "note_due_since")
    return tell(alert, "alert.noted", actor, noted(alert, actor, text))


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
        lock_both(alert_id, duplicate_of)
    alert = lock(alert_id, viewer)
    check("dispose", alert, viewer)
    if refusal := _disposition_refusal(alert, disposition):
        code, sentence = refusal
        raise Conflict(code, sentence, state=alert.state, owner=owner_of(alert))
    note_missing = _note_is_missing(disposition, note)
    if disposition == "duplicate_of":
        alert.duplicate_of = _original(alert, viewer, duplicate_of)
    if note_missing:
        alert.note_due_since = timezone.now()
    end(alert, disposition, "note_due_since")
    payload = {"disposition": disposition, **noted(alert, actor, note or "")}
    return tell(alert, "alert.disposed", actor, payload | ({"note_missing": True} if note_missing else {}))


def attach_case_in_transaction(*, alert_id: uuid.UUID, actor: Any, viewer: Viewer, case_code: str) -> Alert:
    """Ends the alert with a case, inside the transaction that opens it. The clock of locating the person moves to the case."""
    alert = lock(alert_id, viewer)
    check("open-case", alert, viewer)
    alert.case_code = case_code
    end(alert, Alert.Disposition.CASE_OPENED, "case_code")
    return tell(alert, "alert.case_opened", actor, {"case": case_code})


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
