"""The alert: a work state (whose turn is it) and, apart from it, a person state (where is the human)."""

import uuid

from django.conf import settings
from django.contrib.gis.db import models
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, GistIndex
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alerts import workflow
from alerts.models.incident import Incident
from alerts.models.person import Person
from alerts.models.sender import Device, Source
from alerts.querysets import AlertQuerySet
from consular.labels import Labels
from consular.organisation.models import Consulate, Facility
from consular.privacy.fields import SealedTextField


class Alert(Labels, models.Model):
    """One press, call or report about one person. The sender chooses `id`: the same id is the same alert by any road."""

    class Kind(models.TextChoices):
        PANIC = "panic", _("panic button")
        RELATIVE = "relative", _("reported by a relative")
        WITNESS = "witness", _("reported by a witness")
        CALL = "call", _("phone call")
        ORIENTATION = "orientation", _("orientation")

    class State(models.TextChoices):
        RECEIVED = workflow.RECEIVED, _("unclaimed")
        CLAIMED = workflow.CLAIMED, _("claimed")
        CONTACTING = workflow.CONTACTING, _("contacting")
        HANDLED = workflow.HANDLED, _("handled")

    class Disposition(models.TextChoices):
        CASE_OPENED = "case_opened", _("case opened")
        ORIENTATION_GIVEN = "orientation_given", _("orientation given")
        FALSE_ALARM = "false_alarm", _("false alarm")
        DUPLICATE_OF = "duplicate_of", _("duplicate")
        CANCELLED_CONFIRMED = "cancelled_confirmed", _("cancelled, confirmed")
        NO_CONTACT = "no_contact", _("no contact")

    class PersonState(models.TextChoices):
        UNKNOWN = "unknown", _("unknown")
        SAFE_CONFIRMED = "safe_confirmed", _("safe, confirmed")
        DETAINED_UNCONFIRMED = "detained_unconfirmed", _("detained, unconfirmed")
        DETAINED_CONFIRMED = "detained_confirmed", _("detained, confirmed")
        TRANSFERRED = "transferred", _("transferred")
        RELEASED = "released", _("released")
        REMOVED = "removed", _("removed")

    class Band(models.IntegerChoices):
        """How well the sender is known. It sorts and never filters."""

        KNOWN = 0, _("known sender")
        PLAIN = 1, _("nothing known against it")
        NEW = 2, _("new device")
        DOUBTFUL = 3, _("doubtful: many alerts, or a journey that nobody can make")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(_("code"), max_length=12)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    drill = models.BooleanField(_("drill"), default=False)
    source = models.ForeignKey(
        Source, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("source")
    )
    device = models.ForeignKey(
        Device, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("device")
    )
    person = models.ForeignKey(Person, models.PROTECT, related_name="alerts", verbose_name=_("person"))
    receipt = models.CharField(max_length=32, editable=False)
    body_hash = models.BinaryField(max_length=32, editable=False)
    problems = ArrayField(models.CharField(max_length=32), verbose_name=_("problems"), default=list, blank=True)
    message = SealedTextField(_("message"))
    language = models.CharField(_("language"), max_length=16, blank=True)
    battery = models.SmallIntegerField(_("battery, %"), null=True, blank=True)

    consulate = models.ForeignKey(Consulate, models.PROTECT, related_name="+", verbose_name=_("home post"))
    posts = ArrayField(models.BigIntegerField(), verbose_name=_("posts that see it"))
    routing = models.JSONField(_("routing decision"), default=dict)
    handover_to = models.ForeignKey(
        Consulate, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("offered to")
    )
    # Other posts that an incident or the chain calls: they see about where it is and may claim it. NULL, not empty: most alerts
    # are in no index of it.
    offered = ArrayField(models.BigIntegerField(), verbose_name=_("offered to posts"), null=True, blank=True)
    incident = models.ForeignKey(
        Incident,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="alerts",
        verbose_name=_("incident"),
    )

    handover_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("offered by")
    )
    handover_at = models.DateTimeField(_("offered at"), null=True, blank=True)
    handover_due_at = models.DateTimeField(_("answer due at"), null=True, blank=True)
    handover_rung = models.PositiveSmallIntegerField(_("answer asked for again"), null=True, blank=True)

    state = models.CharField(_("state"), max_length=16, choices=State, default=State.RECEIVED)
    disposition = models.CharField(_("disposition"), max_length=24, choices=Disposition, blank=True)
    note_due_since = models.DateTimeField(_("note due since"), null=True, blank=True)
    duplicate_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("duplicate of")
    )
    person_state = models.CharField(_("person"), max_length=24, choices=PersonState, default=PersonState.UNKNOWN)
    facility = models.ForeignKey(
        Facility, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("held at")
    )
    located_at = models.DateTimeField(_("located at"), null=True, blank=True)
    locate_step = models.PositiveSmallIntegerField(_("steps of locating that are over"), default=0)
    locate_due_at = models.DateTimeField(_("to be located by"), null=True, blank=True)
    cancel_requested_at = models.DateTimeField(_("cancel requested at"), null=True, blank=True)
    cancel_due_at = models.DateTimeField(_("closes by itself at"), null=True, blank=True)
    duress = models.BooleanField(_("duress"), default=False)
    # What a forced cancel looks like from the phone once a true one would have closed the alert: then, and by that post.
    phone_closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    phone_consulate = models.ForeignKey(Consulate, models.PROTECT, null=True, editable=False, related_name="+")
    phone_reopened_at = models.DateTimeField(
        null=True, blank=True, editable=False
    )  # what was claimed before is no news to it
    priority = models.SmallIntegerField(_("priority"), default=1)
    presses = models.PositiveIntegerField(_("presses"), default=1)
    band = models.SmallIntegerField(_("authenticity"), choices=Band, default=Band.PLAIN)
    flood_lane = models.BooleanField(_("in the flood lane"), default=False)
    case_code = models.CharField(_("case"), max_length=16, blank=True)

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    owner_since = models.DateTimeField(_("owned since"), null=True, blank=True)
    beat_at = models.DateTimeField(null=True, blank=True, editable=False)
    claim_stale_at = models.DateTimeField(_("claim stale since"), null=True, blank=True)
    stale_due_at = models.DateTimeField(_("stale claim rings at"), null=True, blank=True)
    stale_rung = models.PositiveSmallIntegerField(_("stale claim has rung"), null=True, blank=True)

    chain = models.JSONField(_("escalation chain"), default=workflow.emergency_chain)
    step = models.PositiveSmallIntegerField(_("steps taken"), default=0)
    step_due_at = models.DateTimeField(_("next step at"), null=True, blank=True)
    waiting_since = models.DateTimeField(_("waiting since"))

    # "Look after this person again": when, when it rings next, and whom it has rung (workflow.WELFARE_OWNER, WELFARE_POST).
    welfare_at = models.DateTimeField(_("look again at"), null=True, blank=True)
    welfare_due_at = models.DateTimeField(_("look again rings at"), null=True, blank=True)
    welfare_rung = models.PositiveSmallIntegerField(_("look again has rung"), null=True, blank=True)

    pressed_at = models.DateTimeField(_("pressed at"))
    received_at = models.DateTimeField(_("received at"))
    first_claimed_at = models.DateTimeField(_("first claimed at"), null=True, blank=True)
    contacted_at = models.DateTimeField(_("first contact at"), null=True, blank=True)
    handled_at = models.DateTimeField(_("handled at"), null=True, blank=True)
    updated_at = models.DateTimeField(_("updated at"))
    version = models.PositiveIntegerField(default=1, editable=False)

    point = models.PointField(_("place"), null=True, blank=True, srid=4326, spatial_index=False)
    accuracy_m = models.FloatField(_("accuracy, m (68 %)"), null=True, blank=True)
    fixed_at = models.DateTimeField(_("fixed at"), null=True, blank=True)
    fix_source = models.CharField(_("fix source"), max_length=16, blank=True)
    pace_m_s = models.FloatField(_("how fast the circle of its place grows, m/s"), null=True, blank=True)
    place = models.CharField(_("place in words"), max_length=120, blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        constraints = [
            models.CheckConstraint(
                condition=Q(source__isnull=False) ^ Q(device__isnull=False), name="alert_has_one_sender"
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=True, state=workflow.RECEIVED)
                | Q(owner__isnull=False, owner_since__isnull=False, state__in=[workflow.CLAIMED, workflow.CONTACTING])
                | Q(state=workflow.HANDLED),
                name="alert_owner_fits_state",
            ),
            models.CheckConstraint(
                condition=Q(state=workflow.HANDLED, handled_at__isnull=False) & ~Q(disposition="")
                | ~Q(state=workflow.HANDLED) & Q(disposition="", handled_at__isnull=True),
                name="alert_handled_has_disposition",
            ),
            models.CheckConstraint(condition=Q(priority__range=(0, 3)), name="alert_priority_0_to_3"),
            models.CheckConstraint(
                condition=~Q(state=workflow.RECEIVED) | Q(step_due_at__isnull=False), name="alert_waiting_has_next_step"
            ),
            models.CheckConstraint(
                condition=Q(claim_stale_at__isnull=True) | Q(stale_due_at__isnull=False),
                name="alert_stale_claim_has_next_step",
            ),
        ]
        indexes = [
            GinIndex(fields=["posts"], name="alert_open_by_post", condition=~Q(state=workflow.HANDLED)),
            GinIndex(
                fields=["offered"],
                name="alert_open_by_offer",
                condition=Q(offered__isnull=False) & ~Q(state=workflow.HANDLED),
            ),
            models.Index(fields=["incident"], name="alert_by_incident", condition=Q(incident__isnull=False)),
            GistIndex(fields=["point", "received_at"], name="alert_near", condition=Q(point__isnull=False)),
            models.Index(
                fields=["owner"],
                name="alert_open_by_owner",
                condition=Q(owner__isnull=False) & ~Q(state=workflow.HANDLED),
            ),
            models.Index(fields=["step_due_at"], name="alert_step_due", condition=Q(step_due_at__isnull=False)),
            models.Index(fields=["locate_due_at"], name="alert_locate_due", condition=Q(locate_due_at__isnull=False)),
            models.Index(fields=["cancel_due_at"], name="alert_cancel_due", condition=Q(cancel_due_at__isnull=False)),
            models.Index(
                fields=["beat_at"],
                name="alert_claim_beats",
                condition=Q(owner__isnull=False, claim_stale_at__isnull=True) & ~Q(state=workflow.HANDLED),
            ),
            models.Index(fields=["device", "received_at"], name="alert_by_device", condition=Q(device__isnull=False)),
            models.Index(
                fields=["consulate", "device"],
                name="alert_flood_lane",
                condition=Q(flood_lane=True) & ~Q(state=workflow.HANDLED),
            ),
            models.Index(
                fields=["welfare_due_at"], name="alert_welfare_due", condition=Q(welfare_due_at__isnull=False)
            ),
            models.Index(fields=["stale_due_at"], name="alert_stale_due", condition=Q(stale_due_at__isnull=False)),
            models.Index(
                fields=["handover_due_at"], name="alert_handover_due", condition=Q(handover_due_at__isnull=False)
            ),
            GinIndex(
                fields=["posts"],
                name="alert_owed_by_post",
                condition=Q(state=workflow.HANDLED) & (Q(note_due_since__isnull=False) | Q(welfare_rung__isnull=False)),
            ),
            models.Index(fields=["consulate", "received_at"], name="alert_by_post_and_day"),
            models.Index(fields=["received_at"], name="alert_by_day"),
            models.Index(
                fields=["consulate", "handled_at"], name="alert_handled_by_post", condition=Q(state=workflow.HANDLED)
            ),
            models.Index(fields=["receipt"], name="alert_by_receipt"),
            models.Index(
                fields=["handled_at"], name="alert_to_fade", condition=Q(state=workflow.HANDLED, point__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def seen_by(self) -> set[int]:
        """The ids of the posts that see it now."""
        return {*self.posts, *(self.offered or ()), *([self.handover_to_id] if self.handover_to_id else [])}
