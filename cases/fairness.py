"""Who was asked how often, what became of it, and how many hours: per lawyer over a period, for the posts of one supervisor."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Count, Q, Sum
from django.utils import timezone

from cases.models import Offer, TimeEntry

SERIES = ("accepted", "declined", "expired", "other")
WIDTH, ROW, LEFT, RIGHT, TOP = 760, 30, 190, 44, 8


@dataclass(frozen=True)
class Row:
    name: str
    offers: int
    accepted: int
    declined: int
    expired: int
    hours: float

    @property
    def other(self) -> int:
        """Withdrawn, because another was first, and those that still wait."""
        return self.offers - self.accepted - self.declined - self.expired


@dataclass(frozen=True)
class Part:
    series: str
    x: float
    width: float


@dataclass(frozen=True)
class Bar:
    row: Row
    y: float
    middle: float
    end: float
    parts: list[Part]


@dataclass(frozen=True)
class Chart:
    width: int
    height: float
    left: int
    bars: list[Bar]


def rows_of(posts: Iterable[int], first: date, last: date) -> list[Row]:
    """By the day on which an offer was sent (server's zone, both days included); drills are no offers. The most asked first."""
    start = timezone.make_aware(datetime.combine(first, time.min))
    end = timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min))
    posts = list(posts)
    offers = Offer.objects.filter(
        matter__case__consulate__in=posts, matter__case__drill=False, sent_at__gte=start, sent_at__lt=end
    )
    counted = (
        offers.order_by()
        .values("lawyer")
        .annotate(
            offers=Count("pk"),
            # A lawyer who was taken off later had accepted all the same.
            accepted=Count("pk", filter=Q(state="accepted") | Q(state="withdrawn", answered_at__isnull=False)),
            declined=Count("pk", filter=Q(state="declined")),
            expired=Count("pk", filter=Q(state="expired")),
        )
    )
    told: dict[int, dict[str, Any]] = {one["lawyer"]: {**one} for one in counted}
    worked = TimeEntry.objects.valid().filter(
        matter__case__consulate__in=posts, matter__case__drill=False, day__range=(first, last)
    )
    hours = {one["lawyer"]: one["n"] / 60 for one in worked.order_by().values("lawyer").annotate(n=Sum("minutes"))}
    people = get_user_model().objects.filter(pk__in={*told, *hours})
    nothing = {"offers": 0, "accepted": 0, "declined": 0, "expired": 0}
    found = [
        Row(
            name=user.display_name(),
            hours=float(hours.get(user.pk, 0)),
            **{name: told.get(user.pk, nothing)[name] for name in nothing},
        )
        for user in people
    ]
    return sorted(found, key=lambda row: (-row.offers, -row.hours, row.name))


def chart_of(rows: list[Row]) -> Chart:
    """A bar per lawyer, as long as the offers, in the parts that became of them."""
    most = max((row.offers for row in rows), default=0)
    scale = (WIDTH - LEFT - RIGHT) / max(most, 1)
    return Chart(WIDTH, TOP * 2 + ROW * len(rows), LEFT, [_bar(row, n, scale) for n, row in enumerate(rows)])


def _bar(row: Row, number: int, scale: float) -> Bar:
    x, parts = float(LEFT), []
    for series, name in enumerate(SERIES, start=1):
        if n := getattr(row, name):
            parts.append(Part(f"s{series}", round(x, 1), round(n * scale, 1)))
            x += n * scale
    y = TOP + number * ROW
    return Bar(row, y + 5, y + ROW / 2, round(x + 8, 1), parts)
