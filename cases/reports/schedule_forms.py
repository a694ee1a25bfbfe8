"""The form of a schedule: which days, of which post, when, in which language; step and filters come hidden, from the question."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from cases.reports.forms import CHOICES
from cases.reports.models import Schedule
from cases.reports.question import MONTH, WEEK
from consular.organisation.models import Consulate, Facility

UNKNOWN = {"invalid_choice": _("Choose one of the list.")}
ASKED = "asked_"  # before the names of what comes from the question: `language` is also that of the message


class ScheduleForm(forms.Form):
    period = forms.ChoiceField(label=_("Days of the report"), choices=Schedule.Period.choices, error_messages=UNKNOWN)
    post = forms.ChoiceField(label=_("Post"), required=False)
    rhythm = forms.ChoiceField(label=_("How often"), choices=Schedule.Rhythm.choices, error_messages=UNKNOWN)
    weekday = forms.TypedChoiceField(
        label=_("Weekday"),
        help_text=_("When it comes every week."),
        coerce=int,
        empty_value=None,
        required=False,
        choices=lambda: list(WEEKDAYS.items()),
        error_messages=UNKNOWN,
    )
    day = forms.TypedChoiceField(
        label=_("Day of the month"),
        help_text=_("When it comes every month."),
        coerce=int,
        empty_value=None,
        required=False,
        choices=[(day, day) for day in range(1, 29)],
        error_messages=UNKNOWN,
    )
    hour = forms.TypedChoiceField(
        label=_("Hour"),
        coerce=int,
        choices=[(hour, f"{hour:02d}:00") for hour in range(24)],
        error_messages=UNKNOWN,
    )
    language = forms.ChoiceField(label=_("Language of the message"), choices=settings.LANGUAGES, error_messages=UNKNOWN)

    def __init__(
        self, data: Any = None, *, posts: list[Consulate], everything: str, is_inside: bool, initial: dict[str, Any]
    ):
        super().__init__(data, auto_id="schedule-%s", initial=initial)
        self.posts = {post.code: post for post in posts}
        all_of_them = [("", everything)] if len(posts) != 1 else []
        post = self.fields["post"]
        post.choices = [*all_of_them, *((code, str(post)) for code, post in self.posts.items())]  # type: ignore[attr-defined]
        post.error_messages = {"invalid_choice": _("There is no such post, or its reports are not yours to see.")}
        if is_inside:
            self.fields.update(_hidden())

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        wanted, other = ("weekday", "day") if given.get("rhythm") == Schedule.Rhythm.WEEKLY else ("day", "weekday")
        if given.get("rhythm") and given.get(wanted) is None and wanted not in self.errors:
            self.add_error(wanted, _("Choose a day."))
        return given | {other: None}

    @property
    def chosen(self) -> dict[str, Any]:
        """As a schedule keeps it."""
        given = self.cleaned_data
        plain = {name: given[name] for name in ("period", "rhythm", "weekday", "day", "hour", "language")}
        asked = {
            name.removeprefix(ASKED): getattr(value, "code", value)
            for name, value in given.items()
            if name.startswith(ASKED)
        }
        return plain | {
            "post": self.posts.get(given["post"]),
            "asked": {name: code for name, code in asked.items() if code},
        }


def _hidden() -> dict[str, forms.Field]:
    """Step and filters, for readers inside of the posts: outside, figures are not filtered."""
    steps = [(WEEK, WEEK), (MONTH, MONTH)]
    fields: dict[str, forms.Field] = {
        ASKED + name: forms.ChoiceField(required=False, choices=[("", ""), *choices], error_messages=UNKNOWN)
        for name, choices in {"step": steps, **CHOICES}.items()
    }
    fields[ASKED + "facility"] = forms.ModelChoiceField(
        Facility.objects.all(), to_field_name="code", required=False, error_messages=UNKNOWN
    )
    for field in fields.values():
        field.widget = forms.HiddenInput()
    return fields
