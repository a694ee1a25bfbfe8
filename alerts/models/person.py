"""The person: an opaque code that screens show, and apart from it a sealed identity. There is no field for immigration status."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from alerts import marks
from consular.labels import Labels
from consular.privacy.fields import SealedTextField


class Person(models.Model):
    """Somebody under consular protection. `code` is what people say aloud (PX-7F3K2M)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(_("code"), max_length=12, unique=True)
    languages = ArrayField(models.CharField(max_length=16), verbose_name=_("languages"), default=list, blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged",
        verbose_name=_("is the same as"),
    )
    opposed_at = models.DateTimeField(_("opposed consular contact at"), null=True, blank=True)
    created_at = models.DateTimeField(_("created at"))

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("pk")), name="person_is_merged_into_another"
            )
        ]

    def __str__(self) -> str:
        return self.code


class Identity(models.Model):
    """Who the person is, sealed.

    `name` and `phone` are what is shown first; `phones` are the others, one a line; `extra` is a JSON object of everything else
    that was sent. `marked_as` is the version of the marks (`alerts.marks`) by which the person can be found: what the intake
    writes has none yet, and the sweeper makes them.
    """

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="identity")
    name = SealedTextField(_("name"))
    phone = SealedTextField(_("phone"))
    extra = SealedTextField(_("other identity data"))
    given_names = SealedTextField(_("given names"), db_default=b"")
    first_surname = SealedTextField(_("first surname"), db_default=b"")
    second_surname = SealedTextField(_("second surname"), db_default=b"")
    birth_date = SealedTextField(_("date of birth"), db_default=b"")
    phones = SealedTextField(_("other telephones"), db_default=b"")
    a_number = SealedTextField(_("A-number"), db_default=b"")
    curp = SealedTextField(_("CURP"), db_default=b"")
    consular_id = SealedTextField(_("consular identity card"), db_default=b"")
    version = models.PositiveIntegerField(default=1, db_default=1)
    marked_as = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    phone_index = models.BinaryField(max_length=16, default=b"", editable=False)

    class Meta:
        verbose_name = _("identity")
        verbose_name_plural = _("identities")
        indexes = [
            models.Index(fields=["phone_index"], name="identity_by_phone", condition=~Q(phone_index=b"")),
            models.Index(fields=["marked_as"], name="identity_to_be_marked", condition=Q(marked_as__lt=marks.VERSION)),
        ]

    def __str__(self) -> str:
        return str(self.person_id)


class IdentityMark(Labels, models.Model):
    """A value by which the person is found without being read: the blind index of a number, of the name, or of the sound of a part."""

    class Kind(models.TextChoices):
        A_NUMBER = marks.A_NUMBER, _("A-number")
        CURP = marks.CURP, _("CURP")
        CONSULAR_ID = marks.CONSULAR_ID, _("consular identity card")
        PHONE = marks.PHONE, _("telephone")
        NAME = marks.NAME, _("name")
        SOUND = marks.SOUND, _("part of the name, by its sound")

    person = models.ForeignKey(Person, models.CASCADE, related_name="marks", verbose_name=_("person"))
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    index = models.BinaryField(max_length=16)

    class Meta:
        verbose_name = _("mark of an identity")
        verbose_name_plural = _("marks of identities")
        constraints = [
            models.UniqueConstraint(fields=["kind", "index", "person"], name="identity_mark_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind}"
