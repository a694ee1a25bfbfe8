"""A lawyer's calendar as ICS (RFC 5545): the person's code, the kind of hearing, the court's address, and nothing else."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from icalendar import Alarm, Calendar, Event, vDate, vDatetime

from cases import deadlines, hearings
from cases.models import CalendarFeed, Deadline, Hearing

ALARMS = (timedelta(days=7), timedelta(hours=72), timedelta(hours=24))
KEPT = timedelta(days=30)
LASTS = timedelta(hours=1)
REFRESH = timedelta(hours=1)


def render(feed: CalendarFeed, now: datetime) -> bytes:
    """In the language that is active. What lies ahead, and the last thirty days, of matters that are the lawyer's now."""
    calendar = Calendar()
    calendar.add("prodid", "-//Consular//calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Consular: my calendar"))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for hearing in _hearings(feed, now):
        calendar.add_component(_hearing(hearing, now))
    for deadline in _deadlines(feed, now):
        calendar.add_component(_deadline(deadline, now))
    return calendar.to_ical()


def _hearings(feed: CalendarFeed, now: datetime):
    mine = Hearing.objects.of_lawyer(feed.lawyer_id).filter(starts_at__gte=now - KEPT)
    return mine.exclude(state="vacated").select_related("court", "matter__case__person").order_by("starts_at")


def _deadlines(feed: CalendarFeed, now: datetime):
    mine = Deadline.objects.of_lawyer(feed.lawyer_id).filter(state__in=deadlines.OPEN, due_on__isnull=False)
    return mine.select_related("matter__case__person", "rule").prefetch_related("proposals").order_by("due_on")


def _hearing(hearing: Hearing, now: datetime) -> Event:
    """Fear interviews are an appointment here: a calendar lies open on other people's servers."""
    kind = _("appointment") if hearing.level > 3 else str(hearing.get_kind_display()).lower()
    words = f"{_code(hearing.matter)} · {kind} · {hearing.local:%H:%M}"
    event = _event(f"h-{hearing.pk}", words, now, hearing.version)
    event.add("dtstart", vDatetime(hearing.local))
    event.add("dtend", vDatetime(hearing.local + LASTS))
    event.add("status", "CONFIRMED" if hearing.state == Hearing.State.VERIFIED else "TENTATIVE")
    if hearing.court and hearing.level <= 3:
        court = hearing.court
        event.add("location", f"{court.address}, {court.city}, {court.state} {court.postal_code}".strip())
    if hearing.state in hearings.TO_COME:
        _add_alarms(event, words)
    return event


def _deadline(deadline: Deadline, now: datetime) -> Event:
    """What it is for stays inside; the day is the earlier one when two are open."""
    words = f"{_code(deadline.matter)} · {_('deadline')}"
    event = _event(f"d-{deadline.pk}", words, now, deadline.version)
    day = deadline.earliest
    assert day is not None
    event.add("dtstart", vDate(day))
    event.add("dtend", vDate(day + timedelta(days=1)))
    event.add("transp", "TRANSPARENT")
    _add_alarms(event, words)
    return event


def _event(uid: str, words: str, now: datetime, version: int) -> Event:
    event = Event()
    event.add("uid", f"{uid}@consular")
    event.add("dtstamp", now)
    event.add("sequence", version)
    event.add("summary", words)
    event.add("class", "PRIVATE")
    return event


def _add_alarms(event: Event, words: str) -> None:
    for before in ALARMS:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", words)
        alarm.add("trigger", -before)
        event.add_component(alarm)


def _code(matter) -> str:
    return matter.case.person.code
