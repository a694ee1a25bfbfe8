"""The event log: what happened to which subject, when, by whom, and in which order the world was told."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


def subject_id_of(subject: models.Model) -> uuid.UUID:
    """A subject is known by a UUID; one that is counted, such as a post, by its number as a UUID."""
    return subject.pk if isinstance(subject.pk, uuid.UUID) else uuid.UUID(int=subject.pk)


class EventQuerySet(models.QuerySet):
    def about(self, subject: models.Model) -> "EventQuerySet":
        """The story of one subject, in the order in which it happened."""
        return self.filter(subject_type=subject._meta.model_name, subject_id=subject_id_of(subject)).order_by("id")

    def published(self, *, after: int, until: int | None = None) -> "EventQuerySet":
        """What the world was told after `after`, up to and with `until`, in that order."""
        told = self.filter(seq__gt=after).order_by("seq")
        return told if until is None else told.filter(seq__lte=until)


class Event(models.Model):
    """One thing that happened, written in the transaction that made it true.

    `id` is not commit-ordered and never a place to resume from; `seq` is stamped by the publisher, after the commit, and is;
    `told_at` says when.
    `payload` holds codes, states and counts, never a name, a phone or a place.
    """

    kind = models.CharField(_("kind"), max_length=48)
    subject_type = models.CharField(_("subject type"), max_length=16)
    subject_id = models.UUIDField(_("subject"))
    posts = ArrayField(models.BigIntegerField(), verbose_name=_("posts"), default=list)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("actor")
    )
    at = models.DateTimeField(_("at"))
    payload = models.JSONField(_("payload"), default=dict)
    seq = models.BigIntegerField(_("sequence"), null=True, editable=False)
    told_at = models.DateTimeField(_("told at"), null=True, editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [models.UniqueConstraint(fields=["seq"], name="event_sequence_is_unique")]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "id"], name="event_story"),
            models.Index(fields=["id"], name="event_unpublished", condition=models.Q(seq__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_type} {self.subject_id}"


class Stream(models.Model):
    """The one row that counts published events. Its lock orders publishers, so that `seq` is ordered by commit."""

    name = models.CharField(primary_key=True, max_length=16)
    last = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(last__gte=0), name="stream_counts_up")]

    def __str__(self) -> str:
        return f"{self.name} at {self.last}"
