"""Periods and their ISO weeks, in UTC."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

WEEK = timedelta(days=7)
DEFAULT_WEEKS = 8
MOST_DAYS = 731  # two years, also with a leap day
EARLIEST, LATEST = date(2000, 1, 1), date(2199, 12, 31)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


@dataclass(frozen=True, slots=True)
class Week:
    """An ISO week, cut to the days that the period has of it."""

    monday: date
    first: date
    last: date

    @property
    def label(self) -> str:
        year, number, _ = self.monday.isocalendar()
        return f"{year}-W{number:02d}"


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days from `first` to `last`, both included."""

    first: date
    last: date

    @classmethod
    def until(cls, last: date, weeks: int = DEFAULT_WEEKS) -> "Period":
        """The week of `last` as far as it has come, and the weeks before it."""
        return cls(monday_of(last) - (weeks - 1) * WEEK, last)

    @property
    def start(self) -> datetime:
        return datetime.combine(self.first, time.min, UTC)

    @property
    def end(self) -> datetime:
        """Exclusive."""
        return datetime.combine(self.last + timedelta(days=1), time.min, UTC)

    @property
    def weeks(self) -> list[Week]:
        mondays = range((monday_of(self.last) - monday_of(self.first)).days // 7 + 1)
        return [self._week(monday_of(self.first) + number * WEEK) for number in mondays]

    def _week(self, monday: date) -> Week:
        return Week(monday, max(monday, self.first), min(monday + timedelta(days=6), self.last))
