"""The card: the one rendering of an alert, for the snapshot, for the live event, for every answer.

A card's bytes are made once per version and precision and shared by all who may see it. What depends on who looks
(`marks`, `priority`, `allowed`: duress is for its owner and supervisors only) is a short suffix per standing.
"""

import uuid
from collections import OrderedDict
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import cache
from types import SimpleNamespace
from typing import Any

import orjson
from django.db import connection
from django.utils import timezone

from alerts import routing, workflow
from alerts.querysets import named_rows
from alerts.standing import sees_duress, standing_of
from consular.organisation.access import Viewer

KEPT = 30_000
# What few alerts have. Left out where there is nothing to say: ten thousand cards would else carry a fifth of nothing.
RARE = frozenset(
    ["pace_m_s", "escalation", "incident", "located_at", "locate", "welfare_at", "handover", "facility", "proposal",
     "districts", "routed", "rings", "opposed_at"]
)  # fmt: skip
ABOUT_1_KM = 2  # decimals of a degree

ROWS = """
SELECT alert.id, alert.code, alert.kind, alert.state, alert.disposition, alert.person_state, alert.cancel_requested_at,
       alert.duress, alert.drill, alert.priority, alert.problems, alert.posts, alert.offered, alert.handover_to_id, alert.version,
       home.code AS post,
       ARRAY(
           SELECT code FROM organisation_consulate
           WHERE id = ANY(CASE WHEN chain_called.yes THEN alert.posts || alert.offered ELSE alert.posts END) ORDER BY code
       ) AS post_codes,
       alert.pressed_at, alert.received_at, alert.handled_at, alert.first_claimed_at, alert.updated_at,
       ST_Y(alert.point) AS lat, ST_X(alert.point) AS lng, alert.accuracy_m, alert.fixed_at, alert.fix_source, alert.pace_m_s, alert.place,
       alert.case_code, alert.presses, alert.band, alert.flood_lane, alert.chain,
       alert.step, alert.step_due_at, alert.claim_stale_at, alert.stale_rung, alert.phone_closed_at, alert.phone_reopened_at,
       alert.welfare_at, alert.welfare_rung, alert.handover_at, alert.handover_rung, alert.note_due_since,
       offered.code AS handover_post, phone.code AS phone_post, alert.owner_id, alert.owner_since, alert.beat_at,
       alert.facility_id, facility.name AS facility_name, alert.located_at, alert.locate_step, alert.locate_due_at, alert.routing,
       proposal.facility_id AS proposed_id, proposed.name AS proposed_name, proposal.distance_m AS proposed_distance_m,
       proposal.basis AS proposed_basis,
       trim(owner.first_name || ' ' || owner.last_name) AS owner_name, owner.username AS owner_username,
       alert.incident_id, incident.code AS incident_code, chain_called.yes AS called, person.opposed_at
FROM alerts_alert AS alert
JOIN organisation_consulate AS home ON home.id = alert.consulate_id
JOIN alerts_person AS person ON person.id = alert.person_id
LEFT JOIN organisation_consulate AS offered ON offered.id = alert.handover_to_id
LEFT JOIN organisation_consulate AS phone ON phone.id = alert.phone_consulate_id
LEFT JOIN organisation_facility AS facility ON facility.id = alert.facility_id
LEFT JOIN alerts_facilityproposal AS proposal ON proposal.alert_id = alert.id AND proposal.state = 'open'
LEFT JOIN organisation_facility AS proposed ON proposed.id = proposal.facility_id
LEFT JOIN organisation_user AS owner ON owner.id = alert.owner_id
LEFT JOIN alerts_incident AS incident ON incident.id = alert.incident_id
CROSS JOIN LATERAL (
    -- Whether the chain has called other posts, or nobody was there to hear: not only an incident shows it to them.
    SELECT alert.offered IS NOT NULL AND (
        alert.incident_id IS NULL OR alert.routing ?| ARRAY['nobody_watches', 'nobody_on_duty']
        OR EXISTS (
            SELECT FROM jsonb_array_elements(alert.chain) WITH ORDINALITY AS each(step, n)
            WHERE n <= alert.step AND each.step ->> 'to' = ANY(ARRAY['neighbours', 'fallback', 'call_centre'])
        )
    ) AS yes
) AS chain_called
WHERE alert.id = ANY(%s)
"""


