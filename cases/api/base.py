"""What every endpoint of a case shares: the card as it goes out, refusals, and the order of the checks."""

from collections.abc import Callable
from typing import Any, ClassVar

from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from cases import cards, codes, workflow
from cases.models import Case, Category, LegalMatter, Offer
from consular.errors import Forbidden, NotFound
from consular.organisation.access import Viewer, viewer_for

TEXT_LIMIT = 10_000
STAFF_AND_LAWYERS = ("officer", "supervisor", "lawyer")


class PersonOut(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    since = serializers.DateTimeField(allow_null=True)


class OfferOut(serializers.Serializer):
    lawyer = PersonOut()
    state = serializers.ChoiceField(Offer.State.choices)
    sent_at = serializers.DateTimeField()


class OutcomesOut(serializers.Serializer):
    custody = serializers.CharField(allow_null=True)
    proceeding = serializers.CharField(allow_null=True)
    service = serializers.CharField(allow_null=True)


class CaseOut(serializers.Serializer):
    code = serializers.CharField()
    state = serializers.ChoiceField(Case.State.choices)
    matter_state = serializers.ChoiceField(LegalMatter.State.choices)
    category = serializers.ChoiceField(Category.choices)
    priority = serializers.IntegerField(min_value=0, max_value=3)
    post = serializers.CharField(help_text="Code of the post that answers for the case.")
    drill = serializers.BooleanField()
    area = serializers.CharField(help_text="The matter's; a category.")
    language = serializers.CharField(allow_blank=True)
    court = serializers.CharField(allow_null=True)
    person = serializers.CharField(
        allow_null=True, help_text="The person's code, never a name. Null for a lawyer who only has an offer."
    )
    alert_ids = serializers.ListField(child=serializers.UUIDField())
    officer = PersonOut(allow_null=True)
    lawyer = PersonOut(allow_null=True, help_text="Who has taken the matter.")
    offer = OfferOut(allow_null=True, help_text="The offer that waits for an answer.")
    outcomes = OutcomesOut()
    allowed = serializers.ListField(child=serializers.ChoiceField(workflow.VERBS))
    opened_at = serializers.DateTimeField()
    taken_at = serializers.DateTimeField(allow_null=True)
    locate_due_at = serializers.DateTimeField(allow_null=True)
    close_requested = PersonOut(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    updated_at = serializers.DateTimeField()
    version = serializers.IntegerField()


class StaffOut(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()


class RefusalOut(serializers.Serializer):
    code = serializers.CharField()
    detail = serializers.CharField()

    def get_fields(self) -> dict[str, serializers.Field]:
        """One of them is called `fields`, which a serializer keeps for itself."""
        sentences = serializers.ListField(child=serializers.CharField())
        return {**super().get_fields(), "fields": serializers.DictField(child=sentences)}


class ConflictOut(RefusalOut):
    state = serializers.CharField()
    owner = PersonOut(allow_null=True)


REFUSALS = {400: RefusalOut, 401: RefusalOut, 403: RefusalOut, 404: RefusalOut}
VERB = {200: CaseOut, **REFUSALS, 409: ConflictOut}


class Endpoint(APIView):
    @property
    def viewer(self) -> Viewer:
        return viewer_for(self.request)

    def read(self, serializer: type[serializers.Serializer], data: Any = None) -> dict:
        given = serializer(data=self.request.data if data is None else data)
        given.is_valid(raise_exception=True)
        return given.validated_data

    def case(self, code: str) -> Case:
        case = cards.with_facts(Case.objects.visible_to(self.viewer)).filter(code=codes.normalised(code)).first()
        if case is None:
            raise NotFound
        return case

    def card(self, case: Case) -> dict:
        """The card as it is after an action, also for a lawyer who has just declined."""
        return cards.render_case(cards.with_facts(Case.objects.filter(pk=case.pk)), self.viewer)[0]


class Verb(Endpoint):
    """Visible (404), then permitted (403), then well-formed (400); then the action, which asks again under its lock."""

    verb: str
    body: type[serializers.Serializer] | None = None
    do: ClassVar[Callable[..., Case]]  # the action; `given` is what was sent, read by `body`

    def act(self, code: str, **extra: Any) -> Response:
        code = codes.normalised(code) or ""
        self.admit(code)
        given = self.read(self.body) if self.body else {}
        case = self.do(code=code, actor=self.request.user, viewer=self.viewer, given=given)
        return Response(self.card(case))

    def admit(self, code: str) -> None:
        if not workflow.has_role_for(self.verb, self.case(code), self.viewer):
            raise Forbidden
