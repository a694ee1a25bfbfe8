"""Tables like those of alerts and events, as a textbook would declare them."""

import uuid

from django.contrib.gis.db import models

from alerts.models import Source
from consular.organisation.models import Consulate


class StockAlert(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    source = models.ForeignKey(Source, models.PROTECT, related_name="+")
    consulate = models.ForeignKey(Consulate, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=16, choices=[(kind, kind) for kind in ("panic", "relative", "witness", "call")])
    state = models.CharField(max_length=16, default="received")
    drill = models.BooleanField(default=False)
    message = models.TextField(blank=True)
    language = models.CharField(max_length=16, blank=True)
    pressed_at = models.DateTimeField()
    received_at = models.DateTimeField(auto_now_add=True, db_index=True)
    point = models.PointField(null=True)
    accuracy_m = models.FloatField(null=True)
    fixed_at = models.DateTimeField(null=True)
    fix_source = models.CharField(max_length=16, blank=True)

    class Meta:
        app_label = "peers"


class StockEvent(models.Model):
    alert = models.ForeignKey(StockAlert, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=48)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "peers"
