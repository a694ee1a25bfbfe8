"""The forms of the duty page: turns, absences, the fallback, one's own pager, and the rows of a chain."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alerts import workflow
from alerts.models import PostChain, Weekday
from consular.organisation.models import Consulate, User


class ShiftForm(forms.Form):
    """Turns of one person, the same on each chosen day of the week."""

    user = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("Person"))
    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Days"), choices=Weekday.choices, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    starts = forms.TimeField(label=gettext_lazy("From"), widget=forms.TimeInput({"type": "time"}))
    ends = forms.TimeField(
        label=gettext_lazy("Until"),
        widget=forms.TimeInput({"type": "time"}),
        help_text=gettext_lazy("Not later than the beginning: the next day."),
    )
    valid_from = forms.DateField(label=gettext_lazy("Valid from"), widget=forms.DateInput({"type": "date"}))
    valid_until = forms.DateField(
        label=gettext_lazy("Valid until"), required=False, widget=forms.DateInput({"type": "date"})
    )

    def __init__(self, people: Any, today: Any, data: Any = None):
        super().__init__(data, auto_id="shift-%s", initial={"valid_from": today.isoformat()})
        _choose(self.fields["user"], people)


class AbsenceForm(forms.Form):
    user = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("Person"))
    starts_at = forms.DateTimeField(
        label=gettext_lazy("From"), widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    ends_at = forms.DateTimeField(
        label=gettext_lazy("Until"), widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )

    def __init__(self, people: Any, data: Any = None):
        super().__init__(data, auto_id="absence-%s")
        _choose(self.fields["user"], people)


class FallbackForm(forms.Form):
    fallback = forms.ModelChoiceField(
        Consulate.objects.none(),
        label=gettext_lazy("Fallback post"),
        required=False,
        empty_label=gettext_lazy("the 24-hour centre"),
        help_text=gettext_lazy(
            "Gets new alerts at once when nobody is on duty or at a board, and when its step comes."
        ),
    )

    def __init__(self, post: Consulate, data: Any = None):
        super().__init__(data, auto_id="fallback-%s", initial={"fallback": post.fallback_id})
        others = Consulate.objects.filter(is_active=True).exclude(pk=post.pk).order_by("code")
        _choose(self.fields["fallback"], others, str)


class PagerForm(forms.Form):
    number = forms.CharField(
        label=gettext_lazy("Your telephone for pages"),
        required=False,
        max_length=16,
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel", "placeholder": "+12135550123"}),
        validators=[
            RegexValidator(r"^\+[1-9][0-9]{6,14}$", gettext_lazy("With + and the country, digits only: +12135550123."))
        ],
        help_text=gettext_lazy("Kept sealed. A page says that an alert waits, and nothing else."),
    )

    def clean_number(self) -> str:
        return self.cleaned_data["number"]


class ChainForm:
    """The rows of one chain as they were typed, and what could not be read of them."""

    def __init__(self, kind: str, steps: list[dict], version: int):
        self.kind, self.steps, self.version = kind, steps, version
        self.name = PostChain.Kind(kind).label
        self.problems: list[str] = []

    @classmethod
    def typed(cls, kind: str, data: Any) -> "ChainForm":
        """Rows without seconds are left out."""
        form = cls(kind, [], _small_number(data.get("version", "")) or 0)
        for after_s, to in zip(data.getlist("after_s"), data.getlist("to"), strict=False):
            if not after_s.strip():
                continue
            seconds = _small_number(after_s)
            if seconds is None:
                form.problems.append(_("“%(typed)s” is no number of seconds.") % {"typed": after_s[:20]})
            form.steps.append({"after_s": after_s[:20] if seconds is None else seconds, "to": to[:16]})
        return form

    @property
    def rows(self) -> list[dict]:
        room = [{"after_s": "", "to": workflow.POST}] * min(2, workflow.CHAIN_STEPS_AT_MOST - len(self.steps))
        return [*self.steps, *room]

    @property
    def is_own(self) -> bool:
        return self.version > 0


def _small_number(typed: str) -> int | None:
    """Up to seven digits, or None."""
    digits = typed.strip()
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 8 else None


def _choose(field: Any, choices: Any, named: Callable[[Any], str] = User.display_name) -> None:
    field.queryset, field.label_from_instance = choices, named
