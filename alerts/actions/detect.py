"""Finds sweeps: three or more distinct people within 2 km and 30 minutes, and whoever is near one of them (domain.md, section 1).

Runs one after the other, in the relay that leads, over the published events: where it stands is a row of the event streams, so
that a killed process loses nothing and an event that is read twice changes nothing. The intake pays nothing for it.
"""

import logging
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from alerts import incident_workflow as rule
from alerts.actions import incidents
from consular.events.models import Event

log = logging.getLogger(__name__)

NEAR = "SELECT * FROM alerts_near(%(ids)s, %(near_m)s, %(near_deg)s, %(near_time)s, %(sure_within_m)s)"
# The commit need not wait for the disk: what is lost with the machine, position and incident together, is found again. Nobody was
# told of it: its events are numbered in a later commit, which takes this one to the disk with it, as every act on an incident does.
SET = """
UPDATE events_stream SET last = coalesce(%(last)s, least(last, (SELECT last FROM events_stream WHERE name = 'events')))
WHERE name = %(name)s
RETURNING set_config('synchronous_commit', 'off', true)
"""
STANDING = "SELECT mine.last, told.last FROM events_stream AS mine, events_stream AS told WHERE mine.name = %s AND told.name = 'events'"
# A restored backup sets the events back: follow, what is read again changes nothing.
NEXT = """
SELECT seq, kind, subject_type, subject_id FROM events_event
WHERE seq > (SELECT min(last) FROM events_stream WHERE name IN (%s, 'events')) ORDER BY seq LIMIT %s
"""
STREAM = "incidents"
BATCH = 100
DEGREE_M = 111_000  # a little less than a degree of latitude, so that the box is never too small
# What moves no alert and makes none count: the detector need not look again.
QUIET = (
    "alert.attached",
    "alert.beat",
    "alert.cancel_pretended",
    "alert.claim_renewed",
    "alert.claim_went_stale",
    "alert.claimed",
    "alert.contact_tried",
    "alert.escalated",
    "alert.flooded",
    "alert.handover_declined",
    "alert.handover_overdue",
    "alert.handover_withdrawn",
    "alert.incident_closed",
    "alert.locate_due",
    "alert.noted",
    "alert.offered",
    "alert.released",
    "alert.script_ticked",
    "alert.stale_claim_rung",
    "alert.taken",
    "alert.welfare_done",
    "alert.welfare_due",
    "alert.welfare_set",
)


@dataclass(frozen=True, slots=True)
class Near:
    """What is near one alert that belongs to no incident."""

    people: int
    incidents: frozenset[uuid.UUID]
    loose: frozenset[uuid.UUID]


def detect_incidents(*, now: datetime) -> int:
    """Looks at what the next events are about. Returns how many events were read.

    What cannot be looked at is looked at alone, and then passed over with a line in the log: it must not hide the raids after it.
    """
    last, head = _standing()
    if last == head:
        return 0
    try:
        return _advance(now, BATCH)
    except Exception:
        log.exception("the next events could not be looked at together")
    try:
        return _advance(now, 1)
    except Exception:
        log.exception("event %d could not be looked at and is passed over", last + 1)
        return _advance(now, 1, looks=False)


def behind(*, now: datetime) -> timedelta:
    """Since when the oldest event waits that the detector has not read."""
    last, _head = _standing()
    waits = Event.objects.published(after=last).values_list("at", flat=True).first()
    return max(now - waits, timedelta()) if waits else timedelta()


def _standing() -> tuple[int, int]:
    """How far the detector is, and how far the events are."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING, [STREAM])
        return cursor.fetchone()


@transaction.atomic(durable=True)
def _advance(now: datetime, most: int, *, looks: bool = True) -> int:
    incidents.lock_all()
    events = _next(most)
    about = {subject for _seq, kind, subject_type, subject in events if subject_type == "alert" and kind not in QUIET}
    if about and looks:
        look_at(about, now=now)
    with connection.cursor() as cursor:
        cursor.execute(SET, {"last": events[-1][0] if events else None, "name": STREAM})
    return len(events)


def _next(most: int) -> list[tuple[int, str, str, uuid.UUID]]:
    """(sequence, kind, subject's type, subject) of the published events that were not read yet."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [STREAM, most])
        return cursor.fetchall()


def look_at(alert_ids: Iterable[uuid.UUID], *, now: datetime) -> None:
    """Opens, widens and joins incidents around these alerts. Needs the lock of `incidents`, inside a transaction.

    An incident is a connected group: from any alert to any other by steps of at most 2 km and 30 minutes, with three people
    near at least one of them. So the order in which alerts arrive decides nothing but the incident's age.
    """
    known = _explore(alert_ids)
    for alerts, found in _groups(known):
        if found or any(known[alert_id].people >= rule.PEOPLE for alert_id in alerts):
            incidents.gather(alerts, found, now=now)


def _explore(alert_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Near]:
    """The alerts in question and, step by step, every alert without an incident that is connected with them."""
    known: dict[uuid.UUID, Near] = {}
    frontier = set(alert_ids)
    while frontier:
        fresh = _near(frontier)
        known |= fresh
        frontier = {other for near in fresh.values() for other in near.loose} - known.keys()
    return known


def _near(alert_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Near]:
    parameters: dict[str, Any] = {
        "ids": list(alert_ids),
        "sure_within_m": rule.SURE_WITHIN_M,
        "near_m": rule.NEAR_M,
        "near_deg": rule.NEAR_M / DEGREE_M,
        "near_time": rule.NEAR_TIME,
    }
    with connection.cursor() as cursor:
        cursor.execute(NEAR, parameters)
        return {row[0]: Near(row[1], frozenset(row[2]), frozenset(row[3])) for row in cursor.fetchall()}


def _groups(known: dict[uuid.UUID, Near]) -> list[tuple[set[uuid.UUID], set[uuid.UUID]]]:
    """The connected groups as (alerts, incidents that they touch); two that touch the same incident are one."""
    groups: list[tuple[set[uuid.UUID], set[uuid.UUID]]] = []
    for alert_id, near in known.items():
        alerts, found = {alert_id, *near.loose}, set(near.incidents)
        apart = []
        for group in groups:
            if group[0].isdisjoint(alerts) and group[1].isdisjoint(found):
                apart.append(group)
            else:
                alerts |= group[0]
                found |= group[1]
        groups = [*apart, (alerts, found)]
    return groups
