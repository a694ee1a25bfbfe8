"""The page of who looked at protected data: `/reports/oversight/`."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.reports import oversight
from cases.reports.forms import PeriodForm, shown
from consular.organisation.access import RolePage
from consular.organisation.models import Consulate, User
from consular.privacy import access_log

PAGE_SIZE = 50


class OversightPage(RolePage):
    """An auditor sees everybody's looks, a supervisor those that concern the own posts. To look at this page is a look, too."""

    roles = ("supervisor", "auditor")

    def get(self, request: HttpRequest) -> HttpResponse:
        posts = list(Consulate.objects.filter(pk__in=self.viewer.supervisor_posts).order_by("code"))
        everything = _("The whole network") if self.viewer.is_auditor else _("All my posts")
        form = PeriodForm(request.GET, posts=[] if self.viewer.is_auditor else posts, all_posts_label=everything)
        if not form.is_valid():
            return render(request, "reports/oversight.html", {"form": form, "posts": posts}, status=400)
        code = form.cleaned_data["post"]
        chosen = [post for post in posts if code in ("", post.code)]
        if code and (self.viewer.is_auditor or not chosen):
            raise Http404
        asked = oversight.Asked(
            None if self.viewer.is_auditor else chosen,
            form.period,
            self._who(),
            request.GET.get("purpose", "").replace("\0", "")[:32],
        )
        if asked.posts is not None:
            looks = [(post, ["access.log"]) for post in asked.posts]
            access_log.record_reads(reader=request.user, looks=looks, purpose="oversight")
        return self.page(asked, code, {"posts": posts, "everything": everything})

    def _who(self) -> int | None:
        given = self.request.GET.get("who", "")
        return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None

    def page(self, asked: oversight.Asked, code: str, context: dict[str, Any]) -> HttpResponse:
        question = {**shown(asked.period, code), "who": asked.who or "", "purpose": asked.purpose}
        question = {name: value for name, value in question.items() if value}
        log = oversight.looks_of(asked).select_related("reader").order_by("-id")
        page = Paginator(log, PAGE_SIZE).get_page(self.request.GET.get("page", "1"))
        tables = oversight.tables_of(asked)
        address = _address(question)
        who = User.objects.filter(pk=asked.who).first() if asked.who and page.object_list else None
        context |= {
            "form": PeriodForm(
                shown(asked.period, code),
                posts=[] if asked.posts is None else context["posts"],
                all_posts_label=context["everything"],
                now=timezone.now(),
            ),
            "period": asked.period,
            "is_all": asked.posts is None,
            "title": str(asked.posts[0]) if asked.posts and len(asked.posts) == 1 else context["everything"],
            "tables": [(table, oversight.links_of(table, address)) for table in tables],
            "narrowed": [
                word for word in (who and who.display_name(), asked.purpose and oversight.word(asked.purpose)) if word
            ],
            "whole": f"?{urlencode(shown(asked.period, code))}",
            "page_obj": page,
            "log": oversight.lines(page.object_list),
            "query": urlencode(question),
            "others": [] if asked.posts is None else oversight.lines(oversight.from_other_posts(asked)),
            "alarms": oversight.alarms_of(asked),
        }
        return render(self.request, "reports/oversight.html", context)


def _address(question: dict[str, Any]) -> Callable[..., str]:
    return lambda **other: f"?{urlencode(question | other)}#log"
