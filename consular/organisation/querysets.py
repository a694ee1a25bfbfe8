"""Questions about many rows: who is posted now, whose district contains a point, which places sound like this."""

from datetime import datetime

from django.contrib.gis.db.models import QuerySet
from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point
from django.contrib.postgres.search import TrigramSimilarity, TrigramStrictWordSimilarity
from django.db.models import Case, F, FloatField, IntegerField, Q, Value, When
from django.db.models.functions import Cast, Greatest, Ln


class ConsulateQuerySet(QuerySet):
    def active(self):
        return self.filter(is_active=True)

    def consulates(self):
        return self.filter(kind="consulate")

    def nearest_to(self, point: Point):
        """Active consulates with a seat, nearest first; `distance` is on the sphere."""
        seats = self.active().consulates().filter(seat__isnull=False)
        return seats.annotate(distance=Distance("seat", point)).order_by("distance", "pk")


class DistrictQuerySet(QuerySet):
    def containing(self, point: Point):
        """Districts of active consulates that cover the point.

        `covers`, not `contains`: a point on the cut between two parts is inside of neither. A point on the line
        between two districts finds both; the order makes the choice the same each time.
        """
        found = self.filter(parts__area__covers=point, consulate__is_active=True)
        return found.select_related("consulate").order_by("consulate_id")


class CountyQuerySet(QuerySet):
    def containing(self, point: Point):
        return self.filter(boundary__covers=point).order_by("code")

    def called(self, key: str, states: list[str]):
        """Counties of that plain-letter name, or failing that of a similar one, biggest first."""
        pool = self.filter(state__in=states) if states else self
        exact = pool.filter(key=key).order_by(F("population").desc(nulls_last=True))
        if exact.exists():
            return exact
        alike = pool.annotate(score=TrigramSimilarity("key", key)).filter(score__gte=0.45)
        return alike.order_by("-score", F("population").desc(nulls_last=True))


class PlaceQuerySet(QuerySet):
    """Each takes `readings`: pairs of a plain-letter name and a state code ("" for any)."""

    def exactly(self, readings: list[tuple[str, str]]):
        """Biggest first; a town known by another name ("Oklahoma" for Oklahoma City) counts as 1/300 of its people."""
        by_name = _any_of(readings, lambda name: Q(key=name))
        by_other = _any_of(readings, lambda name: Q(alternate_keys__contains=f"|{name}|"))
        weight = Case(When(by_name, then=Value(300)), default=Value(1), output_field=IntegerField())
        return self.filter(by_name | by_other).annotate(weight=F("population") * weight).order_by("-weight")

    def starting(self, readings: list[tuple[str, str]]):
        by_name = _any_of(readings, lambda name: Q(key__startswith=name))
        by_other = _any_of(readings, lambda name: Q(alternate_keys__contains=f"|{name}"))
        return self.filter(by_name | by_other).order_by("-population")

    def resembling(self, name: str, state: str):
        """By trigrams; a bigger town wins over a slightly closer spelling of a hamlet."""
        pool = self.filter(state=state) if state else self
        alike = pool.filter(Q(key__trigram_similar=name) | Q(alternate_keys__trigram_strict_word_similar=name))
        closeness = Greatest(TrigramSimilarity("key", name), TrigramStrictWordSimilarity(name, "alternate_keys"))
        size = Ln(Cast(F("population") + 10, FloatField())) * Value(0.02)
        return alike.annotate(score=closeness + size).order_by("-score")


class PostingQuerySet(QuerySet):
    def active(self, now: datetime):
        return self.filter(starts_at__lte=now).filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now))


class ReferenceLoadQuerySet(QuerySet):
    def current(self, network: str):
        return self.filter(network=network).order_by("-at", "-pk").first()

    def attributions(self) -> list[str]:
        """Whom to name beside the map: the lines of the latest load of each network, each once."""
        latest = self.order_by("network", "-at", "-pk").distinct("network").values_list("attributions", flat=True)
        return list(dict.fromkeys(line for lines in latest for line in lines))


def _any_of(readings: list[tuple[str, str]], condition) -> Q:
    either = Q(pk__in=[])
    for name, state in readings:
        either |= condition(name) & Q(state=state) if state else condition(name)
    return either
