"""How the posts are watched: every open board as its last beat told, and for each post the eyes, the load and the test presses."""

import uuid

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.utils.translation import gettext_lazy as _

from consular.organisation.models import Consulate


class BoardSession(models.Model):
    """One open board. `eyes_at` is its last beat at which somebody could see or hear an alert arrive."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("user"))
    posts = ArrayField(models.BigIntegerField(), verbose_name=_("posts"))
    seq = models.BigIntegerField(_("read up to"))
    visible = models.BooleanField(_("visible"))
    sound = models.BooleanField(_("sound unlocked"))
    idle_s = models.PositiveIntegerField(_("seconds since the last input"))
    looks_at = models.UUIDField(
        _("alert that is open on it"), null=True
    )  # what a browser says; never trusted to show it
    hears_bulletins = models.BooleanField(default=False, editable=False)
    beat_at = models.DateTimeField(_("last beat"))
    eyes_at = models.DateTimeField(_("last seen with eyes on it"), null=True)

    class Meta:
        verbose_name = _("open board")
        verbose_name_plural = _("open boards")
        indexes = [
            models.Index(fields=["eyes_at"], name="board_by_eyes"),
            models.Index(fields=["beat_at"], name="board_by_beat"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} · {self.beat_at:%H:%M:%S}"


class PostWatch(models.Model):
    """What the relay last counted for one post, kept so that every server process tells the same."""

    consulate = models.OneToOneField(
        Consulate, models.CASCADE, primary_key=True, related_name="+", verbose_name=_("post")
    )
    eyes = models.PositiveIntegerField(_("boards with eyes on them"), default=0)
    officers = models.PositiveIntegerField(_("active officers"), default=0)
    arrivals = models.PositiveIntegerField(_("alerts in the last ten minutes"), default=0)
    flooded = models.PositiveIntegerField(_("open alerts in the flood lane"), default=0)
    on_duty = models.PositiveIntegerField(_("people on duty, none: no roster"), null=True)
    lean_since = models.DateTimeField(_("lean since"), null=True)
    help_until = models.DateTimeField(_("help asked for until"), null=True)
    canary_sent_at = models.DateTimeField(_("last test press sent at"), null=True)
    canary_seen_at = models.DateTimeField(_("last test press seen at"), null=True)
    canary_ms = models.PositiveIntegerField(_("press to glass, ms"), null=True)

    class Meta:
        verbose_name = _("watch of a post")
        verbose_name_plural = _("watches of posts")

    def __str__(self) -> str:
        return str(self.consulate_id)


class Canary(models.Model):
    """A test press that the service sent itself. It is never an alert, so it is in no queue, no timer and no figure."""

    id = models.UUIDField(primary_key=True)
    consulate = models.ForeignKey(Consulate, models.CASCADE, related_name="+", verbose_name=_("post"))
    pressed_at = models.DateTimeField(_("pressed at"))
    received_at = models.DateTimeField(_("received at"), db_index=True)
    point = models.PointField(_("place"), null=True, srid=4326, spatial_index=False)
    place = models.CharField(_("place in words"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("test press")
        verbose_name_plural = _("test presses")

    def __str__(self) -> str:
        return str(self.pk)
