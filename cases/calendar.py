"""Reads of the calendar: what lies ahead for one viewer, what nobody has checked, and the days it falls on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cases import deadlines, hearings
from cases.models import DateProposal, Deadline, Hearing
from cases.querysets import CalendarQuerySet
from consular.organisation.access import Viewer

AHEAD = timedelta(days=28)
SHOWN = 30
OF_THE_MATTER = ("matter__lawyer", "matter__case__code", "matter__case__person__code")


@dataclass(frozen=True)
class Day:
    day: date
    hearings: list[Hearing]
    deadlines: list[Deadline]


@dataclass(frozen=True)
class Agenda:
    """`late` are open deadlines whose day is over, `unanswered` hearings that have begun and have no result."""

    days: list[Day]
    late: list[Deadline]
    unanswered: list[Hearing]
    undated: list[Deadline]
    is_cut: bool

    @property
    def everything(self) -> list[Hearing | Deadline]:
        found: list[Hearing | Deadline] = [*self.late, *self.unanswered, *self.undated]
        for day in self.days:
            found += [*day.hearings, *day.deadlines]
        return found


def agenda(viewer: Viewer, start: date, now: datetime, ahead_by: timedelta = AHEAD) -> Agenda:
    """Four weeks from `start` (or so long), and everything that is late, whatever its day; in a fixed number of queries."""
    today = now.date()
    end = start + ahead_by
    ahead = list(
        _hearings(viewer)
        .filter(starts_at__date__gte=start, starts_at__date__lt=end, state__in=hearings.TO_COME)
        .order_by("starts_at")[: SHOWN + 1]
    )
    open_ones = _deadlines(viewer).filter(state__in=deadlines.OPEN)
    due = list(open_ones.filter(due_on__gte=start, due_on__lt=end).order_by("due_on")[: SHOWN + 1])
    earlier = DateProposal.objects.filter(answer="", due_on__gte=start, due_on__lt=end).values("deadline")
    due += open_ones.filter(pk__in=earlier, due_on__gte=end)[:SHOWN]
    late = list(open_ones.filter(due_on__lt=today).order_by("due_on")[: SHOWN + 1])
    begun = _hearings(viewer).filter(starts_at__lte=now, state__in=hearings.TO_COME).order_by("starts_at")
    unanswered = list(begun[: SHOWN + 1])
    return Agenda(
        days=_by_day(ahead[:SHOWN], due[:SHOWN]),
        late=late[:SHOWN],
        unanswered=unanswered[:SHOWN],
        undated=list(open_ones.filter(due_on=None)[:SHOWN]),
        is_cut=any(len(found) > SHOWN for found in (ahead, due, late, unanswered)),
    )


def to_call(viewer: Viewer, now: datetime) -> list[Hearing]:
    """The call sheet: hearings of the next 72 hours that are not green yet, the soonest first."""
    soon = _hearings(viewer).filter(starts_at__gt=now, starts_at__lte=now + hearings.GREEN_WITHIN)
    return list(
        soon.filter(state__in=("tentative", "scheduled"))
        .prefetch_related("checks__by", "matter__lawyer")
        .order_by("starts_at")
    )


def unowned(viewer: Viewer, now: datetime) -> list[Deadline]:
    """For the post: deadlines that nobody answers for."""
    return list(
        unowned_of(viewer.posts, now)
        .select_related("matter__case")
        .prefetch_related("proposals")
        .order_by("due_on")[:SHOWN]
    )


def unowned_of(posts: Iterable[int], now: datetime) -> CalendarQuerySet:
    """Up to L3: what tells of fear is not even counted for a post (domain.md, section 4)."""
    return Deadline.objects.unowned(now).filter(matter__case__consulate__in=posts, level__lte=3)


def _hearings(viewer: Viewer) -> CalendarQuerySet:
    """With what a row shows and nothing else: hundreds of whole matters, cases and courts would be most of the page's time."""
    own = ("kind", "level", "place", "zone", "starts_at", "state", "version")
    court = ("court__name", "court__address", "court__city", "court__state")
    found = Hearing.objects.visible_to(viewer).select_related("court", "matter__case__person")
    return found.only(*own, *court, *OF_THE_MATTER)


def _deadlines(viewer: Viewer) -> CalendarQuerySet:
    own = ("title", "level", "due_on", "state", "version", "rule__titles")
    found = Deadline.objects.visible_to(viewer).select_related("rule", "matter__case__person")
    return found.only(*own, *OF_THE_MATTER).prefetch_related("proposals")


def _by_day(held: Iterable[Hearing], due: Iterable[Deadline]) -> list[Day]:
    days: dict[date, Day] = {}
    for hearing in held:
        day = hearing.local.date()
        days.setdefault(day, Day(day, [], [])).hearings.append(hearing)
    for deadline in due:
        if deadline.earliest:
            days.setdefault(deadline.earliest, Day(deadline.earliest, [], [])).deadlines.append(deadline)
    return [days[day] for day in sorted(days)]
