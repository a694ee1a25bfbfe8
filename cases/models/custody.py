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
from cases.querysets import HandoverQuerySet, StintQuerySet
from consular.labels import Labels


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


class Stint(Labels, models.Model):
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

    objects = StintQuerySet.as_manager()

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


class CaseHandover(Labels, models.Model):
    """A case on its way to another post: the sender answers for it until the receiver accepts. The clock does not reset."""

    class Reason(models.TextChoices):
        MOVED = "moved", _("Held in another district")
        ASKED = "asked", _("Asked by a person")

    case = models.ForeignKey(Case, models.CASCADE, related_name="handovers", verbose_name=_("case"))
    sender = models.ForeignKey("organisation.Consulate", models.PROTECT, related_name="+", verbose_name=_("from"))
    receiver = models.ForeignKey("organisation.Consulate", models.PROTECT, related_name="+", verbose_name=_("to"))
    reason = models.CharField(_("reason"), max_length=8, choices=Reason)
    opened_by = staff(verbose_name=_("opened by"))
    opened_at = models.DateTimeField(_("opened at"), default=timezone.now)
    overdue_at = models.DateTimeField(_("both supervisors told at"), null=True, blank=True)
    accepted_by = staff(null=True, verbose_name=_("accepted by"))
    accepted_at = models.DateTimeField(_("accepted at"), null=True, blank=True)
    withdrawn_by = staff(null=True, verbose_name=_("withdrawn by"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("hand-over of a case")
        verbose_name_plural = _("hand-overs of cases")
        indexes = [
            models.Index(
                fields=["receiver"],
                name="case_handover_waiting",
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="case_one_open_handover",
            ),
            models.CheckConstraint(condition=~Q(sender=F("receiver")), name="case_handover_to_another_post"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False, withdrawn_at__isnull=True),
                name="case_handover_accepted_by_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} -> {self.receiver_id}"


class LocateCheck(Labels, models.Model):
    """One place where somebody looked for the person, and what came of it."""

    class Place(models.TextChoices):
        LOCATOR = "locator", _("ICE detainee locator, by A-number")
        LOCATOR_NAMES = "locator_names", _("ICE detainee locator, every spelling of the name")
        FIELD_OFFICE = "field_office", _("ICE field office, by telephone")
        CBP = "cbp", _("CBP holding facility")
        JAIL = "jail", _("County jail rosters")
        HOSPITAL = "hospital", _("Hospitals")
        MARSHALS = "marshals", _("US Marshals and federal court")
        COURT = "court", _("Immigration court's online system")
        BIRTH_COUNTRY = "birth_country", _("Locator again, other countries of birth")

    class Result(models.TextChoices):
        NOT_FOUND = "not_found", _("Not found")
        FOUND = "found", _("Found")
        NO_ANSWER = "no_answer", _("No answer")

    case = models.ForeignKey(Case, models.CASCADE, related_name="locate_checks", verbose_name=_("case"))
    place = models.CharField(_("where"), max_length=16, choices=Place)
    result = models.CharField(_("result"), max_length=12, choices=Result)
    looked_by = staff(verbose_name=_("looked by"))
    looked_at = models.DateTimeField(_("looked at"), default=timezone.now)

    class Meta:
        verbose_name = _("place looked at")
        verbose_name_plural = _("places looked at")
        indexes = [models.Index(fields=["case", "-looked_at"], name="locate_check_of_case")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.place} {self.result}"
