"""What reference data stand in the database, since when, and whom to name for them."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from consular.organisation.querysets import ReferenceLoadQuerySet


class ReferenceLoad(models.Model):
    network = models.CharField(_("network"), max_length=40)
    name = models.CharField(_("name"), max_length=160)
    checksum = models.CharField(_("checksum"), max_length=64)
    counts = models.JSONField(_("counts"), default=dict)
    attributions = models.JSONField(_("attributions"), default=list)
    at = models.DateTimeField(_("at"), default=timezone.now)

    objects = ReferenceLoadQuerySet.as_manager()

    class Meta:
        verbose_name = _("load of reference data")
        verbose_name_plural = _("loads of reference data")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["network", "-at"], name="load_latest")]

    def __str__(self) -> str:
        return f"{self.network} {self.checksum[:12]}"
