"""Endpoints of the matter's counsel: who can be asked, ask, accept, decline."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from cases import actions, lawyers
from cases.api.base import REFUSALS, TEXT_LIMIT, VERB, Endpoint, Verb
from cases.engagement import Terms, both
from cases.models import Case, LegalMatter, Offer
from consular.errors import NotFound
from consular.organisation.access import HasRole
from consular.organisation.models import Court


class LawyerOut(serializers.Serializer):
    id = serializers.IntegerField()
    username = serializers.CharField()
    name = serializers.CharField()
    running = serializers.IntegerField(help_text="Matters that the lawyer carries now.")
    waiting = serializers.IntegerField(help_text="Offers that the lawyer has not answered.")


class LawyersOut(serializers.Serializer):
    items = LawyerOut(many=True)


@extend_schema_field({"oneOf": [{"type": "integer"}, {"type": "string"}]})
class LawyerField(serializers.Field):
    """A lawyer by id or by username."""

    default_error_messages = {"unknown": _("There is no such lawyer who can be asked now.")}

    def to_internal_value(self, data: Any) -> Any:
        reference = str(data) if isinstance(data, (int, str)) and not isinstance(data, bool) else ""
        if not 0 < len(reference) <= 150 or not reference.isprintable():
            self.fail("unknown")
        return lawyers.find(reference) or self.fail("unknown")

    def to_representation(self, value: Any) -> Any:
        return value.pk


class AssignIn(serializers.Serializer):
    lawyer = LawyerField(help_text="Id or username.")
    court = serializers.CharField(
        required=False, allow_null=True, default=None, max_length=80, help_text="Code of the court."
    )

    def validate_court(self, code: str | None) -> Court | None:
        if code is None:
            return None
        court = Court.objects.filter(code=code, is_active=True).first()
        if court is None:
            raise serializers.ValidationError(_("There is no such court."))
        return court


class AcceptIn(serializers.Serializer):
    conflict_certified = serializers.BooleanField(
        required=False,
        allow_null=True,
        default=None,
        help_text="True: the lawyer states that there is no conflict of interest.",
    )

    explanation = serializers.CharField(
        required=False,
        allow_blank=True,
        default="",
        max_length=TEXT_LIMIT,
        help_text="Why names that resemble each other are no conflict; needed when the check has found an adverse one.",
    )
    client_agreed = serializers.BooleanField(
        required=False, default=False, help_text="The client has agreed to be represented."
    )
    scope = serializers.ChoiceField(LegalMatter.Scope.choices, required=False, allow_blank=True, default="")
    e28_on = serializers.DateField(
        required=False, allow_null=True, default=None, help_text="Day on which the notice of appearance was filed."
    )
    no_appearance = serializers.BooleanField(required=False, default=False, help_text="No appearance will be entered.")

    def validate_conflict_certified(self, value: bool | None) -> bool:
        if value is False:
            raise serializers.ValidationError(_("With a conflict of interest the offer can only be declined."))
        return bool(value)

    def validate(self, attrs: dict) -> dict:
        """The terms as one; those that are missing are asked for before work may start."""
        terms = Terms(**{name: attrs.pop(name) for name in ("client_agreed", "scope", "e28_on", "no_appearance")})
        if wrong := both(terms):
            raise serializers.ValidationError({"no_appearance": wrong})
        return attrs | {"terms": terms}


class DeclineIn(serializers.Serializer):
    code = serializers.ChoiceField(Offer.DeclineCode.choices)


class Answer(Verb):
    """A lawyer's answer to an offer, which may come too late."""

    def admit(self, code: str) -> None:
        if not Case.objects.answerable_by(self.viewer).filter(code=code).exists():
            raise NotFound


class Assign(Verb):
    verb = "assign"
    body = AssignIn

    @extend_schema(request=AssignIn, responses=VERB, operation_id="cases_assign")
    def post(self, request: Request, code: str) -> Response:
        """Offers the matter to a lawyer; an offer that still waits is withdrawn."""
        return self.act(code)

    def do(self, *, given: dict, **call: Any) -> Case:
        return actions.assign(**call, lawyer=given["lawyer"], court=given["court"])


class Accept(Answer):
    verb = "accept"
    body = AcceptIn

    @extend_schema(request=AcceptIn, responses=VERB, operation_id="cases_accept")
    def post(self, request: Request, code: str) -> Response:
        """The lawyer takes the matter. One wins; the others get 409 with who has it."""
        return self.act(code)

    def do(self, *, given: dict, **call: Any) -> Case:
        return actions.accept(
            **call, certified=given["conflict_certified"], explanation=given["explanation"], terms=given["terms"]
        )


class Decline(Answer):
    verb = "decline"
    body = DeclineIn

    @extend_schema(request=DeclineIn, responses=VERB, operation_id="cases_decline")
    def post(self, request: Request, code: str) -> Response:
        return self.act(code)

    def do(self, *, given: dict, **call: Any) -> Case:
        return actions.decline(**call, reason=given["code"])


class Lawyers(Endpoint):
    permission_classes = [HasRole.of("officer", "supervisor")]

    @extend_schema(responses={200: LawyersOut, **REFUSALS}, operation_id="lawyers_list")
    def get(self, request: Request) -> Response:
        """Lawyers who can be asked now, with what they carry."""
        return Response({"items": [_lawyer(one) for one in lawyers.available()]})


def _lawyer(one: Any) -> dict:
    return {
        "id": one.pk,
        "username": one.username,
        "name": one.display_name(),
        "running": one.running,
        "waiting": one.waiting,
    }
