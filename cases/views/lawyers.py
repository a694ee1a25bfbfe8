"""Pages of those who can be counsel: the list, one lawyer's profile with its forms, firms and contracts."""

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import actions, candidates, coverage, languages, lawyers
from cases.forms import lawyers as lawyer_forms
from cases.models import Absence, BarAdmission, Contract, Coverage, Firm, LawyerProfile
from cases.views.base import Page
from consular.errors import Forbidden, Refusal
from consular.organisation.access import Viewer


class LawyerListPage(Page):
    """Whom the supervisor's posts can ask: each with firm, languages, load and what is still missing."""

    roles = ("supervisor",)

    def get(self, request: HttpRequest) -> HttpResponse:
        posts, today = self.viewer.supervisor_posts, timezone.localdate()
        loads = candidates.loads()
        known = {
            "paid": set(Contract.objects.of_posts(posts).running(today).values_list("firm", flat=True)),
            "admitted": set(BarAdmission.objects.values_list("lawyer", flat=True)),
            "covering": set(Coverage.objects.values_list("lawyer", flat=True)),
        }
        everybody = lawyers.administered_by(self.viewer).select_related("profile__firm")
        rows = [self.row(user, known, loads) for user in everybody]
        return render(request, "counsel/lawyers.html", {"rows": rows, "part": "counsel"})

    def row(self, user: Any, known: dict[str, set], loads: tuple[dict[int, int], dict[int, int]]) -> dict[str, Any]:
        profile = getattr(user, "profile", None) or LawyerProfile(lawyer=user)
        held, free = loads
        lacking = {
            _("no firm"): profile.firm_id is None,
            _("no running contract"): profile.firm_id is not None and profile.firm_id not in known["paid"],
            _("no languages"): not profile.languages,
            _("no bar admission"): user.pk not in known["admitted"],
            _("no EOIR registration"): not profile.eoir_number,
            _("covers nothing"): user.pk not in known["covering"],
        }
        return {
            "lawyer": user,
            "profile": profile,
            "languages": [languages.name(tag) for tag in profile.languages],
            "load": candidates.load(held.get(user.pk, 0), free.get(user.pk, 0), profile),
            "lacking": [word for word, is_lacking in lacking.items() if is_lacking],
        }


class LawyerPage(Page):
    """What is known of one lawyer. The supervisor keeps firm and admissions; either keeps the rest."""

    roles = ("supervisor", "lawyer")

    def get(self, request: HttpRequest, lawyer: int | None = None) -> HttpResponse:
        return self.page(self.user(lawyer))

    def user(self, lawyer: int | None) -> Any:
        found = lawyers.readable_by(self.viewer).filter(pk=lawyer or self.viewer.user_id).first()
        if found is None:
            raise Http404
        return found

    def page(
        self, user: Any, *, status: int = 200, bound: dict[str, Any] | None = None, refusal: Refusal | None = None
    ) -> HttpResponse:
        profile = LawyerProfile.objects.select_related("firm").filter(lawyer=user).first() or LawyerProfile(lawyer=user)
        rows = list(
            Coverage.objects.filter(lawyer=user)
            .select_related("court", "facility", "district", "county")
            .defer("county__boundary")
        )
        area_map, area_words = coverage.map_of(rows)
        held, free = candidates.loads()
        today = timezone.localdate()
        context = {
            "lawyer": user,
            "profile": profile,
            "is_own": user.pk == self.viewer.user_id,
            "keeps_papers": bool(self.viewer.supervisor_posts),
            "languages": [languages.name(tag) for tag in profile.languages],
            "load": candidates.load(held.get(user.pk, 0), free.get(user.pk, 0), profile),
            "admissions": BarAdmission.objects.filter(lawyer=user),
            "absences": Absence.objects.filter(lawyer=user, ends_on__gte=today),
            "contracts": _contracts_of(profile, today),
            "places": [one.court or one.facility for one in rows if one.court_id or one.facility_id],
            "map": area_map,
            "area_words": area_words,
            "forms": self.forms(user, profile, rows) | (bound or {}),
            "refusal": refusal,
            "today": today,
        }
        return render(self.request, "counsel/lawyer.html", context, status=status)

    def forms(self, user: Any, profile: LawyerProfile, rows: list[Coverage]) -> dict[str, Any]:
        known: dict[str, Any] = {
            "practice": lawyer_forms.practice_of(profile),
            "coverage": lawyer_forms.CoverageForm.as_it_is(rows),
            "register": {"firm": profile.firm_id, "eoir_number": profile.eoir_number},
        }
        wanted = [*MAKERS] if self.viewer.supervisor_posts else ["practice", "coverage", "absences"]
        return {verb: MAKERS[verb](self, user.pk, None, known.get(verb)) for verb in wanted}


