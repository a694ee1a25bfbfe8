"""The incident: several people in one place at one time, a raid perhaps. Alerts are attached to it, never merged: each is a person."""

import uuid

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from alerts import incident_workflow as workflow
from alerts.querysets import OPERATOR_WINDOW
from consular.labels import Labels
from consular.organisation.access import Viewer
from consular.organisation.models import Consulate
from consular.privacy.fields import SealedTextField


class IncidentQuerySet(models.QuerySet):
    def visible_to(self, viewer: Viewer) -> "IncidentQuerySet":
        """Who sees the alerts of an incident sees the incident: its posts, and operators for 24 hours."""
        rule = Q(pk__in=[])
        if viewer.posts:
            rule |= Q(posts__overlap=sorted(viewer.posts))
        if viewer.is_operator:
            rule |= Q(opened_at__gte=timezone.now() - OPERATOR_WINDOW)
        return self.filter(rule)

    def open(self) -> "IncidentQuerySet":
        return self.filter(state=workflow.OPEN)


class Incident(Labels, models.Model):
    """Opened by the system when three people press near each other. `posts` are all who see it; each member has its own owner."""

    class State(models.TextChoices):
        OPEN = workflow.OPEN, _("open")
        CLOSED = workflow.CLOSED, _("closed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(_("code"), max_length=12, unique=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.OPEN)
    drill = models.BooleanField(_("drill"), default=False)
    opened_at = models.DateTimeField(_("opened at"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("merged into")
    )
    centre = models.PointField(_("centre"), srid=4326, null=True, blank=True, spatial_index=False)
    radius_m = models.FloatField(_("radius, m"), default=0)
    place = models.CharField(_("place in words"), max_length=120, blank=True)
    consulate = models.ForeignKey(Consulate, models.PROTECT, related_name="+", verbose_name=_("home post"))
    posts = ArrayField(models.BigIntegerField(), verbose_name=_("posts that see it"))
    coordinator = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("coordinator")
    )
    coordinator_since = models.DateTimeField(_("coordinates since"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = IncidentQuerySet.as_manager()

    class Meta:
        verbose_name = _("incident")
        verbose_name_plural = _("incidents")
        constraints = [
            models.CheckConstraint(
                condition=Q(state=workflow.OPEN, closed_at__isnull=True)
                | Q(state=workflow.CLOSED, closed_at__isnull=False),
                name="incident_closed_has_time",
            ),
            models.CheckConstraint(
                condition=Q(coordinator__isnull=True, coordinator_since__isnull=True)
                | Q(coordinator__isnull=False, coordinator_since__isnull=False),
                name="incident_coordinator_has_time",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(state=workflow.CLOSED) & ~Q(merged_into=F("pk")),
                name="incident_merged_is_closed",
            ),
        ]
        indexes = [
            GinIndex(fields=["posts"], name="incident_open_by_post", condition=Q(state=workflow.OPEN)),
            models.Index(fields=["opened_at"], name="incident_by_day"),
        ]

    def __str__(self) -> str:
        return self.code


class Membership(Labels, models.Model):
    """One alert's time in one incident: who attached it (nobody: the system), who took it out, and why."""

    class Reason(models.TextChoices):
        TAKEN_OUT = "taken_out", _("taken out by a person")
        MERGED = "merged", _("moved with a merger of incidents")

    alert = models.ForeignKey("alerts.Alert", models.CASCADE, related_name="memberships", verbose_name=_("alert"))
    incident = models.ForeignKey(Incident, models.PROTECT, related_name="memberships", verbose_name=_("incident"))
    attached_at = models.DateTimeField(_("attached at"))
    attached_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("attached by")
    )
    detached_at = models.DateTimeField(_("detached at"), null=True, blank=True)
    detached_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("detached by")
    )
    reason = models.CharField(_("reason"), max_length=12, choices=Reason, blank=True)

    class Meta:
        verbose_name = _("membership of an incident")
        verbose_name_plural = _("memberships of incidents")
        constraints = [
            models.UniqueConstraint(
                fields=["alert"], condition=Q(detached_at__isnull=True), name="alert_in_one_incident_at_most"
            ),
            models.CheckConstraint(
                condition=Q(detached_at__isnull=True, reason="", detached_by__isnull=True)
                | Q(detached_at__isnull=False) & ~Q(reason=""),
                name="membership_end_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.alert_id} in {self.incident_id}"


class IncidentNote(models.Model):
    """What was written down about the whole incident. Sealed: notes name people."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    incident = models.ForeignKey(Incident, models.CASCADE, related_name="notes", verbose_name=_("incident"))
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("author"))
    at = models.DateTimeField(_("at"))
    text = SealedTextField(_("text"))

    class Meta:
        verbose_name = _("incident note")
        verbose_name_plural = _("incident notes")
