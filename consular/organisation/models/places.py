"""Places that people speak of, and the counties of which districts are made."""

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consular.organisation.querysets import CountyQuerySet, PlaceQuerySet


class State(models.Model):
    """A first-level division of the receiving country, with the names that callers use for it."""

    country = models.CharField(_("country"), max_length=2)
    code = models.CharField(_("code"), max_length=3)
    name = models.CharField(_("name"), max_length=60)
    keys = ArrayField(models.CharField(max_length=60), verbose_name=_("plain-letter names"))
    circuit = models.CharField(_("court circuit"), max_length=4, blank=True)

    class Meta:
        verbose_name = _("state")
        verbose_name_plural = _("states")
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["country", "code"], name="state_once")]

    def __str__(self) -> str:
        return self.name


class AssignmentSource(models.TextChoices):
    """How well it is known that a county belongs to its consulate."""

    OFFICIAL = "official", _("Official")
    REPORTED = "reported", _("Reported")
    INFERRED = "inferred", _("Inferred")
    NEAREST = "nearest", _("Nearest office")
    CORRECTED = "corrected", _("Corrected by us")


class County(models.Model):
    """The unit of which districts are built. Change `consulate` only through `actions.reassign_county`."""

    code = models.CharField(_("code"), max_length=10, primary_key=True)
    name = models.CharField(_("name"), max_length=80)
    key = models.CharField(_("plain-letter name"), max_length=80)
    state = models.CharField(_("state"), max_length=3)
    country = models.CharField(_("country"), max_length=2)
    consulate = models.ForeignKey(
        "organisation.Consulate", models.PROTECT, related_name="counties", verbose_name=_("consulate")
    )
    source = models.CharField(_("source"), max_length=12, choices=AssignmentSource)
    source_ref = models.CharField(_("source reference"), max_length=400, blank=True)
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    boundary = models.MultiPolygonField(_("boundary"), srid=4326)

    objects = CountyQuerySet.as_manager()

    class Meta:
        verbose_name = _("county")
        verbose_name_plural = _("counties")
        ordering = ["state", "name"]
        indexes = [models.Index(fields=["key"], name="county_key")]
        constraints = [
            models.CheckConstraint(condition=Q(source__in=AssignmentSource.values), name="county_source_known")
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.state}"


class CountyReassignment(models.Model):
    """The log of corrections: who moved which county, from where to where, and why."""

    county = models.ForeignKey(County, models.PROTECT, related_name="reassignments", verbose_name=_("county"))
    from_consulate = models.ForeignKey(
        "organisation.Consulate", models.PROTECT, related_name="+", verbose_name=_("from")
    )
    to_consulate = models.ForeignKey("organisation.Consulate", models.PROTECT, related_name="+", verbose_name=_("to"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    reason = models.TextField(_("reason"), max_length=1000)
    at = models.DateTimeField(_("at"), default=timezone.now)

    class Meta:
        verbose_name = _("county re-assignment")
        verbose_name_plural = _("county re-assignments")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(from_consulate=F("to_consulate")), name="reassignment_goes_somewhere_else"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="reassignment_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.county}: {self.from_consulate.code} → {self.to_consulate.code}"


class Place(models.Model):
    """A city, town or borough. `alternate_keys` is `|one|two|`: names in other languages and as spoken."""

    geonameid = models.BigIntegerField(_("GeoNames id"), primary_key=True)
    name = models.CharField(_("name"), max_length=80)
    key = models.CharField(_("plain-letter name"), max_length=80)
    alternate_keys = models.TextField(_("other plain-letter names"), blank=True)
    state = models.CharField(_("state"), max_length=3)
    country = models.CharField(_("country"), max_length=2)
    county = models.ForeignKey(
        County, models.SET_NULL, null=True, blank=True, related_name="places", verbose_name=_("county")
    )
    point = models.PointField(_("point"), srid=4326)
    population = models.PositiveIntegerField(_("population"), default=0)
    timezone = models.CharField(_("time zone"), max_length=40)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering = ["-population"]
        indexes = [
            models.Index(fields=["key"], name="place_key", opclasses=["varchar_pattern_ops"]),
            GinIndex(fields=["key"], name="place_key_trigrams", opclasses=["gin_trgm_ops"]),
            GinIndex(fields=["alternate_keys"], name="place_alternates_trigrams", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.state}"


class PostalCode(models.Model):
    code = models.CharField(_("code"), max_length=10, primary_key=True)
    city = models.CharField(_("city"), max_length=80)
    state = models.CharField(_("state"), max_length=3)
    country = models.CharField(_("country"), max_length=2)
    county = models.ForeignKey(
        County, models.SET_NULL, null=True, blank=True, related_name="postal_codes", verbose_name=_("county")
    )
    point = models.PointField(_("point"), srid=4326)
    population = models.PositiveIntegerField(_("population"), default=0)
    timezone = models.CharField(_("time zone"), max_length=40)

    class Meta:
        verbose_name = _("postal code")
        verbose_name_plural = _("postal codes")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.city}, {self.state}"
