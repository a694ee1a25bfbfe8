"""What the board reads: the snapshot, and the events since, each rendered by `cards` for one reader."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import orjson
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import CharField
from django.db.models.functions import Cast
from django.utils import timezone

from alerts import bulletin, cards, incident_cards, workflow
from alerts.models import Alert, Device, Incident, Source
from alerts.querysets import AlertQuerySet, sees_row
from alerts.standing import sees_duress, standing_of
from consular.events.models import Event, Stream
from consular.organisation.access import Viewer, viewer_of
from consular.organisation.models import User

CARDS_IN_SNAPSHOT = 10_000
CARDS_AT_FIRST = 60  # more than a screen of the densest queue
EVENTS_AT_ONCE = 500
TOO_FAR_BEHIND = 20_000
FOR_THOSE_WHO_KNOW = {"alert.cancel_pretended"}  # that it happened tells of duress
QUIET = {"alert.flooded"}  # the flood lane is counted in the bulletin, not pushed one by one
SIGNED_OUT, POSTING_ENDED = 4401, 4403


class TooOld(Exception):
    """The reader is so far behind that a fresh snapshot is cheaper than the events."""


@dataclass(frozen=True, slots=True)
class BoardReader:
    """One open board: who looks, through which session."""

    viewer: Viewer
    session_key: str


@dataclass(frozen=True, slots=True)
class DeviceReader:
    """One person's phone, or its app's server, following one alert; `key_hash` is the fingerprint of what it proved itself with."""

    alert_id: uuid.UUID
    key_hash: bytes = b""


def head() -> int:
    """The last published sequence."""
    return Stream.objects.values_list("last", flat=True).get(name="events")


class EventBatch:
    """Published events and the cards they are about, to be written down once per audience."""

    def __init__(
        self,
        *,
        first: int,
        last: int,
        events: list[Any],
        found: dict[uuid.UUID, cards.Card],
        incidents: dict[uuid.UUID, Incident],
        more: bool,
    ):
        self.first, self.last, self.events, self.found, self.more = first, last, events, found, more
        self.incidents = incidents
        self.now = timezone.now()
        self.owners = {card.row.owner_id for card in found.values() if card.row.owner_id}
        self._frames: dict[Any, bytes] = {}
        self._items: dict[Any, bytes] = {}

    def frame(self, reader: BoardReader | DeviceReader) -> bytes | None:
        """The socket frame for this reader; None when a device has nothing new."""
        if isinstance(reader, DeviceReader):
            return self._device_frame(reader)
        audience = self._audience(reader.viewer)
        if audience not in self._frames:
            self._frames[audience] = b'{"type":"events","from":%d,"to":%d,"items":[%s]}' % (
                self.first,
                self.last,
                self.items(reader.viewer),
            )
        return self._frames[audience]

    def items(self, viewer: Viewer) -> bytes:
        """The events that this viewer may see, as the inside of a JSON list."""
        audience = self._audience(viewer)
        if audience not in self._items:
            self._items[audience] = b",".join(filter(None, (self._item(event, viewer) for event in self.events)))
        return self._items[audience]

    def _audience(self, viewer: Viewer) -> Any:
        """Viewers who see the same bytes; an owner sees different buttons on what they own."""
        alone = viewer.user_id if viewer.user_id in self.owners else None
        return (viewer.officer_posts, viewer.supervisor_posts, viewer.is_operator, alone)

    def _item(self, event: Any, viewer: Viewer) -> bytes | None:
        card = self.found.get(event.subject_id)
        if card is None:
            return self._incident_item(event, viewer)
        row = card.row
        if event.kind in FOR_THOSE_WHO_KNOW and not sees_duress(standing_of(row, viewer, self.now)):
            return None
        if sees_row(viewer, row, self.now):
            return _item(event, event.kind, card.bytes_for(viewer, self.now))
        if not viewer.posts.isdisjoint(event.posts):
            return _item(event, "alert.hidden", b"null")
        return None

    def _incident_item(self, event: Any, viewer: Viewer) -> bytes | None:
        """What happens to an incident comes with its summary in place of a card."""
        row = self.incidents.get(event.subject_id)
        if row is None or not incident_cards.is_seen(viewer, row, self.now):
            return None
        shown = orjson.dumps({"incident": incident_cards.summary(row)})
        return _item(event, event.kind, b"null")[:-1] + b"," + shown[1:]

    def _device_frame(self, reader: DeviceReader) -> bytes | None:
        card = self.found.get(reader.alert_id)
        if card and card.row.phone_closed_at and not self._pretends(reader.alert_id):
            return None  # a closed alert has no more news
        return orjson.dumps({"type": "state", **status(card.row)}) if card else None

    def _pretends(self, alert_id: uuid.UUID) -> bool:
        return any(event.subject_id == alert_id and event.kind == "alert.cancel_pretended" for event in self.events)


def _item(event: Any, kind: str, card: bytes) -> bytes:
    return b'{"seq":%d,"kind":"%s","at":"%s","id":"%s","alert":%s}' % (
        event.seq,
        kind.encode(),
        str(cards.iso(event.at)).encode(),
        str(event.subject_id).encode(),
        card,
    )


def as_the_phone_sees(row: Any) -> Any:
    """A forced cancel looks like any other, also when time has closed the others: then the row as it would stand.

    Pressed again after that, no other has an owner yet: a claim that is older than the press is not told.
    """
    if row.phone_closed_at is None:
        return _unclaimed(row) if _claimed_before(row, row.phone_reopened_at) else row
    closed = {"state": workflow.HANDLED, "first_claimed_at": None, "updated_at": row.phone_closed_at}
    return SimpleNamespace(**{**vars(row), **closed, "post": row.phone_post})


def _claimed_before(row: Any, reopened_at: datetime | None) -> bool:
    return reopened_at is not None and row.state in workflow.OWNED and row.owner_since <= reopened_at


def _unclaimed(row: Any) -> Any:
    waits = {"state": workflow.RECEIVED, "first_claimed_at": None, "claim_stale_at": None}
    return SimpleNamespace(**{**vars(row), **waits, "post": row.phone_post or row.post})


def status(row: Any) -> dict[str, Any]:
    """What the person who pressed may know of their alert."""
    row = as_the_phone_sees(row)
    return {
        "id": str(row.id),
        "state": row.state,
        "marks": cards.marks(row, sees_duress=False),
        "consulate": row.post,
        "claimed_at": cards.iso(row.first_claimed_at),
        "updated_at": cards.iso(row.updated_at),
    }


class BoardSource:
    """What the feed reads for the boards of this process."""

    def head(self) -> int:
        return head()

    def read(self, after: int, until: int | None = None) -> EventBatch:
        """The next events. What the database holds is the truth: a card is as new as its last event, or newer."""
        published = Event.objects.published(after=after, until=until).only(
            "seq", "kind", "at", "subject_id", "subject_type", "posts"
        )
        events = list(published[:EVENTS_AT_ONCE])
        shown = [
            event
            for event in events
            if event.subject_type in ("alert", "canary", "incident") and event.kind not in QUIET
        ]
        about = {
            kind: {event.subject_id for event in shown if event.subject_type == kind}
            for kind in ("alert", "canary", "incident")
        }
        return EventBatch(
            first=after,
            # A stream that was set back (a restored backup) is followed back: else the feed would wait for its old number.
            last=events[-1].seq if events else min(after, until or head()),
            events=shown,
            found=(cards.refresh(about["alert"]) if about["alert"] else {})
            | (cards.of_canaries(about["canary"]) if about["canary"] else {}),
            incidents=incident_cards.read(about["incident"]) if about["incident"] else {},
            more=len(events) == EVENTS_AT_ONCE,
        )

    def replay(self, after: int, until: int | None = None) -> EventBatch:
        """The same, for a reader who comes back. Raises TooOld."""
        if not 0 <= head() - after <= TOO_FAR_BEHIND:
            raise TooOld
        return self.read(after, until)

    def bulletin(self) -> bulletin.Bulletin:
        return bulletin.read()

    def revoked(self, readers: Iterable[Any]) -> dict[Any, int]:
        """Whose session or posting has ended since their board was opened, and which telephone's token was revoked."""
        readers = list(readers)
        boards = [reader for reader in readers if isinstance(reader, BoardReader)]
        now = timezone.now()
        live = set(
            Session.objects.filter(
                session_key__in={reader.session_key for reader in boards}, expire_date__gt=now
            ).values_list("session_key", flat=True)
        )
        gone = {reader: SIGNED_OUT for reader in boards if reader.session_key not in live}
        staying = [reader for reader in boards if reader not in gone]
        current = {
            user.pk: viewer_of(user, now) for user in User.objects.filter(pk__in={r.viewer.user_id for r in staying})
        }
        return (
            gone
            | self._unknown_phones(readers)
            | {reader: POSTING_ENDED for reader in staying if current.get(reader.viewer.user_id) != reader.viewer}
        )

    @staticmethod
    def _unknown_phones(readers: list[Any]) -> dict[Any, int]:
        phones = [reader for reader in readers if isinstance(reader, DeviceReader)]
        if not phones:
            return {}
        held = {reader.key_hash for reader in phones}
        live = Device.objects.filter(token_hash__in=held, revoked_at=None).values_list("token_hash", flat=True)
        apps = Source.objects.filter(key_hash__in=held, revoked_at=None).values_list("key_hash", flat=True)
        known = {bytes(one) for one in (*live, *apps) if one is not None}
        return {reader: SIGNED_OUT for reader in phones if reader.key_hash not in known}


