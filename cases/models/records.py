"""What is written down about a case: notes by level, outcomes by axis."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import outcomes
from cases.models.case import Case
from cases.models.choices import staff
from cases.models.levelled import Levelled, belongs_by_level
from cases.querysets import NoteQuerySet
from consular.labels import Labels
from consular.privacy.fields import SealedTextField


class Note(Levelled):
    """What somebody wrote, sealed."""

    SEALED = ("text",)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    text = SealedTextField(_("text"))
    written_at = models.DateTimeField(_("written at"), default=timezone.now)

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        indexes = [
            models.Index(fields=["case", "-written_at"], name="note_of_case"),
            models.Index(fields=["matter", "-written_at"], name="note_of_matter"),
        ]
        constraints = [
            models.CheckConstraint(condition=belongs_by_level(), name="note_privileged_belongs_to_the_matter")
        ]

    def __str__(self) -> str:
        return f"L{self.level} {self.id}"


class Outcome(Labels, models.Model):
    """How one axis of the case stands. A new one supersedes the old, which stays."""

    class Axis(models.TextChoices):
        CUSTODY = "custody", _("Custody")
        PROCEEDING = "proceeding", _("Proceeding")
        SERVICE = "service", _("Service")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="outcomes")
    axis = models.CharField(_("axis"), max_length=16, choices=Axis)
    code = models.CharField(_("outcome"), max_length=32)
    note = SealedTextField(_("explanation"))
    set_by = staff(verbose_name=_("set by"))
    set_at = models.DateTimeField(_("set at"), default=timezone.now)
    superseded_at = models.DateTimeField(_("superseded at"), null=True)

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "axis"], condition=Q(superseded_at__isnull=True), name="case_has_one_outcome_per_axis"
            )
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.axis} {self.code}"

    @property
    def meaning(self) -> outcomes.OutcomeCode | None:
        return outcomes.find(self.axis, self.code)
