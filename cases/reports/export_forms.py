"""What is asked of a download or of an export: a question with a format, and for rows about people the reason."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.reports import workflow
from cases.reports.forms import QuestionForm
from cases.reports.models import ExportRequest
from cases.reports.period import Period
from consular.organisation.models import Consulate, Facility

REASON_LIMIT = 500
UNKNOWN = {"invalid_choice": gettext_lazy("There is no “%(value)s” to choose from.")}


class DownloadForm(QuestionForm):
    """A file of figures."""

    def __init__(self, data: Any, **more: Any):
        super().__init__(data, **more)
        what = ["figures", "pack"]
        choices = [(one, ExportRequest.What(one).label) for one in what]
        self.fields["what"] = forms.ChoiceField(
            label=_("What"), required=False, choices=choices, error_messages=UNKNOWN
        )
        self.fields["format"] = forms.CharField(label=_("Format"), required=False, max_length=8)

    def clean(self) -> dict:
        given = super().clean()
        what = given["what"] = given.get("what") or "figures"
        formats = workflow.FORMATS[what]
        if what == "pack":
            given["format"] = given.get("format") or "zip"
        if given.get("format") not in formats and "format" not in self.errors:
            self.add_error("format", _("The formats are: %(formats)s.") % {"formats": ", ".join(formats)})
        return given

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What was asked, to be sent again by a button."""
        plain = self.question.plain()
        named = {"from": plain.pop("first"), "to": plain.pop("last"), **plain}
        return [*named.items(), ("what", self.cleaned_data["what"]), ("format", self.cleaned_data["format"])]

    @property
    def is_long(self) -> bool:
        return workflow.is_long(len(self.period.weeks), [self.cleaned_data["format"]])


class RowsForm(QuestionForm):
    """Rows about people: of one post, for a reason."""

    what = forms.ChoiceField(
        label=gettext_lazy("Rows"),
        choices=[("alerts", gettext_lazy("Alerts")), ("cases", gettext_lazy("Cases"))],
        error_messages=UNKNOWN,
    )
    format = forms.ChoiceField(
        label=gettext_lazy("Format"), choices=[("xlsx", "XLSX"), ("csv", "CSV")], error_messages=UNKNOWN
    )
    reason = forms.CharField(
        label=gettext_lazy("What they are for"),
        max_length=REASON_LIMIT,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy(
            "Another supervisor of the post reads this before the rows are made, and the auditor afterwards. Write no names."
        ),
    )

    def __init__(self, data: Any, *, posts: list[Consulate], asked: Any = None):
        super().__init__(data, posts=posts, is_inside=True)
        self.fields["post"].widget = forms.Select(choices=[(post.code, str(post)) for post in posts])
        self.fields["post"].required = True
        near = list(Facility.objects.filter(consulate__in=posts).order_by("name").values_list("code", "name"))
        chosen = (asked or {}).get("facility", "")
        self.offer_facilities([*near, *([(chosen, chosen)] if chosen and chosen not in dict(near) else [])])
        for name in ("step", "compare"):
            del self.fields[name]
        self.fields["from"].required = self.fields["to"].required = True
        usual = Period.until(self.today)
        self.initial = {"from": usual.first, "to": usual.last}
        self.initial |= {name: asked[name] for name in self.fields if asked and asked.get(name)}
        self.order_fields(["what", "post", "from", "to", "kind", "channel", "language", "facility", "format", "reason"])

    def clean(self) -> dict:
        return super().clean() | {"step": "", "compare": ""}


class AnswerForm(forms.Form):
    """Why a request is refused: for who asked."""

    answer = forms.CharField(
        label=gettext_lazy("Why not"), required=False, max_length=REASON_LIMIT, widget=forms.Textarea({"rows": 2})
    )
