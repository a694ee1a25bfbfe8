"""Arrest records as presses: what a record knows is kept; hour, point and kind are drawn; nobody is invented.

A record has a day and a place: a facility, a city, a county, sometimes only the office that booked the arrest. Draws
are seeded by run and record, so the same record of the same run is the same alert.
"""

import json
import math
import random
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import dropwhile, groupby
from operator import attrgetter, itemgetter
from typing import Any

from consular.organisation.network_files import NetworkFiles

FILE = "arrests.csv.gz"
NAMESPACE = uuid.UUID("0d0f6f0c-52a5-4a0e-9c39-5a3f1f0b8a77")

KINDS = {"panic": 78, "relative": 12, "call": 7, "witness": 3}  # of a hundred; our guess, no source counts them
EARLIEST_H, LIKELY_H, LATEST_H = 0, 8, 24  # most arrests are made in the morning; the records do not say
# How far from its point the record's place may really be, in metres; without a point there is no location at all.
REACH_M = {
    "facility": 300,
    "city": 3_000,
    "county": 8_000,
    "county_ambiguous": 12_000,
    "office_area": 15_000,
    "aor_seat": 25_000,
}
# How a phone finds itself: (source, share of a hundred, median accuracy in metres).
PHONE_FIXES = (("gps", 70, 12), ("network", 20, 60), ("cell", 10, 1_200))
METRES_PER_DEGREE = 111_320
DRAWN = (
    "Real: the day and the place of each record. Drawn: the hour; the point, within its facility, city or county; "
    "the kind; the accuracy. There are no names."
)


@dataclass(frozen=True, slots=True)
class Press:
    """One record as an alert that is ready to be sent."""

    id: uuid.UUID
    arrested_at: datetime  # the record's day at the drawn hour, in no particular time zone
    content: dict[str, Any]

    def body(self, pressed_at: datetime) -> bytes:
        """The alert as it is sent; the fix is as old as the press."""
        moment = pressed_at.isoformat(timespec="milliseconds")
        location = self.content["location"]
        placed = location and location | {"fixed_at": moment}
        content = self.content | {"pressed_at": moment, "location": placed}
        return json.dumps(content, ensure_ascii=False).encode()


def presses(network: str, *, run: str, since: str = "") -> Iterator[Press]:
    """The network's records from a day (ISO 8601) on, day by day, each day in the order of the drawn hours."""
    files = NetworkFiles.named(network)
    language = files.manifest()["languages"][0]
    rows = dropwhile(lambda row: row["event_date"] < since, files.rows(FILE))
    for _day, records in groupby(rows, key=itemgetter("event_date")):
        yield from _in_order(records, run=run, language=language)


def _in_order(records: Iterable[dict[str, str]], *, run: str, language: str) -> list[Press]:
    return sorted((draw(record, run=run, language=language) for record in records), key=attrgetter("arrested_at"))


def draw(record: dict[str, str], *, run: str, language: str) -> Press:
    """One record as a press: the same for the same run."""
    dice = random.Random(f"{run}:{record['event_id']}")
    hours = dice.triangular(EARLIEST_H, LATEST_H, LIKELY_H)
    arrested_at = datetime.fromisoformat(record["event_date"]) + timedelta(hours=min(hours, 23.99))
    kind = dice.choices(list(KINDS), list(KINDS.values()))[0]
    press_id = uuid.uuid5(NAMESPACE, f"{run}:{record['event_id']}")
    content = {
        "id": str(press_id),
        "kind": kind,
        "location": _location(record, kind, dice),
        "message": f"#{record['event_id']} · {arrested_at:%Y-%m-%d %H:%M} · {record['landmark'] or record['county']}",
        "language": language,
        "drill": False,
    }
    return Press(press_id, arrested_at, content)


def _location(record: dict[str, str], kind: str, dice: random.Random) -> dict[str, Any] | None:
    reach = REACH_M.get(record["geo_level"])
    if reach is None or not record["lat"]:
        return None
    lat, lng = _somewhere_near(float(record["lat"]), float(record["lon"]), reach, dice)
    if kind != "panic":  # somebody says the name of a place
        return {"lat": lat, "lng": lng, "accuracy_m": reach, "source": "gazetteer"}
    [(source, _share, median)] = dice.choices(PHONE_FIXES, [share for _source, share, _median in PHONE_FIXES])
    accuracy = round(median * dice.lognormvariate(0, 0.6), 1)
    return {"lat": lat, "lng": lng, "accuracy_m": accuracy, "source": source}


def _somewhere_near(lat: float, lng: float, reach_m: float, dice: random.Random) -> tuple[float, float]:
    """A point within `reach_m`, all equally likely."""
    away, direction = reach_m * math.sqrt(dice.random()), dice.uniform(0, math.tau)
    north, east = away * math.cos(direction), away * math.sin(direction)
    shrink = math.cos(math.radians(lat))
    return round(lat + north / METRES_PER_DEGREE, 6), round(lng + east / METRES_PER_DEGREE / shrink, 6)
