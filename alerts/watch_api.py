"""The endpoints about watching: the bulletin for boards without a socket, calling for help, and emptying the flood lane."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from alerts import board, bulletin, wall
from alerts.actions import watch
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
    incidents = serializers.IntegerField()
    drills = serializers.IntegerField()
    watch = WallWatchSerializer(allow_null=True)


class WallView(APIView):
    """How the reader's districts stand, in counts alone: what the wall's socket sends."""

    permission_classes = [BoardStaff]

    @extend_schema(
        responses=inline_serializer(
            "Wall", {"seq": serializers.IntegerField(), "posts": WallPostSerializer(many=True)}
        )
    )
    def get(self, request: Request) -> Response:
        seq = board.head()
        return Response({"seq": seq, "posts": wall.Wall(timezone.now()).shown_to(viewer_for(request))})


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
    """The flood lane of the reader's posts, grouped by sender; at most 200 groups, the largest first."""

    permission_classes = [PostStaff]

    @extend_schema(responses=inline_serializer("FloodGroups", {"items": FloodGroupSerializer(many=True)}))
    def get(self, request: Request) -> Response:
        return Response({"items": watch.flood_groups(viewer_for(request))})


class _FloodVerb(APIView):
    permission_classes = [PostStaff]
    does: Any = None

    @extend_schema(
        request=None,
        responses={
            200: inline_serializer("FloodGroupDone", {"alerts": serializers.IntegerField()}),
            404: OpenApiResponse(description="Nothing of this sender is in the flood lane of the reader's posts."),
        },
    )
    def post(self, request: Request, device: int) -> Response:
        done = type(self).does(device_id=device, actor=request.user, viewer=viewer_for(request))
        return Response({"alerts": done})


class FloodLiftView(_FloodVerb):
    """Takes a sender's alerts out of the flood lane: they ring like any other. At most 500 at a time."""

    does = staticmethod(watch.lift)


class FloodCloseView(_FloodVerb):
    """Closes a sender's alerts in the flood lane as false alarms. At most 500 at a time."""

    does = staticmethod(watch.close_group)
