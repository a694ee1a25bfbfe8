"""The first tab of a case: facts, outcomes, notes, counsel, closing, timeline; and the verbs whose forms stand there."""

from typing import Any

from django import forms as django_forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import (
    actions,
    cards,
    desk,
    forms,
    offer_facts,
    outcomes,
    reading,
    reporting,
    sealed_reading,
    timeline,
    workflow,
)
from cases.actions.case import KEEPS_IT_OPEN
from cases.engagement import sentences
from cases.forms import counsel as counsel_forms
from cases.forms import work as work_forms
from cases.models import Case, ProgressReport
from cases.views.base import CaseTab, VerbPage
from consular.errors import Forbidden
from consular.organisation.access import Viewer

STORY_SHOWN = 12


def _assign_form(viewer: Viewer, case: Case, data: Any) -> forms.AssignForm:
    return forms.AssignForm(data, initial={"court": case.matter.court_id})


def _accept_form(viewer: Viewer, case: Case, data: Any) -> counsel_forms.TakeForm:
    return counsel_forms.TakeForm(data)


def _decline_form(viewer: Viewer, case: Case, data: Any) -> forms.DeclineForm:
    return forms.DeclineForm(data)


def _note_form(viewer: Viewer, case: Case, data: Any) -> forms.NoteForm:
    usual = 3 if workflow.is_engaged_lawyer(case, viewer) else 2
    levels = workflow.writable_levels(case, viewer)
    may_share = workflow.is_of_post(case, viewer)
    return forms.NoteForm(data, levels=levels, may_share=may_share, initial={"level": usual})


def _outcome_form(viewer: Viewer, case: Case, data: Any) -> forms.OutcomeForm:
    axes = workflow.writable_axes(case, viewer, outcomes.AXES)
    return forms.OutcomeForm(data, axes=axes, may_move=workflow.is_engaged_lawyer(case, viewer))


class Overview(CaseTab):
    template = "cases/case.html"
    limited = True
    makers = {
        "assign": _assign_form,
        "accept": _accept_form,
        "decline": _decline_form,
        "notes": _note_form,
        "outcome": _outcome_form,
        "move": lambda viewer, case, data: work_forms.MoveForm(data, case=case),
        "reopen": lambda viewer, case, data: work_forms.ReopenForm(data),
        "ineligible": lambda viewer, case, data: work_forms.IneligibleForm(data),
    }
    buttons = ("screen_again", "conclude", "hold")

    def shown(self, case: Case) -> dict[str, Any]:
        shown = {
            "card": cards.render_case([case], self.viewer)[0],
            "story": timeline.page_of_story(case, self.viewer, size=STORY_SHOWN),
        }
        if cards.is_limited(case, self.viewer):
            return shown | {"blind": offer_facts.blind(case, self.viewer)}
        return shown | self._inside(case)

    def _inside(self, case: Case) -> dict[str, Any]:
        explained = reading.explanations(case, **self.who)
        current = case.current_outcomes
        return {
            "notes": reading.notes(case, **self.who),
            "lacks_keys": reading.lacks_keys(case, self.viewer),
            "may_leave_file": workflow.may("leave-file", case, self.viewer),
            "recovery": bool(settings.RECOVERY_PUBLIC_KEY),
            "outcomes": [(label, current.get(axis), explained.get(axis)) for axis, label in outcomes.AXES.items()],
            "missing": [outcomes.AXES[axis] for axis in case.missing_outcomes()],
            "undecided": [one.meaning.label for one in current.values() if one.meaning and not one.meaning.closes],
            "kept_open": self._kept_open(case),
            "may": {verb: workflow.may(verb, case, self.viewer) for verb in self.buttons},
            **self._care(case),
            "links": case.alert_links.select_related("alert").order_by("linked_at"),
            "missing_terms": list(sentences(case.matter.missing_terms()).values()) if case.matter.lawyer_id else [],
            "may_close_others": workflow.is_supervisor(case, self.viewer),
            "steps": desk.next_steps(case) if workflow.is_engaged_lawyer(case, self.viewer) else [],
        }

    @staticmethod
    def _kept_open(case: Case) -> list[Any]:
        """Of counsel only once the closing is asked for: a sentence that came and went with a deadline would tell of it."""
        kept = [] if case.is_over else case.keeps_it_open()
        return [KEEPS_IT_OPEN[what] for what in kept if what != "counsel" or case.state == Case.State.PENDING_CLOSE]

    def _care(self, case: Case) -> dict[str, Any]:
        """What of the people and the work must be seen at once."""
        now = timezone.now()
        return {
            "now": now,
            "hand_reason": sealed_reading.texts(case, priority=[case], **self.who).get(case.pk, {}).get("hand_reason"),
            "children": [(child, child.is_overdue(now)) for child in case.children.running().select_related("officer")],
            "report": ProgressReport.objects.filter(matter=case.matter).first(),
            "owed": reporting.standing(case.matter, now),
        }

    def forms(self, case: Case) -> dict[str, django_forms.Form]:
        found = super().forms(case)
        if workflow.may_unmask(case, self.viewer):
            found["unmask"] = forms.UnmaskForm()
        return found


class CasePage(Overview):
    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        case = self.case(code)
        offer = case.open_offer_to(self.viewer.user_id)
        if offer and offer.state == "sent" and self.viewer.is_lawyer:
            actions.view_offer(code=case.code, actor=request.user, viewer=self.viewer)
            case = self.case(code)
        return self.page(case)


class UnmaskPerson(Overview):
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


class AddNote(VerbPage, Overview):
    verb = "notes"
    done = _("The note is kept.")
    action = staticmethod(actions.add_note)


class LeaveFile(VerbPage, Overview):
    """One button that says what it will do: leave the file to the successor, or take that back."""

    verb = "leave-file"
    done = _("What becomes of the privileged file is settled.")

    def act(self, **call: Any) -> Case:
        return actions.leave_file(**call, leave=self.request.POST.get("leave") == "yes")


class SetOutcome(VerbPage, Overview):
    verb = "outcome"
    done = _("The outcome is kept.")

    def given(self, form: django_forms.Form | None) -> dict[str, Any]:
        typed = form.cleaned_data if form else {}
        return {"axis": typed["axis"], "outcome": typed["code"], "note": typed["note"], "wall": typed.get("wall", "")}

    action = staticmethod(actions.set_outcome)


class RequestClose(VerbPage, Overview):
    verb = "request-close"
    done = _("A supervisor can close the case now.")
    action = staticmethod(actions.request_close)


class Close(VerbPage, Overview):
    verb = "close"
    done = _("The case is closed.")
    action = staticmethod(actions.close)
