"""The tab People: what the person agrees to, what makes them vulnerable, the children left behind; and the verbs that stand there."""

from typing import Any

from django import forms as django_forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import actions, sealed_reading, workflow
from cases.forms import people as people_forms
from cases.models import Case, ChildCase, Consent
from cases.views.base import CaseTab, VerbPage
from consular.organisation.access import Viewer


def _priority_form(viewer: Viewer, case: Case, data: Any) -> people_forms.PriorityForm:
    return people_forms.PriorityForm(data, initial={"priority": case.priority})


class People(CaseTab):
    tab = "case-people"
    template = "cases/people.html"
    makers = {
        "consent": lambda viewer, case, data: people_forms.ConsentForm(data, case=case),
        "flag": lambda viewer, case, data: people_forms.FlagForm(data),
        "priority": _priority_form,
        "child_open": lambda viewer, case, data: people_forms.ChildOpenForm(data, case=case),
    }
    typed: django_forms.Form | None = None

    def shown(self, case: Case) -> dict[str, Any]:
        now = timezone.now()
        consents = list(
            Consent.objects.filter(person=case.person_id).select_related("recorded_by").order_by("-recorded_at", "-id")
        )
        flags = list(case.flags.select_related("set_by", "ended_by").order_by("-set_at"))
        children = list(case.children.select_related("officer", "close_requested_by", "closed_by"))
        texts = sealed_reading.texts(case, consent=consents, flag=flags, child=children, priority=[case], **self.who)
        counting = [flag for flag in flags if flag.ended_at is None and (not flag.expires_at or flag.expires_at > now)]
        return {
            "now": now,
            "today": timezone.localdate(now),
            "scopes": [(label, self._latest(consents, scope, texts)) for scope, label in Consent.Scope.choices],
            "history": consents,
            "flags": [(flag, texts.get(flag.pk, {}).get("evidence")) for flag in counting],
            "past_flags": [flag for flag in flags if flag not in counting],
            "children": [self._child(case, child, texts) for child in children],
            "hand_reason": texts.get(case.pk, {}).get("hand_reason"),
            "may": {verb: workflow.may(verb, case, self.viewer) for verb in ("end_flag", "child_close", "priority")},
        }

    @staticmethod
    def _latest(consents: list[Consent], scope: str, texts: sealed_reading.Texts) -> tuple[Consent | None, str]:
        said = next((consent for consent in consents if consent.scope == scope), None)
        return said, texts.get(said.pk, {}).get("statement", "") if said else ""

    def _child(self, case: Case, child: ChildCase, texts: sealed_reading.Texts) -> dict[str, Any]:
        """With the forms of its verbs; as typed where one was refused just now."""
        runs = child.is_running and workflow.may("child_change", case, self.viewer)
        ends = runs and child.state in workflow.CHILD_OUTCOMES
        row = {
            "child": child,
            "overdue": child.is_overdue(timezone.now()),
            "texts": texts.get(child.pk, {}),
            "change": people_forms.ChildChangeForm(None, case=case, child=child) if runs else None,
            "end": people_forms.ChildEndForm(None, child=child) if ends else None,
            "may_close": runs and child.close_requested_by_id not in (None, self.viewer.user_id),
        }
        if self.typed is not None and self.kwargs.get("child") == child.pk:
            row["end" if isinstance(self.typed, people_forms.ChildEndForm) else "change"] = self.typed
        return row


class PeoplePage(People):
    pass


class RecordConsent(VerbPage, People):
    verb = "consent"
    walled = True
    done = _("What the person said is kept.")
    action = staticmethod(actions.record_consent)


class SetFlag(VerbPage, People):
    verb = "flag"
    walled = True
    done = _("The flag is set, and the priority judged anew.")
    action = staticmethod(actions.set_flag)


class EndFlag(VerbPage, People):
    verb = "end_flag"
    done = _("The flag is ended, and the priority judged anew.")
    action = staticmethod(actions.end_flag)


class SetPriority(VerbPage, People):
    verb = "priority"
    walled = True
    done = _("The priority is set for 7 days.")
    action = staticmethod(actions.set_priority)


class LeavePriority(VerbPage, People):
    verb = "priority"
    done = _("The rules decide the priority again.")

    def bound(self, case: Case) -> dict[str, django_forms.Form]:
        return {}

    action = staticmethod(actions.leave_priority_to_the_rules)


class OpenChildCase(VerbPage, People):
    verb = "child_open"
    done = _("The case of the children is open. They are to be in safe care within 4 hours.")
    action = staticmethod(actions.open_child_case)


class ChildVerb(VerbPage, People):
    """A verb on one of several cases of children: its form is bound to that one."""

    def form_of(self, case: Case, child: ChildCase) -> django_forms.Form | None:
        return None

    def bound(self, case: Case) -> dict[str, django_forms.Form]:
        child = case.children.filter(pk=self.kwargs["child"]).first()
        self.typed = self.form_of(case, child) if child and child.is_running else None
        return {self.verb: self.typed} if self.typed is not None else {}

    def given(self, form: django_forms.Form | None) -> dict[str, Any]:
        """Where there was none to type into, the action says why."""
        return super().given(form) or self.nothing

    nothing: dict[str, Any] = {}


class ChangeChildCase(ChildVerb):
    verb = "child_change"
    done = _("The case of the children is up to date.")
    nothing = {"state": ""}

    def form_of(self, case: Case, child: ChildCase) -> django_forms.Form:
        return people_forms.ChildChangeForm(self.request.POST, case=case, child=child)

    action = staticmethod(actions.change_child_case)


class AskToCloseChildCase(ChildVerb):
    verb = "child_ask_close"
    done = _("A second person can close the case of the children now.")
    nothing = {"outcome": ""}

    def form_of(self, case: Case, child: ChildCase) -> django_forms.Form:
        return people_forms.ChildEndForm(self.request.POST, child=child)

    action = staticmethod(actions.ask_to_close_child_case)


class CloseChildCase(ChildVerb):
    verb = "child_close"
    done = _("The case of the children is closed.")
    action = staticmethod(actions.close_child_case)