class Card:
    """One alert as it stood at one version."""

    __slots__ = ("_cores", "parties", "row", "version", "wholes")

    def __init__(self, row: SimpleNamespace):
        self.row = row
        self.version: int = row.version
        self.parties = (
            tuple(row.posts),
            tuple(row.offered or ()),
            row.handover_to_id,
            row.owner_id,
            row.incident_id is None,
            row.state == workflow.HANDLED,
        )
        self._cores: dict[bool, bytes] = {}
        self.wholes: dict[int, bytes] = {}

    def bytes_for(self, viewer: Viewer, now: datetime) -> bytes:
        """The card as JSON, as this viewer may see it now."""
        return self.bytes_of(*_face(self.row, viewer, now))

    def bytes_of(self, face: int, standing: workflow.Standing, exact: bool) -> bytes:
        whole = self.wholes.get(face)
        if whole is None:
            if exact not in self._cores:
                self._cores[exact] = orjson.dumps(_slim(_core(self.row, exact=exact)))[:-1]
            whole = self.wholes[face] = (
                self._cores[exact] + b"," + orjson.dumps(_slim(_suffix(self.row, standing, exact)))[1:]
            )
        return whole


def sees_exact_place(alert: Any, viewer: Viewer, now: datetime) -> bool:
    """Who sees where it is, for an Alert or a card's row; others are told about 1 km."""
    return _face(alert, viewer, now)[2]


def _face(row: Any, viewer: Viewer, now: datetime) -> tuple[int, workflow.Standing, bool]:
    """Which of an alert's faces this viewer is shown: what they are to it, and whether they see where it is."""
    standing = standing_of(row, viewer, now)
    exact = row.state != workflow.HANDLED and (standing.works_here or viewer.is_operator)
    return standing.number * 2 + exact, standing, exact


def write(cards: Iterable[Card], viewer: Viewer, now: datetime) -> bytes:
    """Many cards as the inside of a JSON list. Cards of the same parties show the viewer the same face: it is worked out once."""
    faces: dict[Any, tuple[int, workflow.Standing, bool]] = {}
    written = []
    for card in cards:
        beat_at = card.row.beat_at
        alike = card.parties if beat_at is None else (card.parties, beat_at)
        face = faces.get(alike)
        if face is None:
            face = faces[alike] = _face(card.row, viewer, now)
        written.append(card.wholes.get(face[0]) or card.bytes_of(*face))  # a call less, ten thousand times
    return b",".join(written)


_cards: OrderedDict[str, Card] = OrderedDict()  # by the id's text: hashing 10,000 UUIDs takes longer than writing them


def load(wanted: Iterable[tuple[str, int, datetime | None]]) -> list[Card]:
    """Cards in the order asked for, at least as new as (id, version, last beat). Reads only what is not rendered here yet."""
    found: list[Card | str] = []
    missing = []
    for pk, version, beat_at in wanted:
        card = _cards.get(pk)
        if card and card.version >= version:
            card.row.beat_at = beat_at
            found.append(card)
        else:
            missing.append(uuid.UUID(pk))
            found.append(pk)
    if not missing:
        return found  # type: ignore[return-value]  # every one of them is a card
    fresh = {str(pk): card for pk, card in refresh(missing).items()}
    return [card for card in (fresh.get(one) if isinstance(one, str) else one for one in found) if card]


def read(ids: list[uuid.UUID]) -> dict[uuid.UUID, Card]:
    """Cards by id as the database has them now."""
    return {row.id: Card(row) for row in named_rows(ROWS, [ids])}


CANARIES = """
SELECT canary.id, home.code AS post, canary.consulate_id, canary.pressed_at, canary.received_at, canary.place,
       ST_Y(canary.point) AS lat, ST_X(canary.point) AS lng
FROM alerts_canary AS canary JOIN organisation_consulate AS home ON home.id = canary.consulate_id WHERE canary.id = ANY(%s)
"""


