"""The legal matter, which is the lawyer's, and the offers by which it finds one."""

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases import languages, workflow
from cases.models.case import Case
from cases.models.choices import Category, staff
from consular.labels import Labels


class LegalMatter(Labels, models.Model):
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

    class Ineligible(models.TextChoices):
        NO_LEGAL_NEED = "no_legal_need", _("No legal need")
        OUTSIDE_SCOPE = "outside_scope", _("Outside what the programme covers")
        REPRESENTED = "represented", _("Has a lawyer already")
        NOT_A_NATIONAL = "not_a_national", _("Not a national")
        PERSON_DECLINED = "person_declined", _("The person does not want a lawyer")
        OTHER = "other", pgettext_lazy("ineligible", "Other")

    class Certification(models.TextChoices):
        NONE = "", _("Not certified")
        STATED = "stated", _("Certified by the lawyer")
        BY_ACCEPTING = "by_accepting", _("Certified by accepting")

    class Scope(models.TextChoices):
        LIMITED = "limited", _("Limited")
        FULL = "full", _("Full")

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
    client_agreed_at = models.DateTimeField(_("client's agreement recorded at"), null=True)
    scope = models.CharField(_("scope"), max_length=8, choices=Scope, blank=True)
    e28_on = models.DateField(_("E-28 filed on"), null=True, blank=True)
    no_appearance = models.BooleanField(_("not entering an appearance"), default=False)
    work_started_at = models.DateTimeField(_("work started at"), null=True)
    nobody_left_at = models.DateTimeField(_("nobody left to ask since"), null=True)
    file_left_at = models.DateTimeField(_("file left to the successor at"), null=True, blank=True)
    ineligible_for = models.CharField(_("not eligible because"), max_length=16, choices=Ineligible, blank=True)
    closing_held_at = models.DateTimeField(_("held open by the lawyer since"), null=True, blank=True)
    reported_at = models.DateTimeField(_("last progress report at"), null=True, blank=True)
    report_nudged_at = models.DateTimeField(_("last asked for a progress report at"), null=True, blank=True)
    opened_at = models.DateTimeField(_("opened at"), default=timezone.now)
    closed_at = models.DateTimeField(_("closed at"), null=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(_("updated at"), default=timezone.now)

    class Meta:
        verbose_name = _("legal matter")
        verbose_name_plural = _("legal matters")
        indexes = [
            models.Index(fields=["lawyer", "state"], name="matter_by_lawyer"),
            models.Index(
                fields=["engaged_at"], name="matter_owes_reports", condition=Q(state__in=["engaged", "active"])
            ),
        ]
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
            models.CheckConstraint(
                condition=~Q(state="active")
                | (
                    Q(conflict_certification="stated", client_agreed_at__isnull=False, work_started_at__isnull=False)
                    & ~Q(scope="")
                    & (Q(e28_on__isnull=False) | Q(no_appearance=True))
                ),
                name="matter_active_has_its_terms",
            ),
            models.CheckConstraint(
                condition=Q(e28_on__isnull=True) | Q(no_appearance=False), name="matter_appears_or_does_not"
            ),
            models.CheckConstraint(
                condition=Q(nobody_left_at__isnull=True) | Q(state="seeking_counsel"),
                name="matter_nobody_left_seeks_counsel",
            ),
            models.CheckConstraint(
                condition=~Q(state="ineligible") | ~Q(ineligible_for=""), name="matter_ineligible_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.area}"

    @property
    def language_name(self) -> str:
        """In the reader's language where Django knows it; a tag that nobody knows stays as it was sent."""
        return languages.name(self.language)

    def missing_terms(self) -> list[str]:
        """What an engagement still lacks before work may start; codes, in the order in which they are asked for."""
        has = {
            "conflict": self.conflict_certification == self.Certification.STATED,
            "client_agreed": self.client_agreed_at is not None,
            "scope": bool(self.scope),
            "appearance": self.no_appearance or self.e28_on is not None,
        }
        return [term for term, is_there in has.items() if not is_there]

    def touch(self, now: datetime) -> None:
        """Another version of the matter; the caller saves."""
        self.version += 1
        self.updated_at = now


class Offer(Labels, models.Model):
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
    wave = models.ForeignKey(
        "cases.OfferWave", models.PROTECT, null=True, blank=True, related_name="offers", verbose_name=_("wave")
    )
    place = models.PositiveSmallIntegerField(_("place in the ranking"), null=True, blank=True)
    points = models.PositiveSmallIntegerField(_("points"), null=True, blank=True)
    facts = models.JSONField(_("what was known of the lawyer"), default=dict)
    factors = models.JSONField(_("what the points are for"), default=list)
    sent_by = staff(verbose_name=_("sent by"))
    created_at = models.DateTimeField(_("drafted at"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    expires_at = models.DateTimeField(_("to be answered by"), null=True)
    names_asked_at = models.DateTimeField(_("means to accept, names asked for at"), null=True)
    viewed_at = models.DateTimeField(_("seen at"), null=True)
    answered_at = models.DateTimeField(_("answered at"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)

    class Meta:
        verbose_name = _("offer")
        verbose_name_plural = _("offers")
        ordering = ["created_at", "id"]
        indexes = [
            models.Index(fields=["lawyer", "state"], name="offer_by_lawyer"),
            models.Index(fields=["expires_at"], name="offer_due", condition=Q(state__in=["sent", "viewed"])),
            models.Index(fields=["sent_at"], name="offer_open", condition=Q(state__in=["sent", "viewed"])),
        ]
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
            models.CheckConstraint(
                condition=Q(wave__isnull=True) | Q(place__isnull=False, points__isnull=False, expires_at__isnull=False),
                name="offer_of_a_wave_was_ranked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.lawyer_id} {self.state}"

    def is_late(self, now: datetime) -> bool:
        """Whether its time is over, be it written down yet or not."""
        if self.state == self.State.EXPIRED:
            return True
        return self.state in workflow.OPEN_OFFER and self.expires_at is not None and self.expires_at <= now
