"""The staff's endpoints for what follows a claim: the script, promised looks, links between alerts, both sides of a hand-over."""

import uuid

from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from alerts import actions, brief, cards, links, workflow
from alerts.api import BoardStaff, CardSerializer, Text, _optional_text, _verb
from alerts.models import Alert
from alerts.script import reading
from consular.errors import NotFound
from consular.organisation.access import Viewer, viewer_for

TickView = _verb(
    "Tick", actions.tick, {"step": serializers.CharField(max_length=24), "done": serializers.BooleanField(default=True)}
)
WelfareView = _verb(
    "Welfare",
    actions.set_welfare,
    {
        "minutes": serializers.IntegerField(
            min_value=int(workflow.WELFARE_AT_LEAST.total_seconds() // 60),
            max_value=int(workflow.WELFARE_AT_MOST.total_seconds() // 60),
        ),
        "note": _optional_text(),
    },
)
WelfareDoneView = _verb("WelfareDone", actions.keep_welfare, {"note": _optional_text()})
UndoDuplicateView = _verb("UndoDuplicate", actions.undo_duplicate, {"reason": Text()})
HandoverDeclineView = _verb("HandoverDecline", actions.decline_handover, {"reason": Text()})
HandoverWithdrawView = _verb("HandoverWithdraw", actions.withdraw_handover, {})


def _visible(alert_id: uuid.UUID, viewer: Viewer) -> Alert:
    alerts = Alert.objects.visible_to(viewer).select_related("person", "handover_to", "handover_by")
    alert = alerts.filter(pk=alert_id).first()
    if alert is None:
        raise NotFound
    return alert


ScriptSerializer = inline_serializer(
    "Script",
    {
        "version": serializers.CharField(),
        "variant": serializers.ChoiceField(["call", "duress"]),
        "language": serializers.CharField(),
        "done": serializers.IntegerField(),
        "steps": inline_serializer(
            "ScriptStep",
            {name: serializers.CharField() for name in ("code", "title", "say", "help", "why")}
            | {
                "ticked": inline_serializer(
                    "ScriptTicked", {"at": serializers.DateTimeField(), "by": serializers.CharField()}, allow_null=True
                )
            },
            many=True,
        ),
    },
)


class ScriptView(APIView):
    """The call-back script of one alert, in the person's language, with the reader's as help; and which steps are done."""

    permission_classes = [BoardStaff]

    @extend_schema(responses=ScriptSerializer)
    def get(self, request: Request, alert_id: uuid.UUID) -> Response:
        viewer = viewer_for(request)
        return Response(reading.for_viewer(_visible(alert_id, viewer), viewer))


LINK_FIELDS: dict[str, serializers.Field] = {
    "id": serializers.UUIDField(),
    "code": serializers.CharField(),
    "kind": serializers.ChoiceField(Alert.Kind.choices),
    "state": serializers.CharField(),
    "disposition": serializers.ChoiceField(Alert.Disposition.values, allow_null=True),
    "post": serializers.CharField(),
    "received_at": serializers.DateTimeField(),
    "owner": serializers.CharField(allow_null=True),
}
WHY: dict[str, serializers.Field] = {
    "why": serializers.ListField(child=serializers.ChoiceField(["phone", "device", "near"]))
}
LinkSerializer = type(inline_serializer("AlertLink", LINK_FIELDS))
LikelyLinkSerializer = type(inline_serializer("LikelyAlertLink", LINK_FIELDS | WHY))


class LinksView(APIView):
    """Which alerts are duplicates of this one or its original, and which may be about the same person, and why."""

    permission_classes = [BoardStaff]

    @extend_schema(
        responses=inline_serializer(
            "AlertLinks",
            {
                "duplicate_of": LinkSerializer(allow_null=True),
                "duplicates": LinkSerializer(many=True),
                "maybe": LikelyLinkSerializer(many=True),
            },
        )
    )
    def get(self, request: Request, alert_id: uuid.UUID) -> Response:
        viewer = viewer_for(request)
        return Response(links.for_viewer(_visible(alert_id, viewer), viewer))


BriefSerializer = inline_serializer(
    "HandoverBrief",
    {
        "alert": CardSerializer(),
        "facts": inline_serializer(
            "BriefFacts", {"language": serializers.CharField(), "presses": serializers.IntegerField()}
        ),
        "offer": inline_serializer(
            "BriefOffer",
            {
                "to": serializers.CharField(),
                "by": serializers.CharField(allow_null=True),
                "at": serializers.DateTimeField(allow_null=True),
                "answer_due_at": serializers.DateTimeField(allow_null=True),
                "asked_again": serializers.IntegerField(),
            },
            allow_null=True,
        ),
        "done": inline_serializer(
            "BriefDone",
            {
                "at": serializers.DateTimeField(),
                "kind": serializers.CharField(),
                "text": serializers.CharField(),
                "actor": serializers.CharField(allow_null=True),
            },
            many=True,
        ),
        "contacts": inline_serializer(
            "BriefContacts",
            {
                "tries": serializers.IntegerField(),
                "reached": serializers.IntegerField(),
                "last_at": serializers.DateTimeField(allow_null=True),
            },
        ),
        "promised": inline_serializer(
            "BriefPromised",
            {
                "welfare_at": serializers.DateTimeField(allow_null=True),
                "script": inline_serializer(
                    "BriefScript",
                    {
                        "done": serializers.IntegerField(),
                        "total": serializers.IntegerField(),
                        "open": inline_serializer(
                            "BriefStep",
                            {"code": serializers.CharField(), "title": serializers.CharField()},
                            many=True,
                        ),
                    },
                ),
            },
        ),
        "next": inline_serializer(
            "BriefNext",
            {"what": serializers.ChoiceField(["welfare", "locate"]), "at": serializers.DateTimeField()},
            allow_null=True,
        ),
    },
)


class BriefView(APIView):
    """What a post is asked to take over: facts, done, promised, next. For both sides of the hand-over."""

    permission_classes = [BoardStaff]

    @extend_schema(responses=BriefSerializer)
    def get(self, request: Request, alert_id: uuid.UUID) -> Response:
        viewer = viewer_for(request)
        return Response(brief.for_viewer(_visible(alert_id, viewer), viewer))


OWED_SHOWN = 100


class OwedView(APIView):
    """Handled alerts of which something is still owed: a promised look that is due, or the note of an ending of the reader's own."""

    permission_classes = [BoardStaff]

    @extend_schema(responses=inline_serializer("Owed", {"alerts": CardSerializer(many=True)}))
    def get(self, request: Request) -> Response:
        viewer = viewer_for(request)
        owed = Alert.objects.visible_to(viewer).owed_to(viewer).order_by("handled_at", "id")
        return Response({"alerts": cards.render(owed.values_list("pk", flat=True)[:OWED_SHOWN], viewer)})
