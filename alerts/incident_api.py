"""The staff's endpoints for incidents; thin over `actions.incidents` and `incident_cards`."""

import uuid
from collections.abc import Callable
from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from alerts import incident_cards
from alerts.actions import incidents
from alerts.api import REFUSED, BoardStaff, CardSerializer, IncidentSerializer, Text, TimelineItemSerializer
from alerts.models import Incident
from consular.errors import NotFound
from consular.organisation.access import Viewer, viewer_for


class WholeIncidentSerializer(IncidentSerializer):
    """An incident with its members, as one viewer sees it."""

    allowed = serializers.ListField(child=serializers.CharField())
    members = CardSerializer(many=True)
    counts = inline_serializer(
        "IncidentCounts",
        {name: serializers.IntegerField() for name in ("people", "open", "unclaimed", "not_located")},
    )
    timeline = TimelineItemSerializer(many=True)


def _find(incident_id: uuid.UUID, viewer: Viewer) -> Incident:
    found = Incident.objects.visible_to(viewer).select_related("coordinator").filter(pk=incident_id).first()
    if found is None:
        raise NotFound
    return found


class IncidentsView(APIView):
    """The open incidents that the reader may see, the oldest first."""

    permission_classes = [BoardStaff]

    @extend_schema(
        operation_id="incidents_list",
        responses=inline_serializer("Incidents", {"items": IncidentSerializer(many=True)}),
    )
    def get(self, request: Request) -> Response:
        return Response({"items": incident_cards.open_to(viewer_for(request))})


class IncidentView(APIView):
    """One incident: its members as cards, counts, story, and what the reader may do."""

    permission_classes = [BoardStaff]

    @extend_schema(operation_id="incident", responses=WholeIncidentSerializer)
    def get(self, request: Request, incident_id: uuid.UUID) -> Response:
        viewer = viewer_for(request)
        return Response(incident_cards.whole(_find(incident_id, viewer), viewer))


class IncidentVerbView(APIView):
    """What all verbs on one incident share; the answer is the whole incident."""

    permission_classes = [BoardStaff]
    serializer_class: type[serializers.Serializer] = serializers.Serializer
    act: ClassVar[Callable[..., Incident]]

    def post(self, request: Request, incident_id: uuid.UUID) -> Response:
        serializer = self.serializer_class(data=request.data)
        serializer.is_valid(raise_exception=True)
        viewer = viewer_for(request)
        self.act(incident_id=incident_id, actor=request.user, viewer=viewer, **serializer.validated_data)
        return Response(incident_cards.whole(_find(incident_id, viewer), viewer))


def _verb(name: str, action: Any, fields: dict[str, serializers.Field]) -> type[IncidentVerbView]:
    schema = type(inline_serializer(f"Incident{name}", fields))
    view = type(
        f"Incident{name}View",
        (IncidentVerbView,),
        {"serializer_class": schema, "act": staticmethod(action), "__doc__": action.__doc__},
    )
    described = extend_schema(
        operation_id=f"incident_{name.lower()}",
        request=schema if fields else None,
        responses={200: WholeIncidentSerializer, 404: OpenApiResponse(description="Not visible."), 409: REFUSED},
    )
    return extend_schema_view(post=described)(view)


CoordinateView = _verb("Coordinate", incidents.coordinate, {})
ReleaseView = _verb("Release", incidents.release, {})
NoteView = _verb("Note", incidents.note, {"text": Text()})
CloseView = _verb("Close", incidents.close, {"note": Text(required=False, allow_blank=True, default="")})
