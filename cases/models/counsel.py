"""Who can be counsel: firms, their contracts with a post, and each lawyer's admissions, languages, coverage, capacity, absences."""

import uuid
from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.choices import Category, staff
from cases.querysets import ContractQuerySet, FirmQuerySet
from consular.labels import Labels


class Firm(models.Model):
    """A law firm or a single office. Conflicts are the whole firm's (ABA Model Rule 1.10)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=160, unique=True)
    city = models.CharField(_("city"), max_length=80, blank=True)
    state = models.CharField(_("state"), max_length=3, blank=True)
    phone = models.CharField(_("telephone"), max_length=32, blank=True)
    is_active = models.BooleanField(_("active"), default=True)

    objects = FirmQuerySet.as_manager()

    class Meta:
        verbose_name = _("firm")
        verbose_name_plural = _("firms")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Contract(Labels, models.Model):
    """What a post pays a firm for: in which areas, from when to when, at most how many hours and how much."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    firm = models.ForeignKey(Firm, models.PROTECT, related_name="contracts", verbose_name=_("firm"))
    consulate = models.ForeignKey(
        "organisation.Consulate", models.PROTECT, related_name="+", verbose_name=_("post that pays")
    )
    number = models.CharField(_("number"), max_length=40)
    areas = ArrayField(models.CharField(max_length=16, choices=Category), verbose_name=_("areas"))
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends on"))
    hours_cap = models.DecimalField(_("hours, at most"), max_digits=8, decimal_places=1)
    fee_cap = models.DecimalField(_("fees in US dollars, at most"), max_digits=12, decimal_places=2)
    made_by = staff(verbose_name=_("entered by"))
    made_at = models.DateTimeField(_("entered at"), default=timezone.now)

    objects = ContractQuerySet.as_manager()

    class Meta:
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        ordering = ["-starts_on", "number"]
        indexes = [models.Index(fields=["consulate", "ends_on"], name="contract_of_post")]
        constraints = [
            models.UniqueConstraint(fields=["consulate", "number"], name="contract_number_once_per_post"),
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="contract_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(hours_cap__gt=0, fee_cap__gte=0), name="contract_caps_are_not_negative"),
            models.CheckConstraint(condition=Q(areas__len__gt=0), name="contract_is_for_an_area"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.firm_id}"

    @property
    def area_names(self) -> list[str]:
        return [str(Category(area).label) for area in self.areas]


class LawyerProfile(models.Model):
    """What a lawyer can take on. Made when somebody first writes to it; without one, nothing is known of the lawyer."""

    lawyer = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.PROTECT, primary_key=True, related_name="profile", verbose_name=_("lawyer")
    )
    firm = models.ForeignKey(
        Firm, models.PROTECT, null=True, blank=True, related_name="profiles", verbose_name=_("firm")
    )
    eoir_number = models.CharField(_("EOIR registration number"), max_length=20, blank=True)
    languages = ArrayField(models.CharField(max_length=16), verbose_name=_("languages"), default=list, blank=True)
    capacity = models.PositiveSmallIntegerField(_("matters at the same time, at most"), default=15)
    detained_weight = models.DecimalField(
        _("how much the matter of a detained person counts"),
        max_digits=3,
        decimal_places=1,
        default=Decimal("2.0"),
        validators=[MinValueValidator(Decimal("1.0"))],
    )
    takes_detained = models.BooleanField(_("takes matters of detained people"), default=True)
    updated_at = models.DateTimeField(_("updated at"), default=timezone.now)

    class Meta:
        verbose_name = _("lawyer's profile")
        verbose_name_plural = _("lawyers' profiles")
        constraints = [
            models.CheckConstraint(condition=Q(detained_weight__gte=1), name="profile_detained_counts_at_least_one")
        ]

    def __str__(self) -> str:
        return str(self.lawyer_id)


class BarAdmission(models.Model):
    """Leave to practise in a state. Ended by `until`, never deleted: what was true when an offer went out stays readable."""

    lawyer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="admissions", verbose_name=_("lawyer")
    )
    state = models.CharField(_("state"), max_length=3)
    number = models.CharField(_("bar number"), max_length=40)
    since = models.DateField(_("from"))
    until = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        verbose_name = _("bar admission")
        verbose_name_plural = _("bar admissions")
        ordering = ["state", "since"]
        constraints = [
            models.UniqueConstraint(fields=["lawyer", "state", "number"], name="admission_once"),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="admission_ends_after_it_began"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.number}"


class Coverage(models.Model):
    """A place that a lawyer goes to: a court, a facility, or an area made of districts, states and counties."""

    lawyer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="coverage", verbose_name=_("lawyer")
    )
    court = models.ForeignKey(
        "organisation.Court", models.CASCADE, null=True, related_name="+", verbose_name=_("court")
    )
    facility = models.ForeignKey(
        "organisation.Facility", models.CASCADE, null=True, related_name="+", verbose_name=_("facility")
    )
    district = models.ForeignKey(
        "organisation.Consulate", models.CASCADE, null=True, related_name="+", verbose_name=_("district")
    )
    county = models.ForeignKey(
        "organisation.County", models.CASCADE, null=True, related_name="+", verbose_name=_("county")
    )
    state = models.CharField(_("state"), max_length=3, blank=True)

    class Meta:
        verbose_name = _("coverage")
        verbose_name_plural = _("coverage")
        indexes = [models.Index(fields=["lawyer"], name="coverage_of_lawyer")]
        constraints = [
            models.CheckConstraint(
                condition=Q(court__isnull=False, facility=None, district=None, county=None, state="")
                | Q(court=None, facility__isnull=False, district=None, county=None, state="")
                | Q(court=None, facility=None, district__isnull=False, county=None, state="")
                | Q(court=None, facility=None, district=None, county__isnull=False, state="")
                | (Q(court=None, facility=None, district=None, county=None) & ~Q(state="")),
                name="coverage_is_of_one_place",
            ),
            models.UniqueConstraint(
                fields=["lawyer", "court", "facility", "district", "county", "state"],
                name="coverage_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return (
            f"{self.lawyer_id} {self.court_id or self.facility_id or self.district_id or self.county_id or self.state}"
        )


class Absence(models.Model):
    """Days, first and last included, on which a lawyer is asked nothing."""

    lawyer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="absences", verbose_name=_("lawyer")
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"))

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["starts_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="counsel_absence_ends_after_it_starts"
            ),
            ExclusionConstraint(
                name="counsel_absence_overlaps_none",
                index_type="GIST",
                expressions=[
                    ("lawyer", RangeOperators.EQUAL),
                    (
                        Func(
                            F("starts_on"),
                            F("ends_on"),
                            models.Value("[]"),
                            function="DATERANGE",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("Another absence covers part of these days."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lawyer_id} {self.starts_on} {self.ends_on}"
