"""Documents of a case or of its matter, and the sealed chunks that they are kept in."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models.choices import staff
from cases.models.levelled import Levelled, belongs_by_level
from cases.querysets import DocumentQuerySet
from consular.privacy.fields import SealedTextField


class Document(Levelled):
    """A file that was checked and cleaned before it was kept. Withdrawn, its content is erased and the row stays."""

    SEALED = ("title", "sha256", "received_sha256", "withdrawal_reason")

    class Kind(models.TextChoices):
        IDENTIFICATION = "identification", _("Identification")
        COURT = "court", _("Court paper")
        EVIDENCE = "evidence", _("Evidence")
        MEDICAL = "medical", _("Medical record")
        AGREEMENT = "agreement", _("Client's agreement")
        CORRESPONDENCE = "correspondence", _("Correspondence")
        CONSULAR_ACCESS = "consular_access", _("Letter asking for consular access")
        BOND_CHECKLIST = "bond_checklist", _("Checklist for a bond packet")
        VISIT_SHEET = "visit_sheet", _("Visit sheet")
        OTHER = "other", _("Other document")

    class Type(models.TextChoices):
        PDF = "application/pdf", "PDF"
        JPEG = "image/jpeg", "JPEG"
        PNG = "image/png", "PNG"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    title = SealedTextField(_("title"))
    content_type = models.CharField(_("type"), max_length=16, choices=Type)
    size = models.PositiveIntegerField(_("size"))
    sha256 = SealedTextField(_("SHA-256"))
    received_sha256 = SealedTextField(_("SHA-256 as received"))
    added_at = models.DateTimeField(_("added at"), default=timezone.now)
    supersedes = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="superseded_by", verbose_name=_("supersedes")
    )
    withdrawn_by = staff(null=True, verbose_name=_("withdrawn by"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawal_reason = SealedTextField(_("why it was withdrawn"))

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        indexes = [
            models.Index(fields=["case", "-added_at"], name="document_of_case"),
            models.Index(fields=["matter", "-added_at"], name="document_of_matter"),
        ]
        constraints = [
            models.CheckConstraint(condition=belongs_by_level(), name="document_belongs_by_level"),
            models.CheckConstraint(condition=Q(size__gt=0), name="document_is_not_empty"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="document_withdrawn_by_a_person",
            ),
            models.CheckConstraint(
                condition=Q(supersedes__isnull=True) | ~Q(supersedes=F("pk")), name="document_supersedes_another"
            ),
        ]

    def __str__(self) -> str:
        return f"L{self.level} {self.id}"

    @property
    def is_current(self) -> bool:
        return self.withdrawn_at is None and getattr(self, "superseded_by", None) is None


class DocumentChunk(models.Model):
    """A piece of the content, sealed with its number and the number of all, so that none can be left out or put elsewhere."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="chunks")
    number = models.PositiveSmallIntegerField()
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="document_chunk_once")]

    def __str__(self) -> str:
        return f"{self.document_id} {self.number}"
