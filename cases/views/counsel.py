"""The tab of counsel: who would be asked and why, who was, the parties, the terms of the engagement, the hours."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import actions, candidates, counsel_words, ranking, reading, workflow
from cases.engagement import sentences
from cases.forms import counsel as counsel_forms
from cases.models import Case, ConflictCheck
from cases.views.base import CaseTab, VerbPage
from consular.organisation.access import Viewer


def _wave_form(viewer: Viewer, case: Case, data: Any) -> counsel_forms.WaveForm:
    return counsel_forms.WaveForm(data, initial={"court": case.matter.court_id})


def _party_form(viewer: Viewer, case: Case, data: Any) -> counsel_forms.PartyForm:
    return counsel_forms.PartyForm(data)


def _terms_form(viewer: Viewer, case: Case, data: Any) -> counsel_forms.TermsForm:
    matter = case.matter
    known = {"scope": matter.scope, "e28_on": matter.e28_on, "no_appearance": matter.no_appearance}
    agreed = matter.client_agreed_at is not None
    certified = "conflict" not in matter.missing_terms()
    return counsel_forms.TermsForm(data, initial=known | {"client_agreed": agreed, "conflict_certified": certified})


class Counsel(CaseTab):
    tab = "case-counsel"
    template = "cases/counsel.html"
    makers = {"wave": _wave_form, "parties": _party_form, "terms": _terms_form}

    def shown(self, case: Case) -> dict[str, Any]:
        matter = case.matter
        shown: dict[str, Any] = {
            "missing_terms": list(sentences(matter.missing_terms()).values()) if matter.lawyer_id else [],
            "may_start": workflow.may("activate", case, self.viewer),
            "parties": reading.parties(case, **self.who),
        }
        return shown | self._search(case) if workflow.is_of_post(case, self.viewer) else shown

    def _search(self, case: Case) -> dict[str, Any]:
        """What the post alone sees: lawyers do not learn who else was asked."""
        matter = case.matter
        waves = list(matter.waves.select_related("sent_by"))
        offers = list(matter.offers.select_related("lawyer", "sent_by"))
        checks = ConflictCheck.objects.filter(offer__matter=matter).select_related("lawyer")
        return {
            "may_search": workflow.may("wave", case, self.viewer),
            "proposal": self._proposal(case) if workflow.may("wave", case, self.viewer) else None,
            "history": counsel_words.history(waves, offers),
            "checks": list(checks),
            "answer_within": counsel_words.time_to_answer(case.priority),
            "in_a_wave": ranking.WAVE,
        }

    def _proposal(self, case: Case) -> dict[str, Any]:
        now = timezone.now()
        need = candidates.need_of(case, now)
        return counsel_words.proposal(*ranking.rank(need, candidates.candidates(case, need, now)))


class CounselPage(Counsel):
    pass


class SendWave(VerbPage, Counsel):
    verb = "wave"
    done = _("The search has begun.")
    action = staticmethod(actions.send_wave)


class AddParty(VerbPage, Counsel):
    verb = "parties"
    done = _("The party is entered.")
    action = staticmethod(actions.add_party)


class SetTerms(VerbPage, Counsel):
    verb = "terms"
    done = _("The terms are kept.")

    def given(self, form: Any) -> dict[str, Any]:
        return {"terms": form.cleaned_data["terms"], "certified": form.cleaned_data["conflict_certified"]}

    action = staticmethod(actions.set_terms)


class Activate(VerbPage, Counsel):
    verb = "activate"
    done = _("Work has started.")
    action = staticmethod(actions.activate)