def of_canaries(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Card]:
    """Test presses as cards, so that they are rendered like any alert on the server and in the browser. Never kept."""
    return {row.id: Card(_as_alert(row)) for row in named_rows(CANARIES, [list(ids)])}


def _as_alert(row: SimpleNamespace) -> SimpleNamespace:
    nothing = dict.fromkeys(_columns()) | dict.fromkeys(
        ("disposition", "case_code", "owner_name", "owner_username"), ""
    )
    numbers = {"priority": 1, "presses": 1, "band": 0, "version": 1, "step": 0}
    lists: dict[str, Any] = {
        "problems": [],
        "posts": [row.consulate_id],
        "post_codes": [row.post],
        "chain": "[]",
        "routing": "{}",
    }
    said = {
        "code": "CANARY",
        "kind": "panic",
        "state": workflow.RECEIVED,
        "person_state": "unknown",
        "fix_source": "manual",
    }
    times = {"updated_at": row.received_at, "fixed_at": row.received_at}
    flags = {"duress": False, "drill": False, "flood_lane": False}
    return SimpleNamespace(**nothing | numbers | lists | said | times | flags | vars(row))


@cache
def _columns() -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute(ROWS, [[]])
        return tuple(column.name for column in cursor.description)


def refresh(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Card]:
    """Reads cards anew and keeps them, so that the next snapshot finds them rendered."""
    fresh = read(list(ids))
    _keep(fresh)
    return fresh


def _keep(fresh: dict[uuid.UUID, Card]) -> None:
    for pk, card in fresh.items():
        known = _cards.get(str(pk))
        if known is None or known.version < card.version:
            _cards[str(pk)] = card
            _cards.move_to_end(str(pk))
    while len(_cards) > KEPT:
        _cards.popitem(last=False)


def render(alert_ids: Iterable[uuid.UUID], viewer: Viewer) -> list[dict]:
    """Cards as dictionaries, in the order asked for. The caller has made sure that the viewer sees them."""
    alert_ids = list(alert_ids)
    now = timezone.now()
    cards = read(alert_ids)
    return [orjson.loads(cards[pk].bytes_for(viewer, now)) for pk in alert_ids if pk in cards]


