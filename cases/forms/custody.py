"""Forms of the custody tab."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms.fields import CaseForm, LocalMoment, with_blank
from cases.models import LocateCheck, Stint
from consular.organisation.models import Consulate, Facility


class FacilityField(forms.CharField):
    """A facility by its name or code, typed with the browser's suggestions: there are hundreds."""

    default_error_messages = {"unknown": _("There is no such facility in the list. Write it below as a place.")}

    def clean(self, value: Any) -> Facility | None:
        text = super().clean(value)
        if not text:
            return None
        found = [one for one in Facility.objects.filter(is_active=True) if text.casefold() in _names(one)]
        if not found:
            raise forms.ValidationError(self.error_messages["unknown"], "unknown")
        return found[0]


def _names(facility: Facility) -> tuple[str, str, str]:
    return (str(facility).casefold(), facility.name.casefold(), facility.code.casefold())


class StintForm(CaseForm):
    facility = FacilityField(label=_("Facility"), required=False, widget=forms.TextInput({"list": "facilities"}))
    place = forms.CharField(
        label=_("Or another place"),
        required=False,
        max_length=160,
        help_text=_("A hospital, a county jail that is not in the list, a bus."),
    )
    agency = forms.ChoiceField(label=_("Agency"), choices=with_blank(_("Choose an agency"), Stint.Agency.choices))
    came_in_at = LocalMoment(label=_("There since"))
    went_out_at = LocalMoment(label=_("Until"), required=False, help_text=_("Empty: still there."))
    source = forms.ChoiceField(label=_("Who says so"), choices=with_blank(_("Choose a source"), Stint.Source.choices))
    confidence = forms.TypedChoiceField(
        label=_("How sure is it"),
        coerce=int,
        choices=[choice for choice in Stint.Confidence.choices if choice[0]],
        initial=Stint.Confidence.REPORTED,
    )


class JudgeForm(CaseForm):
    confidence = forms.TypedChoiceField(coerce=int, choices=Stint.Confidence.choices)


class LeaveForm(CaseForm):
    went_out_at = LocalMoment(label=_("Left at"))
    released = forms.BooleanField(label=_("Released: nobody holds this person any more"), required=False)


class LookForm(CaseForm):
    place = forms.ChoiceField(label=_("Where"), choices=with_blank(_("Choose a place"), LocateCheck.Place.choices))
    result = forms.ChoiceField(label=_("Result"), choices=with_blank(_("Choose a result"), LocateCheck.Result.choices))


class HandoverForm(CaseForm):
    receiver = forms.ModelChoiceField(
        Consulate.objects.active().consulates(), label=_("Post"), empty_label=_("Choose a post")
    )
