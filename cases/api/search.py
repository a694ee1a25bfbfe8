"""The endpoint of the search: a POST, so that no name and no number stands in an address."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from alerts.cards import iso
from cases import search
from cases.api.base import REFUSALS, STAFF_AND_LAWYERS, Endpoint
from consular.organisation.access import HasRole


class SearchIn(serializers.Serializer):
    q = serializers.CharField(max_length=120, help_text="A code, an exact number or telephone, or a name as it sounds.")


class FoundCaseOut(serializers.Serializer):
    code = serializers.CharField()
    post = serializers.CharField()
    state = serializers.CharField(help_text="As on the card of the case.")
    drill = serializers.BooleanField()
    opened_at = serializers.DateTimeField()


class FoundAlertOut(serializers.Serializer):
    id = serializers.UUIDField()
    code = serializers.CharField()
    post = serializers.CharField()
    state = serializers.CharField(help_text="As on the card of the alert.")
    drill = serializers.BooleanField()
    received_at = serializers.DateTimeField()


class FoundOut(serializers.Serializer):
    person = serializers.CharField(allow_null=True, help_text="The person's code, never a name.")
    matched = serializers.ListField(child=serializers.CharField(), help_text="What fits, in the caller's language.")
    cases = FoundCaseOut(many=True)
    alerts = FoundAlertOut(many=True)


class SearchOut(serializers.Serializer):
    items = FoundOut(many=True)
    more = serializers.BooleanField(help_text="More people fit than are shown: ask for more parts of the name.")


class Search(Endpoint):
    permission_classes = [HasRole.of(*STAFF_AND_LAWYERS, "operator")]

    @extend_schema(request=SearchIn, responses={200: SearchOut, **REFUSALS}, operation_id="search")
    def post(self, request: Request) -> Response:
        """Inside of what the caller may see. Each person shown is a record in the access log, written before the answer."""
        answer = search.search(self.read(SearchIn)["q"], reader=request.user, viewer=self.viewer)
        return Response({"items": [_found(one) for one in answer.items], "more": answer.more})


def _found(one: search.Found) -> dict[str, Any]:
    return {
        "person": one.person,
        "matched": one.matched,
        "cases": [
            {"code": case.code, "post": case.consulate.code, "state": case.state, "drill": case.drill}
            | {"opened_at": iso(case.opened_at)}
            for case in one.cases
        ],
        "alerts": [
            {"id": str(alert.pk), "code": alert.code, "post": alert.consulate.code, "state": alert.state}
            | {"drill": alert.drill, "received_at": iso(alert.received_at)}
            for alert in one.alerts
        ],
    }
