"""Keeping the roll-ups in step: what an event is about is read anew from the tables and put in place of what its blocks had of it.

Nothing is added up from event to event: an event that comes late, twice or out of order leaves the same rows. One process rolls at a
time (a lock of the session), in the relay that leads; `rebuild` and `check` take the same lock.
"""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
from django.db import connection, transaction

from cases.reports.models import Block, Filed, Progress
from cases.reports.rollup.blocks import micros, pack, unpack
from cases.reports.rollup.found import LOW, Found, of_ids, of_time
from cases.reports.rollup.streams import ALERTS, INCIDENTS, OF_CASES, STREAMS, Stream

NAME = "rollups"
LOCK = 0x524F4C4C  # "ROLL"
TRY, WAIT = "SELECT pg_try_advisory_lock(%s)", "SELECT pg_advisory_lock(%s)"
BATCH = 2_000
AT_ONCE = 5_000
WEEK = timedelta(days=7)
Place = tuple[str, int, date]  # stream, post, week
Blocks = dict[str, list[list[Any]]]  # of one case: {stream: [[post, week]]}
Subjects = dict[str, set[uuid.UUID]]

# What an event is about, as the alerts, cases and incidents whose rows it may have changed. Another alert of the same person may be
# a repetition now, or no longer; and a case is in the rows of its alerts, as an alert is in those of its case.
ABOUT = """
WITH told AS MATERIALIZED (
    SELECT DISTINCT subject_type, subject_id FROM events_event WHERE seq > %(after)s AND seq <= %(until)s
),
named(alert_id, case_id) AS (
    SELECT subject_id, NULL::uuid FROM told WHERE subject_type = 'alert'
    UNION SELECT NULL, subject_id FROM told WHERE subject_type = 'case'
    UNION SELECT NULL, matter.case_id FROM told JOIN cases_legalmatter AS matter ON matter.id = subject_id
          WHERE subject_type = 'legalmatter'
    UNION SELECT alert.id, NULL FROM told JOIN alerts_alert AS alert ON alert.person_id = subject_id WHERE subject_type = 'person'
    UNION SELECT NULL, mine.id FROM told JOIN cases_case AS mine ON mine.person_id = subject_id WHERE subject_type = 'person'
),
people AS (
    SELECT alert.person_id FROM named JOIN alerts_alert AS alert ON alert.id = named.alert_id
    UNION SELECT mine.person_id FROM named JOIN cases_case AS mine ON mine.id = named.case_id
),
touched AS (
    SELECT alert.id, alert.incident_id FROM people JOIN alerts_alert AS alert USING (person_id)
)
SELECT 'alert', id FROM touched
UNION SELECT 'case', mine.id FROM people JOIN cases_case AS mine USING (person_id)
UNION SELECT 'case', link.case_id FROM touched JOIN cases_casealert AS link ON link.alert_id = touched.id
UNION SELECT 'incident', incident_id FROM touched WHERE incident_id IS NOT NULL
UNION SELECT 'incident', subject_id FROM told WHERE subject_type = 'incident'
"""
WEEKS = """
SELECT DISTINCT date_trunc('week', at AT TIME ZONE 'UTC')::date FROM ({moments}) AS moments WHERE at IS NOT NULL
UNION SELECT week FROM reports_block WHERE stream = %s ORDER BY 1
"""
HEAD = "SELECT last FROM events_stream WHERE name = 'events'"


def roll(*, now: datetime) -> int:
    """Takes up the next events. Returns how many sequence numbers it passed; nothing while another process rolls."""
    with _alone() as alone:
        if not alone:
            return 0
        progress, _ = Progress.objects.get_or_create(name=NAME)
        until = min(_head(), progress.seq + BATCH)
        if until < progress.seq:  # a backup was restored: its events are read again
            until = progress.seq = 0
        passed = until - progress.seq
        if passed:
            changed = _fresh(_about(progress.seq, until))
            with transaction.atomic():
                changed.write(now)
                Progress.objects.filter(pk=NAME).update(seq=until, at=now)
        else:
            Progress.objects.filter(pk=NAME).update(at=now)
        return passed


