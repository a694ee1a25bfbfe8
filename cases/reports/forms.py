"""What a reader asks for: a post, a period, and for programs the format. One reading for the page and the API."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import languages
from cases.reports.about_alerts import CHANNELS, KINDS
from cases.reports.period import EARLIEST, LATEST, MOST_DAYS, Period
from cases.reports.question import BEFORE, FILTERS, MONTH, WEEK, YEAR, Question
from consular.organisation.models import Consulate, Facility

FORMATS = ("json", "csv")


def _day(label) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": _("Write the date as YYYY-MM-DD.")},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class PeriodForm(forms.Form):
    """`from` and `to` are days in UTC, both included; without them, the last eight ISO weeks."""

    post = forms.CharField(label=_("Post"), required=False, max_length=16)

    def __init__(self, data, *, posts: list[Consulate], now: datetime | None = None, all_posts_label: str = ""):
        super().__init__(data)
        self.today = (now or timezone.now()).astimezone(timezone.get_default_timezone()).date()
        self.fields["from"] = _day(_("From"))
        self.fields["to"] = _day(_("To"))
        everything = [("", all_posts_label or _("All my posts"))] if len(posts) > 1 else []
        self.fields["post"].widget = forms.Select(choices=[*everything, *((post.code, str(post)) for post in posts)])

    def clean_post(self) -> str:
        return self.cleaned_data["post"].upper()

    def clean(self) -> dict:
        given = super().clean() or {}
        if self.errors:
            return given
        last = given.get("to") or max(self.today, given.get("from") or self.today)
        first = given.get("from") or Period.until(last).first
        for name, day in (("from", first), ("to", last)):
            if not EARLIEST <= day <= LATEST:
                self.add_error(name, _("There are no reports for that year."))
        if first > last:
            self.add_error("to", _("The period ends before it starts."))
        elif last - first > timedelta(days=MOST_DAYS):
            self.add_error("to", _("A report covers two years at most."))
        return given | {"from": first, "to": last}

    @property
    def period(self) -> Period:
        return Period(self.cleaned_data["from"], self.cleaned_data["to"])


class ApiForm(PeriodForm):
    def __init__(self, data, **more):
        super().__init__(data, **more)
        self.fields["format"] = forms.ChoiceField(
            required=False,
            choices=[(name, name) for name in FORMATS],
            error_messages={"invalid_choice": _("The formats are json and csv.")},
        )


CHOICES: dict[str, list[tuple[str, Any]]] = {
    "kind": list(KINDS.items()),
    "channel": [(code, label) for code, label in CHANNELS.items() if code not in ("canary", "drill")],
    "language": [*languages.CHOICES, ("none", _("not known"))],
}


class QuestionForm(PeriodForm):
    """The whole question. Filters are for readers inside of the posts: outside, each break-down is a table of its own."""

    def __init__(self, data, *, is_inside: bool, **more):
        super().__init__(data, **more)
        self.is_inside = is_inside
        steps = [(WEEK, _("weeks")), (MONTH, _("months"))]
        compare = [("", _("nothing")), (BEFORE, _("the period before")), (YEAR, _("the year before"))]
        self.fields["step"] = _choice(_("In"), steps)
        for name, label in (("kind", _("Kind")), ("channel", _("Channel")), ("language", _("Language"))):
            self.fields[name] = _choice(label, [("", _("all")), *CHOICES[name]])
        self.fields["facility"] = forms.CharField(label=_("Facility"), required=False, max_length=80)
        self.fields["compare"] = _choice(_("Compare with"), compare)
        if not is_inside:
            for name in ("step", *FILTERS):
                self.fields[name].widget = forms.HiddenInput()

    def clean_facility(self) -> str:
        code = self.cleaned_data["facility"]
        if code and not Facility.objects.filter(code=code).exists():
            raise forms.ValidationError(_("There is no such facility."))
        return code

    def clean(self) -> dict:
        given = super().clean()
        if not self.is_inside and any(given.get(name) for name in FILTERS):
            self.add_error(
                None, _("Outside of a post, figures are not filtered: choose the table by kind, channel or language.")
            )
        return given

    def offer_facilities(self, found: Iterable[tuple[str, Any]]) -> None:
        """Lets the reader choose among those that occur, and the one that is chosen."""
        chosen = self.data.get("facility", "")
        listed = dict(found)
        if chosen and chosen not in listed:
            listed[chosen] = Facility.objects.filter(code=chosen).values_list("name", flat=True).first() or chosen
        self.fields["facility"].widget = forms.Select(choices=[("", _("all")), *listed.items()])

    @property
    def question(self) -> Question:
        given = self.cleaned_data
        return Question(
            given["from"],
            given["to"],
            post=given["post"],
            step=given["step"] or WEEK,
            compare=given["compare"],
            **{name: given[name] for name in FILTERS},
        )


def _choice(label, choices) -> forms.ChoiceField:
    sentence = _("Choose one of the list.")
    return forms.ChoiceField(label=label, required=False, choices=choices, error_messages={"invalid_choice": sentence})


def shown(period: Period, post: str) -> dict[str, date | str]:
    """The same question as the form's own values."""
    return {"post": post, "from": period.first, "to": period.last}
