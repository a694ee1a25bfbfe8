"""What a track suggests about where the person is held, and what an officer made of it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consular.labels import Labels
from consular.organisation.models import Facility


class FacilityProposal(Labels, models.Model):
    """ "Probably at X", from one fix. Rejected, it is remembered: the same facility is not proposed for that alert again."""

    class Basis(models.TextChoices):
        ENTER = "enter", _("a fix lies at it")
        COVERS = "covers", _("the uncertainty of the newest fix covers it")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ACCEPTED = "accepted", _("accepted")
        REJECTED = "rejected", _("rejected")
        SUPERSEDED = "superseded", _("superseded")

    alert = models.ForeignKey("alerts.Alert", models.CASCADE, related_name="proposals", verbose_name=_("alert"))
    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+", verbose_name=_("custody facility"))
    position = models.ForeignKey(  # without a constraint: tracks are deleted while this stays
        "alerts.Position", models.DO_NOTHING, db_constraint=False, related_name="+", verbose_name=_("position")
    )
    basis = models.CharField(_("basis"), max_length=8, choices=Basis)
    distance_m = models.FloatField(_("distance, m"))
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.OPEN)
    at = models.DateTimeField(_("proposed at"))
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered at"), null=True)

    class Meta:
        verbose_name = _("proposed facility")
        verbose_name_plural = _("proposed facilities")
        constraints = [
            models.UniqueConstraint(fields=["alert", "facility"], name="proposal_once_per_facility"),
            models.UniqueConstraint(fields=["alert"], condition=Q(state="open"), name="proposal_one_open_per_alert"),
            models.CheckConstraint(
                condition=~Q(state__in=["accepted", "rejected"])
                | Q(answered_by__isnull=False, answered_at__isnull=False),
                name="proposal_answered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.facility}, {self.basis}"
