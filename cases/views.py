"""The case pages: the list, one case with its verbs, the lawyer's desk. Plain forms, the same actions as the API."""

from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_htmx.http import HttpResponseClientRedirect

from cases import actions, cards, codes, desk, forms, outcomes, reading, timeline, workflow
from cases.models import Case
from consular.errors import Forbidden, Refusal
from consular.organisation.access import RolePage, Viewer


class Page(RolePage):
    roles: tuple[str, ...] = ("officer", "supervisor", "lawyer")


class CaseListPage(Page):
    def get(self, request: HttpRequest) -> HttpResponse:
        form = forms.FilterForm(request.GET)
        chosen = form.chosen()
        page = reading.page_of_cases(self.viewer, **chosen, page=request.GET.get("page", "1"))
        context = {
            "form": form,
            "page_obj": page,
            "rows": [(case, cards.is_limited(case, self.viewer)) for case in page.object_list],
            "query": urlencode({name: value for name, value in chosen.items() if value}),
        }
        return render(request, "cases/list.html", context)


class CaseView(Page):
    """One case, with a form for each verb that the workflow allows now."""

    def case(self, code: str) -> Case:
        found = cards.with_facts(Case.objects.visible_to(self.viewer)).filter(code=codes.normalised(code)).first()
        if found is None:
            raise Http404
        return found

    def page(self, case: Case, *, status: int = 200, **shown: Any) -> HttpResponse:
        """`bound` are forms as typed, `refusal` is why the action was not done, `identity` what was unmasked."""
        limited = cards.is_limited(case, self.viewer)
        context = {
            "case": case,
            "matter": case.matter,
            "card": cards.render_case([case], self.viewer)[0],
            "limited": limited,
            "forms": self.forms(case) | shown.pop("bound", {}),
            "story": timeline.story(case, self.viewer),
            **({} if limited else self.inside(case)),
            **shown,
        }
        return render(self.request, "cases/case.html", context, status=status)

    def inside(self, case: Case) -> dict[str, Any]:
        """What somebody with only an offer does not get. Protected texts are logged on their way."""
        who: dict[str, Any] = {"reader": self.request.user, "viewer": self.viewer, "purpose": "case page"}
        explained = reading.explanations(case, **who)
        current = case.current_outcomes
        return {
            "notes": reading.notes(case, **who),
            "outcomes": [(label, current.get(axis), explained.get(axis)) for axis, label in outcomes.AXES.items()],
            "missing": [outcomes.AXES[axis] for axis in case.missing_outcomes()],
            "undecided": [one.meaning.label for one in current.values() if one.meaning and not one.meaning.closes],
            "links": case.alert_links.select_related("alert").order_by("linked_at"),
            "may_close_others": workflow.is_supervisor(case, self.viewer),
            "steps": desk.next_steps(case) if workflow.is_engaged_lawyer(case, self.viewer) else [],
        }

    def forms(self, case: Case, data: Any = None) -> dict[str, django_forms.Form]:
        allowed = workflow.allowed(case, self.viewer)
        found: dict[str, django_forms.Form] = {
            verb: FORMS[verb](self.viewer, case, data) for verb in FORMS if verb in allowed
        }
        if workflow.may_unmask(case, self.viewer):
            found["unmask"] = forms.UnmaskForm()
        return found


class CasePage(CaseView):
    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        case = self.case(code)
        offer = case.open_offer_to(self.viewer.user_id)
        if offer and offer.state == "sent" and self.viewer.is_lawyer:
            actions.view_offer(code=case.code, actor=request.user, viewer=self.viewer)
            case = self.case(code)
        return self.page(case)


