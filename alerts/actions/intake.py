"""Taking what senders post: presses, positions, requests to cancel. Idempotent, in any order, before or after the alert."""

import base64
import hmac
import uuid
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
from django.contrib.gis.geos import Point
from django.db import connection, transaction
from django.db.models import Model, Q
from django.utils import timezone

from alerts import crockford, facilities, workflow
from alerts.actions import place
from alerts.actions.ownership import STALE, call_the_fallback_where_nobody_looks, end_stale
from alerts.intake.decoder import Fix, Press, Track
from alerts.lane import LANE, leave_the_lane
from alerts.locating import WHERE_FROM, set_state
from alerts.models import Alert, CancelRequest, Device, Identity, Position, Source, Submission
from alerts.models.sender import pin_fingerprint
from consular.events import outbox
from consular.privacy import keys
from consular.privacy.fields import SealedTextField

ACCEPT = (Path(__file__).parent.parent / "intake" / "accept.sql").read_text()
LOCK = """
SELECT pg_advisory_xact_lock(hashtextextended(id::text, 0)) FROM (SELECT DISTINCT unnest(%s::uuid[]) AS id ORDER BY 1) AS ids
"""


RULES: dict[str, Any] = {
    "flood_lane_after": workflow.FLOOD_LANE_AFTER,
    "flood_chain": orjson.dumps(workflow.flood_chain()).decode(),
    "load_window": workflow.LOAD_WINDOW,
    "eyes_gone_after": workflow.EYES_GONE_AFTER,
    "beyond": list(workflow.BEYOND_THE_POST),
}


class UnknownSender(Exception):
    """The key is not known or has been revoked."""


class WrongPin(Exception):
    """The device's PIN does not match."""


@dataclass(slots=True)
class Accepted:
    """The answer to one press: the alert as its sender may see it, and whether this press made it."""

    alert_id: uuid.UUID
    created: bool
    canary: bool = False


@dataclass(frozen=True, slots=True)
class Sender:
    """Exactly one of the two."""

    source_id: int | None
    device_id: int | None

    def owns(self) -> Q:
        return Q(source_id=self.source_id, device_id=self.device_id)


def find_sender(key_hash: bytes) -> Sender:
    """Raises UnknownSender for a key that is not known or has been revoked."""
    live = Q(revoked_at__isnull=True)
    source_id = Source.objects.filter(live, key_hash=key_hash).values_list("pk", flat=True).first()
    if source_id:
        return Sender(source_id, None)
    device_id = Device.objects.filter(live, token_hash=key_hash).values_list("pk", flat=True).first()
    if device_id:
        return Sender(None, device_id)
    raise UnknownSender


@transaction.atomic(durable=True)
def accept(batch: list[tuple[bytes, Press]]) -> list[Accepted | None]:
    """Takes presses, each with the fingerprint of its key, in one commit. None stands for an unknown sender."""
    return accept_in_transaction(batch)


def accept_in_transaction(batch: list[tuple[bytes, Press]]) -> list[Accepted | None]:
    """The same, inside the caller's transaction: for a sender of our own, which keeps account of what it has sent."""
    rows = [_row(n, key, press) for n, (key, press) in enumerate(batch)]
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [[press.id for _, press in batch]])
        cursor.execute(ACCEPT, RULES | facilities.BOUNDS | {"batch": orjson.dumps(rows).decode()})
        columns = [column.name for column in cursor.description]
        answers = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    return [_settle(answer, press) for answer, (_, press) in zip(answers, batch, strict=True)]


def _settle(row: dict[str, Any], press: Press) -> Accepted | None:
    sender = Sender(row["source_id"], None if row["source_id"] else row["device_id"])
    if sender.source_id is None and sender.device_id is None:
        return None
    if row["repeats"]:
        _press_again(press, sender)
    elif row["has_early_news"]:
        _catch_up(press.id)
    elif row["near_facility"]:
        place.propose_facility(Alert.objects.select_for_update(of=("self",)).get(pk=press.id))
    return Accepted(press.id, created=not row["repeats"], canary=row["canary"])


