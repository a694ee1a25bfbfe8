"""Reads what a sender posted. Never refuses: what cannot be read becomes a problem code, and the body is kept.

Coordinates follow RFC 7946's numbers (WGS 84, degrees) in named members; nothing is swapped, wrapped or rounded into range.
"""

import hashlib
import json
import math
import re
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from django.utils.dateparse import parse_datetime

KEPT_BODY = 64 * 1024
KINDS = ("panic", "relative", "witness", "call", "orientation")
KNOWN_FIELDS = frozenset(
    ("id", "kind", "pressed_at", "sent_at", "location", "message", "language", "battery", "drill", "person")
)
FIX_SOURCES = ("gps", "network", "cell", "wifi", "ip", "manual", "gazetteer", "mock", "unknown")
CLOCK_AHEAD, CLOCK_BEHIND = timedelta(minutes=5), timedelta(days=7)
MESSAGE_LIMIT, PERSON_LIMIT = 4_000, 400
NO_CHOICE = (uuid.UUID(int=0), uuid.UUID(int=2**128 - 1))  # RFC 9562, 5.9 and 5.10: an app that forgot to choose
NAMESPACE = uuid.UUID("5a1a7b0e-6b43-4f0e-9d53-2f7a0b1f6c11")  # ours, for ids that the server derives
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
ACCURACY_LIMIT_M = 20_000_000


@dataclass(slots=True)
class Fix:
    """One fix: degrees, metres (68 % radius) or None, aware times."""

    lat: float
    lng: float
    accuracy_m: float | None
    fixed_at: datetime
    sent_at: datetime | None
    source: str


@dataclass(slots=True)
class Press:
    """One alert as it was sent, and what was wrong with it."""

    id: uuid.UUID
    body: bytes
    body_hash: bytes
    received_at: datetime
    pressed_at: datetime
    kind: str = "panic"
    fix: Fix | None = None
    message: str = ""
    language: str = ""
    battery: int | None = None
    drill: bool = False
    person: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def unread(self) -> "Press":
        """The same press with nothing but its body: what can be stored when its parts cannot."""
        problems = list(dict.fromkeys([*self.problems, "unreadable"]))
        return Press(
            self.id, self.body, self.body_hash, self.received_at, pressed_at=self.received_at, problems=problems
        )


def read_press(body: bytes, *, sender: bytes, received_at: datetime) -> Press:
    """Turns a body into a press. `sender` is the fingerprint of the key. All of the body is read, its first 64 KiB are kept."""
    digest = hashlib.sha256(body).digest()
    derived = uuid.uuid5(NAMESPACE, sender.hex() + digest.hex())
    press = Press(id=derived, body=body[:KEPT_BODY], body_hash=digest, received_at=received_at, pressed_at=received_at)
    if len(body) > KEPT_BODY:
        press.problems.append("too_large")
    data = read_json(body)
    if not isinstance(data, dict):
        press.problems.append("unreadable")
        return press
    if not _is_utf8(body):
        press.problems.append("not_utf8")
    _read_id(press, data)
    _read_plain(press, data)
    _read_times(press, data)
    if "location" in data and data["location"] is not None:
        press.fix = read_fix(
            data["location"],
            received_at=received_at,
            sent_at=press.pressed_at,
            at_latest=min(press.pressed_at, received_at),
            problems=press.problems,
        )
    _read_person(press, data.get("person"))
    if data.keys() - KNOWN_FIELDS:
        press.problems.append("unknown_fields")
    press.problems = list(dict.fromkeys(press.problems))
    return press


def read_json(body: bytes) -> Any:
    """Strict JSON first; then what lenient writers send (NaN, Latin-1, a byte-order mark). None when it is no JSON at all."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        pass
    try:
        return json.loads(body.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        return None


def _is_utf8(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def text(value: Any, limit: int) -> str:
    """Text that PostgreSQL can hold: no NUL, no lone surrogates, no other controls."""
    if not isinstance(value, str):
        return ""
    return CONTROLS.sub("", value.encode("utf-8", "replace").decode())[:limit]


def number(value: Any) -> float | None:
    """A finite number, or None. Booleans and numbers in quotes are not numbers."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    try:
        value = float(value)
    except OverflowError:
        return None
    return value if math.isfinite(value) else None


def instant(value: Any) -> datetime | None:
    """An ISO 8601 time with an offset, as UTC; seconds since 1970 are read too."""
    try:
        if isinstance(value, str):
            moment = parse_datetime(value[:64])
            return moment.astimezone(UTC) if moment and moment.tzinfo else None
        seconds = number(value)
        return datetime.fromtimestamp(seconds, UTC) if seconds is not None else None
    except (ValueError, OverflowError, OSError):
        return None


