"""What makes a person vulnerable, and the children who were left behind."""

import uuid
from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases import explained, workflow
from cases.models.case import Case
from cases.models.choices import staff
from cases.people_querysets import ChildCaseQuerySet, FlagQuerySet
from consular.labels import Labels
from consular.privacy.fields import SealedTextField


class VulnerabilityFlag(Labels, models.Model):
    """One circumstance that makes the case more urgent: who says so, why, when to look again, until when it counts."""

    class Source(models.TextChoices):
        STAFF = "staff", _("Set by a person")
        REPORT = "report", _("Progress report")
        CHILDREN = "children", _("Case of children")
        CLOCK = "clock", _("Locate clock")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="flags", verbose_name=_("case"))
    flag = models.CharField(_("flag"), max_length=24, choices=list(explained.FLAGS.items()))
    source = models.CharField(_("source"), max_length=8, choices=Source, default=Source.STAFF)
    evidence = SealedTextField(_("evidence"))
    set_by = staff(null=True, verbose_name=_("set by"))
    set_at = models.DateTimeField(_("set at"), default=timezone.now)
    review_on = models.DateField(_("look again on"), null=True, blank=True)
    expires_at = models.DateTimeField(_("counts until"), null=True, blank=True)
    ended_by = staff(null=True, verbose_name=_("ended by"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = FlagQuerySet.as_manager()

    class Meta:
        verbose_name = _("vulnerability flag")
        verbose_name_plural = _("vulnerability flags")
        indexes = [
            models.Index(fields=["expires_at"], name="flag_to_run_out", condition=Q(ended_at=None)),
        ]
        constraints = [
            models.UniqueConstraint(fields=["case", "flag"], condition=Q(ended_at=None), name="case_flag_once"),
            models.CheckConstraint(
                condition=Q(source="clock") | Q(set_by__isnull=False), name="flag_set_by_a_person_or_the_clock"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.flag}"


class ChildCase(Labels, models.Model):
    """Children who were left behind: a case beside the adult's, with its own clock, officer and end."""

    class State(models.TextChoices):
        REPORTED = "reported", pgettext_lazy("children", "Reported")
        LOCATED = "located", pgettext_lazy("children", "Located")
        IN_SAFE_CARE = "in_safe_care", pgettext_lazy("children", "In safe care")
        STATE_CARE = "state_care", pgettext_lazy("children", "In state care")
        REUNIFIED = "reunified", pgettext_lazy("children", "Reunified")
        REPATRIATION_ASSISTED = "repatriation_assisted", pgettext_lazy("children", "Repatriation assisted")
        CLOSED = "closed", pgettext_lazy("children", "Closed")

    class Consent(models.TextChoices):
        UNKNOWN = "unknown", pgettext_lazy("consent", "Not asked yet")
        GIVEN = "given", pgettext_lazy("consent", "Given")
        DECLINED = "declined", pgettext_lazy("consent", "Declined")

    class Outcome(models.TextChoices):
        REUNIFIED = "reunified", _("Reunified with the family")
        INFORMED = "informed", _("Family informed, nothing more needed")
        SAFE_CARE = "safe_care", _("Children in safe care")
        STATE_CARE = "state_care", _("Children in state care")
        REPATRIATION_ASSISTED = "repatriation_assisted", _("Repatriation assisted")

    SAFE_WITHIN = timedelta(hours=4)  # "children in safe care in 4 h": domain.md, section 5
    MOST = 20

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="children", verbose_name=_("case of the adult"))
    number = models.PositiveSmallIntegerField(_("how many children"))
    ages = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True, verbose_name=_("ages, in years"))
    names = SealedTextField(_("names"))
    place = SealedTextField(_("where they are"))
    carer = SealedTextField(_("with whom they are"))
    carer_consent = models.CharField(_("consent of the caregiver"), max_length=8, choices=Consent, default="unknown")
    state = models.CharField(_("state"), max_length=24, choices=State, default=State.REPORTED)
    officer = staff(verbose_name=_("officer of the children"))
    known_at = models.DateTimeField(_("known since"))
    safe_due_at = models.DateTimeField(_("in safe care by"), null=True, blank=True)
    safe_at = models.DateTimeField(_("first in safe care at"), null=True, blank=True)
    overdue_at = models.DateTimeField(_("overdue since"), null=True, blank=True)
    opened_by = staff(verbose_name=_("opened by"))
    opened_at = models.DateTimeField(_("opened at"), default=timezone.now)
    outcome = models.CharField(_("outcome for the family"), max_length=24, choices=Outcome, blank=True)
    close_requested_by = staff(null=True, verbose_name=_("closing asked by"))
    close_requested_at = models.DateTimeField(_("closing asked at"), null=True, blank=True)
    closed_by = staff(null=True, verbose_name=_("closed by"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    updated_at = models.DateTimeField(_("updated at"), default=timezone.now)

    objects = ChildCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case of children")
        verbose_name_plural = _("cases of children")
        ordering = ["opened_at", "id"]
        indexes = [
            models.Index(
                fields=["safe_due_at"],
                name="child_care_due",
                condition=Q(safe_due_at__isnull=False, overdue_at__isnull=True),
            )
        ]
        constraints = [
            models.CheckConstraint(condition=Q(number__range=(1, 20)), name="child_case_has_children"),
            models.CheckConstraint(
                condition=Q(state="closed", closed_by__isnull=False, closed_at__isnull=False)
                & ~Q(outcome="")
                & Q(close_requested_by__isnull=False)
                & ~Q(closed_by=F("close_requested_by"))
                | ~Q(state="closed") & Q(closed_by__isnull=True, closed_at__isnull=True),
                name="child_case_closed_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["reported", "located"]) | Q(safe_due_at__isnull=False),
                name="child_case_without_care_has_a_clock",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.number}"

    @property
    def is_running(self) -> bool:
        return self.state != self.State.CLOSED

    @property
    def is_safe(self) -> bool:
        return self.state in workflow.CHILD_IN_CARE

    def is_overdue(self, now: datetime) -> bool:
        return not self.is_safe and self.safe_due_at is not None and self.safe_due_at <= now
