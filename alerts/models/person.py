"""The person: an opaque code that screens show, and apart from it a sealed identity. There is no field for immigration status."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from consular.privacy.fields import SealedTextField


class Person(models.Model):
    """Somebody under consular protection. `code` is what people say aloud (PX-7F3K2M)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(_("code"), max_length=12, unique=True)
    languages = ArrayField(models.CharField(max_length=16), verbose_name=_("languages"), default=list, blank=True)
    created_at = models.DateTimeField(_("created at"))

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.code


class Identity(models.Model):
    """Who the person is, sealed. `extra` is a JSON object of everything else that was sent about them."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="identity")
    name = SealedTextField(_("name"))
    phone = SealedTextField(_("phone"))
    extra = SealedTextField(_("other identity data"))
    phone_index = models.BinaryField(max_length=16, default=b"", editable=False)

    class Meta:
        verbose_name = _("identity")
        verbose_name_plural = _("identities")
        indexes = [models.Index(fields=["phone_index"], name="identity_by_phone", condition=~models.Q(phone_index=b""))]

    def __str__(self) -> str:
        return str(self.person_id)