def _row(n: int, key_hash: bytes, press: Press) -> dict[str, Any]:
    """One press as `accept.sql` reads it. Protected text is sealed before it leaves this process."""
    person_id, submission_id = uuid.uuid4(), uuid.uuid4()
    extra = {name: value for name, value in press.person.items() if name not in ("name", "phone")}
    phone = str(press.person.get("phone", ""))
    fix, chain = press.fix, workflow.chain_for(press.kind)
    if press.drill:
        chain = workflow.inside_the_post(chain)
    return {
        "n": n,
        "id": press.id,
        "key_hash": key_hash.hex(),
        "receipt": crockford.random_text(16),
        "kind": press.kind,
        "pressed_at": press.pressed_at,
        "received_at": press.received_at,
        **(_fix_row(fix) if fix else {"fix_source": ""}),
        "message": _sealed(Alert, "message", press.id, press.message),
        "language": press.language,
        "battery": press.battery,
        "drill": press.drill,
        "problems": press.problems,
        "body_hash": press.body_hash.hex(),
        "priority": workflow.BASE_PRIORITY[press.kind],
        "chain": chain,
        "locate_due_at": workflow.locate_due_at(press.received_at, 0)
        if workflow.has_locate_clock(press.kind, "unknown")
        else None,
        "person_id": person_id,
        "name": _sealed(Identity, "name", person_id, str(press.person.get("name", ""))),
        "phone": _sealed(Identity, "phone", person_id, phone),
        "extra": _sealed(Identity, "extra", person_id, orjson.dumps(extra).decode() if extra else ""),
        "phone_index": keys.blind_index(phone, scope="phone").hex() if phone else "",
        "has_identity": bool(press.person),
        "submission_id": submission_id,
        "body": _sealed(Submission, "body", submission_id, press.body.decode("latin-1"))
        if press.problems or press.person
        else "",
        "keep_body": bool(press.problems),
    }


def _fix_row(fix: Fix) -> dict[str, Any]:
    return {
        "lat": fix.lat,
        "lng": fix.lng,
        "accuracy_m": fix.accuracy_m,
        "fixed_at": fix.fixed_at,
        "sent_at": fix.sent_at,
        "fix_source": fix.source,
    }


def _sealed(model: type[Model], name: str, pk: uuid.UUID, text: str) -> str:
    field = model._meta.get_field(name)
    return base64.b64encode(field.seal(pk, text)).decode() if text and isinstance(field, SealedTextField) else ""


def _press_again(press: Press, sender: Sender) -> None:
    """The same id again. Byte for byte the same is a retry; anything else is a person pressing again, which raises urgency."""
    alert = Alert.objects.select_for_update().get(pk=press.id)
    submissions = Submission.objects.filter(alert_id=alert.pk)
    submission_id = uuid.uuid5(alert.pk, press.body_hash.hex())
    if bytes(alert.body_hash) == press.body_hash or submissions.filter(pk=submission_id).exists():
        return
    Submission.objects.create(
        pk=submission_id, alert_id=alert.pk, received_at=press.received_at, body=press.body.decode("latin-1")
    )
    alert.presses += 1
    alert.priority = max(0, alert.priority - 1)
    reopened = alert.state == workflow.HANDLED
    if reopened:
        _reopen(alert, press.received_at)
    if alert.phone_closed_at:
        _open_for_the_phone(alert, press.received_at)
    alert.cancel_due_at = None  # whoever presses after asking to cancel needs a person to ask them
    if press.fix:
        _add_fixes(alert.pk, [press.fix], sender, press.received_at)
        place.follow_track(alert)
    _save(alert, "presses", "priority", *WHERE, *REOPENED)
    kind = "alert.reopened" if reopened else "alert.pressed_again"
    _tell(alert, kind, {"presses": alert.presses, "problems": press.problems})
    if press.fix:
        place.propose_facility(alert)


OWNERSHIP = ("owner", "owner_since", "beat_at", *STALE)
PHONE = ("phone_closed_at", "phone_consulate", "phone_reopened_at")
TIMERS = ("step", "step_due_at", "waiting_since", "cancel_due_at", *PHONE)
REOPENED = (
    "state",
    "disposition",
    "duplicate_of",
    "note_due_since",
    "handled_at",
    *WHERE_FROM,
    "cancel_requested_at",
    *OWNERSHIP,
    *TIMERS,
)


