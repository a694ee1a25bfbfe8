"""Wrapped data keys, key pairs and sealed circles; and the hash-chained log of every look at protected data."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class DataKey(models.Model):
    """A key that seals fields, itself wrapped by the key file. `scope` says whose: "network", later "post:…" and "person:…"."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    scope = models.CharField(max_length=64)
    wrapped = models.BinaryField()
    is_current = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scope"], condition=models.Q(is_current=True), name="one_current_key_per_scope"
            )
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.id}"


class MemberKey(models.Model):
    """The key pair of a user who belongs to sealed circles. The private half is sealed under the key file."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, primary_key=True, related_name="+")
    public = models.BinaryField()
    private = models.BinaryField()
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return str(self.pk)


class CircleKey(models.Model):
    """One generation of a circle's key. `recovery` is it in a box for the offline recovery key, empty when there is none."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    circle = models.UUIDField()
    is_current = models.BooleanField(default=True)
    recovery = models.BinaryField(default=b"")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["circle"], name="key_of_circle")]
        constraints = [
            models.UniqueConstraint(
                fields=["circle"], condition=models.Q(is_current=True), name="one_current_key_per_circle"
            )
        ]

    def __str__(self) -> str:
        return f"{self.circle} {self.id}"


class CircleWrap(models.Model):
    """A circle's key in a box for one member; without a member, left to the successor and sealed under the key file."""

    key = models.ForeignKey(CircleKey, models.CASCADE, related_name="wraps")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    wrapped = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "member"], name="one_wrap_per_member"),
            models.UniqueConstraint(
                fields=["key"], condition=models.Q(member__isnull=True), name="one_wrap_for_the_successor"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key_id} {self.member_id}"


class AccessRecord(models.Model):
    """One look at protected data, written before it was shown. Each row's hash covers the row before it."""

    at = models.DateTimeField(_("at"))
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("reader"))
    subject_type = models.CharField(_("subject type"), max_length=16)
    subject_id = models.UUIDField(_("subject"))
    fields = ArrayField(models.CharField(max_length=32), verbose_name=_("fields"))
    purpose = models.CharField(_("purpose"), max_length=32)
    previous_hash = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        verbose_name = _("access record")
        verbose_name_plural = _("access records")
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="access_by_subject"),
            models.Index(fields=["at"], name="access_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.subject_type} {self.subject_id}"


class ReadAlarm(models.Model):
    """One reader looked at too many people within an hour. It stays open until an auditor has said what it was."""

    reader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("reader"))
    people = models.PositiveIntegerField(_("people"))
    raised_at = models.DateTimeField(_("raised at"))
    seen_at = models.DateTimeField(_("seen at"), null=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("seen by")
    )

    class Meta:
        verbose_name = _("alarm of many looks")
        verbose_name_plural = _("alarms of many looks")
        indexes = [models.Index(fields=["reader", "-raised_at"], name="read_alarm_of_reader")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(seen_at__isnull=True, seen_by__isnull=True)
                | models.Q(seen_at__isnull=False, seen_by__isnull=False),
                name="read_alarm_seen_by_a_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.raised_at:%Y-%m-%d %H:%M} {self.reader_id} {self.people}"


class AccessChain(models.Model):
    """How long the chain of access records is and how it ends, sealed with the key file: what is cut off shows."""

    READS = "reads"

    name = models.CharField(primary_key=True, max_length=16)
    length = models.BigIntegerField(default=0)
    last_hash = models.BinaryField(default=b"")
    seal = models.BinaryField(default=b"")

    def __str__(self) -> str:
        return f"{self.name}: {self.length}"
