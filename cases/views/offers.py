"""The pages of the matter's counsel: ask a lawyer, accept, decline."""

from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases import actions, codes
from cases.models import Case
from cases.views.base import VerbPage
from cases.views.overview import Overview
from consular.errors import Refusal


class Assign(VerbPage, Overview):
    verb = "assign"
    done = _("The lawyer has been asked.")

    def act(self, **call: Any) -> Case:
        return actions.assign(**call)


class AnswerPage(VerbPage, Overview):
    """A lawyer's answer. One that comes too late goes back to the desk, with who has the matter now."""

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        wanted = Case.objects.filter(code=codes.normalised(code))
        seen = wanted.visible_to(self.viewer).values("pk")
        late = wanted.answerable_by(self.viewer).exclude(pk__in=seen).first()
        return self.too_late(late) if late else super().post(request, code)

    def refused(self, code: str, refusal: Refusal, bound: dict[str, django_forms.Form]) -> HttpResponse:
        if refusal.status_code == 409:
            return self.too_late(Case.objects.get(code=code))
        return super().refused(code, refusal, bound)

    def too_late(self, case: Case) -> HttpResponse:
        lawyer = case.matter.lawyer
        taken = gettext("%(name)s has taken this matter.") % {"name": lawyer.display_name()} if lawyer else ""
        messages.error(self.request, taken or gettext("This offer was withdrawn. Nothing was changed."))
        return redirect("desk")


class Accept(AnswerPage):
    verb = "accept"
    done = _("The matter is yours.")

    def act(self, **call: Any) -> Case:
        call["certified"] = call.pop("conflict_certified")
        return actions.accept(**call)


class Decline(AnswerPage):
    verb = "decline"
    done = _("Declined. The post can ask somebody else.")

    def given(self, form: django_forms.Form | None) -> dict[str, Any]:
        return {"reason": form.cleaned_data["code"]} if form else {}

    def act(self, **call: Any) -> Case:
        return actions.decline(**call)

    def after(self, code: str) -> HttpResponse:
        return redirect("desk")
