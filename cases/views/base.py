"""What the pages of a case share: who may come in, the frame with its tabs, and a verb by form."""

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from cases import cards, codes, consent, workflow
from cases.forms import ask_where_it_belongs
from cases.models import Case
from cases.views.tabs import tabs_of
from consular.errors import Forbidden, Refusal
from consular.organisation.access import RolePage, Viewer

MakeForm = Callable[[Viewer, Case, Any], django_forms.Form]


class Page(RolePage):
    roles: tuple[str, ...] = ("officer", "supervisor", "lawyer")


class CaseTab(Page):
    """One tab of a case, with a form for each verb that the workflow allows now. `limited`: also for who has only an offer."""

    tab = "case"
    template = ""
    limited = False
    makers: dict[str, MakeForm] = {}

    def case(self, code: str) -> Case:
        found = cards.with_facts(Case.objects.visible_to(self.viewer)).filter(code=codes.normalised(code)).first()
        if found is None or (not self.limited and cards.is_limited(found, self.viewer)):
            raise Http404
        return found

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        return self.page(self.case(code))

    def page(self, case: Case, *, status: int = 200, **shown: Any) -> HttpResponse:
        """`bound` are forms as typed, `refusal` is why the action was not done."""
        context = {
            "case": case,
            "matter": case.matter,
            "limited": cards.is_limited(case, self.viewer),
            "tab": self.tab,
            "tabs": tabs_of(case, self.viewer),
            "stop": None if cards.is_limited(case, self.viewer) else consent.stop_of(case, case.person),
            "forms": self.forms(case) | shown.pop("bound", {}),
            **self.shown(case),
            **shown,
        }
        return render(self.request, self.template, context, status=status)

    def shown(self, case: Case) -> dict[str, Any]:
        """What this tab adds. Protected texts are logged on their way."""
        return {}

    def forms(self, case: Case) -> dict[str, django_forms.Form]:
        may = {verb: make for verb, make in self.makers.items() if workflow.may(verb, case, self.viewer)}
        return {verb: make(self.viewer, case, None) for verb, make in may.items()}

    def each(self, make: type[django_forms.Form], which: Any, **given: Any) -> django_forms.Form:
        """The form of one of many: as it was typed where that one was refused, fresh for the others."""
        typed = getattr(self, "typed", None)
        if type(typed) is make and self.kwargs.get("which") == which:
            return typed
        return make(auto_id=f"{make.__name__.removesuffix('Form').lower()}-{which}-%s", **given)

    @property
    def who(self) -> dict[str, Any]:
        """For reads that are logged."""
        return {"reader": self.request.user, "viewer": self.viewer, "purpose": "case page"}


class VerbPage(CaseTab):
    """A verb by form, on the tab where its form stands. What was typed is kept when the form or the action refuses."""

    verb: str
    action: Callable[..., Any]
    done: Any  # translated when it is shown
    walled = False  # takes free text below the privilege: words of the lawyer's are asked about
    form: type[django_forms.Form] | None = None  # of one of many (`each`); otherwise the tab's form of the verb
    typed: django_forms.Form | None = None

    def get(self, request: HttpRequest, code: str, **which: Any) -> HttpResponse:
        return self.after(code)

    def post(self, request: HttpRequest, code: str, **which: Any) -> HttpResponse:
        case = self.case(code)
        if not workflow.has_role_for(self.verb, case, self.viewer):
            raise Forbidden
        bound = {} if self.form else self.bound(case)
        form = self.typed = self.form(request.POST, **self.form_extra(which)) if self.form else bound.get(self.verb)
        if form and not form.is_valid():
            return self.page(case, status=422, bound=bound)
        try:
            self.act(
                code=case.code, actor=request.user, viewer=self.viewer, **self.given(form), **self.stated(), **which
            )
        except Refusal as refusal:
            return self.refused(case.code, refusal, bound)
        messages.success(request, self.done)
        return self.after(case.code)

    def bound(self, case: Case) -> dict[str, django_forms.Form]:
        make = self.makers.get(self.verb)
        return {self.verb: make(self.viewer, case, self.request.POST)} if make else {}

    def form_extra(self, which: dict[str, Any]) -> dict[str, Any]:
        """So that labels still find their fields when it is shown again."""
        name = self.form.__name__.removesuffix("Form").lower() if self.form else ""
        return {"auto_id": f"{name}-{which['which']}-%s"} if "which" in which else {}

    def given(self, form: django_forms.Form | None) -> dict[str, Any]:
        return dict(form.cleaned_data) if form else {}

    def stated(self) -> dict[str, str]:
        """The answer to the wall's question, where one was asked."""
        return {"wall": self.request.POST["wall"]} if self.walled and "wall" in self.request.POST else {}

    def act(self, **call: Any) -> Any:
        return self.action(**call)

    def refused(self, code: str, refusal: Refusal, bound: dict[str, django_forms.Form]) -> HttpResponse:
        if self.walled and self.typed and refusal.code == "words_of_the_lawyer":
            ask_where_it_belongs(self.typed, **refusal.extra)
        for field, sentences in refusal.fields.items():
            if self.typed and field in self.typed.fields:
                self.typed.add_error(field, [str(sentence) for sentence in sentences])
        return self.page(self.case(code), status=refusal.status_code, bound=bound, refusal=refusal)

    def after(self, code: str) -> HttpResponse:
        return redirect(self.tab, code=code)
