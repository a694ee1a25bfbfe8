"""The pages of the matter's counsel: ask a lawyer, accept, decline."""

from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases import actions, codes, offer_facts, reading
from cases.models import Case
from cases.views.base import VerbPage
from cases.views.overview import Overview
from consular.errors import Refusal


class Assign(VerbPage, Overview):
    verb = "assign"
    done = _("The lawyer has been asked.")
    action = staticmethod(actions.assign)


class AnswerPage(VerbPage, Overview):
    """A lawyer's answer. One that comes too late goes back to the desk, with who has the matter now."""

    def post(self, request: HttpRequest, code: str, **which: Any) -> HttpResponse:
        wanted = Case.objects.filter(code=codes.normalised(code))
        seen = wanted.visible_to(self.viewer).values("pk")
        late = wanted.answerable_by(self.viewer).exclude(pk__in=seen).first()
        return self.too_late(late) if late else super().post(request, code, **which)

    def refused(self, code: str, refusal: Refusal, bound: dict[str, django_forms.Form]) -> HttpResponse:
        if refusal.status_code == 409 and refusal.code != "conflict_to_judge":
            return self.too_late(Case.objects.get(code=code))
        return super().refused(code, refusal, bound)

    def too_late(self, case: Case) -> HttpResponse:
        lawyer = case.matter.lawyer
        taken = gettext("%(name)s has taken this matter.") % {"name": lawyer.display_name()} if lawyer else ""
        messages.error(self.request, taken or self._why(case))
        return redirect("desk")

    def _why(self, case: Case) -> str:
        mine = [offer for offer in case.matter.offers.all() if offer.lawyer_id == self.viewer.user_id]
        if mine and mine[-1].is_late(timezone.now()):
            return gettext("The time to answer this offer was over. Nothing was changed.")
        return gettext("This offer was withdrawn. Nothing was changed.")


class AskNames(AnswerPage):
    """The lawyer means to accept: shows the names once, after the look has been logged, with what the check has found."""

    verb = "names"
    done = _("Check the names, then accept or decline.")

    def post(self, request: HttpRequest, code: str, **which: Any) -> HttpResponse:
        self.found: Any = None
        answer = super().post(request, code, **which)
        if self.found is None:
            return answer
        case, check = self.found
        names = reading.names_to_check(case, check, reader=request.user, viewer=self.viewer)
        return self.page(self.case(case.code), check=check, names=offer_facts.judged(names, self.viewer))

    def act(self, **call: Any) -> Any:
        self.found = actions.ask_names(**call)
        return self.found[0]

    def after(self, code: str) -> HttpResponse:
        return redirect("case", code=code)


class Accept(AnswerPage):
    verb = "accept"
    done = _("The matter is yours.")

    def given(self, form: django_forms.Form | None) -> dict[str, Any]:
        typed = form.cleaned_data if form else {}
        return {
            "certified": typed["conflict_certified"],
            "explanation": typed["explanation"],
            "terms": typed["terms"],
        }

    action = staticmethod(actions.accept)


class Decline(AnswerPage):
    verb = "decline"
    done = _("Declined. The post can ask somebody else.")

    def given(self, form: django_forms.Form | None) -> dict[str, Any]:
        return {"reason": form.cleaned_data["code"]} if form else {}

    action = staticmethod(actions.decline)

    def after(self, code: str) -> HttpResponse:
        return redirect("desk")
