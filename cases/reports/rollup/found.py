"""Rows of a stream as the tables have them now, packed, and apart by post and week."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
from django.db import connection

from cases.reports.rollup.blocks import micros, week_of, words
from cases.reports.rollup.streams import Stream

LOW = 2**64 - 1


@dataclass(frozen=True, slots=True)
class Found:
    """`subjects` are all that were found at a post and week, `rows` those of them that are counted."""

    post: int
    week: date
    subjects: list[uuid.UUID]
    rows: np.ndarray
    counted: set[uuid.UUID]


def of_ids(stream: Stream, ids: Iterable[uuid.UUID]) -> Iterator[Found]:
    yield from _apart(stream, _read(stream.by_ids, {"ids": list(ids)}))


def of_time(stream: Stream, start: datetime, end: datetime) -> Iterator[Found]:
    yield from _apart(stream, _read(stream.by_time, {"start": start, "end": end}))


def _read(statement: str, given: dict[str, Any]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return cursor.fetchall()


def _apart(stream: Stream, found: list[tuple]) -> Iterator[Found]:
    after = 4 + len(stream.codes)  # codes come first, then numbers
    numbers = words.ids_of({code for row in found for code in row[4:after]})
    packed = np.array(
        [
            (
                row[0].int >> 64,
                row[0].int & LOW,
                micros(row[2]),
                *(numbers[code] for code in row[4:after]),
                *row[after:],
            )
            for row in found
        ],
        stream.columns,
    )
    places: dict[tuple[int, date], list[int]] = defaultdict(list)
    for number, row in enumerate(found):
        places[row[1], week_of(row[2])].append(number)
    for (post, week), members in places.items():
        counted = [number for number in members if found[number][3]]
        yield Found(
            post,
            week,
            [found[number][0] for number in members],
            packed[counted],
            {found[number][0] for number in counted},
        )
