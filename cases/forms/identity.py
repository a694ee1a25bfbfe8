"""Forms of who a person is: the identity in parts, the search, the merge."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alerts import identifiers
from cases.forms.fields import CaseForm

NAME_LIMIT = 80
PHONES = 6


class IdentityForm(CaseForm):
    """What is left empty stays as it is, unless the identity was on the screen (`seen_version`): then it is taken out."""

    given_names = forms.CharField(label=gettext_lazy("Given names"), required=False, max_length=NAME_LIMIT)
    first_surname = forms.CharField(label=gettext_lazy("First surname"), required=False, max_length=NAME_LIMIT)
    second_surname = forms.CharField(label=gettext_lazy("Second surname"), required=False, max_length=NAME_LIMIT)
    birth_date = forms.DateField(
        label=gettext_lazy("Date of birth"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    phones = forms.CharField(
        label=gettext_lazy("Telephones"),
        required=False,
        max_length=400,
        widget=forms.Textarea({"rows": 2, "inputmode": "tel"}),
        help_text=gettext_lazy("One a line, the best first. Without a country code: United States."),
    )
    a_number = forms.CharField(
        label=gettext_lazy("A-number"),
        required=False,
        max_length=20,
        help_text=gettext_lazy("A and 7 to 9 digits, as on papers of US immigration."),
    )
    curp = forms.CharField(label=gettext_lazy("CURP"), required=False, max_length=24)
    consular_id = forms.CharField(
        label=gettext_lazy("Consular identity card"),
        required=False,
        max_length=24,
        help_text=gettext_lazy("Its number."),
    )
    seen_version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for one in self.fields.values():
            one.widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}

    def clean_birth_date(self) -> str:
        day = self.cleaned_data["birth_date"]
        if not day:
            return ""
        if day > timezone.now().date():
            raise ValidationError(_("This day is in the future."))
        if day.year < 1900:
            raise ValidationError(_("This year is too long ago."))
        return day.isoformat()

    def clean_phones(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["phones"].splitlines() if line.strip()]
        if len(lines) > PHONES:
            raise ValidationError(_("No more than %(n)s telephones.") % {"n": PHONES})
        return list(dict.fromkeys(self._phone(line) for line in lines))

    def _phone(self, line: str) -> str:
        try:
            return identifiers.phone(line)
        except ValueError:
            raise ValidationError(_("Not a telephone number: %(line)s") % {"line": line}) from None

    def clean_a_number(self) -> str:
        return self._number("a_number", identifiers.a_number, _("An A-number is the letter A and 7 to 9 digits."))

    def clean_curp(self) -> str:
        return self._number("curp", identifiers.curp, _("Not a CURP: its form or its check digit is wrong."))

    def clean_consular_id(self) -> str:
        return self._number("consular_id", identifiers.consular_id, _("Not the number of a consular identity card."))

    def _number(self, name: str, read: Callable[[str], str], wrong: str) -> str:
        text = self.cleaned_data[name]
        try:
            return read(text) if text else ""
        except ValueError:
            raise ValidationError(wrong) from None

    def given(self) -> dict[str, Any]:
        """For the action: the fields that are to be kept, and which version was on the screen."""
        typed = dict(self.cleaned_data)
        seen, phones = typed.pop("seen_version"), typed.pop("phones")
        typed |= {"phone": phones[0] if phones else "", "phones": "\n".join(phones[1:])}
        if seen is None:
            typed = {name: text for name, text in typed.items() if text or (name == "phones" and phones)}
        return {"given": typed, "seen_version": seen}


def shown(known: dict[str, Any]) -> dict[str, Any]:
    """The initial values of the form for an identity that is on the screen."""
    phones = [known["phone"], *known["phones"].splitlines()]
    return known | {"phones": "\n".join(filter(None, phones)), "seen_version": known["version"]}


class SearchForm(forms.Form):
    q = forms.CharField(
        label=gettext_lazy("Code, number or name"),
        max_length=120,
        help_text=gettext_lazy(
            "A code of a case or person, an A-number, telephone, CURP or number of a consular identity card, or a name as it sounds."
        ),
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false", "autofocus": True}),
    )


class MergeForm(CaseForm):
    """The second step: both are shown side by side, and the reader says that they are one."""

    other = forms.CharField(max_length=16, widget=forms.HiddenInput)
    count_once = forms.BooleanField(
        label=gettext_lazy("Their open cases at one post are about the same matter: count them once in reports."),
        required=False,
    )
    sure = forms.BooleanField(
        label=gettext_lazy("I have compared the two: this is one person."),
        error_messages={"required": gettext_lazy("Without it nothing is merged.")},
    )
