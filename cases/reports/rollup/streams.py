"""The streams of rows that are counted: what columns each has, and the statement that reads them from the tables.

A row belongs to the post and to the week (Monday, UTC) in which what it is about began. Its codes are words (small numbers, see
`Word`), its waits microseconds. `subject` is whose row it is: an alert, a case or an incident.
"""

import zlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

RUNNING, NEVER, NOT_ASKED = -1, -2, -3

SUBJECT = ("subject", "<u8"), ("subject_low", "<u8")  # the two halves of its UUID
AT = ("at", "<i8")  # microseconds since 1970-01-01 UTC
DIMENSIONS = ("kind", "channel", "language", "facility")


@dataclass(frozen=True)
class Stream:
    """`by`: the id that a statement can be asked for, of which `subjects` are all. `moments`: where there may be rows. `moves`: whether a
    row may come to lie in another week or post. The columns after (subject, post, moment, is it counted) are in the order of the statement.
    """

    name: str
    by: str
    moment: str
    moments: str
    subjects: str = "SELECT id FROM cases_case ORDER BY opened_at"
    words: tuple[str, ...] = ()
    waits: tuple[str, ...] = ()
    plain: tuple[tuple[str, str], ...] = ()
    moves: bool = True

    @cached_property
    def columns(self) -> np.dtype:
        words = [(name, "<u2") for name in self.codes]
        return np.dtype([*SUBJECT, AT, *words, *((name, "<i8") for name in self.waits), *self.plain])

    @property
    def codes(self) -> tuple[str, ...]:
        """The columns whose values are words."""
        return (*DIMENSIONS, *self.words)

    @property
    def layout(self) -> str:
        """Another one than a block was written with: the block is made again."""
        return f"{zlib.crc32(str(self.columns.descr).encode()):08x}"

    def statement(self, chosen: str) -> str:
        text = (Path(__file__).parent / f"{self.name}.sql").read_text()
        return text.replace("{first}", FIRST).replace("{held}", HELD).replace("{chosen}", chosen)

    @property
    def by_ids(self) -> str:
        return self.statement(f"{self.by} = ANY(%(ids)s)")

    @property
    def by_time(self) -> str:
        return self.statement(f"{self.moment} >= %(start)s AND {self.moment} < %(end)s")


# What a row of a case has of its first alert, and of where the person is held.
FIRST = """
    SELECT alert.kind, coalesce(source.kind, 'device') AS channel, alert.language
    FROM cases_casealert AS link JOIN alerts_alert AS alert ON alert.id = link.alert_id
    LEFT JOIN alerts_source AS source ON source.id = alert.source_id
    WHERE link.case_id = "case".id ORDER BY alert.received_at, alert.id LIMIT 1
"""
HELD = """
    SELECT (array_agg(place.code ORDER BY stint.came_in_at DESC, stint.id) FILTER (WHERE place.code IS NOT NULL))[1] AS facility
    FROM cases_custodyepisode AS episode JOIN cases_stint AS stint ON stint.episode_id = episode.id AND stint.confidence > 0
    LEFT JOIN organisation_facility AS place ON place.id = stint.facility_id
    WHERE episode.case_id = "case".id
"""

ALERTS = Stream(
    "alerts",
    by="alert.id",
    moment="alert.received_at",
    moments="SELECT received_at AS at FROM alerts_alert",
    subjects="SELECT id FROM alerts_alert ORDER BY received_at",
    words=("ending",),
    waits=("board", "claim", "tried", "contact", "located", "handled"),
    plain=(("again", "?"), ("counsel", "?"), ("heard", "?"), ("ended", "?")),
    moves=False,
)
CASES = Stream(
    "cases",
    by='"case".id',
    moment='"case".opened_at',
    moments="SELECT opened_at AS at FROM cases_case",
    words=("category", "state", "custody", "proceeding", "service"),
    waits=("offered", "accepted", "engaged", "interview", "closed"),
    plain=(("episodes", "u1"), ("transfers", "u1"), ("children", "u1"), ("safe_in_time", "u1"), ("late", "u1")),
)
MOVES = Stream(
    "moves",
    by="move.case_id",
    moment="move.at",
    moments="SELECT unnest(ARRAY[opened_at, taken_at, closed_at]) AS at FROM cases_case "
    "UNION ALL SELECT at FROM events_event WHERE kind = 'case.reopened'",
    words=("what",),
)
HEARINGS = Stream(
    "hearings",
    by='"case".id',
    moment="hearing.starts_at",
    moments="SELECT starts_at AS at FROM cases_hearing",
    words=("hearing", "state"),
    plain=(("represented", "?"), ("detained", "?")),
)
DEADLINES = Stream(
    "deadlines",
    by='"case".id',
    moment="due.at",
    moments="SELECT due_on::timestamp AT TIME ZONE 'UTC' AS at FROM cases_deadline",
    words=("state",),
    plain=(("has_lawyer", "?"),),
)
OFFERS = Stream(
    "offers",
    by='"case".id',
    moment="offer.sent_at",
    moments="SELECT sent_at AS at FROM cases_offer",
    words=("lawyer", "state", "declined"),
    waits=("answer",),
)
WORKS = Stream(
    "works",
    by='"case".id',
    moment="work.happened_at",
    moments="SELECT happened_at AS at FROM cases_consularaction",
    words=("what",),
    plain=(("at_facility", "?"),),
)
INCIDENTS = Stream(
    "incidents",
    by="incident.id",
    moment="incident.opened_at",
    moments="SELECT opened_at AS at FROM alerts_incident",
    subjects="SELECT id FROM alerts_incident ORDER BY opened_at",
    plain=(("people", "<u2"), ("detained", "<u2")),
    moves=False,
)
STREAMS = {one.name: one for one in (ALERTS, CASES, MOVES, HEARINGS, DEADLINES, OFFERS, WORKS, INCIDENTS)}
OF_CASES = tuple(one for one in STREAMS.values() if one not in (ALERTS, INCIDENTS))
