"""The legal matter, which is the lawyer's, and the offers by which it finds one."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language_info, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cases.models.case import Case
from cases.models.choices import Category, staff


class LegalMatter(models.Model):
    """What the lawyer does for the client. Its own life and readers: the post sees its state and nothing else."""

    class State(models.TextChoices):
        SCREENING = "screening", _("Screening")
        INELIGIBLE = "ineligible", _("Not eligible")
        SEEKING_COUNSEL = "seeking_counsel", _("Seeking counsel")
        OFFERED = "offered", pgettext_lazy("matter", "Offered")
        ACCEPTED_PENDING_CONFLICT = "accepted_pending_conflict", _("Accepted, conflict check pending")
        ENGAGED = "engaged", _("Engaged")
        ACTIVE = "active", _("Active")
        CONCLUDED = "concluded", _("Concluded")
        CLOSED = "closed", _("Closed")

    class Certification(models.TextChoices):
        NONE = "", _("Not certified")
        STATED = "stated", _("Certified by the lawyer")
        BY_ACCEPTING = "by_accepting", _("Certified by accepting")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="matters")
    area = models.CharField(_("area"), max_length=16, choices=Category)
    language = models.CharField(_("language"), max_length=16, blank=True)
    court = models.ForeignKey(
        "organisation.Court", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("court")
    )
    state = models.CharField(_("state"), max_length=32, choices=State, default=State.SCREENING)
    lawyer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="matters",
        verbose_name=_("lawyer"),
    )
    engaged_at = models.DateTimeField(_("engaged at"), null=True)
    conflict_certification = models.CharField(_("conflict check"), max_length=16, choices=Certification, blank=True)
    conflict_certified_by = staff(null=True, verbose_name=_("conflict check certified by"))
    conflict_certified_at = models.DateTimeField(_("conflict check certified at"), null=True)
    opened_at = models.DateTimeField(_("opened at"), default=timezone.now)
    closed_at = models.DateTimeField(_("closed at"), null=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(_("updated at"), default=timezone.now)

    class Meta:
        verbose_name = _("legal matter")
        verbose_name_plural = _("legal matters")
        indexes = [models.Index(fields=["lawyer", "state"], name="matter_by_lawyer")]
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=~Q(state__in=["ineligible", "concluded", "closed"]),
                name="case_has_one_running_matter",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted_pending_conflict", "engaged", "active", "concluded"])
                | Q(lawyer__isnull=False),
                name="matter_engaged_has_a_lawyer",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["screening", "ineligible", "seeking_counsel", "offered"])
                | Q(lawyer__isnull=True),
                name="matter_without_lawyer_has_none",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["engaged", "active", "concluded"])
                | Q(conflict_certified_by__isnull=False, conflict_certified_at__isnull=False),
                name="matter_engaged_was_certified",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.area}"

    @property
    def language_name(self) -> str:
        """In the reader's language where Django knows it; a tag that nobody knows stays as it was sent."""
        try:
            return get_language_info(self.language)["name_translated"]
        except KeyError:
            return self.language

    def touch(self, now: datetime) -> None:
        """Another version of the matter; the caller saves."""
        self.version += 1
        self.updated_at = now


class Offer(models.Model):
    """One lawyer asked to take one matter."""

    class State(models.TextChoices):
        DRAFTED = "drafted", _("Drafted")
        SENT = "sent", pgettext_lazy("offer", "Sent")
        VIEWED = "viewed", _("Seen")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        EXPIRED = "expired", _("Expired")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class DeclineCode(models.TextChoices):
        CONFLICT = "conflict", _("Conflict of interest")
        CAPACITY = "capacity", _("No capacity")
        LANGUAGE = "language", _("Language")
        LOCATION = "location", _("Location")
        OUTSIDE_SCOPE = "outside_scope", _("Outside my scope")
        MERITS = "merits", _("Merits")
        SCHEDULING = "scheduling", _("Scheduling")
        FEE = "fee", _("Fee")
        OTHER = "other", _("Other")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    matter = models.ForeignKey(LegalMatter, models.CASCADE, related_name="offers")
    lawyer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="offers", verbose_name=_("lawyer")
    )
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.DRAFTED)
    decline_code = models.CharField(_("reason for declining"), max_length=16, choices=DeclineCode, blank=True)
    sent_by = staff(verbose_name=_("sent by"))
    created_at = models.DateTimeField(_("drafted at"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    viewed_at = models.DateTimeField(_("seen at"), null=True)
    answered_at = models.DateTimeField(_("answered at"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        ordering = ["created_at", "id"]
        indexes = [models.Index(fields=["lawyer", "state"], name="offer_by_lawyer")]
        constraints = [
            models.UniqueConstraint(
                fields=["matter"], condition=Q(state="accepted"), name="matter_has_one_accepted_offer"
            ),
            models.UniqueConstraint(
                fields=["matter", "lawyer"],
                condition=Q(state__in=["drafted", "sent", "viewed"]),
                name="lawyer_has_one_open_offer",
            ),
            models.CheckConstraint(
                condition=(Q(state="declined") & ~Q(decline_code="")) | (~Q(state="declined") & Q(decline_code="")),
                name="offer_declined_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "declined"]) | Q(sent_at__isnull=False, answered_at__isnull=False),
                name="offer_answered_has_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.lawyer_id} {self.state}"
