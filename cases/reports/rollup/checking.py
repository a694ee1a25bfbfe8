"""Every night: are the roll-ups what the tables say? Their rows are read again, and their figures counted by another road."""

import logging
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import product

from django.db.models import F

from cases.reports import figures, raw
from cases.reports.models import Progress
from cases.reports.period import Period
from cases.reports.rollup.rolling import NAME, WEEK, remake, weeks_of
from cases.reports.rollup.streams import STREAMS
from consular.organisation.models import Consulate

log = logging.getLogger(__name__)


def weeks() -> list[date]:
    """All weeks in which anything is counted, the newest first."""
    return sorted({week for stream in STREAMS.values() for week in weeks_of(stream)}, reverse=True)


def begin(now: datetime) -> None:
    Progress.objects.update_or_create(name=NAME, defaults={"checked_at": now, "checked": 0, "differed": 0})


def check(week: date, *, now: datetime) -> int:
    """Makes what differs again, and compares the weekly report's figures with those of the tables. Returns how many differed."""
    looked, differed = remake(STREAMS.values(), [week], now=now)
    posts = list(Consulate.objects.values_list("pk", flat=True))
    period = Period(week, week + WEEK - timedelta(days=1))
    if not agree(posts, period):
        log.error("roll-ups: the figures of the week of %s are not those of the tables", week)
        differed += 1
    if differed:
        log.warning("roll-ups: %d blocks of the week of %s had to be made again", differed, week)
    Progress.objects.filter(pk=NAME).update(checked=F("checked") + looked, differed=F("differed") + differed)
    return differed


def same(
    some: figures.Figures, others: figures.Figures, places: Iterable[figures.Place], keys: Iterable[figures.Figure]
) -> bool:
    """To the last digit, at every place and in every figure."""
    keys = list(keys)
    return all(
        some.wait(place) == others.wait(place)
        and all(some.count(place, key) == others.count(place, key) for key in keys)
        for place in places
    )


def agree(posts: list[int], period: Period) -> bool:
    """Whether the weekly figures are those of the tables: each post and week, and all their sums."""
    rolled, counted = figures.figures_of(posts, period), raw.figures_of(posts, period)
    places = list(product([None, *posts], [None, *(week.monday for week in period.weeks)]))
    keys = {*(key for counts in counted.counts.values() for key in counts), *getattr(rolled, "tables", ())}
    return same(rolled, counted, places, keys)
