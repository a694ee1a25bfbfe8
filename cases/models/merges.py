"""Two people who turned out to be one, and everything that was moved, so that it can be moved back."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.choices import staff


class PersonMerge(models.Model):
    """`moved` lists the ids of what belonged to the absorbed: `{alerts, cases, devices, people, counted}`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kept = models.ForeignKey("alerts.Person", models.PROTECT, related_name="+", verbose_name=_("kept"))
    absorbed = models.ForeignKey("alerts.Person", models.PROTECT, related_name="+", verbose_name=_("absorbed"))
    moved = models.JSONField(_("moved"), default=dict)
    merged_by = staff(verbose_name=_("merged by"))
    merged_at = models.DateTimeField(_("merged at"), default=timezone.now)
    undone_by = staff(null=True, verbose_name=_("undone by"))
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)

    class Meta:
        verbose_name = _("merge of people")
        verbose_name_plural = _("merges of people")
        indexes = [models.Index(fields=["kept", "-merged_at"], name="merge_of_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["absorbed"], condition=Q(undone_at=None), name="person_absorbed_once_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(kept=F("absorbed")), name="merge_of_two_people"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="merge_undone_by_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.absorbed_id} -> {self.kept_id}"
