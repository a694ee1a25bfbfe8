"""The tab of the person: who it is, sealed and on record; their other cases; and merging two people who are one."""

from typing import Any

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from cases import actions, forms, merging, reading, workflow
from cases.forms import identity as identity_forms
from cases.models import Case
from cases.views.base import CaseTab, VerbPage
from consular.errors import Forbidden
from consular.organisation.access import Viewer


def _identity_form(viewer: Viewer, case: Case, data: Any) -> identity_forms.IdentityForm:
    return identity_forms.IdentityForm(data)


class PersonTab(CaseTab):
    tab = "case-identity"
    template = "cases/identity.html"
    makers = {"identity": _identity_form}

    def shown(self, case: Case) -> dict[str, Any]:
        others = Case.objects.visible_to(self.viewer).filter(person=case.person).exclude(pk=case.pk)
        shown = {"others": others.select_related("consulate", "person").order_by("-opened_at")[: merging.SHOWN]}
        if not workflow.has_role_for("merge", case, self.viewer):
            return shown
        return shown | {
            "may_merge": True,
            "suggestions": merging.suggestions(case.person, self.viewer),
            "merges": merging.merges_into(case.person),
        }

    def forms(self, case: Case) -> dict[str, django_forms.Form]:
        found = super().forms(case)
        if workflow.may_unmask(case, self.viewer):
            found["unmask"] = forms.UnmaskForm()
        return found


class ShowIdentity(PersonTab):
    """Shows all that is known of who it is, once, after the look has been logged; and the form with it, to correct."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        return redirect(self.tab, code=code)

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        case = self.case(code)
        if not workflow.may_unmask(case, self.viewer):
            raise Forbidden
        form = forms.UnmaskForm(request.POST)
        if not form.is_valid():
            return self.page(case, status=422, bound={"unmask": form})
        purpose = form.cleaned_data["purpose"]
        known = reading.whole_identity(case, reader=request.user, viewer=self.viewer, purpose=purpose)
        return self.page(case, known=known, bound=self._filled(case, known[0]))

    def _filled(self, case: Case, own: dict[str, Any]) -> dict[str, django_forms.Form]:
        if not workflow.may("identity", case, self.viewer):
            return {}
        return {"identity": identity_forms.IdentityForm(initial=identity_forms.shown(own))}


class SetIdentity(VerbPage, PersonTab):
    verb = "identity"
    done = _("Kept, sealed. Nobody reads it without a record of it.")

    def given(self, form: django_forms.Form | None) -> dict[str, Any]:
        return form.given() if isinstance(form, identity_forms.IdentityForm) else {}

    action = staticmethod(actions.set_identity)


class MergePeople(VerbPage, PersonTab):
    """GET compares the two side by side (codes only, so that they may stand in the address); POST merges."""

    verb = "merge"
    template = "cases/merge.html"
    done = _("They are one person now. Their cases stay as they were.")
    makers = {"merge": lambda viewer, case, data: identity_forms.MergeForm(data)}

    def get(self, request: HttpRequest, code: str, **which: Any) -> HttpResponse:
        case = self.case(code)
        if not workflow.has_role_for("merge", case, self.viewer):
            raise Forbidden
        return self.page(case)

    def shown(self, case: Case) -> dict[str, Any]:
        typed = self.request.POST.get("other") or self.request.GET.get("other", "")
        other = merging.person_known_to(self.viewer, typed.replace("\x00", "")[:16])
        if other is None or other.pk == case.person_id:
            return {"typed": typed[:16], "is_same": other is not None}
        return {
            "other": other,
            "sides": [merging.side(case.person, self.viewer), merging.side(other, self.viewer)],
            "agreeing": merging.agreeing(case.person, other),
        }

    def given(self, form: django_forms.Form | None) -> dict[str, Any]:
        typed = form.cleaned_data if form else {}
        return {"other": typed["other"], "count_once": typed["count_once"]}

    action = staticmethod(actions.merge_people)


class UndoMerge(VerbPage, PersonTab):
    verb = "merge"
    done = _("Undone: they are two people again, each with what was theirs.")

    def bound(self, case: Case) -> dict[str, django_forms.Form]:
        return {}

    action = staticmethod(actions.undo_merge)
