"""What a reader asks for: a post, a period, and for programs the format. One reading for the page and the API."""

from datetime import date, datetime, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.reports.period import EARLIEST, LATEST, MOST_DAYS, Period
from consular.organisation.models import Consulate

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


def shown(period: Period, post: str) -> dict[str, date | str]:
    """The same question as the form's own values."""
    return {"post": post, "from": period.first, "to": period.last}