def _reopen(alert: Alert, now: datetime) -> None:
    """Whoever presses after the end is heard anew: an open alert that nobody owns rings, and an earlier cancel is void."""
    alert.state, alert.disposition, alert.duplicate_of, alert.handled_at = workflow.RECEIVED, "", None, None
    alert.owner, alert.owner_since, alert.beat_at, alert.cancel_requested_at = None, None, None, None
    alert.note_due_since = None
    end_stale(alert)
    alert.step, alert.waiting_since = 0, now
    alert.step_due_at = workflow.next_step_at(alert.chain, 0, now, now)
    call_the_fallback_where_nobody_looks(alert, now)
    safe = alert.person_state == Alert.PersonState.SAFE_CONFIRMED
    set_state(alert, Alert.PersonState.UNKNOWN if safe else alert.person_state, now)


def _open_for_the_phone(alert: Alert, now: datetime) -> None:
    """The phone believes that it is closed: its next press opens it there too, as it would after a true cancel, and voids that."""
    alert.phone_closed_at, alert.cancel_requested_at = None, None
    alert.phone_reopened_at = now  # and the post stays the one that it was told of, until somebody claims anew


def _catch_up(alert_id: uuid.UUID) -> None:
    """What arrived before the alert did: a newer position, a request to cancel."""
    alert = Alert.objects.select_for_update().get(pk=alert_id)
    sender = Sender(alert.source_id, alert.device_id)
    before = alert.fixed_at
    place.follow_track(alert)
    cancels = CancelRequest.objects.filter(sender.owns(), alert_id=alert.pk).order_by("received_at")
    for cancel in cancels:
        alert.cancel_requested_at = alert.cancel_requested_at or cancel.received_at
        if sender.device_id and not alert.cancel_due_at:
            alert.cancel_due_at = cancel.received_at + workflow.CANCEL_WAITS
            _out_of_the_lane(alert, cancel.received_at)
        alert.duress = alert.duress or cancel.duress
    if alert.fixed_at == before and not cancels:
        return
    _save(alert, "cancel_requested_at", "cancel_due_at", "duress", *LANE, *WHERE)
    _tell(alert, "alert.caught_up", {})
    place.propose_facility(alert)


def _out_of_the_lane(alert: Alert, now: datetime) -> None:
    """Whoever proved a PIN is a person, and may be under duress: their alert rings, whichever of the two PINs it was."""
    if alert.flood_lane:
        leave_the_lane(alert, now, since=alert.waiting_since)


@transaction.atomic(durable=True)
def add_positions(*, alert_id: uuid.UUID, key_hash: bytes, track: Track) -> int:
    """Adds fixes to a track, whether or not the alert is here yet. An older fix never moves the alert, nor does one that nobody
    could have reached (`alerts.track`). Returns how many are new."""
    sender = find_sender(key_hash)
    _lock(alert_id)
    added = _add_fixes(alert_id, track.fixes, sender, timezone.now())
    alert = Alert.objects.select_for_update().filter(sender.owns(), pk=alert_id).first()
    if alert and alert.state != workflow.HANDLED:
        before = alert.fixed_at
        place.follow_track(alert)
        if alert.fixed_at != before:
            _save(alert, *WHERE)
            _tell(alert, "alert.moved", {"fixes": added})
            place.propose_facility(alert, since=before)
    return added


def request_cancel(*, alert_id: uuid.UUID, key_hash: bytes, pin: str | None) -> None:
    """Raises the cancel mark. A device proves itself with its PIN; its duress PIN looks the same from outside and marks duress.

    Raises UnknownSender, WrongPin. A cancel that arrives before its alert waits for it. After a claim it changes no owner.
    Wrong PINs are counted on the device and told to whoever has the alert; after five in a row no PIN is right for a while.
    """
    if not _request_cancel(alert_id, key_hash, pin or ""):
        raise WrongPin


@transaction.atomic(durable=True)
def _request_cancel(alert_id: uuid.UUID, key_hash: bytes, pin: str) -> bool:
    """Whether the request was let in: a refused one must be committed too, for it counts."""
    sender = find_sender(key_hash)
    _lock(alert_id)
    if sender.device_id is None:
        _raise_cancel_mark(alert_id, sender, duress=False)
        return True
    read = _read_pin(sender.device_id, pin)
    if read.counts:
        _raise_cancel_mark(alert_id, sender, duress=read.duress)
    else:
        _tell_wrong_pin(alert_id, sender, duress=read.duress)
    return read.counts


