"""A wave: the lawyers who were asked at the same time, out of whom, and why these."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.choices import Priority, staff
from cases.models.matter import LegalMatter
from consular.labels import Labels


class OfferWave(Labels, models.Model):
    """`need` is what was asked of the ranking and `left_out` who could not be asked: with the offers, all to work it out again."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    matter = models.ForeignKey(LegalMatter, models.CASCADE, related_name="waves", verbose_name=_("legal matter"))
    search = models.PositiveSmallIntegerField(_("search"))
    number = models.PositiveSmallIntegerField(_("wave"))
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority)
    need = models.JSONField(_("what was needed"))
    left_out = models.JSONField(_("who was left out"), default=list)
    sent_by = staff(verbose_name=_("search begun by"))
    sent_at = models.DateTimeField(_("sent at"), default=timezone.now)
    expires_at = models.DateTimeField(_("to be answered by"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("wave of offers")
        verbose_name_plural = _("waves of offers")
        ordering = ["search", "number"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "search", "number"], name="wave_once"),
            models.UniqueConstraint(fields=["matter"], condition=Q(ended_at=None), name="matter_has_one_running_wave"),
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("sent_at")), name="wave_expires_after_it_is_sent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.search}.{self.number}"
