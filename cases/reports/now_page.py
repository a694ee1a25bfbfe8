"""The page of the moment: `/reports/now/`, and the fragment of it that a browser asks for again and again."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from cases.reports.now import age, now_of
from cases.reports.scope import visible_posts
from consular.organisation.access import RolePage
from consular.organisation.models import Consulate

EVERY_S = 15  # how often a page asks without a hint that anything has changed


class NowPage(RolePage):
    roles = ("supervisor",)

    def get(self, request: HttpRequest) -> HttpResponse:
        own = [post for post in visible_posts(self.viewer) if post.pk in self.viewer.supervisor_posts]
        code = request.GET.get("post", "").upper()
        shown = [post for post in own if code in ("", post.code)]
        if not shown:
            raise Http404
        now = timezone.now()
        found = now_of(self.viewer, shown, now)
        links = {post.code: f"?post={post.code}" for post in shown}
        context = {"now": found, "ages": _ages(found, now), "post_links": links}
        if request.GET.get("part") == "live":
            return render(request, "reports/_now.html", context)
        asked = {"own": own, "shown": shown, "code": code, "config": _config(shown)}
        return render(request, "reports/now.html", context | asked)


def _ages(found: Any, now: Any) -> dict[str, str]:
    figures = [figure for _key, _title, group in found.groups for figure in group if figure.since]
    return {figure.key: age(figure.since, now) for figure in figures}


def _config(shown: list[Consulate]) -> dict[str, Any]:
    """What static/js/reports/now.js is told, in the shape of the board's scripts that it shares."""
    posts = {post.code: {"name": post.name, "timezone": post.timezone} for post in shown}
    return {
        "posts": [{"code": code, **post} for code, post in posts.items()],
        "all_posts": posts,
        "api": "/api/v1/",
        "socket": "/ws/wall/",
        "every_s": EVERY_S,
        "language": get_language(),
    }