def iso(moment: datetime | None) -> str | None:
    """ISO 8601 in UTC, to the millisecond, as everywhere in the API."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z") if moment else None


def _slim(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, []) or name not in RARE}


def _core(row: SimpleNamespace, *, exact: bool) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "code": row.code,
        "kind": row.kind,
        "state": row.state,
        "disposition": row.disposition or None,
        "person_state": row.person_state,
        "post": row.post,
        "posts": row.post_codes,
        "pressed_at": iso(row.pressed_at),
        "received_at": iso(row.received_at),
        "updated_at": iso(row.updated_at),
        "location": _location(row, exact=exact),
        "place": row.place or None,
        "owner": _owner(row),
        "case": row.case_code or None,
        "presses": row.presses,
        "band": row.band,
        "version": row.version,
        "drill": row.drill,
        "problems": row.problems,
        "escalation": _escalation(row),
        "incident": {"id": str(row.incident_id), "code": row.incident_code} if row.incident_id else None,
        "located_at": iso(row.located_at),
        "locate": _locate(row),
        "welfare_at": iso(row.welfare_at),
        "opposed_at": iso(row.opposed_at),
        "handover": {"to": row.handover_post, "at": iso(row.handover_at)} if row.handover_post else None,
    }


def _escalation(row: SimpleNamespace) -> dict | None:
    """Whom the chain has rung last, and whom it rings next and when; None for an alert that somebody has."""
    chain = orjson.loads(row.chain) if row.state == workflow.RECEIVED else []
    if not chain:
        return None
    last = chain[min(row.step, len(chain)) - 1]["to"] if row.step else None
    coming = chain[min(row.step, len(chain) - 1)]["to"]
    return {"step": row.step, "to": last, "next_to": coming, "next_at": iso(row.step_due_at)}


def _locate(row: SimpleNamespace) -> dict | None:
    """The clock of a person whom nobody has located: the hour that has passed, and when the next one does."""
    if row.state == workflow.HANDLED or not (row.locate_due_at or row.locate_step):
        return None
    if row.person_state not in workflow.UNLOCATED:
        return None
    passed = workflow.LOCATE_HOURS[row.locate_step - 1] if row.locate_step else None
    coming = workflow.LOCATE_HOURS[row.locate_step] if row.locate_due_at else None
    return {"hour": passed, "next_hour": coming, "due_at": iso(row.locate_due_at)}


def _custody(row: SimpleNamespace, standing: workflow.Standing, exact: bool) -> dict[str, Any]:
    """What names a place as surely as coordinates do: for the posts that work on it, also after the end."""
    shown = standing.works_here or exact
    proposed = row.proposed_id is not None and exact
    decision = orjson.loads(row.routing) if exact else {}
    return {
        "facility": {"id": row.facility_id, "name": row.facility_name} if row.facility_id and shown else None,
        "proposal": {
            "facility": {"id": row.proposed_id, "name": row.proposed_name},
            "distance_m": row.proposed_distance_m,
            "basis": row.proposed_basis,
        }
        if proposed
        else None,
        "districts": _shared(decision, row.post) if exact else [],
        "routed": routing.why(decision) if exact else None,
    }


def _shared(decision: dict[str, Any], home: str) -> list[dict[str, Any]]:
    """The districts that the accuracy circle touches, where they say more than the alert's post does."""
    shares = routing.shares_of(decision)
    return [] if [share["post"] for share in shares] == [home] else shares


def _owner(row: SimpleNamespace) -> dict | None:
    if row.owner_id is None:
        return None
    return {"id": row.owner_id, "name": row.owner_name or row.owner_username, "since": iso(row.owner_since)}


def _location(row: SimpleNamespace, *, exact: bool) -> dict | None:
    if row.lat is None:
        return None
    place = {
        "lat": row.lat if exact else round(row.lat, ABOUT_1_KM),
        "lng": row.lng if exact else round(row.lng, ABOUT_1_KM),
        "accuracy_m": row.accuracy_m if exact else max(row.accuracy_m or 0, 1_000),
        "fixed_at": iso(row.fixed_at),
        "source": row.fix_source or None,
        "pace_m_s": row.pace_m_s if exact else None,
        "precision": "exact" if exact else "1km",
    }
    return _slim(place)


def marks(row: Any, *, sees_duress: bool) -> list[str]:
    """The side marks of an alert; duress only for its owner and for supervisors."""
    is_open = row.state != workflow.HANDLED
    present = {
        "cancel_pending": is_open and row.cancel_requested_at is not None,
        "duress": row.duress and sees_duress,
        "stale_claim": is_open and row.claim_stale_at is not None,
        "drill": row.drill,
        "unreadable": "unreadable" in row.problems,
        "unlocated": is_open and row.person_state in workflow.UNLOCATED and row.first_claimed_at is not None,
    }
    return [name for name, holds in present.items() if holds]


def promises(row: Any) -> list[str]:
    """The side marks of what is owed; for staff alone, never for the phone."""
    present = {
        "welfare_due": row.welfare_rung is not None,
        "handover_overdue": row.handover_rung is not None,
        "note_due": row.note_due_since is not None,
        "flood_lane": row.flood_lane and row.state != workflow.HANDLED,
    }
    return [name for name, holds in present.items() if holds]


def _suffix(row: SimpleNamespace, standing: workflow.Standing, exact: bool) -> dict[str, Any]:
    knows = sees_duress(standing)
    return {
        **_custody(row, standing, exact),
        "marks": marks(row, sees_duress=knows) + promises(row),
        "priority": 0 if row.duress and knows else row.priority,
        "allowed": workflow.allowed(row.state, standing, workflow.circumstances(row)),
        "rings": workflow.rings(row, standing),
    }
