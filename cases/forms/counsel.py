"""Forms of counsel: waves, parties, the terms of an engagement, hours."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.engagement import Terms, both
from cases.forms.case import TEXT_LIMIT, AcceptForm
from cases.forms.fields import CaseForm, Day
from cases.models import LegalMatter, Party
from consular.organisation.models import Court


class WaveForm(CaseForm):
    court = forms.ModelChoiceField(
        Court.objects.filter(is_active=True), label=_("Court"), required=False, empty_label=_("Not known")
    )


class PartyForm(CaseForm):
    role = forms.ChoiceField(
        label=_("Role"), choices=[one for one in Party.Role.choices if one[0] != Party.Role.CLIENT]
    )
    name = forms.CharField(label=_("Name"), max_length=200, widget=forms.TextInput({"autocomplete": "off"}))


class TermsFields(forms.Form):
    """What an engagement needs before work starts. Nothing of it is needed to accept."""

    client_agreed = forms.BooleanField(label=_("The client has agreed to be represented by me."), required=False)
    scope = forms.ChoiceField(
        label=_("Scope"), choices=[("", _("Not agreed yet")), *LegalMatter.Scope.choices], required=False
    )
    e28_on = Day(label=_("E-28 filed on"), required=False)
    no_appearance = forms.BooleanField(label=_("I am not entering an appearance."), required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        terms = Terms(
            client_agreed=given.get("client_agreed", False),
            scope=given.get("scope", ""),
            e28_on=given.get("e28_on"),
            no_appearance=given.get("no_appearance", False),
        )
        if wrong := both(terms):
            self.add_error("no_appearance", wrong)
        return {**given, "terms": terms}


class TermsForm(CaseForm, TermsFields):
    conflict_certified = forms.BooleanField(
        label=_("I certify that I have no conflict of interest in this matter."), required=False
    )


class TakeForm(AcceptForm, TermsFields):
    """Accepting on the page of the case: with the terms, and with an explanation where names resemble each other."""

    explanation = forms.CharField(
        label=_("If names resemble each other: why it is no conflict"),
        required=False,
        max_length=TEXT_LIMIT,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("auto_id", "accept-%s")
        super().__init__(*args, **kwargs)
        self.order_fields(["conflict_certified", "explanation", "client_agreed", "scope", "e28_on", "no_appearance"])
