"""Schedules: when somebody wants to be told that a report is ready, and the mails that say so."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from consular.labels import Labels
from consular.organisation.models.people import offered_languages


class Schedule(Labels, models.Model):
    """A question with a period that moves with the day, asked again and again for one member of staff.

    It is due by the clock of `home`, the post where its owner sits; `next_at` is that moment in UTC, and only `cases.reports.clock`
    works it out. The owner's address is never kept here: it is the account's when the mail goes.
    """

    class Period(models.TextChoices):
        LAST_WEEK = "last_week", _("Last week")
        LAST_MONTH = "last_month", _("Last month")
        LAST_8_WEEKS = "last_8_weeks", _("Last 8 weeks")

    class Rhythm(models.TextChoices):
        WEEKLY = "weekly", _("Every week")
        MONTHLY = "monthly", _("Every month")

    class State(models.TextChoices):
        ACTIVE = "active", _("Running")
        PAUSED = "paused", _("Paused")
        ENDED = "ended", _("Ended")

    class Ended(models.TextChoices):
        POSTING = "posting", _("The posting that gave the right to this report has ended.")
        ACCOUNT = "account", _("The account is no longer active.")

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="report_schedules", verbose_name=_("owner")
    )
    period = models.CharField(_("period"), max_length=16, choices=Period)
    post = models.ForeignKey(
        "organisation.Consulate", models.PROTECT, null=True, related_name="+", verbose_name=_("post")
    )
    home = models.ForeignKey("organisation.Consulate", models.PROTECT, related_name="+", verbose_name=_("clock of"))
    asked = models.JSONField(_("step and filters"), default=dict)
    rhythm = models.CharField(_("how often"), max_length=8, choices=Rhythm)
    weekday = models.PositiveSmallIntegerField(_("weekday"), null=True)
    day = models.PositiveSmallIntegerField(_("day of the month"), null=True)
    hour = models.PositiveSmallIntegerField(_("hour"))
    language = models.CharField(_("language"), max_length=5, choices=offered_languages)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.ACTIVE)
    ended = models.CharField(_("why it ended"), max_length=8, choices=Ended, blank=True)
    last_due_at = models.DateTimeField(_("last due"), null=True)
    next_at = models.DateTimeField(_("next due"))
    created_at = models.DateTimeField(_("created"))

    class Meta:
        verbose_name = _("schedule")
        verbose_name_plural = _("schedules")
        ordering = ["created_at"]
        indexes = [models.Index(fields=["next_at"], name="schedule_due", condition=Q(state="active"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(rhythm="weekly", weekday__range=(0, 6), day=None)
                | Q(rhythm="monthly", day__range=(1, 28), weekday=None),
                name="schedule_has_its_day",
            ),
            models.CheckConstraint(condition=Q(hour__range=(0, 23)), name="schedule_hour_of_a_day"),
            models.CheckConstraint(
                condition=Q(state="ended") & ~Q(ended="") | ~Q(state="ended") & Q(ended=""),
                name="schedule_ends_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.owner} {self.period} {self.rhythm}"


class ScheduledMail(Labels, models.Model):
    """One due date of a schedule: a row before anything is sent, and what became of it. Its id is all that the mail's link says."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waits to be sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Could not be sent")
        OVERTAKEN = "overtaken", _("Not sent: the next one was due first")
        DROPPED = "dropped", _("Not sent: the schedule was stopped before")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    schedule = models.ForeignKey(Schedule, models.CASCADE, related_name="mails", verbose_name=_("schedule"))
    due_at = models.DateTimeField(_("due"))
    question = models.JSONField(_("question"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    try_at = models.DateTimeField(_("next try"))
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    sent_at = models.DateTimeField(_("sent"), null=True)

    class Meta:
        verbose_name = _("mail of a schedule")
        verbose_name_plural = _("mails of schedules")
        ordering = ["-due_at"]
        indexes = [models.Index(fields=["try_at"], name="scheduled_mail_due", condition=Q(state="queued"))]
        constraints = [
            models.UniqueConstraint(fields=["schedule", "due_at"], name="scheduled_mail_once"),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | ~Q(state="sent") & Q(sent_at=None),
                name="scheduled_mail_sent_at_a_time",
            ),
            models.CheckConstraint(condition=Q(try_at__gte=F("due_at")), name="scheduled_mail_not_before_due"),
        ]

    def __str__(self) -> str:
        return f"{self.schedule_id} due {self.due_at}"
