"""What a question is about, a column at a time: rows of the roll-ups that lie in its period and pass its filters; how they are counted."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property

import numpy as np

from cases.reports.period import monday_of
from cases.reports.question import MONTH, Question
from cases.reports.rollup.blocks import Rows, micros, read, words
from cases.reports.rollup.streams import NOT_ASKED, STREAMS, Stream

SECOND = 1_000_000
UNREACHED = (1 << 46) - 1  # longer than every wait: two years are less


@dataclass(frozen=True, slots=True)
class Step:
    """A week or a month of the period, cut to the days that the period has of it. `key` is its ISO name."""

    key: str
    first: date
    last: date


def steps_of(question: Question) -> list[Step]:
    if question.step != MONTH:
        return [Step(week.label, week.first, week.last) for week in question.period.weeks]
    steps, day = [], question.first
    while day <= question.last:
        following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        steps.append(Step(f"{day:%Y-%m}", day, min(following - timedelta(days=1), question.last)))
        day = following
    return steps


def midnight(day: date) -> int:
    return micros(datetime(day.year, day.month, day.day, tzinfo=UTC))


class Selected:
    """The rows of one stream that a question is about. Columns are read when they are asked for."""

    def __init__(self, rows: Rows, question: Question):
        self.rows = rows
        self.columns: dict[str, np.ndarray] = {}
        at = rows["at"]
        mask = (at >= midnight(question.first)) & (at < midnight(question.last + timedelta(days=1)))
        for name, code in question.filters.items():
            mask &= rows[name] == words.id_of("" if code == "none" else code)
        self.mask = None if mask.all() else mask
        self.question = question

    def __getitem__(self, name: str) -> np.ndarray:
        if name not in self.columns:
            column = self.rows[name]
            self.columns[name] = column if self.mask is None else column[self.mask]
        return self.columns[name]

    def __len__(self) -> int:
        return len(self.rows) if self.mask is None else int(self.mask.sum())

    @cached_property
    def post(self) -> np.ndarray:
        return self.rows.posts if self.mask is None else self.rows.posts[self.mask]

    @cached_property
    def step(self) -> np.ndarray:
        """Of each row, the number of its week or month in the period."""
        if self.question.step != MONTH:
            return (self["at"] - midnight(monday_of(self.question.first))) // (7 * 86_400 * SECOND)
        months = self["at"].astype("datetime64[us]").astype("datetime64[M]").astype(np.int64)
        return months - (self.question.first.year * 12 + self.question.first.month - 1 - 1970 * 12)

    @property
    def subject_hexes(self) -> set[str]:
        """Whose rows they are, as 32 hexadecimal digits: of thousands, that costs a tenth of UUIDs."""
        halves = np.column_stack([self["subject"], self["subject_low"]]).astype(">u8").tobytes().hex()
        return {halves[start : start + 32] for start in range(0, len(halves), 32)}

    def subjects(self, where: np.ndarray | None = None) -> list[uuid.UUID]:
        """Whose rows they are, each once, in their order."""
        halves = [self[name] if where is None else self[name][where] for name in ("subject", "subject_low")]
        pairs = dict.fromkeys(zip(*(half.tolist() for half in halves), strict=True))
        return [uuid.UUID(int=(high << 64) | low) for high, low in pairs]

    def is_code(self, name: str, *codes: str) -> np.ndarray:
        wanted = [words.id_of(code) for code in codes]
        column = self[name]
        return column == wanted[0] if len(wanted) == 1 else np.isin(column, wanted)

    def counts(self, name: str, where: np.ndarray | None = None) -> dict[str, int]:
        """How many rows have which code."""
        column = self[name] if where is None else self[name][where]
        return named(np.bincount(column)) if len(column) else {}

    def counts_by(self, name: str, groups: np.ndarray, n: int) -> dict[str, np.ndarray]:
        """For each code, how many rows of each of `n` groups have it."""
        return self.table(self[name], groups, n)

    @staticmethod
    def table(column: np.ndarray, groups: np.ndarray, n: int) -> dict[str, np.ndarray]:
        if not len(column):
            return {}
        width = int(column.max()) + 1
        table = np.bincount(groups * width + column, minlength=n * width).reshape(n, width)
        codes = np.flatnonzero(table.any(axis=0))
        names = words.codes_of(codes.tolist())
        return {names[code]: table[:, code] for code in codes.tolist()}


def named(counts: np.ndarray) -> dict[str, int]:
    codes = np.flatnonzero(counts)
    names = words.codes_of(codes.tolist())
    return {names[code]: int(counts[code]) for code in codes.tolist()}


def as_array(hexes: Iterable[str]) -> str:
    """As PostgreSQL writes an array of UUIDs."""
    return "{" + ",".join(hexes) + "}"


class Facts:
    """The streams of one question, for some posts; each is read when it is asked for."""

    def __init__(self, question: Question, posts: Iterable[int]):
        self.question, self.posts = question, sorted(posts)
        self.read: dict[str, Selected] = {}

    def __getattr__(self, name: str) -> Selected:
        if name not in STREAMS:
            raise AttributeError(name)
        return self.of(STREAMS[name])

    def of(self, stream: Stream) -> Selected:
        if stream.name not in self.read:
            rows = read(stream, self.posts, self.question.first, self.question.last)
            self.read[stream.name] = Selected(rows, self.question)
        return self.read[stream.name]

    def post_index(self, rows: Selected) -> np.ndarray:
        """Of each row, the place of its post in `posts`."""
        return np.searchsorted(np.array(self.posts or [0]), rows.post)


@dataclass(frozen=True, slots=True)
class Spread:
    """Of waits: how many were asked for, are over, still run or ended without; and where half and nine of ten are, in seconds.

    None: nothing was waited for, or the rank falls among those that still run or ended without: `n` tells which.
    """

    n: int
    running: int
    never: int
    p50: float | None
    p90: float | None

    @property
    def done(self) -> int:
        return self.n - self.running - self.never


NOTHING = Spread(0, 0, 0, None, None)


@dataclass(frozen=True, slots=True)
class Spreads:
    """The spreads of many groups, as columns: seconds, NaN where the rank is not reached or nothing was waited for."""

    n: np.ndarray
    running: np.ndarray
    never: np.ndarray
    p50: np.ndarray
    p90: np.ndarray

    def __getitem__(self, group: int) -> Spread:
        seconds = [None if np.isnan(column[group]) else float(column[group]) for column in (self.p50, self.p90)]
        return Spread(int(self.n[group]), int(self.running[group]), int(self.never[group]), *seconds)


def spreads(waits: np.ndarray, groups: np.ndarray | None = None, n: int = 1) -> Spreads:
    """One for each group. Percentiles are those of PostgreSQL's percentile_cont, to the last digit; what runs is longer than all."""
    groups = np.zeros(len(waits), np.int64) if groups is None else groups.astype(np.int64, copy=False)
    asked = waits != NOT_ASKED
    if not asked.all():
        waits, groups = waits[asked], groups[asked]
    sizes = np.bincount(groups, minlength=n)
    ordered = np.sort((groups << 46) | np.where(waits < 0, UNREACHED, waits)) & UNREACHED
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    return Spreads(
        sizes,
        np.bincount(groups[waits == -1], minlength=n),
        np.bincount(groups[waits == -2], minlength=n),
        _percentiles(ordered, starts, sizes, 0.5),
        _percentiles(ordered, starts, sizes, 0.9),
    )


def _percentiles(ordered: np.ndarray, starts: np.ndarray, sizes: np.ndarray, share: float) -> np.ndarray:
    """Between the two values beside the rank; with one that has no end there is nothing between."""
    found = np.full(len(sizes), np.nan)
    some = np.flatnonzero(sizes)
    rank = share * (sizes[some] - 1)
    low = np.floor(rank)
    below = ordered[starts[some] + low.astype(np.int64)]
    above = ordered[starts[some] + np.ceil(rank).astype(np.int64)]
    near, far = below / SECOND, above / SECOND
    found[some] = np.where(
        above == UNREACHED, np.nan, np.where(below == above, near, near + (rank - low) * (far - near))
    )
    return found


def within(waits: np.ndarray, seconds: float) -> np.ndarray:
    """Which waits have ended inside of a target."""
    return (waits >= 0) & (waits <= seconds * SECOND)
