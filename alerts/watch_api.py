"""The endpoints about watching: the bulletin for boards without a socket, calling for help, and emptying the flood lane."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from alerts import board, bulletin, cards, wall
from alerts.actions import watch
from alerts.api import CardSerializer, Text
from alerts.models import Alert
from consular.errors import NotFound
from consular.organisation.access import HasRole, viewer_for

BoardStaff = HasRole.of("officer", "supervisor", "operator")
PostStaff = HasRole.of("officer", "supervisor")


class LookerSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()


class PostWatchSerializer(serializers.Serializer):
    """How a post is watched: boards with eyes, active officers, people on duty (null: no roster), alerts per officer in ten minutes."""

    eyes = serializers.IntegerField()
    officers = serializers.IntegerField()
    on_duty = serializers.IntegerField(allow_null=True)
    load = serializers.FloatField()
    lean = serializers.BooleanField()
    flooded = serializers.IntegerField()
    help = serializers.BooleanField()


class BulletinView(APIView):
    """Who looks at which alert, and how the reader's posts are watched and loaded: what the socket sends as `bulletin`."""

    permission_classes = [BoardStaff]

    @extend_schema(
        responses=inline_serializer(
            "Bulletin",
            {
                "looking": serializers.DictField(child=LookerSerializer(many=True)),
                "posts": serializers.DictField(child=PostWatchSerializer()),
            },
        )
    )
    def get(self, request: Request) -> Response:
        return Response(bulletin.read().shown_to(viewer_for(request)))


class WallWatchSerializer(PostWatchSerializer):
    test_press_at = serializers.DateTimeField(allow_null=True)


class WallPostSerializer(serializers.Serializer):
    """One district in counts; drills are counted apart, and `watch` is for the reader's own posts only."""

    code = serializers.CharField()
    own = serializers.BooleanField()
    open = serializers.IntegerField()
    unclaimed = serializers.IntegerField()
    waiting_since = serializers.DateTimeField(allow_null=True)
    unlocated = serializers.IntegerField()
    stale = serializers.IntegerField(help_text="Claims whose owner's board is silent.")
    incidents = serializers.IntegerField()
    drills = serializers.IntegerField()
    watch = WallWatchSerializer(allow_null=True)


class WallView(APIView):
    """How the reader's districts stand, in counts alone: what the wall's socket sends."""

    permission_classes = [BoardStaff]

    @extend_schema(
        responses=inline_serializer(
            "Wall",
            {
                "seq": serializers.IntegerField(),
                "at": serializers.DateTimeField(),
                "posts": WallPostSerializer(many=True),
                "incidents": serializers.IntegerField(help_text="Each once, however many posts it touches."),
            },
        )
    )
    def get(self, request: Request) -> Response:
        seq = board.head()
        return Response({"seq": seq, **wall.Wall(timezone.now()).shown_to(viewer_for(request))})


class HelpView(APIView):
    """Calls for help: what waits at the post rings at its neighbours and its fallback now, and the fallback shares what comes."""

    permission_classes = [PostStaff]

    @extend_schema(
        request=None,
        responses={
            200: inline_serializer("HelpCalled", {"alerts": serializers.IntegerField()}),
            404: OpenApiResponse(description="Not one of the reader's posts."),
        },
    )
    def post(self, request: Request, post: str) -> Response:
        sent = watch.call_for_help(post_code=post, actor=request.user, viewer=viewer_for(request))
        return Response({"alerts": sent})


class FloodGroupSerializer(serializers.Serializer):
    """The open alerts that one device has in the flood lane of one post."""

    device = serializers.IntegerField()
    code = serializers.CharField()
    n = serializers.IntegerField()
    first_at = serializers.DateTimeField()
    last_at = serializers.DateTimeField()
    post = serializers.CharField()
    place = serializers.CharField()


class FloodView(APIView):
    """The flood lane of the reader's posts, grouped by sender: the 200 largest groups, and how many there are in all."""

    permission_classes = [PostStaff]

    @extend_schema(
        responses=inline_serializer(
            "FloodGroups",
            {
                "items": FloodGroupSerializer(many=True),
                "groups": serializers.IntegerField(),
                "alerts": serializers.IntegerField(),
            },
        )
    )
    def get(self, request: Request) -> Response:
        return Response(watch.flood_groups(viewer_for(request)))


class FloodSenderView(APIView):
    """What one sender has in the flood lane of the reader's posts, alert by alert; the oldest 200."""

    permission_classes = [PostStaff]

    @extend_schema(
        operation_id="board_flood_sender",
        responses=inline_serializer("FloodSender", {"alerts": CardSerializer(many=True)}),
    )
    def get(self, request: Request, device: int) -> Response:
        viewer = viewer_for(request)
        lane = Alert.objects.visible_to(viewer).open().filter(device_id=device, flood_lane=True)
        ids = list(lane.order_by("received_at").values_list("pk", flat=True)[:200])
        if not ids:
            raise NotFound
        return Response({"alerts": cards.render(ids, viewer)})


FLOOD_ANSWERS: Any = {
    200: inline_serializer("FloodGroupDone", {"alerts": serializers.IntegerField()}),
    404: OpenApiResponse(description="Nothing of this sender is in the flood lane of the reader's posts."),
}


class FloodLiftView(APIView):
    """Takes a sender's alerts out of the flood lane: they ring like any other. At most 500 at a time."""

    permission_classes = [PostStaff]

    @extend_schema(request=None, responses=FLOOD_ANSWERS)
    def post(self, request: Request, device: int) -> Response:
        return Response({"alerts": watch.lift(device_id=device, actor=request.user, viewer=viewer_for(request))})


class FloodCloseSerializer(serializers.Serializer):
    note = Text(required=False, default="", allow_blank=True)


class FloodCloseView(APIView):
    """Closes a sender's alerts in the flood lane as false alarms, with a note that says why. At most 500 at a time."""

    permission_classes = [PostStaff]

    @extend_schema(request=FloodCloseSerializer, responses=FLOOD_ANSWERS)
    def post(self, request: Request, device: int) -> Response:
        asked = FloodCloseSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        note = asked.validated_data["note"]
        done = watch.close_group(device_id=device, actor=request.user, viewer=viewer_for(request), note=note)
        return Response({"alerts": done})
