"""The hand-over of a shift: what was open and done, frozen as it was, and who signed for it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consular.organisation.access import Viewer
from consular.organisation.models import Consulate
from consular.privacy.fields import SealedTextField


class ShiftDigestQuerySet(models.QuerySet):
    def visible_to(self, viewer: Viewer) -> "ShiftDigestQuerySet":
        """For those who work at the post."""
        return self.filter(consulate__in=viewer.posts)

    def unsigned(self) -> "ShiftDigestQuerySet":
        return self.filter(signed_at=None)


class ShiftDigest(models.Model):
    """One hand-over of one post. `content` (of `alerts.shifts`) never changes; `sha256` is of its canonical JSON.

    `changes` is what differed at the moment of the signature: the signer took over with that known.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consulate = models.ForeignKey(Consulate, models.PROTECT, related_name="+", verbose_name=_("post"))
    since = models.DateTimeField(_("since"))
    handed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("handed over by")
    )
    handed_at = models.DateTimeField(_("handed over at"))
    remark = SealedTextField(_("remark"))
    content = models.JSONField(_("content"))
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("signed by")
    )
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)
    changes = models.JSONField(_("changes until the signature"), default=list)

    objects = ShiftDigestQuerySet.as_manager()

    class Meta:
        verbose_name = _("shift hand-over")
        verbose_name_plural = _("shift hand-overs")
        constraints = [
            models.CheckConstraint(
                condition=Q(signed_by__isnull=True, signed_at__isnull=True)
                | Q(signed_by__isnull=False, signed_at__isnull=False) & ~Q(signed_by=F("handed_by")),
                name="shift_signed_by_another",
            ),
            models.UniqueConstraint(
                fields=["consulate"], name="shift_one_waits_at_a_time", condition=Q(signed_at__isnull=True)
            ),
        ]
        indexes = [models.Index(fields=["consulate", "-handed_at"], name="shift_by_post")]

    def __str__(self) -> str:
        return f"{self.consulate.code} {self.handed_at:%Y-%m-%d %H:%M}"
