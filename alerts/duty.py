"""Who is on duty at an instant, worked out from rosters in the posts' time zones and from absences."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from alerts.models import DutyAbsence, DutyShift
from consular.organisation.models import Posting

DAY = timedelta(days=1)
LOOKS_AHEAD = timedelta(days=14)
OFFICERS = ("officer", "supervisor")


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of one person, as instants (UTC); `ends_at` is not part of it."""

    user_id: int
    starts_at: datetime
    ends_at: datetime


def bounds(day: date, starts: time, ends: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The instants (UTC) of a shift that begins on a local day.

    A wall-clock time that comes twice, or never, when the clocks change counts as the earlier of its two readings where a shift
    starts and as the later where one ends: two shifts that meet on the wall never leave a gap between them.
    """
    last = day if ends > starts else day + DAY
    return min(_readings(day, starts, zone)), max(_readings(last, ends, zone))


def _readings(day: date, at: time, zone: ZoneInfo) -> list[datetime]:
    return [datetime.combine(day, at, zone).replace(fold=fold).astimezone(UTC) for fold in (0, 1)]


class Roster:
    """The shifts of one post, with what takes people out of them."""

    def __init__(self, zone: str, shifts: Iterable[Any], absences: Iterable[Any], present: Iterable[int]):
        self.zone = ZoneInfo(zone)
        here = set(present)
        self.shifts = [shift for shift in shifts if shift.user_id in here]
        self.absences = list(absences)

    def turns(self, since: datetime, until: datetime) -> list[Turn]:
        """What is worked in a time, absences taken out, in order."""
        first = since.astimezone(self.zone).date() - DAY
        last = until.astimezone(self.zone).date()
        whole = [
            Turn(shift.user_id, *bounds(day, shift.starts, shift.ends, self.zone))
            for day in _days(first, last)
            for shift in self.shifts
            if shift.weekday == day.weekday()
            and shift.valid_from <= day
            and (shift.valid_until is None or day <= shift.valid_until)
        ]
        worked = [part for turn in whole for part in self._without_absences(turn)]
        kept = [turn for turn in worked if turn.ends_at > since and turn.starts_at < until]
        return sorted(kept, key=lambda turn: (turn.starts_at, turn.ends_at, turn.user_id))

    def _without_absences(self, turn: Turn) -> Iterator[Turn]:
        start = turn.starts_at
        for absence in sorted(self.absences, key=lambda one: one.starts_at):
            if absence.user_id != turn.user_id or absence.ends_at <= start or absence.starts_at >= turn.ends_at:
                continue
            if absence.starts_at > start:
                yield Turn(turn.user_id, start, absence.starts_at)
            start = absence.ends_at
        if start < turn.ends_at:
            yield Turn(turn.user_id, start, turn.ends_at)

    def on_duty(self, now: datetime) -> list[Turn]:
        return [turn for turn in self.turns(now, now + timedelta(microseconds=1)) if turn.starts_at <= now]

    def gaps(self, since: datetime, until: datetime) -> list[tuple[datetime, datetime]]:
        """The times without anybody."""
        found, covered = [], since
        for turn in self.turns(since, until):
            if turn.starts_at > covered:
                found.append((covered, turn.starts_at))
            covered = max(covered, turn.ends_at)
        return [*found, (covered, until)] if covered < until else found


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += DAY


def rosters(now: datetime, posts: Iterable[Any] | None = None) -> dict[int, Roster]:
    """The rosters of the posts that have one: any shift that is valid today or later. Others keep no roster."""
    # Two days back: a shift of 24 hours that begins on its last day ends on the next, and the post may be half a day west.
    last = (now - 2 * DAY).date()
    valid = DutyShift.objects.filter(valid_until=None) | DutyShift.objects.filter(valid_until__gte=last)
    if posts is not None:
        valid = valid.filter(consulate__in=posts)
    by_post: dict[int, list[DutyShift]] = defaultdict(list)
    zones: dict[int, str] = {}
    for shift in valid.select_related("consulate").order_by("weekday", "starts", "user_id"):
        by_post[shift.consulate_id].append(shift)
        zones[shift.consulate_id] = shift.consulate.timezone
    if not by_post:
        return {}
    posted: dict[int, set[int]] = defaultdict(set)
    for post_id, user_id in present(by_post, now).values_list("consulate_id", "user_id"):
        posted[post_id].add(user_id)
    everybody = set().union(*posted.values())
    absences = list(DutyAbsence.objects.filter(user_id__in=everybody, ends_at__gt=now - DAY))
    return {post: Roster(zones[post], shifts, absences, posted[post]) for post, shifts in by_post.items()}


def present(posts: Iterable[Any], now: datetime) -> Any:
    """The postings of people who can be on duty at these posts: officers and supervisors who are active."""
    return Posting.objects.active(now).filter(consulate__in=posts, role__in=OFFICERS, user__is_active=True)