def read_fix(
    data: Any, *, received_at: datetime, sent_at: datetime | None, at_latest: datetime, problems: list[str]
) -> Fix | None:
    """A usable fix, or None with a problem: a place that is not certain is no place. Without a time of its own it is from `at_latest`."""
    if not isinstance(data, dict):
        problems.append("location_unreadable")
        return None
    lat, lng = number(data.get("lat")), number(data.get("lng"))
    if lat is None or lng is None:
        problems.append("location_unreadable")
        return None
    if not (-90 <= lat <= 90 and -180 <= lng <= 180):
        problems.append("location_out_of_range")
        return None
    if lat == 0 and lng == 0:
        problems.append("location_null_island")
        return None
    return Fix(
        lat=lat,
        lng=lng,
        accuracy_m=_accuracy(data.get("accuracy_m"), problems),
        fixed_at=_fixed_at(data.get("fixed_at"), received_at, at_latest, problems),
        sent_at=sent_at,
        source=_fix_source(data.get("source"), problems),
    )


def _accuracy(value: Any, problems: list[str]) -> float | None:
    if value is None:
        return None
    metres = number(value)
    if metres is None or not 0 <= metres <= ACCURACY_LIMIT_M:
        problems.append("accuracy_unreadable")
        return None
    return metres


def _fixed_at(value: Any, received_at: datetime, at_latest: datetime, problems: list[str]) -> datetime:
    if value is None:
        return at_latest
    moment = instant(value)
    if moment is None:
        problems.append("time_unreadable")
    elif not received_at - CLOCK_BEHIND <= moment <= received_at + CLOCK_AHEAD:
        problems.append("clock_off")
    else:
        return min(moment, received_at)
    return at_latest


def _fix_source(value: Any, problems: list[str]) -> str:
    if value is None:
        return ""
    if value in FIX_SOURCES:
        return value
    problems.append("fix_source_unknown")
    return "unknown"


def _read_id(press: Press, data: dict) -> None:
    value = data.get("id")
    if chosen := _chosen_id(value):
        press.id = chosen
    else:
        press.problems.append("id_unusable" if value is not None else "id_missing")


def _chosen_id(value: Any) -> uuid.UUID | None:
    if not isinstance(value, str) or len(value) > 64:
        return None
    try:
        chosen = uuid.UUID(value)
    except ValueError:
        return None
    return None if chosen in NO_CHOICE else chosen


def _read_plain(press: Press, data: dict) -> None:
    kind = data.get("kind")
    if kind in KINDS:
        press.kind = kind
    elif kind is not None:
        press.problems.append("kind_unknown")
    press.message = text(data.get("message"), MESSAGE_LIMIT)
    if data.get("message") is not None and press.message != data["message"]:
        press.problems.append("message_changed")
    press.language = text(data.get("language"), 16)
    if data.get("language") is not None and press.language != data["language"]:
        press.problems.append("language_unreadable")
    if isinstance(data.get("drill"), bool):
        press.drill = data["drill"]
    elif data.get("drill") is not None:
        press.problems.append("drill_unreadable")
    _read_battery(press, data.get("battery"))


def _read_battery(press: Press, value: Any) -> None:
    if value is None:
        return
    level = number(value)
    if level is None or not 0 <= level <= 100:
        press.problems.append("battery_unreadable")
    else:
        # Browsers say 0.0 to 1.0, apps 0 to 100; exactly 1 is read as the whole of a fraction only when it is a float.
        press.battery = round(level * 100 if isinstance(value, float) and level <= 1 else level)


def _read_times(press: Press, data: dict) -> None:
    value = data.get("pressed_at")
    if value is None:
        return
    moment = instant(value)
    if moment is None:
        press.problems.append("time_unreadable")
    elif not press.received_at - CLOCK_BEHIND <= moment <= press.received_at + CLOCK_AHEAD:
        press.problems.append("clock_off")
    else:
        press.pressed_at = moment


def _read_person(press: Press, person: Any) -> None:
    if person is None:
        return
    if not isinstance(person, dict):
        press.problems.append("person_unreadable")
        return
    for name, value in list(person.items())[:40]:
        if value is None:
            continue
        clean = text(value, PERSON_LIMIT) if isinstance(value, str) else _storable(value)
        if clean is None or (isinstance(value, str) and clean != value):
            press.problems.append("person_changed")
        if clean not in (None, ""):
            press.person[text(name, 40)] = clean
    if len(person) > 40:
        press.problems.append("person_changed")


def _storable(value: Any) -> int | float | None:
    """A truth value, or a number that JSON can carry back: finite, whole ones in 64 bits."""
    if isinstance(value, bool):
        return value
    fits = number(value) is not None and (isinstance(value, float) or abs(value) < 2**63)
    return value if fits else None


@dataclass(slots=True)
class Track:
    """Positions for one alert, and what was wrong with the others."""

    fixes: list[Fix]
    problems: list[str]


POSITIONS_LIMIT = 500


def read_track(data: Any, *, received_at: datetime) -> Track:
    """Reads `{positions: [fix]}`; unusable ones are named and left out, the rest are taken."""
    items = data.get("positions") if isinstance(data, dict) else None
    if not isinstance(items, list):
        return Track([], ["unreadable"])
    problems: list[str] = []
    if len(items) > POSITIONS_LIMIT:
        problems.append("too_many")
    sent_at = instant(data.get("sent_at"))
    fixes = [
        read_fix(item, received_at=received_at, sent_at=sent_at, at_latest=received_at, problems=problems)
        for item in items[:POSITIONS_LIMIT]
    ]
    return Track([fix for fix in fixes if fix], list(dict.fromkeys(problems)))
