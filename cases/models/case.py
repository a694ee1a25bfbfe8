"""The consulate's own case, and the alerts that belong to it."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import explained, outcomes, workflow
from cases.models.choices import Category, Priority, staff
from cases.querysets import CaseQuerySet
from consular.labels import Labels
from consular.privacy.fields import SealedTextField

if TYPE_CHECKING:
    from cases.models.matter import LegalMatter, Offer
    from cases.models.records import Outcome


class Case(Labels, models.Model):
    """The consulate's own case: the post works it, sees it, and answers for it."""

    class State(models.TextChoices):
        NEW = "new", _("New")
        CONTACTING = "contacting", _("Contacting")
        LOCATING = "locating", _("Locating")
        IN_CUSTODY = "in_custody", _("In custody")
        AT_LIBERTY = "at_liberty", _("At liberty")
        REMOVED = "removed", _("Removed")
        PENDING_CLOSE = "pending_close", _("Waiting to be closed")
        CLOSED = "closed", _("Closed")
        BLOCKED_OPPOSED = "blocked_opposed", _("Stopped: the person opposes it")
        REOPENED = "reopened", _("Reopened")

    class Reopening(models.TextChoices):
        """Why a closed case goes on."""

        NEW_FACTS = "new_facts", _("New facts")
        DETAINED_AGAIN = "detained_again", _("Detained again")
        CLOSED_IN_ERROR = "closed_in_error", _("Closed in error")
        ASKED = "asked", _("The person or the family asks for it")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(_("code"), max_length=12, unique=True, editable=False)
    consulate = models.ForeignKey(
        "organisation.Consulate", models.PROTECT, related_name="cases", verbose_name=_("post")
    )
    person = models.ForeignKey("alerts.Person", models.PROTECT, related_name="cases", verbose_name=_("person"))
    category = models.CharField(_("category"), max_length=16, choices=Category, default=Category.MIGRATORY)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority, default=Priority.P2)
    priority_start = models.PositiveSmallIntegerField(_("priority of the alert"), choices=Priority, default=Priority.P2)
    priority_why = ArrayField(models.CharField(max_length=24), default=list, blank=True, verbose_name=_("reasons"))
    hand_until = models.DateTimeField(_("priority set by hand until"), null=True, blank=True)
    hand_at = models.DateTimeField(_("priority set by hand at"), null=True, blank=True)
    hand_by = staff(null=True, verbose_name=_("priority set by hand by"))
    hand_reason = SealedTextField(_("reason of the priority set by hand"))
    state = models.CharField(_("state"), max_length=16, choices=State, default=State.NEW)
    stopped_from = models.CharField(_("state before the person opposed"), max_length=16, choices=State, blank=True)
    drill = models.BooleanField(_("drill"), default=False)
    officer = staff(verbose_name=_("officer in charge"))
    opened_by = staff(verbose_name=_("opened by"))
    opened_at = models.DateTimeField(_("opened at"), default=timezone.now)
    taken_at = models.DateTimeField(_("first taken by a lawyer at"), null=True)
    close_requested_by = staff(null=True, verbose_name=_("closing asked by"))
    close_requested_at = models.DateTimeField(_("closing asked at"), null=True)
    closed_by = staff(null=True, verbose_name=_("closed by"))
    closed_at = models.DateTimeField(_("closed at"), null=True)
    counted_with = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("counted with, in reports"),
    )
    locate_step = models.PositiveSmallIntegerField(_("steps of locating that are over"), default=0)
    locate_due_at = models.DateTimeField(_("to be located by"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField(_("updated at"), default=timezone.now)

    # Read along with many cases; None: not yet asked (see keeps_it_open).
    kept_by_counsel: bool | None = None
    kept_by_children: bool | None = None

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        indexes = [
            models.Index(fields=["consulate", "-opened_at", "code"], name="case_by_post"),
            models.Index(fields=["consulate", "state", "-opened_at"], name="case_by_post_and_state"),
            models.Index(fields=["officer", "-opened_at"], name="case_by_officer"),
            models.Index(
                fields=["consulate", "opened_at", "updated_at"],
                include=["drill", "counted_with"],  # so that the backlog of all posts reads the index alone
                name="case_open_by_age",
                condition=~Q(state="closed"),
            ),
            models.Index(fields=["consulate", "updated_at"], name="case_by_post_and_change"),
            models.Index(fields=["locate_due_at"], name="case_locate_due", condition=Q(locate_due_at__isnull=False)),
            models.Index(fields=["hand_until"], name="case_hand_until", condition=Q(hand_until__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(priority__lte=3), name="case_priority_is_p0_to_p3"),
            models.CheckConstraint(
                condition=~Q(state="pending_close")
                | Q(close_requested_by__isnull=False, close_requested_at__isnull=False),
                name="case_pending_close_was_asked_for",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False, closed_by__isnull=False)
                | (~Q(state="closed") & Q(closed_at__isnull=True, closed_by__isnull=True)),
                name="case_closed_has_time_and_person",
            ),
            models.CheckConstraint(
                condition=Q(closed_by__isnull=True)
                | (Q(close_requested_by__isnull=False) & ~Q(closed_by=F("close_requested_by"))),
                name="case_closed_by_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(hand_until__isnull=True, hand_at__isnull=True, hand_by__isnull=True)
                | Q(hand_until__isnull=False, hand_at__isnull=False, hand_by__isnull=False),
                name="case_priority_by_hand_has_an_end",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def matter(self) -> "LegalMatter":
        """The matter that counts now: the newest. A case has one from its opening; later ones follow a reopening."""
        return max(self.matters.all(), key=lambda matter: matter.opened_at)

    @property
    def matter_state(self) -> str:
        return self.matter.state

    @property
    def lawyer_id(self) -> int | None:
        return self.matter.lawyer_id

    @property
    def open_offers(self) -> list["Offer"]:
        return [offer for offer in self.matter.offers.all() if offer.state in workflow.OPEN_OFFER]

    def open_offer_to(self, user_id: int) -> "Offer | None":
        return next((offer for offer in self.open_offers if offer.lawyer_id == user_id), None)

    def has_open_offer_for(self, user_id: int) -> bool:
        return self.open_offer_to(user_id) is not None

    @property
    def current_outcomes(self) -> dict[str, "Outcome"]:
        return {outcome.axis: outcome for outcome in self.outcomes.all() if outcome.superseded_at is None}

    def missing_outcomes(self) -> list[str]:
        return outcomes.missing(self.current_outcomes)

    @property
    def is_set_by_hand(self) -> bool:
        return self.hand_until is not None

    @property
    def why(self) -> str:
        """Why it is as urgent as it is, in the reader's language."""
        return explained.why(self)

    @property
    def is_held(self) -> bool:
        """Whether the person is in custody, as far as the case knows also while it waits to be closed or is stopped."""
        custody = self.current_outcomes.get("custody")
        if self.state in (self.State.PENDING_CLOSE, self.State.BLOCKED_OPPOSED):
            if custody and custody.meaning and custody.meaning.case_state:
                return custody.meaning.case_state == self.State.IN_CUSTODY
            return self.State.IN_CUSTODY in (self.stopped_from, *self.priority_why)
        return self.state == self.State.IN_CUSTODY

    def keeps_it_open(self) -> list[str]:
        """`counsel`: something of the matter is not done, and what it is stays with the lawyer; `children`: theirs runs on.

        Never more of counsel than that: a deadline that tells of fear must not show by what the post is refused.
        """
        counsel, children = self.kept_by_counsel, self.kept_by_children
        if counsel is None or children is None:
            counsel, children = self.matters.filter(not_released()).exists(), self.children.running().exists()
        return ["counsel"] * counsel + ["children"] * children

    @property
    def is_over(self) -> bool:
        return self.state == self.State.CLOSED

    def touch(self, now: datetime) -> None:
        """Another version of the case; the caller saves."""
        self.version += 1
        self.updated_at = now


def not_released() -> Q:
    """Matters that a lawyer has not released: one with an open deadline, or one that its lawyer holds."""
    return Q(deadlines__state__in=["proposed", "confirmed"]) | Q(closing_held_at__isnull=False)


class CaseAlert(models.Model):
    """An alert that belongs to a case. A case may have several; an alert belongs to one."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, models.CASCADE, related_name="alert_links")
    alert = models.OneToOneField("alerts.Alert", models.PROTECT, related_name="case_link")
    linked_by = staff(verbose_name=_("linked by"))
    linked_at = models.DateTimeField(_("linked at"), default=timezone.now)

    class Meta:
        verbose_name = _("linked alert")
        verbose_name_plural = _("linked alerts")

    def __str__(self) -> str:
        return f"{self.case_id} {self.alert_id}"