MakeForm = Callable[[LawyerPage, int, Any, Any], django_forms.Form]
MAKERS: dict[str, MakeForm] = {
    "register": lambda page, pk, data, known: lawyer_forms.RegisterForm(data, viewer=page.viewer, initial=known),
    "practice": lambda page, pk, data, known: lawyer_forms.PracticeForm(data, initial=known),
    "admissions": lambda page, pk, data, known: lawyer_forms.AdmissionForm(data),
    "coverage": lambda page, pk, data, known: lawyer_forms.CoverageForm(data, lawyer_id=pk, initial=known),
    "absences": lambda page, pk, data, known: lawyer_forms.AbsenceForm(data),
}
ACTIONS: dict[str, Callable[..., Any]] = {
    "register": actions.register_lawyer,
    "practice": actions.set_practice,
    "admissions": actions.add_admission,
    "coverage": actions.set_coverage,
    "absences": actions.add_absence,
    "end-admission": actions.end_admission,
    "remove-absence": actions.remove_absence,
}


class LawyerVerb(LawyerPage):
    """One form of the profile."""

    def get(self, request: HttpRequest, lawyer: int | None = None, **which: Any) -> HttpResponse:
        return self.after(lawyer)

    def post(self, request: HttpRequest, lawyer: int, verb: str, **which: Any) -> HttpResponse:
        user = self.user(lawyer)
        if verb not in ACTIONS:
            raise Http404
        make = MAKERS.get(verb)
        form = make(self, user.pk, request.POST, None) if make else None
        if form and not form.is_valid():
            return self.page(user, status=422, bound={verb: form})
        given = form.cleaned_data if form else which
        try:
            ACTIONS[verb](actor=request.user, viewer=self.viewer, lawyer_id=user.pk, **given)
        except Forbidden:
            raise
        except Refusal as refusal:
            return self.page(user, status=refusal.status_code, bound={verb: form}, refusal=refusal)
        messages.success(request, _("Kept."))
        return self.after(user.pk)

    def after(self, lawyer: int | None) -> HttpResponse:
        own = lawyer in (None, self.viewer.user_id)
        return redirect("desk-profile") if own else redirect("counsel-lawyer", lawyer=lawyer)


class FirmsPage(Page):
    """Firms and the contracts of the supervisor's posts, with what is left of each."""

    roles = ("supervisor",)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page()

    def page(
        self, *, status: int = 200, bound: dict[str, Any] | None = None, refusal: Refusal | None = None
    ) -> HttpResponse:
        contracts = Contract.objects.of_posts(self.viewer.supervisor_posts).with_use().order_by("-ends_on", "number")
        today = timezone.localdate()
        context = {
            "part": "counsel-firms",
            "contracts": [
                (one, candidates.share_left(one), one.starts_on <= today <= one.ends_on) for one in contracts
            ],
            "firms": Firm.objects.administered_by(self.viewer).prefetch_related("profiles__lawyer"),
            "forms": {
                "firm": lawyer_forms.FirmForm(),
                "contract": lawyer_forms.ContractForm(viewer=self.viewer, initial={"starts_on": today}),
                "end": lawyer_forms.EndForm(auto_id=False),
            }
            | (bound or {}),
            "refusal": refusal,
        }
        return render(self.request, "counsel/firms.html", context, status=status)


class FirmVerb(FirmsPage):
    name: str
    make: Callable[[Any, Viewer], django_forms.Form]
    action: Callable[..., Any]

    def get(self, request: HttpRequest, **which: Any) -> HttpResponse:
        return redirect("counsel-firms")

    def post(self, request: HttpRequest, **which: Any) -> HttpResponse:
        form = self.make(request.POST, self.viewer)
        if not form.is_valid():
            return self.page(status=422, bound={self.name: form})
        try:
            self.action(actor=request.user, viewer=self.viewer, **form.cleaned_data, **which)
        except Refusal as refusal:
            if refusal.status_code in (403, 404):
                raise
            return self.page(status=refusal.status_code, bound={self.name: form}, refusal=refusal)
        messages.success(request, _("Kept."))
        return redirect("counsel-firms")


class AddFirm(FirmVerb):
    name = "firm"
    make = staticmethod(lambda data, viewer: lawyer_forms.FirmForm(data))
    action = staticmethod(actions.add_firm)


class AddContract(FirmVerb):
    name = "contract"
    make = staticmethod(lambda data, viewer: lawyer_forms.ContractForm(data, viewer=viewer))
    action = staticmethod(actions.add_contract)


class EndContract(FirmVerb):
    name = "end"
    make = staticmethod(lambda data, viewer: lawyer_forms.EndForm(data))
    action = staticmethod(actions.end_contract)


def _contracts_of(profile: LawyerProfile, today: Any) -> list[tuple[Contract, float]]:
    if profile.firm_id is None:
        return []
    running = Contract.objects.running(today).filter(firm=profile.firm_id).select_related("consulate").with_use()
    return [(one, candidates.share_left(one)) for one in running]
