"""Questions about many progress reports, hours, consular actions and facts of notification."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncMonth

if TYPE_CHECKING:
    from cases.models import Art36Fact, Case


class TimeQuerySet(models.QuerySet):
    def valid(self) -> "TimeQuerySet":
        return self.filter(voided_at=None)

    def spent(self, lawyer: Any, since: date, until: date) -> "TimeQuerySet":
        """What a lawyer has entered for the days from `since` to `until`, both included, over all matters."""
        return self.valid().filter(lawyer=lawyer, day__range=(since, until))

    def minutes(self) -> int:
        return self.aggregate(sum=Sum("minutes"))["sum"] or 0

    def by_month(self) -> list[dict[str, Any]]:
        """`{month, lawyer, minutes, entries}`, newest month first."""
        months = self.valid().annotate(month=TruncMonth("day")).order_by().values("month", "lawyer")
        return list(months.annotate(minutes=Sum("minutes"), entries=Count("pk")).order_by("-month", "lawyer"))


class ConsularActionQuerySet(models.QuerySet):
    def counted(self, since: datetime, until: datetime) -> "ConsularActionQuerySet":
        """What enters a figure: done in that time, no drill, and money only once a second person has approved it."""
        return self.filter(
            Q(needs_approval=False) | Q(approved_at__isnull=False),
            happened_at__gte=since,
            happened_at__lt=until,
            case__drill=False,
        )

    def waiting(self) -> "ConsularActionQuerySet":
        """Money that nobody has approved or refused yet."""
        return self.filter(needs_approval=True, approved_at=None, refused_at=None)


class Art36QuerySet(models.QuerySet["Art36Fact"]):
    def current(self, case: "Case") -> dict[str, "Art36Fact"]:
        """What counts of each kind of fact: the one that no later entry has replaced."""
        facts = self.filter(case=case, superseded_at=None).select_related("recorded_by")
        return {fact.kind: fact for fact in facts}
