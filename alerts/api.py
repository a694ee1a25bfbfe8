"""The staff's endpoints for alerts and the board, with their serializers beside them; thin over `actions` and `board`."""

import uuid
from collections.abc import Callable
from typing import Any, ClassVar

import orjson
from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiParameter,
    OpenApiResponse,
    extend_schema,
    extend_schema_view,
    inline_serializer,
)
from rest_framework import serializers
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from alerts import actions, board, cards, workflow
from alerts.actions.intake import Sender, UnknownSender, find_sender
from alerts.board import BoardSource, TooOld
from alerts.identity import unmask
from alerts.intake import receipts
from alerts.models import Alert, FacilityProposal, Incident
from alerts.models.sender import fingerprint
from alerts.timeline import timeline
from consular.authentication import StaffSession
from consular.errors import Forbidden, NotFound, Refusal, invalid
from consular.organisation import gazetteer
from consular.organisation.access import HasRole, viewer_for
from consular.organisation.models import Court, Facility

BoardStaff = HasRole.of("officer", "supervisor", "operator")
source = BoardSource()


class Text(serializers.CharField):
    """Free text: controls out, a limit, never null."""

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("max_length", 4_000)
        super().__init__(trim_whitespace=True, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        return super().to_internal_value(data.replace("\x00", "") if isinstance(data, str) else data)


class OwnerSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    since = serializers.DateTimeField()


class LocationSerializer(serializers.Serializer):
    lat = serializers.FloatField()
    lng = serializers.FloatField()
    accuracy_m = serializers.FloatField(allow_null=True)
    fixed_at = serializers.DateTimeField(allow_null=True)
    source = serializers.CharField(allow_null=True)  # type: ignore[assignment]  # the contract's name for it
    pace_m_s = serializers.FloatField(required=False)
    precision = serializers.ChoiceField(["exact", "1km"])


class EscalationSerializer(serializers.Serializer):
    """Whom the chain has rung last, whom it rings next, and when."""

    step = serializers.IntegerField()
    to = serializers.CharField(allow_null=True)
    next_to = serializers.CharField()
    next_at = serializers.DateTimeField()


IncidentRefSerializer = inline_serializer(
    "IncidentRef", {"id": serializers.UUIDField(), "code": serializers.CharField()}, required=False
)


class LocateSerializer(serializers.Serializer):
    """The clock of a person whom nobody has located: hours since the alert was received."""

    hour = serializers.IntegerField(allow_null=True)
    next_hour = serializers.IntegerField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True)