class UnmaskPerson(CaseView):
    """Shows who the person is, once, after the look has been logged with its purpose."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        return redirect("case", code=code)

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        case = self.case(code)
        if not workflow.may_unmask(case, self.viewer):
            raise Forbidden
        form = forms.UnmaskForm(request.POST)
        if not form.is_valid():
            return self.page(case, status=422, bound={"unmask": form})
        purpose = form.cleaned_data["purpose"]
        identity = reading.identity(case, reader=request.user, viewer=self.viewer, purpose=purpose)
        return self.page(case, identity=identity)


class VerbPage(CaseView):
    """A verb by form. What was typed is kept when the form or the action refuses."""

    verb: str
    done: Any  # translated when it is shown

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        return redirect("case", code=code)

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        case = self.case(code)
        if not workflow.has_role_for(self.verb, case, self.viewer):
            raise Forbidden
        bound = self.bound(case)
        form = bound.get(self.verb)
        if form and not form.is_valid():
            return self.page(case, status=422, bound=bound)
        try:
            self.act(code=case.code, actor=request.user, viewer=self.viewer, **self.given(form))
        except Refusal as refusal:
            return self.refused(case.code, refusal, bound)
        messages.success(request, self.done)
        return self.after(case.code)

    def bound(self, case: Case) -> dict[str, django_forms.Form]:
        make = FORMS.get(self.verb)
        return {self.verb: make(self.viewer, case, self.request.POST)} if make else {}

    def given(self, form: django_forms.Form | None) -> dict[str, Any]:
        return dict(form.cleaned_data) if form else {}

    def act(self, **call: Any) -> Case:
        raise NotImplementedError

    def refused(self, code: str, refusal: Refusal, bound: dict[str, django_forms.Form]) -> HttpResponse:
        return self.page(self.case(code), status=refusal.status_code, bound=bound, refusal=refusal)

    def after(self, code: str) -> HttpResponse:
        return redirect("case", code=code)


class Assign(VerbPage):
    verb = "assign"
    done = _("The lawyer has been asked.")

    def act(self, **call: Any) -> Case:
        return actions.assign(**call)


class AnswerPage(VerbPage):
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


class AddNote(VerbPage):
    verb = "notes"
    done = _("The note is kept.")

    def act(self, **call: Any) -> Case:
        return actions.add_note(**call)


class SetOutcome(VerbPage):
    verb = "outcome"
    done = _("The outcome is kept.")

    def given(self, form: django_forms.Form | None) -> dict[str, Any]:
        typed = form.cleaned_data if form else {}
        return {"axis": typed["axis"], "outcome": typed["code"], "note": typed["note"]}

    def act(self, **call: Any) -> Case:
        return actions.set_outcome(**call)


class RequestClose(VerbPage):
    verb = "request-close"
    done = _("A supervisor can close the case now.")

    def act(self, **call: Any) -> Case:
        return actions.request_close(**call)


class Close(VerbPage):
    verb = "close"
    done = _("The case is closed.")

    def act(self, **call: Any) -> Case:
        return actions.close(**call)


class DeskPage(Page):
    roles = ("lawyer",)
    template = "cases/desk.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        found = desk.desk_of(self.viewer)
        if request.GET.get("seen") == found.token:
            return HttpResponse(status=204)
        context = {
            "desk": found,
            "taken": [(case, desk.next_steps(case)) for case in found.taken],
            "accept": forms.AcceptForm(auto_id=False),
            "decline": forms.DeclineForm(auto_id=False),
        }
        return render(request, self.template, context)


class DeskLive(DeskPage):
    """What the desk asks for every 15 s. Signed out, the whole page goes to the sign-in, not a piece of it."""

    template = "cases/_desk.html"

    def handle_no_permission(self) -> HttpResponse:  # type: ignore[override]
        return HttpResponseClientRedirect("/desk/")


def _assign_form(viewer: Viewer, case: Case, data: Any) -> forms.AssignForm:
    return forms.AssignForm(data, initial={"court": case.matter.court_id})


def _accept_form(viewer: Viewer, case: Case, data: Any) -> forms.AcceptForm:
    return forms.AcceptForm(data)


def _decline_form(viewer: Viewer, case: Case, data: Any) -> forms.DeclineForm:
    return forms.DeclineForm(data)


def _note_form(viewer: Viewer, case: Case, data: Any) -> forms.NoteForm:
    usual = 3 if workflow.is_engaged_lawyer(case, viewer) else 2
    levels = workflow.writable_levels(case, viewer)
    may_share = workflow.is_of_post(case, viewer)
    return forms.NoteForm(data, levels=levels, may_share=may_share, initial={"level": usual})


def _outcome_form(viewer: Viewer, case: Case, data: Any) -> forms.OutcomeForm:
    return forms.OutcomeForm(data, axes=workflow.writable_axes(case, viewer, outcomes.AXES))


FORMS = {
    "assign": _assign_form,
    "accept": _accept_form,
    "decline": _decline_form,
    "notes": _note_form,
    "outcome": _outcome_form,
}