def snapshot(viewer: Viewer, *, box: tuple[float, float, float, float] | None) -> bytes:
    """Everything open that this viewer sees, in queue order, as the JSON of `GET /api/v1/board/`.

    The sequence is read first: an event that comes between is applied a second time by the browser, never missed.
    """
    seq = head()
    now = timezone.now()
    visible = _heard(viewer)
    # What is only offered is in every box: ever smaller boxes would tell the place that its card rounds off.
    inside = visible.in_box(*box) | visible.filter(Alert.objects.lent_to(viewer)) if box else visible
    rows = _in_queue_order(inside)
    written = cards.write(cards.load(row[:3] for row in rows[:CARDS_IN_SNAPSHOT]), viewer, now)
    turns = [row[3:] for row in rows] if box is None else list(visible.values_list("owner_id", "person_state", "drill"))
    counts = _counts(turns, viewer)
    clusters = _clusters([row[0] for row in rows[CARDS_IN_SNAPSHOT:]])
    return b'{"seq":%d,"alerts":[%s],"clusters":%s,"counts":%s,"incidents":%s}' % (
        seq,
        written,
        orjson.dumps(clusters),
        orjson.dumps(counts),
        orjson.dumps(incident_cards.open_to(viewer)),
    )


def beginning(viewer: Viewer) -> dict[str, Any]:
    """`{alerts, counts}`: the first rows of the queue, for the page itself, so that it shows them before it has asked for all."""
    rows = _in_queue_order(_heard(viewer))
    first = cards.load(row[:3] for row in rows[:CARDS_AT_FIRST])
    return {
        "alerts": orjson.loads(b"[%s]" % cards.write(first, viewer, timezone.now())),
        "counts": _counts([row[3:] for row in rows], viewer),
    }


