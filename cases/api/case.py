"""Endpoints of the case itself: open, list, read, timeline, closing."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from alerts import cards as alert_cards
from alerts.models import Alert
from cases import actions, cards, reading, timeline
from cases.api.base import REFUSALS, STAFF_AND_LAWYERS, TEXT_LIMIT, VERB, CaseOut, ConflictOut, Endpoint, StaffOut, Verb
from cases.api.notes import WallField
from cases.models import Case, Category
from consular.errors import NotFound
from consular.organisation.access import HasRole


class CasePageOut(serializers.Serializer):
    items = CaseOut(many=True)
    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True, help_text="Address of the next page.")


class OpenedOut(serializers.Serializer):
    case = CaseOut()
    alert = serializers.DictField(help_text="The alert's card.")


class StepOut(serializers.Serializer):
    kind = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    text = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField()
    actor = StaffOut(allow_null=True)


class TimelineOut(serializers.Serializer):
    items = StepOut(many=True)


class Query(serializers.Serializer):
    state = serializers.ChoiceField(["open", *Case.State.values], required=False, allow_blank=True, default="")
    mine = serializers.BooleanField(required=False, default=False)
    q = serializers.CharField(required=False, allow_blank=True, default="", max_length=40, help_text="A code.")
    page = serializers.IntegerField(required=False, default=1, min_value=1, max_value=1_000_000)


class OpenIn(serializers.Serializer):
    category = serializers.ChoiceField(Category.choices, required=False, allow_blank=True, default="")
    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=TEXT_LIMIT)
    wall = WallField()


class OpenCase(Endpoint):
    @extend_schema(
        request=OpenIn,
        responses={200: OpenedOut, 201: OpenedOut, **REFUSALS, 409: ConflictOut},
        operation_id="alerts_open_case",
    )
    def post(self, request: Request, alert_id: UUID) -> Response:
        """Opens a case from an alert that the caller owns. Again: 200 with the same case."""
        if not Alert.objects.visible_to(self.viewer).filter(pk=alert_id).exists():
            raise NotFound
        case, opened = actions.open_case(alert_id=alert_id, actor=request.user, viewer=self.viewer, **self.read(OpenIn))
        body = {"case": self.card(case), "alert": alert_cards.render([alert_id], self.viewer)[0]}
        return Response(body, status=201 if opened else 200)


class CaseList(Endpoint):
    permission_classes = [HasRole.of(*STAFF_AND_LAWYERS)]

    @extend_schema(parameters=[Query], responses={200: CasePageOut, **REFUSALS}, operation_id="cases_list")
    def get(self, request: Request) -> Response:
        """Cases that the caller may see, newest first, 50 to a page."""
        query = self.read(Query, request.query_params)
        page = reading.page_of_cases(self.viewer, **query)
        return Response(
            {
                "items": cards.render_case(page.object_list, self.viewer),
                "count": page.paginator.count,
                "next": _next(request, page.number + 1) if page.has_next() else None,
            }
        )


class CaseDetail(Endpoint):
    @extend_schema(responses={200: CaseOut, **REFUSALS}, operation_id="cases_retrieve")
    def get(self, request: Request, code: str) -> Response:
        return Response(cards.render_case([self.case(code)], self.viewer)[0])


class Timeline(Endpoint):
    @extend_schema(responses={200: TimelineOut, **REFUSALS}, operation_id="cases_timeline")
    def get(self, request: Request, code: str) -> Response:
        """What happened, oldest first, as far as the caller may know."""
        return Response({"items": timeline.story(self.case(code), self.viewer)})


class RequestClose(Verb):
    verb = "request-close"

    @extend_schema(request=None, responses=VERB, operation_id="cases_request_close")
    def post(self, request: Request, code: str) -> Response:
        return self.act(code)

    def do(self, *, given: dict, **call: Any) -> Case:
        return actions.request_close(**call)


class Close(Verb):
    verb = "close"

    @extend_schema(request=None, responses=VERB, operation_id="cases_close")
    def post(self, request: Request, code: str) -> Response:
        """A supervisor, not the one who asked. What is missing is named in `fields` (409)."""
        return self.act(code)

    def do(self, *, given: dict, **call: Any) -> Case:
        return actions.close(**call)


def _next(request: Request, page: int) -> str:
    query = request.query_params.copy()
    query["page"] = str(page)
    return f"{request.path}?{query.urlencode()}"
