"""A stock ModelViewSet that takes alerts, and a stock list of open alerts: serializers, the ORM, one transaction."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.gis.geos import Point
from django.db import transaction
from rest_framework import serializers
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.generics import ListAPIView
from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.viewsets import ModelViewSet

from alerts.models import Alert, Source
from alerts.models.sender import fingerprint
from benchmarks.peers.models import StockAlert, StockEvent
from consular.organisation.access import viewer_of
from consular.organisation.models import Consulate, DistrictPart


class SourceKey(BaseAuthentication):
    def authenticate(self, request: Request) -> tuple[Any, Source] | None:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        source = Source.objects.filter(key_hash=fingerprint(token), revoked_at=None).first()
        if source is None:
            raise AuthenticationFailed
        return AnonymousUser(), source


class HasKey(BasePermission):
    def has_permission(self, request: Request, view: Any) -> bool:
        return isinstance(request.auth, Source)


class LocationSerializer(serializers.Serializer):
    lat = serializers.FloatField(min_value=-90, max_value=90)
    lng = serializers.FloatField(min_value=-180, max_value=180)
    accuracy_m = serializers.FloatField(required=False, allow_null=True)
    fixed_at = serializers.DateTimeField(required=False, allow_null=True)
    source = serializers.CharField(required=False, allow_blank=True)


class PostSerializer(serializers.ModelSerializer):
    class Meta:
        model = Consulate
        fields = ["code", "name", "phone"]


class StockAlertSerializer(serializers.ModelSerializer):
    location = LocationSerializer(write_only=True, required=False, allow_null=True)
    consulate = PostSerializer(read_only=True)

    class Meta:
        model = StockAlert
        fields = [
            "id",
            "kind",
            "state",
            "drill",
            "message",
            "language",
            "pressed_at",
            "received_at",
            "location",
            "consulate",
        ]
        read_only_fields = ["state", "received_at"]
        extra_kwargs = {"id": {"read_only": False}}

    @transaction.atomic
    def create(self, validated_data: dict[str, Any]) -> StockAlert:
        location = validated_data.pop("location", None)
        if location:
            point = Point(location["lng"], location["lat"], srid=4326)
            parts = DistrictPart.objects.select_related("district__consulate")
            part = parts.filter(area__intersects=point).first()
            validated_data |= {
                "point": point,
                "accuracy_m": location.get("accuracy_m"),
                "fixed_at": location.get("fixed_at"),
                "fix_source": location.get("source", ""),
                "consulate": part.district.consulate if part else None,
            }
        alert = super().create(validated_data)
        StockEvent.objects.create(alert=alert, kind="alert.received")
        return alert


class StockAlerts(ModelViewSet):
    queryset = StockAlert.objects.all()
    serializer_class = StockAlertSerializer
    authentication_classes = [SourceKey]
    permission_classes = [HasKey]

    def perform_create(self, serializer: serializers.Serializer) -> None:
        serializer.save(source=self.request.auth)


class CardSerializer(serializers.ModelSerializer):
    """The fields of a card, from the project's own rows."""

    post = serializers.CharField(source="consulate.code")
    owner = serializers.SerializerMethodField()
    location = serializers.SerializerMethodField()
    case = serializers.CharField(source="case_code")

    class Meta:
        model = Alert
        fields = [
            *("id", "code", "kind", "state", "disposition", "person_state", "post", "posts", "location", "place"),
            *("pressed_at", "received_at", "updated_at", "owner", "case"),
            *("presses", "version", "priority", "drill", "problems"),
        ]

    def get_owner(self, alert: Alert) -> dict[str, Any] | None:
        return {"id": alert.owner_id, "name": alert.owner.get_full_name()} if alert.owner else None

    def get_location(self, alert: Alert) -> dict[str, Any] | None:
        if alert.point is None:
            return None
        fix = {"fixed_at": alert.fixed_at, "source": alert.fix_source, "accuracy_m": alert.accuracy_m}
        return {"lat": alert.point.y, "lng": alert.point.x, **fix}


class StockBoard(ListAPIView):
    serializer_class = CardSerializer
    authentication_classes = [SessionAuthentication]
    permission_classes = [IsAuthenticated]

    def get_queryset(self) -> Any:
        seen = Alert.objects.visible_to(viewer_of(self.request.user)).open()
        return seen.in_queue_order().select_related("consulate", "owner")
