"""Endpoints of outcomes, and their codes as data."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases import actions, outcomes
from cases.api.base import REFUSALS, STAFF_AND_LAWYERS, TEXT_LIMIT, VERB, Endpoint, Verb
from cases.api.notes import WallField
from cases.models import Case, Outcome
from consular.organisation.access import HasRole


class OutcomeCodeOut(serializers.Serializer):
    axis = serializers.ChoiceField(Outcome.Axis.choices)
    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    closes = serializers.BooleanField(help_text="Whether it answers its axis for good.")
    turn = serializers.CharField(help_text="Whose turn is next.")
    note_required = serializers.BooleanField()


class OutcomeCodesOut(serializers.Serializer):
    items = OutcomeCodeOut(many=True)


class OutcomeIn(serializers.Serializer):
    axis = serializers.ChoiceField(Outcome.Axis.choices)
    code = serializers.ChoiceField(sorted({one.code for one in outcomes.ALL}))
    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=TEXT_LIMIT)
    wall = WallField()


class SetOutcome(Verb):
    verb = "outcome"
    body = OutcomeIn

    @extend_schema(request=OutcomeIn, responses=VERB, operation_id="cases_outcome")
    def post(self, request: Request, code: str) -> Response:
        """Says how one axis stands: custody, proceeding or service."""
        return self.act(code)

    def do(self, *, given: dict, **call: Any) -> Case:
        said = {"axis": given["axis"], "outcome": given["code"], "note": given["note"], "wall": given.get("wall", "")}
        return actions.set_outcome(**call, **said)


class OutcomeCodes(Endpoint):
    permission_classes = [HasRole.of(*STAFF_AND_LAWYERS, "analyst")]

    @extend_schema(responses={200: OutcomeCodesOut, **REFUSALS}, operation_id="outcome_codes_list")
    def get(self, request: Request) -> Response:
        return Response({"items": [_outcome_code(one) for one in outcomes.ALL]})


def _outcome_code(one: outcomes.OutcomeCode) -> dict:
    return {
        "axis": one.axis,
        "code": one.code,
        "label": str(one.label),
        "closes": one.closes,
        "turn": one.turn,
        "note_required": one.note_required,
    }
