"""Blocks: rows packed by post and week. Reading them is one short statement, and the rows of those that have not changed are at hand."""

import time
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import psycopg
from django.conf import settings
from django.db import connection

from cases.reports.models import Word
from cases.reports.rollup.kept import Kept
from cases.reports.rollup.streams import AT, Stream
from consular.events import publisher

# Without the rows: who has them unpacked in this version need not read them.
WHICH = """
SELECT id, consulate_id, version FROM reports_block
WHERE stream = %(stream)s AND week >= %(first)s AND week <= %(last)s AND consulate_id = ANY(%(posts)s) AND rows > 0
  AND layout = %(layout)s
ORDER BY week, consulate_id
"""
STATE = """
SELECT count(*), max(id), sum(id), sum(version) FROM reports_block
WHERE week >= %(first)s AND week <= %(last)s AND consulate_id = ANY(%(posts)s)
"""
COIN = "INSERT INTO reports_word (code) VALUES (%s) ON CONFLICT DO NOTHING"
ROWS = "SELECT id, version, data FROM reports_block WHERE id = ANY(%s)"
ASKS_EVERY_S = 1.0
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Rows:
    """The rows of one stream in some blocks: a column at a time, in the order of the blocks."""

    def __init__(self, blocks: Sequence[np.ndarray], posts: Sequence[int]):
        self.blocks = blocks
        self.posts = np.repeat(np.array(posts, np.int64), [len(block) for block in blocks])
        self.columns: dict[str, np.ndarray] = {}

    def __getitem__(self, column: str) -> np.ndarray:
        if column not in self.columns:
            self.columns[column] = np.concatenate([block[column] for block in self.blocks])
        return self.columns[column]

    def __len__(self) -> int:
        return len(self.posts)


# Unpacked blocks by id and version, and the rows of the last questions put together: the next one is often about the same.
unpacked: Kept[np.ndarray] = Kept(settings.ROLLUP_CACHE_BYTES, lambda rows: rows.nbytes)
together: Kept[Rows] = Kept(1_500_000, len)


def read(stream: Stream, posts: Iterable[int], first: date, last: date) -> Rows:
    """The rows of the weeks that have a day from `first` to `last`; which of them lie inside is the reader's to ask (`at`)."""
    given: dict[str, Any] = {
        "stream": stream.name,
        "layout": stream.layout,
        "posts": list(posts),
        "first": first - timedelta(days=first.weekday()),
        "last": last,
    }
    with connection.cursor() as cursor:
        cursor.execute(WHICH, given)
        which = tuple(cursor.fetchall())
        rows = together.get((stream.name, which))
        if rows is not None:
            return rows
        held = {pk: rows_of for pk, _post, version in which if (rows_of := unpacked.get((pk, version))) is not None}
        if missing := [pk for pk, _post, _version in which if pk not in held]:
            cursor.execute(ROWS, [missing])
            for pk, version, data in cursor:
                held[pk] = unpacked.put((pk, version), unpack(stream, data))
    found = [(held[pk], post) for pk, post, _version in which if pk in held] or [(np.empty(0, stream.columns), 0)]
    return together.put((stream.name, which), Rows([block for block, _post in found], [post for _block, post in found]))


def state(posts: Iterable[int], first: date, last: date) -> tuple:
    """Another one whenever a block of these weeks and posts has changed, whatever its stream: versions only rise, ids come once."""
    given: dict[str, Any] = {"posts": list(posts), "first": first - timedelta(days=first.weekday()), "last": last}
    with connection.cursor() as cursor:
        cursor.execute(STATE, given)
        return cursor.fetchone()


def unpack(stream: Stream, data: Any) -> np.ndarray:
    return np.frombuffer(bytes(data), stream.columns)


def pack(rows: np.ndarray) -> bytes:
    """In one order, so that the same rows are the same bytes."""
    names = rows.dtype.names or ()
    return rows[np.lexsort([rows[name] for name in reversed((AT[0], *names))])].tobytes()


def week_of(moment: datetime) -> date:
    day = moment.astimezone(UTC).date()
    return day - timedelta(days=day.weekday())


def micros(moment: datetime) -> int:
    since = moment - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


class Words:
    """Codes as numbers and back. They never change, so each process learns them once."""

    def __init__(self) -> None:
        self.ids: dict[str, int] = {"": 0}
        self.codes: dict[int, str] = {0: ""}
        self.asked_at = -ASKS_EVERY_S

    def ids_of(self, codes: Iterable[str]) -> dict[str, int]:
        """Those of all the codes; new ones are given one."""
        unknown = sorted(set(codes) - self.ids.keys())
        if unknown:
            self._learn(unknown)
            if new := [code for code in unknown if code not in self.ids]:
                self._coin(new)
                self._learn(new)
        return self.ids

    def id_of(self, code: str) -> int:
        """Of one that may never have been counted: then no row has it, and -1 says so. What is not known is asked for once a second."""
        if code not in self.ids and time.monotonic() - self.asked_at > ASKS_EVERY_S:
            self._learn(None)
            self.asked_at = time.monotonic()
        return self.ids.get(code, -1)

    def codes_of(self, ids: Iterable[int]) -> dict[int, str]:
        if set(ids) - self.codes.keys():
            self._learn(None)
        return self.codes

    @staticmethod
    def _coin(codes: list[str]) -> None:
        """Committed at once, on a connection of its own: a number that was learnt must not vanish with somebody's transaction."""
        with psycopg.connect(publisher.dsn(), autocommit=True) as own:
            own.cursor().executemany(COIN, [(code,) for code in codes])

    def _learn(self, codes: list[str] | None) -> None:
        found = Word.objects.all() if codes is None else Word.objects.filter(code__in=codes)
        for pk, code in found.values_list("pk", "code"):
            self.ids[code], self.codes[pk] = pk, code


words = Words()
