"""Exports that are made in the background or need a second person, and the sealed pieces that their files are kept in."""

import uuid
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.reports import workflow
from cases.reports.export_querysets import ExportQuerySet
from cases.reports.question import Question
from consular.labels import Labels
from consular.privacy.fields import SealedTextField


def _staff(**more: Any) -> models.ForeignKey:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", **more)


class ExportRequest(Labels, models.Model):
    """Somebody asks for a file. Rows about people have a reason and a second person. The content goes after 24 hours, the row stays."""

    class What(models.TextChoices):
        FIGURES = "figures", _("Figures")
        PACK = "pack", _("Pack of the public counters")
        ALERTS = "alerts", _("Rows: alerts")
        CASES = "cases", _("Rows: cases")

    class Format(models.TextChoices):
        CSV = "csv", "CSV"
        XLSX = "xlsx", "XLSX"
        PDF = "pdf", "PDF"
        ZIP = "zip", "ZIP"

    class State(models.TextChoices):
        REQUESTED = "requested", _("Waits for a second person")
        APPROVED = "approved", _("Waits to be made")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        BUILDING = "building", _("Being made")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")
        STOPPED = "stopped", _("Stopped")
        EXPIRED = "expired", _("Expired")

    class Failure(models.TextChoices):
        NOT_PRINTED = (
            "not_printed",
            _("The printing failed several times. Ask again; if it fails again, tell the administrator."),
        )
        TOO_MANY = "too_many", _("There are more than 100,000 rows. Ask for a shorter period.")
        NO_ACCESS = "no_access", _("Who asked may no longer see these figures.")
        ERROR = "error", _("It failed several times. Ask again; if it fails again, tell the administrator.")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    what = models.CharField(_("what"), max_length=8, choices=What)
    format = models.CharField(_("format"), max_length=4, choices=Format)
    question = models.JSONField(_("question"))
    language = models.CharField(_("language"), max_length=8)
    consulate = models.ForeignKey(
        "organisation.Consulate", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("post")
    )
    asked_by = _staff(verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked at"), default=timezone.now)
    reason = SealedTextField(_("reason"))
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.REQUESTED)
    decided_by = _staff(null=True, blank=True, verbose_name=_("approved or refused by"))
    decided_at = models.DateTimeField(_("approved or refused at"), null=True, blank=True)
    answer = SealedTextField(_("why it was refused"))
    failure = models.CharField(_("why it failed"), max_length=12, choices=Failure, blank=True)

    # Who builds it, and until when nobody else does: `turn` counts who took it up, `tries` those since it last came forward.
    turn = models.PositiveIntegerField(default=0, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    lease_ends_at = models.DateTimeField(null=True, blank=True, editable=False)
    done = models.PositiveIntegerField(_("steps done"), default=0)
    of = models.PositiveIntegerField(_("of how many steps"), default=0)

    size = models.PositiveIntegerField(_("size"), default=0)
    rows = models.PositiveIntegerField(_("rows"), null=True, blank=True)
    ready_at = models.DateTimeField(_("ready at"), null=True, blank=True)
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        indexes = [
            models.Index(fields=["asked_by", "-asked_at"], name="export_of_asker"),
            models.Index(fields=["consulate", "asked_at"], name="export_waiting", condition=Q(state="requested")),
            models.Index(
                fields=["lease_ends_at"], name="export_to_be_made", condition=Q(state__in=["approved", "building"])
            ),
            models.Index(fields=["expires_at"], name="export_to_expire", condition=Q(state="ready")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(what__in=["alerts", "cases"]) | Q(consulate__isnull=False) & ~Q(reason=b""),
                name="export_of_people_has_post_and_reason",
            ),
            models.CheckConstraint(
                condition=~Q(what__in=["alerts", "cases"])
                | Q(state__in=["requested", "withdrawn", "expired"])
                | Q(decided_by__isnull=False),
                name="export_of_people_has_second_person",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True, decided_at__isnull=True)
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decided_by=F("asked_by"))),
                name="export_decided_by_another_person",
            ),
            models.CheckConstraint(
                condition=Q(ready_at__isnull=True, expires_at__isnull=True) & ~Q(state="ready")
                | Q(ready_at__isnull=False, expires_at__gt=F("ready_at"), state__in=["ready", "expired"]),
                name="export_ready_expires",
            ),
            models.CheckConstraint(condition=Q(done__lte=F("of")), name="export_progress_within"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.format} {self.id}"

    @property
    def asked(self) -> Question:
        return Question.of(self.question)

    @property
    def is_about_people(self) -> bool:
        return self.what in workflow.ABOUT_PEOPLE

    @property
    def is_under_way(self) -> bool:
        return self.state in workflow.UNDER_WAY

    @property
    def percent(self) -> int:
        return 100 * self.done // self.of if self.of else 0

    def is_there(self, now: datetime) -> bool:
        """Whether it can be downloaded now: also before the deletion has come round, it ends to the second."""
        return self.state == self.State.READY and self.expires_at is not None and now < self.expires_at


class ExportChunk(Labels, models.Model):
    """A sealed piece: rows that have been read (`rows`), or the file itself (`file`). Each is bound to its place."""

    class Part(models.TextChoices):
        ROWS = "rows", _("rows")
        FILE = "file", _("file")

    export = models.ForeignKey(ExportRequest, models.CASCADE, related_name="chunks")
    part = models.CharField(max_length=4, choices=Part)
    number = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["export", "part", "number"], name="export_chunk_once")]

    def __str__(self) -> str:
        return f"{self.export_id} {self.part} {self.number}"
