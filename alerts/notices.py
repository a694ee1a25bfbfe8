"""What the board says about its posts above the queue: a shift that nobody has signed for, a drill that runs."""

from django.utils import timezone
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from alerts import drilling, shifts
from alerts.api import BoardStaff
from consular.organisation.access import viewer_for

UnsignedShiftSerializer = inline_serializer(
    "UnsignedShift",
    {"post": serializers.CharField(), "by": serializers.CharField(), "since": serializers.DateTimeField()},
    many=True,
)
RunningDrillSerializer = inline_serializer(
    "RunningDrill",
    {
        "post": serializers.CharField(),
        "id": serializers.UUIDField(),
        "size": serializers.IntegerField(),
        "sent": serializers.IntegerField(),
        "unclaimed": serializers.IntegerField(),
    },
    many=True,
)
NoticesSerializer = inline_serializer(
    "Notices", {"unsigned_shifts": UnsignedShiftSerializer, "drills": RunningDrillSerializer}
)


class NoticesView(APIView):
    """The notices of the reader's own posts: hand-overs unsigned for half an hour, drills that run."""

    permission_classes = [BoardStaff]

    @extend_schema(responses=NoticesSerializer)
    def get(self, request: Request) -> Response:
        posts = viewer_for(request).posts
        late = shifts.unsigned_at(posts, timezone.now())
        return Response({"unsigned_shifts": late, "drills": drilling.running_at(posts)})