def _heard(viewer: Viewer) -> AlertQuerySet:
    return Alert.objects.visible_to(viewer).open().heard_one_by_one()


def _in_queue_order(alerts: AlertQuerySet) -> list[Any]:
    """(id as text, version, last beat, owner, person state, drill) of each."""
    columns = (Cast("id", CharField()), "version", "beat_at", "owner_id", "person_state", "drill")
    return list(alerts.in_queue_order().values_list(*columns))


def _counts(turns: list[Any], viewer: Viewer) -> dict[str, int]:
    """From (owner, person state, drill) of each; drills are counted apart, and nowhere else."""
    real = [turn for turn in turns if not turn[2]]
    owners = [owner for owner, _person, _drill in real]
    return {
        "open": len(real),
        "unclaimed": owners.count(None),
        "mine": owners.count(viewer.user_id),
        "unlocated": sum(person in workflow.UNLOCATED for _owner, person, _drill in real),
        "drills": len(turns) - len(real),
    }


GRID = """
SELECT avg(ST_Y(point)), avg(ST_X(point)), count(*),
       min(ST_X(point)), min(ST_Y(point)), max(ST_X(point)), max(ST_Y(point))
FROM alerts_alert WHERE id = ANY(%s::uuid[]) AND point IS NOT NULL
GROUP BY ST_SnapToGrid(point, 1.0)
"""


def _clusters(ids: list[str]) -> list[dict]:
    """What does not fit into the snapshot, counted on a grid of one degree: shown as a number, never dropped in silence."""
    if not ids:
        return []
    with connection.cursor() as cursor:
        cursor.execute(GRID, [ids])
        return [_cluster(*row) for row in cursor.fetchall()]


def _cluster(lat: float, lng: float, n: int, west: float, south: float, east: float, north: float) -> dict[str, Any]:
    """To about 1 km, outwards: one alert alone would else be shown exactly, also to those who must not know."""
    half = 0.5 / 10**cards.ABOUT_1_KM
    box = (west - half, south - half, east + half, north + half)
    middle = {"lat": round(lat, cards.ABOUT_1_KM), "lng": round(lng, cards.ABOUT_1_KM)}
    return middle | {"n": n, "bbox": [round(side, cards.ABOUT_1_KM) for side in box]}


def parse_box(text: str | None) -> tuple[float, float, float, float] | None:
    """`west,south,east,north` in degrees. Raises ValueError."""
    if not text:
        return None
    west, south, east, north = (float(part) for part in text.split(","))
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise ValueError(text)
    return west, south, east, north
