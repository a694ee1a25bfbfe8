"""The page of what the records lack: `/reports/quality/`."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.reports import quality
from cases.reports.forms import PeriodForm, shown
from cases.reports.lacking import Asked
from cases.reports.leaving import in_quarters
from cases.reports.period import Period
from cases.reports.scope import visible_posts
from consular.organisation.access import RolePage
from consular.organisation.models import Consulate


class QualityPage(RolePage):
    """A supervisor's own posts, with the rows; the network for an analyst, with small counts left out and by whole weeks."""

    roles = ("supervisor", "analyst")

    def get(self, request: HttpRequest) -> HttpResponse:
        own = [post for post in visible_posts(self.viewer) if post.pk in self.viewer.supervisor_posts]
        self.everything = _("The whole network") if self.viewer.is_analyst else _("All my posts")
        form = self.form(request.GET, own)
        context: dict[str, Any] = {"form": form, "posts": own, "choices": len(own) + self.viewer.is_analyst > 1}
        if not form.is_valid():
            return render(request, "reports/quality.html", context, status=400)
        code = form.cleaned_data["post"]
        posts = [post for post in own if post.code == code] if code else own
        if code and not posts:
            raise Http404
        return self.page(form, code, posts, context)

    def form(self, asked: Any, own: list[Consulate]) -> PeriodForm:
        form = PeriodForm(asked, posts=own, all_posts_label=self.everything)
        if self.viewer.is_analyst:
            form.fields["post"].widget.choices = [("", self.everything), *((post.code, str(post)) for post in own)]
        return form

    def page(self, form: PeriodForm, code: str, posts: list[Consulate], context: dict[str, Any]) -> HttpResponse:
        leaves = self.viewer.is_analyst and not code
        period = Period(*in_quarters(form.period.first, form.period.last, form.today)) if leaves else form.period
        asked = Asked(None if leaves else posts, period, timezone.now())
        question = shown(period, code)
        context |= {
            "form": self.form(question, context["posts"]),
            "period": period,
            "title": str(posts[0]) if len(posts) == 1 and not leaves else self.everything,
            "leaves": leaves,
            "tables": list(quality.tables_of(asked, leaves_the_post=leaves).values()),
            "notes": quality.notes_of(asked),
            "roll_ups": quality.roll_ups(),
            "listed": None,
            "links": {},
        }
        if leaves:
            return render(self.request, "reports/quality.html", context)
        context["links"] = {key: f"?{urlencode(question | {'rows': key})}#rows" for key in context["notes"]}
        if key := self.request.GET.get("rows", ""):
            try:
                context["listed"] = quality.rows_of(asked, key)
            except LookupError:
                raise Http404 from None
        return render(self.request, "reports/quality.html", context)