class Changed:
    """The rows that are to be in blocks in place of those that the same subjects have there."""

    def __init__(self) -> None:
        self.rows: dict[Place, list[np.ndarray]] = defaultdict(list)
        self.gone: dict[Place, set[uuid.UUID]] = defaultdict(set)
        self.filed: dict[uuid.UUID, Blocks] = defaultdict(dict)

    def add(self, stream: Stream, found: Iterable[Found]) -> None:
        for one in found:
            place = (stream.name, one.post, one.week)
            self.gone[place].update(one.subjects)
            self.rows[place].append(one.rows)
            if stream.moves:
                for subject in one.counted:
                    self.filed[subject].setdefault(stream.name, []).append([one.post, one.week.isoformat()])

    def write(self, now: datetime) -> int:
        """Returns how many blocks were written."""
        places = sorted({*self.gone, *self.rows})
        for name, post, week in places:
            _patch(STREAMS[name], post, week, self.gone[name, post, week], self.rows[name, post, week], now)
        _file(self.filed)
        return len(places)


def _about(after: int, until: int) -> Subjects:
    subjects: Subjects = {"alert": set(), "case": set(), "incident": set()}
    with connection.cursor() as cursor:
        cursor.execute(ABOUT, {"after": after, "until": until})
        for kind, pk in cursor:
            subjects[kind].add(pk)
    return subjects


def _fresh(subjects: Subjects) -> Changed:
    changed = Changed()
    if subjects["alert"]:
        changed.add(ALERTS, of_ids(ALERTS, subjects["alert"]))
    if subjects["incident"]:
        changed.add(INCIDENTS, of_ids(INCIDENTS, subjects["incident"]))
    if cases := subjects["case"]:
        for filed in Filed.objects.filter(pk__in=cases):
            changed.filed[filed.pk] = {}
            for name, places in filed.blocks.items():
                for post, week in places:
                    changed.gone[name, post, date.fromisoformat(week)].add(filed.pk)
        for stream in OF_CASES:
            changed.add(stream, of_ids(stream, cases))
    return changed


def _patch(stream: Stream, post: int, week: date, gone: set[uuid.UUID], rows: list[np.ndarray], now: datetime) -> None:
    block = Block.objects.select_for_update().filter(stream=stream.name, consulate=post, week=week).first()
    if block and block.layout != stream.layout:
        _remake(stream, week, now)
        return
    kept = unpack(stream, block.data) if block else np.empty(0, stream.columns)
    if len(kept) and gone:
        high = np.array([one.int >> 64 for one in gone], dtype="<u8")
        low = np.array([one.int & LOW for one in gone], dtype="<u8")
        kept = kept[~(np.isin(kept["subject"], high) & np.isin(kept["subject_low"], low))]
    _save(block, stream, post, week, np.concatenate([kept, *rows]), now)


def _save(block: Block | None, stream: Stream, post: int, week: date, rows: np.ndarray, now: datetime) -> bool:
    data = pack(rows)
    if block is None and not len(rows):
        return False
    if block and (bytes(block.data), block.layout) == (data, stream.layout):
        return False
    if block is None:
        block = Block(stream=stream.name, consulate_id=post, week=week, version=0)
    block.rows, block.data, block.layout, block.rolled_at = len(rows), data, stream.layout, now
    block.version = max(block.version + 1, micros(now))
    block.save()
    return True


def _remake(stream: Stream, week: date, now: datetime) -> int:
    """Every post's block of one week, from the tables. Returns how many were not as they should have been."""
    start = datetime.combine(week, datetime.min.time(), UTC)
    found = {one.post: one for one in of_time(stream, start, start + WEEK)}
    blocks = {block.consulate_id: block for block in Block.objects.filter(stream=stream.name, week=week)}
    differed = 0
    for post in sorted({*found, *blocks}):
        rows = found[post].rows if post in found else np.empty(0, stream.columns)
        differed += _save(blocks.get(post), stream, post, week, rows, now)
    if stream.moves:
        _note(stream, week, found.values())
    return differed


