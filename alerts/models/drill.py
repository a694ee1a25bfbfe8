"""A drill: one exercise of one post, and the presses that it sends. Its alerts are real rows with `drill` set."""

import uuid

from django.conf import settings
from django.contrib.gis.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from alerts import workflow
from alerts.models.alert import Alert
from consular.labels import Labels
from consular.organisation.access import Viewer
from consular.organisation.models import Consulate


class DrillRunQuerySet(models.QuerySet):
    def visible_to(self, viewer: Viewer) -> "DrillRunQuerySet":
        """A drill is its supervisors' business: what it measures are their own people."""
        return self.filter(consulate__in=viewer.supervisor_posts)

    def running(self) -> "DrillRunQuerySet":
        return self.filter(state=DrillRun.State.RUNNING)


class DrillRun(Labels, models.Model):
    """One drill. `until` is when it ends by itself; `settled_at` is when none of its alerts was left open."""

    class State(models.TextChoices):
        RUNNING = "running", _("running")
        ENDED = "ended", _("ended")
        STOPPED = "stopped", _("stopped")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consulate = models.ForeignKey(Consulate, models.PROTECT, related_name="+", verbose_name=_("post"))
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("started by")
    )
    started_at = models.DateTimeField(_("started at"))
    size = models.PositiveSmallIntegerField(_("number of alerts"))
    spread_s = models.PositiveSmallIntegerField(_("spread, seconds"))
    until = models.DateTimeField(_("ends at the latest"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.RUNNING)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ended by")
    )
    settled_at = models.DateTimeField(null=True, editable=False)

    objects = DrillRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("drill run")
        verbose_name_plural = _("drill runs")
        constraints = [
            models.CheckConstraint(condition=Q(size__range=workflow.DRILL_SIZES), name="drill_size_in_range"),
            models.CheckConstraint(condition=Q(state="running") ^ Q(ended_at__isnull=False), name="drill_over_has_end"),
            models.CheckConstraint(condition=Q(until__gt=F("started_at")), name="drill_ends_after_it_starts"),
            models.UniqueConstraint(fields=["consulate"], name="drill_one_at_a_time", condition=Q(state="running")),
        ]
        indexes = [
            models.Index(fields=["consulate", "-started_at"], name="drill_by_post"),
            models.Index(fields=["state"], name="drill_unsettled", condition=Q(settled_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.consulate.code} {self.started_at:%Y-%m-%d %H:%M}"

    @property
    def is_running(self) -> bool:
        return self.state == self.State.RUNNING


class DrillPress(Labels, models.Model):
    """One press of a drill, due at its time. Its id is the id of the alert that it becomes: sent twice, it is one alert."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(DrillRun, models.CASCADE, related_name="presses", verbose_name=_("drill run"))
    number = models.PositiveSmallIntegerField(_("number"))
    due_at = models.DateTimeField(_("due at"))
    kind = models.CharField(_("kind"), max_length=16, choices=Alert.Kind)
    point = models.PointField(_("place"), srid=4326, spatial_index=False)
    accuracy_m = models.PositiveSmallIntegerField(_("accuracy, m (68 %)"))
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    class Meta:
        verbose_name = _("press of a drill")
        verbose_name_plural = _("presses of drills")
        constraints = [models.UniqueConstraint(fields=["run", "number"], name="drill_press_number_once")]
        indexes = [models.Index(fields=["due_at"], name="drill_press_due", condition=Q(sent_at__isnull=True))]

    def __str__(self) -> str:
        return f"{self.run_id} {self.number}"
