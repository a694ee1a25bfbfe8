"""The staff's endpoints for where the person is: the judged track, the person state, the proposed facility."""

import uuid

from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from alerts import actions, tracking, workflow
from alerts.api import BoardStaff, _verb
from alerts.models import Alert
from consular.errors import NotFound
from consular.organisation.access import viewer_for

FixSerializer = inline_serializer(
    "JudgedFix",
    {
        "lat": serializers.FloatField(),
        "lng": serializers.FloatField(),
        "accuracy_m": serializers.FloatField(allow_null=True),
        "fixed_at": serializers.DateTimeField(allow_null=True),
        "sent_at": serializers.DateTimeField(allow_null=True),
        "received_at": serializers.DateTimeField(allow_null=True),
        "source": serializers.CharField(allow_null=True),
        "judgement": serializers.ChoiceField(["ok", "late", "jump", "mock"]),
    },
)
TrackSerializer = inline_serializer(
    "Track",
    {
        "precision": serializers.ChoiceField(["exact", "1km"]),
        "items": type(FixSerializer)(many=True),
        "held_back": inline_serializer(
            "HeldBack", {"mock": serializers.IntegerField(), "jump": serializers.IntegerField()}
        ),
        "fastest_m_s": serializers.FloatField(help_text="What is faster from fix to fix is a jump."),
        "pace_m_s": serializers.FloatField(help_text="How fast the circle of the newest believed fix grows."),
        "nearest_facility": inline_serializer(
            "NearestFacility",
            {"name": serializers.CharField(), "distance_m": serializers.IntegerField()},
            allow_null=True,
        ),
    },
)


class TrackView(APIView):
    """Every fix with its three times and how it was judged. Who does not work on the alert is told its coarse place alone."""

    permission_classes = [BoardStaff]

    @extend_schema(responses=TrackSerializer)
    def get(self, request: Request, alert_id: uuid.UUID) -> HttpResponse:
        viewer = viewer_for(request)
        alert = Alert.objects.visible_to(viewer).filter(pk=alert_id).first()
        if alert is None:
            raise NotFound
        return Response(tracking.render(alert, viewer, timezone.now()))


PersonView = _verb(
    "Person",
    actions.set_person,
    {
        "state": serializers.ChoiceField(Alert.PersonState.choices),
        "facility": serializers.IntegerField(required=False, allow_null=True, default=None, min_value=1),
        "source": serializers.ChoiceField(workflow.PERSON_SOURCES, required=False, allow_blank=True, default=""),
    },
)
FacilityAcceptView = _verb("FacilityAccept", actions.accept_facility, {})
FacilityRejectView = _verb("FacilityReject", actions.reject_facility, {})