def _note(stream: Stream, week: date, found: Iterable[Found]) -> None:
    """Where the rows of these cases lie in that week, beside where they lie already."""
    lies: dict[uuid.UUID, list[int]] = defaultdict(list)
    for one in found:
        for subject in one.counted:
            lies[subject].append(one.post)
    known = dict(Filed.objects.filter(pk__in=lies).values_list("pk", "blocks"))
    changed: dict[uuid.UUID, Blocks] = {}
    for subject, posts in lies.items():
        blocks = known.get(subject, {})
        where = blocks.setdefault(stream.name, [])
        if missing := [[post, week.isoformat()] for post in posts if [post, week.isoformat()] not in where]:
            where += missing
            changed[subject] = blocks
    _file(changed)


def _file(filed: Mapping[uuid.UUID, Blocks]) -> None:
    Filed.objects.bulk_create(
        [Filed(subject=subject, blocks=blocks) for subject, blocks in filed.items()],
        update_conflicts=True,
        unique_fields=["subject"],
        update_fields=["blocks"],
        batch_size=2_000,
    )


def weeks_of(stream: Stream) -> list[date]:
    """The Mondays of the weeks in which there may be rows, or a block that says so."""
    with connection.cursor() as cursor:
        cursor.execute(WEEKS.replace("{moments}", stream.moments), [stream.name])
        return [week for (week,) in cursor]


def remake(streams: Iterable[Stream], weeks: Iterable[date] | None = None, *, now: datetime) -> tuple[int, int]:
    """From the tables: (blocks looked at, blocks that differed and are now as they should be). Without weeks, all there are."""
    looked = differed = 0
    with _alone(wait=True):
        for stream in streams:
            for week in weeks_of(stream) if weeks is None else weeks:
                with transaction.atomic():
                    differed += _remake(stream, week, now)
                    looked += Block.objects.filter(stream=stream.name, week=week).count()
    return looked, differed


def remake_outdated(*, now: datetime) -> int:
    """One week of one stream whose rows were packed by an older version of the product. Returns how many blocks were looked at."""
    for stream in STREAMS.values():
        old = Block.objects.filter(stream=stream.name).exclude(layout=stream.layout).order_by("-week").first()
        if old:
            return remake([stream], [old.week], now=now)[0]
    return 0


def rebuild(*, now: datetime) -> int:
    """All of them from nothing; returns how many blocks. What happens meanwhile is read again from the events, from where they stood."""
    with _alone(wait=True), transaction.atomic():
        head = _head()
        Block.objects.all().delete()
        Filed.objects.all().delete()
        Progress.objects.update_or_create(name=NAME, defaults={"seq": head, "at": now})
        return sum(_make(streams, now) for streams in ([ALERTS], [INCIDENTS], OF_CASES))


def _make(streams: Sequence[Stream], now: datetime) -> int:
    """All blocks of streams that are read by the same ids, some thousand subjects after the other."""
    rows: dict[Place, list[np.ndarray]] = defaultdict(list)
    for ids in _batches(streams[0].subjects):
        part = Changed()
        for stream in streams:
            part.add(stream, of_ids(stream, ids))
        for place, found in part.rows.items():
            rows[place] += [one for one in found if len(one)]
        _file(part.filed)
    made = [_block(place, np.concatenate(found), now) for place, found in rows.items() if found]
    Block.objects.bulk_create(made, batch_size=500)
    return len(made)


def _batches(statement: str) -> Iterator[list[uuid.UUID]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        ids = [pk for (pk,) in cursor]
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]


def _block(place: Place, rows: np.ndarray, now: datetime) -> Block:
    name, post, week = place
    stream = STREAMS[name]
    known = {"layout": stream.layout, "rolled_at": now, "version": micros(now)}
    return Block(stream=name, consulate_id=post, week=week, rows=len(rows), data=pack(rows), **known)


@contextmanager
def _alone(*, wait: bool = False) -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute(WAIT if wait else TRY, [LOCK])
        alone = wait or cursor.fetchone()[0]
    try:
        yield alone
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _head() -> int:
    with connection.cursor() as cursor:
        cursor.execute(HEAD)
        row = cursor.fetchone()
    return row[0] if row else 0
