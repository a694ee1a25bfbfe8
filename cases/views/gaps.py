"""The supervisor's two questions on counsel: where is nobody, and is everybody asked alike."""

from datetime import timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases import fairness, gaps, languages
from cases.forms.fields import Day
from cases.views.base import Page
from consular.organisation.models import Consulate

USUAL = timedelta(days=90)
LONGEST = timedelta(days=731)


class SupervisorPage(Page):
    roles = ("supervisor",)

    def posts(self) -> list[Consulate]:
        return list(Consulate.objects.filter(pk__in=self.viewer.supervisor_posts).order_by("code"))

    def chosen(self, posts: list[Consulate]) -> Consulate:
        """The post asked for, else the first; another's is as unknown as one that does not exist."""
        code = self.request.GET.get("post", "")
        found = next((post for post in posts if not code or post.code == code), None)
        if found is None:
            raise Http404
        return found


class GapsPage(SupervisorPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        posts = self.posts()
        shown = self.chosen(posts)
        language = request.GET.get("language", "")
        language = language if language in languages.NAMES else ""
        context = {
            "part": "counsel-gaps",
            "gaps": gaps.gaps_of(posts, shown, language, timezone.now()),
            "shown": shown,
            "language": language,
            "language_name": languages.name(language) if language else "",
            "choices": languages.CHOICES,
        }
        return render(request, "counsel/gaps.html", context)


class PeriodForm(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any):
        kwargs.setdefault("auto_id", "filter-%s")
        super().__init__(*args, **kwargs)
        self.fields["from"], self.fields["to"] = Day(label=_("From")), Day(label=_("To"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("from") and given.get("to"):
            if given["to"] < given["from"]:
                self.add_error("to", _("The period ends before it starts."))
            elif given["to"] - given["from"] > LONGEST:
                self.add_error("to", _("The chart covers two years at most."))
        return given


class FairnessPage(SupervisorPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        today = timezone.localdate()
        usual = {"from": today - USUAL, "to": today}
        form = PeriodForm({name: request.GET.get(name) or usual[name].isoformat() for name in usual})
        context: dict[str, Any] = {"part": "counsel-fairness", "form": form, "posts": self.posts()}
        if not form.is_valid():
            return render(request, "counsel/fairness.html", context, status=400)
        asked = form.cleaned_data
        rows = fairness.rows_of(self.viewer.supervisor_posts, asked["from"], asked["to"])
        context |= {"rows": rows, "chart": fairness.chart_of(rows)}
        return render(request, "counsel/fairness.html", context)
