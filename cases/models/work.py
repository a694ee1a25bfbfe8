"""The work on a case: the lawyer's reports and hours, what the post did, and when who was told of the arrest."""

import uuid
from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.models.case import Case
from cases.models.choices import staff
from cases.models.counsel import Contract
from cases.models.custody import Stint
from cases.models.matter import LegalMatter
from cases.work_querysets import Art36QuerySet, ConsularActionQuerySet, TimeQuerySet
from consular.labels import Labels
from consular.privacy.fields import SealedTextField


class ProgressReport(Labels, models.Model):
    """The one bridge from the matter to the case: codes that the lawyer chooses to tell, and a short L3 remark.

    The codes name no ground of relief: a report that could say "asylum" would tell the post what belongs to the client.
    """

    class Stage(models.TextChoices):
        ASSESSING = "assessing", _("Assessing the matter")
        PREPARING = "preparing", _("Preparing")
        FILED = "filed", _("Filed")
        IN_COURT = "in_court", _("Before the court")
        DECISION_PENDING = "decision_pending", _("Waiting for a decision")
        ON_APPEAL = "on_appeal", _("On appeal")
        WINDING_UP = "winding_up", _("Winding up")

    class NextStep(models.TextChoices):
        MEET = "meet", _("Meet the client")
        COLLECT = "collect", _("Collect documents")
        FILE = "file", _("File with the court or agency")
        BOND = "bond", _("Ask for release or bond")
        HEARING = "hearing", _("Attend a hearing")
        WAIT = "wait", _("Wait for a decision")
        APPEAL = "appeal", _("Appeal or ask to reopen")
        CONCLUDE = "conclude", _("Conclude the matter")

    class Need(models.TextChoices):
        DOCUMENTS = "documents", _("Documents")
        INTERPRETER = "interpreter", _("Interpreter")
        FAMILY_CONTACT = "family_contact", _("Contact with the family")
        MONEY = "money", pgettext_lazy("need", "Money")
        VISIT = "visit", pgettext_lazy("need", "A visit")

    REMARK_LIMIT = 280

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    matter = models.ForeignKey(LegalMatter, models.CASCADE, related_name="reports", verbose_name=_("legal matter"))
    stage = models.CharField(_("stage"), max_length=16, choices=Stage)
    next_step = models.CharField(_("next step"), max_length=12, choices=NextStep)
    hearing_known = models.BooleanField(_("the next hearing is known"))
    hours = models.DecimalField(_("hours this month"), max_digits=4, decimal_places=1)
    needs = ArrayField(models.CharField(max_length=16, choices=Need), default=list, blank=True, verbose_name=_("needs"))
    removal_risk = models.BooleanField(_("risk of removal within 48 hours"))
    remark = SealedTextField(_("remark"))
    written_by = staff(verbose_name=_("written by"))
    written_at = models.DateTimeField(_("written at"), default=timezone.now)

    class Meta:
        verbose_name = _("progress report")
        verbose_name_plural = _("progress reports")
        ordering = ["-written_at", "-id"]
        indexes = [models.Index(fields=["matter", "-written_at"], name="report_of_matter")]
        constraints = [
            models.CheckConstraint(condition=Q(hours__range=(0, 744)), name="report_hours_fit_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.written_at:%Y-%m-%d}"

    @property
    def need_labels(self) -> list[str]:
        return [str(self.Need(need).label) for need in self.needs]


class TimeEntry(Labels, models.Model):
    """The lawyer's minutes on one day for one matter. A wrong one is voided, never edited: the contract is billed by it."""

    class Activity(models.TextChoices):
        CLIENT = "client", _("Meeting or calling the client")
        RESEARCH = "research", _("Research and drafting")
        FILING = "filing", _("Filing")
        HEARING = "hearing", pgettext_lazy("activity", "Hearing")
        TRAVEL = "travel", _("Travel and waiting")
        EVIDENCE = "evidence", _("Evidence and witnesses")
        COORDINATION = "coordination", _("Coordination with the consulate")
        OTHER = "other", pgettext_lazy("activity", "Other")

    DAY = 24 * 60

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    matter = models.ForeignKey(LegalMatter, models.CASCADE, related_name="hours", verbose_name=_("legal matter"))
    lawyer = staff(verbose_name=_("lawyer"))
    day = models.DateField(_("day"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    activity = models.CharField(_("activity"), max_length=16, choices=Activity)
    contract = models.ForeignKey(
        Contract, models.PROTECT, null=True, blank=True, related_name="entries", verbose_name=_("contract")
    )
    fee = models.DecimalField(_("fee in US dollars"), max_digits=9, decimal_places=2, default=Decimal(0))
    text = SealedTextField(_("short description"))
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)
    voided_at = models.DateTimeField(_("voided at"), null=True, blank=True)

    objects = TimeQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of time")
        verbose_name_plural = _("entries of time")
        ordering = ["-day", "-recorded_at"]
        indexes = [
            models.Index(fields=["matter", "-day"], name="time_of_matter"),
            models.Index(fields=["lawyer", "day"], name="time_of_lawyer", condition=Q(voided_at=None)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(minutes__range=(1, 1440)), name="time_fits_a_day"),
            models.CheckConstraint(
                condition=Q(fee=0) | Q(fee__gt=0, contract__isnull=False), name="time_fee_is_charged_to_a_contract"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.day} {self.minutes}"


class ConsularAction(Labels, models.Model):
    """Something that the post did for the person, or for the family."""

    class Kind(models.TextChoices):
        VISIT = "visit", _("Visit")
        INTERVIEW = "interview", _("Interview")
        CALL = "call", pgettext_lazy("consular action", "Call")
        LETTER = "letter", _("Letter")
        FAMILY_MESSAGE = "family_message", _("Word to the family")
        DIPLOMATIC_NOTE = "diplomatic_note", _("Diplomatic note")
        DOCUMENT = "document", _("Document")
        MONEY = "money", pgettext_lazy("consular action", "Money")
        REPATRIATION = "repatriation", _("Repatriation")

    class Result(models.TextChoices):
        DONE = "done", pgettext_lazy("result", "Done")
        PARTLY = "partly", pgettext_lazy("result", "Done in part")
        NOT_ADMITTED = "not_admitted", _("Access was refused by the authority")
        PERSON_DECLINED = "person_declined", _("The person did not want it")
        NOT_REACHED = "not_reached", _("Nobody was reached")
        CALLED_OFF = "called_off", _("Called off")

    class Currency(models.TextChoices):
        USD = "USD", "USD"
        MXN = "MXN", "MXN"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="consular_actions", verbose_name=_("case"))
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    happened_at = models.DateTimeField(_("when"))
    done_by = staff(verbose_name=_("done by"))
    facility = models.ForeignKey(
        "organisation.Facility", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("facility")
    )
    place = SealedTextField(_("place, where it is no known facility"))
    result = models.CharField(_("result"), max_length=16, choices=Result)
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    remark = SealedTextField(_("remark"))
    amount = models.DecimalField(_("amount"), max_digits=10, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, choices=Currency, blank=True)
    needs_approval = models.BooleanField(_("needs a second person"), default=False)
    approved_by = staff(null=True, verbose_name=_("approved by"))
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    refused_by = staff(null=True, verbose_name=_("refused by"))
    refused_at = models.DateTimeField(_("refused at"), null=True, blank=True)
    recorded_by = staff(verbose_name=_("recorded by"))
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)

    objects = ConsularActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("consular action")
        verbose_name_plural = _("consular actions")
        ordering = ["-happened_at", "-recorded_at"]
        indexes = [
            models.Index(fields=["case", "-happened_at"], name="action_of_case"),
            models.Index(fields=["kind", "happened_at"], name="action_by_kind"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="money", amount__gt=0) & ~Q(currency="")
                | ~Q(kind="money") & Q(amount__isnull=True, currency="", needs_approval=False),
                name="action_money_has_an_amount",
            ),
            models.CheckConstraint(
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | Q(approved_at__isnull=False, approved_by__isnull=False, needs_approval=True, refused_at__isnull=True)
                & ~Q(approved_by=F("recorded_by"))
                & ~Q(approved_by=F("done_by")),
                name="action_money_approved_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(refused_at__isnull=True, refused_by__isnull=True)
                | Q(refused_at__isnull=False, refused_by__isnull=False, needs_approval=True),
                name="action_money_refused_by_a_person",
            ),
            models.CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(minutes__lte=1440), name="action_lasts_a_day_at_most"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind} {self.happened_at:%Y-%m-%d}"

    @property
    def is_waiting(self) -> bool:
        return self.needs_approval and self.approved_at is None and self.refused_at is None


class Art36Fact(Labels, models.Model):
    """One fact of the notification that article 36(1)(b) of the Vienna Convention demands, with its source.

    An entry is never changed: a better one replaces it, and both stay.
    """

    class Kind(models.TextChoices):
        DETAINED = "detained", _("Detained")
        INFORMED = "informed", _("Told of the right to consular contact")
        ASKED = "asked", _("Asked that the consulate be told")
        NOTIFIED = "notified", _("Consulate notified")
        FIRST_CONTACT = "first_contact", _("First contact of the consulate with the person")

    class How(models.TextChoices):
        PHONE = "phone", _("By telephone")
        FAX = "fax", _("By fax")
        EMAIL = "email", _("By e-mail")
        PORTAL = "portal", _("By an electronic system")
        LETTER = "letter", _("By letter")
        IN_PERSON = "in_person", _("Face to face")
        FOUND = "found", _("Nobody told us: the consulate found out")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="art36_facts", verbose_name=_("case"))
    kind = models.CharField(_("fact"), max_length=16, choices=Kind)
    at = models.DateTimeField(_("when"))
    agency = models.CharField(_("by which authority"), max_length=12, choices=Stint.Agency, blank=True)
    how = models.CharField(_("how"), max_length=12, choices=How, blank=True)
    source = models.CharField(_("source"), max_length=12, choices=Stint.Source)
    remark = SealedTextField(_("remark"))
    recorded_by = staff(verbose_name=_("recorded by"))
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)
    superseded_at = models.DateTimeField(_("replaced at"), null=True, blank=True)

    objects = Art36QuerySet.as_manager()

    class Meta:
        verbose_name = _("fact of consular notification")
        verbose_name_plural = _("facts of consular notification")
        ordering = ["at", "recorded_at"]
        constraints = [
            models.UniqueConstraint(fields=["case", "kind"], condition=Q(superseded_at=None), name="art36_fact_once"),
            models.CheckConstraint(condition=~Q(kind="notified") | ~Q(how=""), name="art36_notification_says_how"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind} {self.at:%Y-%m-%d}"
