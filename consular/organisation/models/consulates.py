"""Posts (consulates, call centres, the ministry) and the district that each consulate answers for."""

from zoneinfo import available_timezones

from django.contrib.gis.db import models
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consular.organisation.querysets import ConsulateQuerySet, DistrictQuerySet


class PostKind(models.TextChoices):
    CONSULATE = "consulate", _("Consulate")
    CALL_CENTRE = "call_centre", _("Call centre")
    MINISTRY = "ministry", _("Ministry")


class ContactConfidence(models.TextChoices):
    """How far a printed number may be trusted; `confirmed` is set by a person here and survives a reload."""

    NONE = "none", _("Not known")
    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    CONFIRMED = "confirmed", _("Confirmed by us")


def known_time_zone(name: str) -> None:
    if name not in available_timezones():
        raise ValidationError(_("%(name)s is not a time zone of the IANA database."), params={"name": name})


class Consulate(models.Model):
    """A post. Only those of kind `consulate` have a district; the others are reached by role or as a fallback."""

    code = models.CharField(_("code"), max_length=8, unique=True, validators=[RegexValidator(r"^[A-Z0-9]{2,8}$")])
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=12, choices=PostKind, default=PostKind.CONSULATE)
    city = models.CharField(_("city"), max_length=80)
    state = models.CharField(_("state"), max_length=3, blank=True)
    country = models.CharField(_("country"), max_length=2)
    timezone = models.CharField(_("time zone"), max_length=40, validators=[known_time_zone])
    seat = models.PointField(_("seat"), srid=4326, null=True, blank=True)
    address = models.CharField(_("address"), max_length=160, blank=True)
    phone = models.CharField(_("telephone"), max_length=32, blank=True)
    emergency_phone = models.CharField(_("emergency telephone"), max_length=32, blank=True)
    website = models.URLField(_("website"), blank=True)
    contact_source = models.CharField(_("source of the contact data"), max_length=160, blank=True)
    contact_as_of = models.CharField(_("contact data as of"), max_length=16, blank=True)
    contact_confidence = models.CharField(
        _("confidence in the contact data"), max_length=12, choices=ContactConfidence, default=ContactConfidence.NONE
    )
    fallback = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("fallback post")
    )
    is_active = models.BooleanField(_("active"), default=True)

    objects = ConsulateQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=PostKind.values), name="consulate_kind_known"),
            models.CheckConstraint(condition=Q(code__regex=r"^[A-Z0-9]{2,8}$"), name="consulate_code_plain"),
            models.CheckConstraint(
                condition=Q(contact_confidence__in=ContactConfidence.values), name="consulate_confidence_known"
            ),
            models.CheckConstraint(
                condition=Q(fallback__isnull=True) | ~Q(fallback=F("pk")), name="consulate_fallback_is_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} · {self.city}"


class District(models.Model):
    """The union of a consulate's counties; an empty boundary when it has none left."""

    consulate = models.OneToOneField(Consulate, models.CASCADE, related_name="district", verbose_name=_("consulate"))
    boundary = models.MultiPolygonField(_("boundary"), srid=4326)
    version = models.PositiveIntegerField(_("version"), default=0)
    built_at = models.DateTimeField(_("built"), default=timezone.now)

    objects = DistrictQuerySet.as_manager()

    class Meta:
        verbose_name = _("district")
        verbose_name_plural = _("districts")
        ordering = ["consulate__code"]

    def __str__(self) -> str:
        return f"{self.consulate.code} v{self.version}"


class DistrictPart(models.Model):
    """A piece of a district, at most 128 vertices: a look-up in pieces is three times faster than in whole polygons."""

    district = models.ForeignKey(District, models.CASCADE, related_name="parts", verbose_name=_("district"))
    area = models.PolygonField(_("area"), srid=4326)

    class Meta:
        verbose_name = _("part of a district")
        verbose_name_plural = _("parts of districts")

    def __str__(self) -> str:
        return f"{self.district_id}/{self.pk}"
