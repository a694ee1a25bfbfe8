"""The board page, and the operator's page for callers."""

import uuid
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView

from alerts import board, canary
from alerts.forms import CallForm
from alerts.intake import desk
from consular.organisation.access import RoleRequired, Viewer, viewer_for
from consular.organisation.models import Consulate


class Board(RoleRequired, TemplateView):
    """The live map and queue."""

    roles = ("officer", "supervisor", "operator")
    template_name = "alerts/board.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        viewer = viewer_for(self.request)
        return {
            **super().get_context_data(**kwargs),
            "board_config": board_config(self.request.user, viewer),
            "beginning": board.beginning(viewer),
            "modules": _modules(),
        }


class Wall(RoleRequired, TemplateView):
    """The display on the wall of a control room: read-only, counts alone."""

    roles = ("officer", "supervisor", "operator")
    template_name = "alerts/wall.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        posts = list(Consulate.objects.filter(is_active=True).order_by("code"))
        return {
            **super().get_context_data(**kwargs),
            "wall_config": _shared_config(viewer_for(self.request), posts) | {"socket": "/ws/wall/"},
        }


@cache
def _modules() -> list[str]:
    """The parts of the board's script, to be fetched together: found one behind the other, they cost a round trip for each level."""
    root = settings.BASE_DIR / "static"
    return sorted(str(path.relative_to(root)) for path in (root / "js/board").glob("*.js"))


def board_config(user: Any, viewer: Viewer) -> dict[str, Any]:
    """What static/js/board/main.js is told; its first comment gives the shape."""
    posts = list(Consulate.objects.filter(is_active=True).select_related("district").order_by("code"))
    mine = [post for post in posts if post.pk in viewer.posts]
    return _shared_config(viewer, posts) | {
        "user": {"id": user.pk, "name": viewer.name},
        "roles": sorted(viewer.roles),
        "socket": "/ws/board/",
        "layers": reverse("api-layers"),
        "home_bbox": _box(mine),
        "timezone": mine[0].timezone if mine else settings.TIME_ZONE,
    }


def _shared_config(viewer: Viewer, posts: list[Consulate]) -> dict[str, Any]:
    """What board and wall are told alike."""
    mine = [post for post in posts if post.pk in viewer.posts]
    return {
        "posts": [{"code": post.code, **_seat(post)} for post in mine],
        "all_posts": {post.code: _seat(post) for post in posts},
        "api": "/api/v1/",
        "canaries": sorted(canary.posts_with_a_canary() & {post.code for post in mine}) if settings.CANARY_URL else [],
        "language": get_language(),
    }


def _seat(post: Consulate) -> dict[str, Any]:
    return {
        "name": post.name,
        "timezone": post.timezone,
        "lat": post.seat.y if post.seat else None,
        "lng": post.seat.x if post.seat else None,
    }


def _box(posts: list[Consulate]) -> list[float] | None:
    """West, south, east, north around the districts of these posts."""
    extents = [post.district.boundary.extent for post in posts if hasattr(post, "district")]
    if not extents:
        return None
    west, south, east, north = zip(*extents, strict=True)
    return [min(west), min(south), max(east), max(north)]


class Call(RoleRequired, FormView):
    """The operator opens an alert for somebody who has one phone call."""

    roles = ("operator", "officer", "supervisor")
    template_name = "alerts/call.html"
    form_class = CallForm

    def get_initial(self) -> dict[str, Any]:
        return {"id": uuid.uuid4(), "language": get_language()}

    def form_valid(self, form: CallForm) -> HttpResponse:
        receipt = desk.take_call(form.press(timezone.now()))
        messages.success(
            self.request,
            _("Alert stored and sent to %(post)s. Receipt %(receipt)s.")
            % {"post": receipt["consulate"]["name"], "receipt": receipt["receipt"]},
        )
        return redirect("call")
