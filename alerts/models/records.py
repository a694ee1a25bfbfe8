"""What is kept beside an alert: its track, requests to cancel, and bodies that could not be taken apart without loss.

They name the alert by id without a foreign key: any of them may arrive before the alert does.
"""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.gis.db import models
from django.utils.translation import gettext_lazy as _

from alerts.models.sender import Device, Source
from consular.privacy.fields import SealedTextField

if TYPE_CHECKING:
    from alerts.models.alert import Alert


class FromSender(models.Model):
    """Something a source or a device sent about an alert."""

    alert_id = models.UUIDField(_("alert"), db_index=True)
    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="+")
    device = models.ForeignKey(Device, models.PROTECT, null=True, blank=True, related_name="+")
    received_at = models.DateTimeField(_("received at"))

    class Meta:
        abstract = True


class PositionQuerySet(models.QuerySet):
    def of(self, alert: "Alert") -> "PositionQuerySet":
        """The alert's own track: what its own sender sent, as it was fixed. Another sender's fixes prove nothing."""
        own = self.filter(alert_id=alert.pk, source_id=alert.source_id, device_id=alert.device_id)
        return own.order_by("fixed_at", "id")


class Position(FromSender):
    """One fix, with its three times: when the device fixed it, sent it, and when the server had it."""

    point = models.PointField(_("place"), srid=4326, spatial_index=False)
    accuracy_m = models.FloatField(_("accuracy, m (68 %)"), null=True)
    fixed_at = models.DateTimeField(_("fixed at"))
    sent_at = models.DateTimeField(_("sent at"), null=True)
    fix_source = models.CharField(_("fix source"), max_length=16, blank=True)

    objects = PositionQuerySet.as_manager()

    class Meta:
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        constraints = [
            models.UniqueConstraint(
                fields=["alert_id", "source", "device", "fixed_at", "point"],
                nulls_distinct=False,
                name="position_counts_once",
            ),
        ]


class CancelRequest(FromSender):
    """A request to cancel, kept whether or not it was forced."""

    duress = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("request to cancel")
        verbose_name_plural = _("requests to cancel")


class Submission(models.Model):
    """A body kept as it came (as latin-1 text, sealed), because reading it alone would have lost something."""

    id = models.UUIDField(primary_key=True)
    alert_id = models.UUIDField(_("alert"), db_index=True)
    received_at = models.DateTimeField(_("received at"))
    body = SealedTextField(_("body"))

    class Meta:
        verbose_name = _("kept body")
        verbose_name_plural = _("kept bodies")


class AlertNote(models.Model):
    """What an officer wrote down about an alert. Sealed: notes name people."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alert = models.ForeignKey("alerts.Alert", models.CASCADE, related_name="notes", verbose_name=_("alert"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("author"))
    at = models.DateTimeField(_("at"))
    text = SealedTextField(_("text"))

    class Meta:
        verbose_name = _("alert note")
        verbose_name_plural = _("alert notes")
        indexes = [models.Index(fields=["alert", "at"], name="alert_notes_in_order")]
