"""Where the person is held: episodes of stints, each somebody's word with its source, its confidence and its age."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.choices import staff


class CustodyEpisode(models.Model):
    """From being taken to being let go or removed; a person taken again begins another."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="episodes", verbose_name=_("case"))
    began_at = models.DateTimeField(_("began at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("custody episode")
        verbose_name_plural = _("custody episodes")
        constraints = [
            models.UniqueConstraint(fields=["case"], condition=Q(ended_at=None), name="case_one_running_episode"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("began_at")), name="episode_ends_after_it_began"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.began_at:%Y-%m-%d}"


class Stint(models.Model):
    """One place for one time, as somebody says. Several may claim to be the last; what is confirmed never overlaps."""

    class Agency(models.TextChoices):
        ICE = "ice", _("ICE")
        CBP = "cbp", _("CBP")
        USMS = "usms", _("US Marshals")
        BOP = "bop", _("Bureau of Prisons")
        STATE = "state", _("State prison")
        LOCAL = "local", _("County or city jail")
        ORR = "orr", _("Children's shelter (HHS)")
        HOSPITAL = "hospital", _("Hospital")
        OTHER = "other", _("Other")

    class Source(models.TextChoices):
        LOCATOR = "locator", _("Detainee locator")
        FACILITY = "facility", _("The facility, by telephone")
        VISIT = "visit", _("Seen on a visit")
        NOTICE = "notice", _("Consular notification")
        LAWYER = "lawyer", _("Lawyer")
        PERSON = "person", _("The person")
        FAMILY = "family", _("Family")
        TRACK = "track", _("Track of the telephone")

    class Confidence(models.IntegerChoices):
        REFUTED = 0, _("Refuted")
        REPORTED = 1, _("Reported")
        LIKELY = 2, _("Likely")
        CONFIRMED = 3, _("Confirmed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    episode = models.ForeignKey(CustodyEpisode, models.CASCADE, related_name="stints", verbose_name=_("episode"))
    facility = models.ForeignKey(
        "organisation.Facility", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("facility")
    )
    place = models.CharField(_("place, where it is no known facility"), max_length=160, blank=True)
    agency = models.CharField(_("agency"), max_length=12, choices=Agency)
    came_in_at = models.DateTimeField(_("came in"))
    went_out_at = models.DateTimeField(_("went out"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=12, choices=Source)
    confidence = models.PositiveSmallIntegerField(_("confidence"), choices=Confidence, default=Confidence.REPORTED)
    said_by = staff(verbose_name=_("entered by"))
    said_at = models.DateTimeField(_("entered at"), default=timezone.now)
    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True)

    class Meta:
        verbose_name = _("stint in custody")
        verbose_name_plural = _("stints in custody")
        indexes = [models.Index(fields=["episode", "-came_in_at"], name="stint_of_episode")]
        constraints = [
            models.CheckConstraint(condition=Q(facility__isnull=False) | ~Q(place=""), name="stint_is_somewhere"),
            models.CheckConstraint(
                condition=Q(went_out_at__isnull=True) | Q(went_out_at__gte=F("came_in_at")),
                name="stint_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=~Q(confidence=3) | Q(verified_at__isnull=False), name="stint_confirmed_was_verified"
            ),
            ExclusionConstraint(
                name="stint_confirmed_overlaps_none",
                index_type="GIST",
                condition=Q(confidence=3),
                expressions=[
                    ("episode", RangeOperators.EQUAL),
                    (
                        Func(
                            F("came_in_at"), F("went_out_at"), function="TSTZRANGE", output_field=DateTimeRangeField()
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("Another confirmed stint covers part of that time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.facility or self.place} {self.came_in_at:%Y-%m-%d}"
