"""What a conflict of interest is found by: the parties of a matter, sealed, and every look that a lawyer took at them."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.choices import staff
from cases.models.matter import LegalMatter, Offer
from consular.labels import Labels
from consular.privacy.fields import SealedTextField


class Party(Labels, models.Model):
    """Somebody in a matter. The client's row holds the indexes only: the name stays where the identity is."""

    class Role(models.TextChoices):
        CLIENT = "client", _("Client")
        OPPOSING = "opposing", _("Opposing party")
        RELATED = "related", _("Related person")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    matter = models.ForeignKey(LegalMatter, models.CASCADE, related_name="parties", verbose_name=_("legal matter"))
    role = models.CharField(_("role"), max_length=8, choices=Role)
    name = SealedTextField(_("name"))
    exact = models.BinaryField(max_length=16, editable=False)
    sounds = ArrayField(models.BinaryField(max_length=16), default=list, editable=False)
    is_privileged = models.BooleanField(_("entered by the lawyer"), default=False)
    said_by = staff(null=True, verbose_name=_("entered by"))
    said_at = models.DateTimeField(_("entered at"), default=timezone.now)

    class Meta:
        verbose_name = _("party")
        verbose_name_plural = _("parties")
        ordering = ["said_at", "id"]
        indexes = [
            models.Index(fields=["exact"], name="party_by_name"),
            GinIndex(fields=["sounds"], name="party_by_sound"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["matter"], condition=Q(role="client"), name="matter_has_one_client"),
            models.UniqueConstraint(fields=["matter", "role", "exact"], name="party_once_per_role"),
            models.CheckConstraint(
                condition=Q(role="client", said_by__isnull=True) | ~Q(role="client") & Q(said_by__isnull=False),
                name="party_was_entered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.role}"


class ConflictCheck(models.Model):
    """One comparison of a matter's names with the other matters of a lawyer and the firm. `found` holds codes and ids only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    offer = models.ForeignKey(Offer, models.CASCADE, related_name="checks", verbose_name=_("offer"))
    lawyer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("lawyer"))
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    compared = models.PositiveIntegerField(_("matters compared"))
    found = models.JSONField(_("found"), default=list)
    saw_names = models.BooleanField(_("names were shown"), default=False)
    explanation = SealedTextField(_("why it is no conflict"))

    class Meta:
        verbose_name = _("conflict check")
        verbose_name_plural = _("conflict checks")
        ordering = ["made_at"]
        indexes = [models.Index(fields=["offer", "-made_at"], name="conflict_check_of_offer")]

    def __str__(self) -> str:
        return f"{self.offer_id} {self.made_at:%Y-%m-%d}"
