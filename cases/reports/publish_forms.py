"""The forms of publishing: for whom, what for, and why it is withdrawn."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.reports.models import Publication

MOST_NOTE = 500


class PublishForm(forms.Form):
    audience = forms.ChoiceField(label=_("Who will see it"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=MOST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What it was published for. No names and no places: whoever sees the figures reads this."),
    )

    def __init__(self, data: Any, *, allowed: list[Publication.Audience]):
        super().__init__(data, auto_id="publish-%s")
        self.fields["audience"].choices = [(one.value, one.label) for one in allowed]  # type: ignore[attr-defined]
        self.fields["audience"].initial = allowed[0].value if len(allowed) == 1 else None


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it is withdrawn"),
        max_length=MOST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It stays in the list with its figures, marked as withdrawn, and with this reason. No names."),
    )

    def __init__(self, data: Any = None):
        super().__init__(data, auto_id="withdraw-%s")
