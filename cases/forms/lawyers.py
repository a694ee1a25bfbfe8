"""Forms of firms, contracts and of a lawyer's profile."""

from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from cases import languages
from cases.forms.fields import CaseForm, Day
from cases.models import BarAdmission, Category, Coverage, Firm, LawyerProfile
from consular.organisation.access import Viewer
from consular.organisation.models import Consulate, County, Court, Facility, State


def _states() -> list[tuple[str, str]]:
    return list(State.objects.values_list("code", "name"))


def _choices(form: forms.Form, field: str, choices: Any) -> None:
    cast(forms.ChoiceField, form.fields[field]).choices = choices


def _rows(form: forms.Form, field: str, rows: QuerySet) -> None:
    cast(forms.ModelChoiceField, form.fields[field]).queryset = rows


class PeriodMixin:
    """Two days of which the second is not before the first."""

    first, last = "starts_on", "ends_on"

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}  # type: ignore[misc]
        starts, ends = given.get(self.first), given.get(self.last)
        if starts and ends and ends < starts:
            self.add_error(self.last, _("It ends before it starts."))  # type: ignore[attr-defined]
        return given


class FirmForm(CaseForm):
    name = forms.CharField(label=_("Name of the firm"), max_length=160)
    city = forms.CharField(label=_("City"), max_length=80, required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=32, required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _choices(self, "state", [("", "—"), *_states()])


class ContractForm(PeriodMixin, CaseForm):
    firm = forms.ModelChoiceField(Firm.objects.none(), label=_("Firm"))
    consulate = forms.ModelChoiceField(Consulate.objects.none(), label=_("Post that pays"))
    number = forms.CharField(label=_("Number"), max_length=40)
    areas = forms.MultipleChoiceField(
        label=_("Areas"), choices=Category.choices, widget=forms.CheckboxSelectMultiple({"class": "checks"})
    )
    starts_on = Day(label=_("From"))
    ends_on = Day(label=_("To"))
    hours_cap = forms.DecimalField(label=_("Hours, at most"), max_digits=8, decimal_places=1, min_value=1)
    fee_cap = forms.DecimalField(label=_("US dollars, at most"), max_digits=12, decimal_places=2, min_value=0)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any):
        super().__init__(*args, **kwargs)
        posts = Consulate.objects.filter(pk__in=viewer.supervisor_posts)
        _rows(self, "firm", Firm.objects.filter(is_active=True))
        _rows(self, "consulate", posts)


class EndForm(CaseForm):
    ends_on = Day(label=_("Last day"))


class RegisterForm(CaseForm):
    firm = forms.ModelChoiceField(Firm.objects.none(), label=_("Firm"), required=False, empty_label=_("None"))
    eoir_number = forms.CharField(label=_("EOIR registration number"), max_length=20, required=False)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _rows(self, "firm", Firm.objects.administered_by(viewer))


class PracticeForm(CaseForm):
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        choices=languages.CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple({"class": "checks"}),
    )
    capacity = forms.IntegerField(label=_("Matters at the same time, at most"), min_value=0, max_value=500)
    detained_weight = forms.DecimalField(
        label=_("How many matters that of a detained person counts for"),
        min_value=1,
        max_value=10,
        max_digits=3,
        decimal_places=1,
    )
    takes_detained = forms.BooleanField(label=_("Takes matters of detained people"), required=False)


class AdmissionForm(PeriodMixin, CaseForm):
    first, last = "since", "until"

    state = forms.ChoiceField(label=_("State"))
    number = forms.CharField(label=_("Bar number"), max_length=40)
    since = Day(label=_("From"))
    until = Day(label=_("To"), required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        _choices(self, "state", _states())


class AbsenceForm(PeriodMixin, CaseForm):
    starts_on = Day(label=_("From"))
    ends_on = Day(label=_("To"))


class CoverageForm(CaseForm):
    """Counties are offered of the states where the lawyer is admitted or goes to: all 3,000 would help nobody."""

    courts = forms.ModelMultipleChoiceField(
        Court.objects.filter(is_active=True),
        label=_("Courts"),
        required=False,
        widget=forms.SelectMultiple({"size": 8}),
    )
    facilities = forms.ModelMultipleChoiceField(
        Facility.objects.filter(is_active=True),
        label=_("Custody facilities"),
        required=False,
        widget=forms.SelectMultiple({"size": 8}),
    )
    districts = forms.ModelMultipleChoiceField(
        Consulate.objects.active().consulates(),
        label=_("Whole districts"),
        required=False,
        widget=forms.SelectMultiple({"size": 6}),
    )
    states = forms.MultipleChoiceField(
        label=_("Whole states"), required=False, widget=forms.SelectMultiple({"size": 6})
    )
    counties = forms.ModelMultipleChoiceField(
        County.objects.none(), label=_("Counties"), required=False, widget=forms.SelectMultiple({"size": 6})
    )

    def __init__(self, *args: Any, lawyer_id: int, **kwargs: Any):
        super().__init__(*args, **kwargs)
        near = set(BarAdmission.objects.filter(lawyer=lawyer_id).values_list("state", flat=True))
        near |= set(Coverage.objects.filter(lawyer=lawyer_id).values_list("county__state", flat=True)) - {None}
        _choices(self, "states", _states())
        _rows(self, "counties", County.objects.filter(state__in=near).defer("boundary"))

    @staticmethod
    def as_it_is(rows: list[Coverage]) -> dict[str, Any]:
        return {
            "courts": [one.court_id for one in rows if one.court_id],
            "facilities": [one.facility_id for one in rows if one.facility_id],
            "districts": [one.district_id for one in rows if one.district_id],
            "counties": [one.county_id for one in rows if one.county_id],
            "states": [one.state for one in rows if one.state],
        }


def practice_of(profile: LawyerProfile) -> dict[str, Any]:
    return {name: getattr(profile, name) for name in PracticeForm.base_fields}
