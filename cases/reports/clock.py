"""When a schedule is due, by the clock of its post, and which days it then asks about. Pure.

An hour that a change of the clocks leaves out is the hour after it; one that comes twice is the first: so either is due once.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cases.reports.models import Schedule
from cases.reports.period import WEEK, Period, monday_of

DAYS = 32  # a month and a day: between two due dates there are never more


def next_due(schedule: Schedule, after: datetime) -> datetime:
    """The first due moment after another one, in UTC."""
    return next(due for due in _dues(schedule, after, range(-1, DAYS + 1)) if due > after)


def latest_due(schedule: Schedule, now: datetime) -> datetime:
    """The last due moment that has come."""
    return next(due for due in _dues(schedule, now, range(1, -DAYS - 1, -1)) if due <= now)


def _dues(schedule: Schedule, around: datetime, days: range) -> list[datetime]:
    zone = ZoneInfo(schedule.home.timezone)
    today = around.astimezone(zone).date()
    those = (today + timedelta(days=number) for number in days)
    return [_moment(day, schedule.hour, zone) for day in those if _is_due(schedule, day)]


def _is_due(schedule: Schedule, day: date) -> bool:
    if schedule.rhythm == Schedule.Rhythm.WEEKLY:
        return day.weekday() == schedule.weekday
    return day.day == schedule.day


def _moment(day: date, hour: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(hour), zone).astimezone(UTC)


def period_at(period: str, due: datetime) -> Period:
    """Whole weeks or a whole month that were over, in UTC as all days of reports, when it was due."""
    today = due.astimezone(UTC).date()
    monday = monday_of(today)
    if period == Schedule.Period.LAST_MONTH:
        last = today.replace(day=1) - timedelta(days=1)
        return Period(last.replace(day=1), last)
    weeks = 8 if period == Schedule.Period.LAST_8_WEEKS else 1
    return Period(monday - weeks * WEEK, monday - timedelta(days=1))