def _raise_cancel_mark(alert_id: uuid.UUID, sender: Sender, *, duress: bool) -> None:
    now = timezone.now()
    CancelRequest.objects.create(
        alert_id=alert_id, source_id=sender.source_id, device_id=sender.device_id, received_at=now, duress=duress
    )
    alert = Alert.objects.select_for_update().filter(sender.owns(), pk=alert_id).first()
    if alert is None or alert.state == workflow.HANDLED:
        return
    # Every request leaves the same traces: were only news told, a forced cancel after a true one would show by them.
    alert.cancel_requested_at = alert.cancel_requested_at or now
    alert.duress = alert.duress or duress
    if sender.device_id and alert.phone_closed_at is None:
        alert.cancel_due_at = alert.cancel_due_at or now + workflow.CANCEL_WAITS
        _out_of_the_lane(alert, now)
    _save(alert, "cancel_requested_at", "cancel_due_at", "duress", *LANE)
    _tell(alert, "alert.cancel_requested", {})


def _tell_wrong_pin(alert_id: uuid.UUID, sender: Sender, *, duress: bool) -> None:
    """Somebody is trying PINs: its owner should know. A duress PIN is believed even while no PIN is let in."""
    alert = Alert.objects.select_for_update().filter(sender.owns(), pk=alert_id).exclude(state=workflow.HANDLED).first()
    if alert is None:
        return
    alert.duress = alert.duress or duress
    if duress:
        _out_of_the_lane(alert, timezone.now())
    _save(alert, "duress", *LANE)
    _tell(alert, "alert.wrong_pin", {})


@dataclass(frozen=True, slots=True)
class PinRead:
    """Whether the PIN lets the request in, and whether it is the one that says that the cancel is forced."""

    counts: bool
    duress: bool


def _read_pin(device_id: int, pin: str) -> PinRead:
    """Both PINs are always compared, and a locked device answers as a wrong PIN does, so that the answer tells nothing."""
    device = Device.objects.select_for_update(no_key=True).get(pk=device_id)
    now = timezone.now()
    given = pin_fingerprint(pin, bytes(device.token_hash))
    true = hmac.compare_digest(given, bytes(device.pin_hash))
    forced = hmac.compare_digest(given, bytes(device.duress_pin_hash))
    counts = (true or forced) and not workflow.pin_is_locked(device.wrong_pins, device.wrong_pin_at, now)
    device.wrong_pins, device.wrong_pin_at = (0, None) if counts else (min(device.wrong_pins + 1, 1_000), now)
    device.save(update_fields=["wrong_pins", "wrong_pin_at"])
    return PinRead(counts, forced)


def _lock(alert_id: uuid.UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [[alert_id]])


def _add_fixes(alert_id: uuid.UUID, fixes: list[Fix], sender: Sender, received_at: Any) -> int:
    rows = [
        Position(
            alert_id=alert_id,
            source_id=sender.source_id,
            device_id=sender.device_id,
            received_at=received_at,
            point=Point(fix.lng, fix.lat, srid=4326),
            accuracy_m=fix.accuracy_m,
            fixed_at=fix.fixed_at,
            sent_at=fix.sent_at,
            fix_source=fix.source,
        )
        for fix in fixes
    ]
    before = Position.objects.filter(alert_id=alert_id).count()
    Position.objects.bulk_create(rows, ignore_conflicts=True)
    return Position.objects.filter(alert_id=alert_id).count() - before


WHERE = (
    "point",
    "accuracy_m",
    "fixed_at",
    "fix_source",
    "pace_m_s",
    "place",
    "consulate",
    "posts",
    "offered",
    "routing",
)


def _save(alert: Alert, *fields: str) -> None:
    alert.updated_at = timezone.now()
    alert.version += 1
    alert.save(update_fields=[*fields, "updated_at", "version"])


def _tell(alert: Alert, kind: str, payload: dict) -> None:
    outbox.record(kind, subject=alert, posts=alert.seen_by(), payload=payload)