class FacilitySerializer(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()


class ProposalSerializer(serializers.Serializer):
    """Where the track suggests that the person is held."""

    facility = FacilitySerializer()
    distance_m = serializers.FloatField()
    basis = serializers.ChoiceField(FacilityProposal.Basis.values)


class ShareSerializer(serializers.Serializer):
    """How much of the accuracy circle lies in the district of a post."""

    post = serializers.CharField()
    share = serializers.FloatField()


class HandoverOfferSerializer(serializers.Serializer):
    """The post that is asked to take the alert over, and since when."""

    to = serializers.CharField()
    at = serializers.DateTimeField(allow_null=True)


class CardSerializer(serializers.Serializer):
    """The shape of a card; `alerts.cards` writes it. What is not required is left out where there is nothing to say."""

    id = serializers.UUIDField()
    code = serializers.CharField()
    kind = serializers.ChoiceField(Alert.Kind.choices)
    state = serializers.ChoiceField(Alert.State.values)
    disposition = serializers.ChoiceField(Alert.Disposition.values, allow_null=True)
    person_state = serializers.ChoiceField(Alert.PersonState.values)
    marks = serializers.ListField(child=serializers.CharField())
    post = serializers.CharField()
    posts = serializers.ListField(child=serializers.CharField())
    pressed_at = serializers.DateTimeField()
    received_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    location = LocationSerializer(allow_null=True)
    place = serializers.CharField(allow_null=True)
    owner = OwnerSerializer(allow_null=True)
    case = serializers.CharField(allow_null=True)
    priority = serializers.IntegerField(min_value=0, max_value=3)
    presses = serializers.IntegerField()
    band = serializers.IntegerField(min_value=0, max_value=3)
    version = serializers.IntegerField()
    allowed = serializers.ListField(child=serializers.CharField())
    drill = serializers.BooleanField()
    problems = serializers.ListField(child=serializers.CharField())
    escalation = EscalationSerializer(required=False)
    incident = IncidentRefSerializer
    located_at = serializers.DateTimeField(required=False)
    locate = LocateSerializer(required=False)
    facility = FacilitySerializer(required=False)
    proposal = ProposalSerializer(required=False)
    districts = ShareSerializer(many=True, required=False)
    routed = serializers.CharField(required=False)
    welfare_at = serializers.DateTimeField(required=False)
    opposed_at = serializers.DateTimeField(
        required=False, help_text="Since when the person opposes consular contact (Vienna Convention, art. 36(1)(c))."
    )
    handover = HandoverOfferSerializer(required=False)
    rings = serializers.ListField(child=serializers.CharField(), required=False)


class ClusterSerializer(serializers.Serializer):
    lat = serializers.FloatField()
    lng = serializers.FloatField()
    n = serializers.IntegerField()
    bbox = serializers.ListField(child=serializers.FloatField(), min_length=4, max_length=4)


class IncidentSerializer(serializers.Serializer):
    """The summary of an incident; `alerts.incident_cards` writes it."""

    id = serializers.UUIDField()
    code = serializers.CharField()
    state = serializers.ChoiceField(Incident.State.values)
    drill = serializers.BooleanField()
    opened_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    merged_into = serializers.CharField(allow_null=True)
    location = inline_serializer(
        "IncidentLocation", {name: serializers.FloatField() for name in ("lat", "lng", "radius_m")}, allow_null=True
    )
    place = serializers.CharField(allow_null=True)
    post = serializers.CharField()
    posts = serializers.ListField(child=serializers.CharField())
    alerts = serializers.IntegerField()
    people = serializers.IntegerField()
    coordinator = OwnerSerializer(allow_null=True)
    version = serializers.IntegerField()


class BoardSerializer(serializers.Serializer):
    seq = serializers.IntegerField()
    alerts = CardSerializer(many=True)
    clusters = ClusterSerializer(many=True)
    counts = inline_serializer(
        "Counts", {name: serializers.IntegerField() for name in ("open", "unclaimed", "mine", "unlocated", "drills")}
    )
    incidents = IncidentSerializer(many=True)


class EventSerializer(serializers.Serializer):
    seq = serializers.IntegerField()
    kind = serializers.CharField()
    at = serializers.DateTimeField()
    id = serializers.UUIDField()
    alert = CardSerializer(allow_null=True)
    incident = IncidentSerializer(required=False, help_text="With the events of an incident, whose `id` it is.")


EventPageSerializer = inline_serializer(
    "EventPage",
    {
        "from": serializers.IntegerField(),
        "to": serializers.IntegerField(),
        "items": EventSerializer(many=True),
        "more": serializers.BooleanField(),
    },
)
StatusSerializer = inline_serializer(
    "AlertStatus",
    {
        "id": serializers.UUIDField(),
        "state": serializers.CharField(),
        "marks": serializers.ListField(child=serializers.CharField()),
        "consulate": serializers.CharField(),
        "claimed_at": serializers.DateTimeField(allow_null=True),
        "updated_at": serializers.DateTimeField(),
    },
)


class TimelineItemSerializer(serializers.Serializer):
    seq = serializers.IntegerField(allow_null=True)
    kind = serializers.CharField()
    at = serializers.DateTimeField()
    actor = serializers.CharField(allow_null=True)
    text = serializers.CharField()
    note = serializers.CharField(allow_null=True)


TimelineSerializer = inline_serializer("Timeline", {"items": TimelineItemSerializer(many=True)})


class BoardView(APIView):
    """The board as it is now."""

    permission_classes = [BoardStaff]

    @extend_schema(
        parameters=[OpenApiParameter("bbox", str, description="west,south,east,north"), OpenApiParameter("zoom", str)],
        responses=BoardSerializer,
    )
    def get(self, request: Request) -> HttpResponse:
        try:
            box = board.parse_box(request.query_params.get("bbox"))
        except ValueError:
            raise invalid(bbox=_("Give west,south,east,north in degrees.")) from None
        return HttpResponse(board.snapshot(viewer_for(request), box=box), content_type="application/json")


class BoardEventsView(APIView):
    """What happened on the board since a sequence number."""

    permission_classes = [BoardStaff]

    @extend_schema(
        parameters=[OpenApiParameter("after", OpenApiTypes.INT64, required=True)],
        responses={200: EventPageSerializer, 410: OpenApiResponse(description="Too old: fetch a fresh snapshot.")},
    )
    def get(self, request: Request) -> HttpResponse:
        after = request.query_params.get("after", "")
        if not after.isascii() or not after.isdigit() or len(after) > 18:
            raise invalid(after=_("Give the last sequence number that you have."))
        try:
            batch = source.replay(int(after))
        except TooOld:
            raise Refusal(410, "resync", _("Too far behind. Fetch a fresh snapshot.")) from None
        page = b'{"from":%d,"to":%d,"items":[%s],"more":%s}' % (
            batch.first,
            batch.last,
            batch.items(viewer_for(request)),
            orjson.dumps(batch.more),
        )
        return HttpResponse(page, content_type="application/json")


class SenderKey(BaseAuthentication):
    """A source key or a device token; anything without a bearer header is left to the session."""

    def authenticate(self, request: Request) -> tuple[None, Sender] | None:
        scheme, _space, token = get_authorization_header(request).decode("latin-1").partition(" ")
        if scheme.lower() != "bearer":
            return None
        try:
            return None, find_sender(fingerprint(token.strip()))
        except UnknownSender:
            raise AuthenticationFailed(_("This key is not known or has been revoked."), "unknown_key") from None

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class SenderKeyScheme(OpenApiAuthenticationExtension):
    """The same key, for the OpenAPI schema."""

    target_class = SenderKey
    name = "senderKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


class AlertView(APIView):
    """One alert: its status for the sender, its card for staff."""

    authentication_classes = [SenderKey, StaffSession]
    permission_classes: list = []

    @extend_schema(responses={200: CardSerializer, 404: OpenApiResponse(description="Not there, or not yours to see.")})
    def get(self, request: Request, alert_id: uuid.UUID) -> Response:
        if isinstance(request.auth, Sender):
            status = receipts.status_for(request.auth, alert_id)
            if status is None:
                raise NotFound
            return Response(status)
        if not request.user.is_authenticated:
            self.permission_denied(request)
        viewer = viewer_for(request)
        if not Alert.objects.visible_to(viewer).filter(pk=alert_id).exists():
            raise NotFound
        return Response(cards.render([alert_id], viewer)[0])


class VerbView(APIView):
    """What all verbs on one alert share: who, which alert, what was sent; the answer is the card."""

    permission_classes = [BoardStaff]
    serializer_class: type[serializers.Serializer] = serializers.Serializer
    act: ClassVar[Callable[..., Alert]]

    def post(self, request: Request, alert_id: uuid.UUID) -> Response:
        serializer = self.serializer_class(data=request.data)
        serializer.is_valid(raise_exception=True)
        viewer = viewer_for(request)
        self.act(alert_id=alert_id, actor=request.user, viewer=viewer, **serializer.validated_data)
        shown = cards.render([alert_id], viewer)
        return Response(shown[0])


REFUSED = OpenApiResponse(description="Not legal from here: says where the alert stands and who owns it.")


def _verb(name: str, action: Any, fields: dict[str, serializers.Field]) -> type[VerbView]:
    """A view for one verb: its fields, and the action that it calls."""
    schema = type(inline_serializer(f"Alert{name}", fields))
    view = type(
        f"Alert{name}View",
        (VerbView,),
        {"serializer_class": schema, "act": staticmethod(action), "__doc__": action.__doc__},
    )
    described = extend_schema(
        operation_id=f"alert_{name.lower()}",
        request=schema if fields else None,
        responses={200: CardSerializer, 409: REFUSED},
    )
    return extend_schema_view(post=described)(view)


def _optional_text() -> Text:
    return Text(required=False, allow_blank=True, default="")


ClaimView = _verb("Claim", actions.claim, {})
BeatView = _verb("Beat", actions.renew_claim, {})
ReleaseView = _verb("Release", actions.release, {"reason": _optional_text()})
TakeView = _verb("Take", actions.take, {"reason": Text()})
ContactView = _verb(
    "Contact",
    actions.contact,
    {
        "channel": serializers.ChoiceField(workflow.CONTACT_CHANNELS),
        "result": serializers.ChoiceField(workflow.CONTACT_RESULTS),
        "note": _optional_text(),
    },
)
NoteView = _verb("Note", actions.note, {"text": Text()})
DisposeView = _verb(
    "Dispose",
    actions.dispose,
    {
        "disposition": serializers.CharField(max_length=24),
        "note": Text(required=False, allow_blank=True),
        "duplicate_of": serializers.UUIDField(required=False, allow_null=True, default=None),
    },
)
HandoverView = _verb("Handover", actions.hand_over, {"to": serializers.CharField(max_length=8)})
HandoverAcceptView = _verb("HandoverAccept", actions.accept_handover, {})
AttachView = _verb("Attach", actions.attach, {"incident": serializers.CharField(max_length=12)})
DetachView = _verb("Detach", actions.detach, {"reason": Text()})


class TimelineView(APIView):
    """The story of one alert."""

    permission_classes = [BoardStaff]

    @extend_schema(responses=TimelineSerializer)
    def get(self, request: Request, alert_id: uuid.UUID) -> Response:
        viewer = viewer_for(request)
        alert = Alert.objects.visible_to(viewer).filter(pk=alert_id).first()
        if alert is None:
            raise NotFound
        return Response({"items": timeline(alert, viewer)})


class KeptBodySerializer(serializers.Serializer):
    """A body that was kept because its fields could not hold it: what it says, or, when nobody can read it, the text itself."""

    received_at = serializers.DateTimeField()
    message = serializers.CharField()
    person = serializers.DictField()
    text = serializers.CharField()


class UnmaskView(APIView):
    """Who the person is. The look is written down, with its purpose, before the answer leaves."""

    permission_classes = [BoardStaff]
    serializer_class = inline_serializer(
        "Unmask", {"purpose": serializers.ChoiceField(["contact", "locate", "identify"])}
    )

    @extend_schema(
        request=serializer_class,
        responses=inline_serializer(
            "UnmaskedIdentity",
            {name: serializers.CharField() for name in ("code", "name", "phone", "message")}
            | {"extra": serializers.DictField(), "kept": KeptBodySerializer(many=True)},
        ),
    )
    def post(self, request: Request, alert_id: uuid.UUID) -> Response:
        serializer = type(self.serializer_class)(data=request.data)
        serializer.is_valid(raise_exception=True)
        viewer = viewer_for(request)
        alert = Alert.objects.visible_to(viewer).select_related("person").filter(pk=alert_id).first()
        if alert is None:
            raise NotFound
        if viewer.posts.isdisjoint(alert.posts):
            raise Forbidden
        return Response(unmask(alert, reader=request.user, purpose=serializer.validated_data["purpose"]))


class PlacesView(APIView):
    """Finds a spoken place: a city, a county, a ZIP code. No network is asked."""

    permission_classes = [BoardStaff]

    @extend_schema(
        parameters=[OpenApiParameter("q", str, required=True)],
        responses=inline_serializer("Places", {"items": serializers.ListField(child=serializers.DictField())}),
    )
    def get(self, request: Request) -> Response:
        return Response({"items": gazetteer.find_place(request.query_params.get("q", "")[:80].replace("\x00", ""))})


class LayersView(APIView):
    """Custody facilities and courts, for the map."""

    permission_classes = [BoardStaff]

    @extend_schema(
        responses=inline_serializer(
            "Layers", {name: serializers.ListField(child=serializers.DictField()) for name in ("facilities", "courts")}
        )
    )
    def get(self, request: Request) -> Response:
        return Response(
            {
                "facilities": [
                    {"id": one.pk, **_pin(one)}
                    for one in Facility.objects.exclude(point=None).only("name", "city", "state", "point")
                ],
                "courts": [
                    _pin(one) for one in Court.objects.exclude(point=None).only("name", "city", "state", "point")
                ],
            }
        )


def _pin(place: Any) -> dict[str, Any]:
    return {"name": place.name, "city": place.city, "state": place.state, "lat": place.point.y, "lng": place.point.x}
