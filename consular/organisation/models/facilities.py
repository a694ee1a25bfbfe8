"""Where people are held and heard: custody facilities, courts, and the offices of the agencies."""

from django.contrib.gis.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consular.organisation.models.consulates import known_time_zone


class Site(models.Model):
    """What the three have in common. A point says in `coord_source` how good it is; `corrected` survives a reload."""

    code = models.CharField(_("code"), max_length=80, unique=True)
    name = models.CharField(_("name"), max_length=120)
    address = models.CharField(_("address"), max_length=160, blank=True)
    city = models.CharField(_("city"), max_length=80)
    state = models.CharField(_("state"), max_length=3)
    country = models.CharField(_("country"), max_length=2)
    postal_code = models.CharField(_("postal code"), max_length=10, blank=True)
    point = models.PointField(_("point"), srid=4326, null=True, blank=True)
    coord_source = models.CharField(_("source of the point"), max_length=40, blank=True)
    consulate = models.ForeignKey(
        "organisation.Consulate",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)s_set",
        verbose_name=_("consulate"),
    )
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        abstract = True
        ordering = ["state", "name"]

    def __str__(self) -> str:
        return f"{self.name}, {self.city}, {self.state}"


class Facility(Site):
    """A place of custody."""

    agency_area = models.CharField(_("agency area"), max_length=8, blank=True)
    kind = models.CharField(_("kind"), max_length=20, blank=True)
    sex = models.CharField(_("sex"), max_length=16, blank=True)
    average_daily_population = models.DecimalField(
        _("average daily population"), max_digits=8, decimal_places=1, null=True, blank=True
    )
    source = models.CharField(_("source"), max_length=160, blank=True)

    class Meta(Site.Meta):
        verbose_name = _("custody facility")
        verbose_name_plural = _("custody facilities")
        constraints = [
            models.CheckConstraint(
                condition=Q(average_daily_population__isnull=True) | Q(average_daily_population__gte=0),
                name="facility_population_not_negative",
            )
        ]


class Court(Site):
    """An immigration court; hearings are kept in its time zone."""

    docket = models.CharField(_("docket"), max_length=20, blank=True)
    timezone = models.CharField(_("time zone"), max_length=40, validators=[known_time_zone])

    class Meta(Site.Meta):
        verbose_name = _("court")
        verbose_name_plural = _("courts")


class Office(Site):
    """An office of the agencies that detain, prosecute or supervise."""

    agency = models.CharField(_("agency"), max_length=16)
    area = models.TextField(_("area"), blank=True)

    class Meta(Site.Meta):
        verbose_name = _("agency office")
        verbose_name_plural = _("agency offices")
