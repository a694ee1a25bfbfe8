"""The one place for "may this user …?": a viewer is a person with the postings that are active now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.views.generic import View
from rest_framework.permissions import BasePermission

from consular.errors import Forbidden, NotFound
from consular.organisation.models import Posting, Role

# The first role that a viewer holds decides where "/" leads.
HOMES = (
    (Role.OFFICER, "/board/"),
    (Role.OPERATOR, "/board/"),
    (Role.LAWYER, "/desk/"),
    (Role.SUPERVISOR, "/reports/"),
    (Role.ANALYST, "/reports/"),
    (Role.AUDITOR, "/audit/"),
    (Role.ADMIN, "/admin/"),
)


@dataclass(frozen=True, slots=True)
class Viewer:
    user_id: int
    name: str
    roles: frozenset[str]
    officer_posts: frozenset[int]
    supervisor_posts: frozenset[int]

    @property
    def posts(self) -> frozenset[int]:
        return self.officer_posts | self.supervisor_posts

    @property
    def is_officer(self) -> bool:
        return Role.OFFICER in self.roles

    @property
    def is_supervisor(self) -> bool:
        return Role.SUPERVISOR in self.roles

    @property
    def is_operator(self) -> bool:
        return Role.OPERATOR in self.roles

    @property
    def is_lawyer(self) -> bool:
        return Role.LAWYER in self.roles

    @property
    def is_analyst(self) -> bool:
        return Role.ANALYST in self.roles

    @property
    def is_auditor(self) -> bool:
        return Role.AUDITOR in self.roles

    @property
    def is_admin(self) -> bool:
        return Role.ADMIN in self.roles

    def holds(self, roles: Iterable[str]) -> bool:
        return not self.roles.isdisjoint(roles)

    def home(self) -> str:
        """Where "/" leads; empty for someone without a posting."""
        return next((path for role, path in HOMES if role in self.roles), "")


NOBODY = Viewer(0, "", frozenset(), frozenset(), frozenset())


def viewer_of(user, now: datetime | None = None) -> Viewer:
    """One query over the postings that are active at `now`; nobody for an anonymous or a deactivated user."""
    if user is None or not user.is_authenticated or not user.is_active:
        return NOBODY
    held = list(Posting.objects.active(now or timezone.now()).filter(user=user).values_list("role", "consulate_id"))
    return Viewer(
        user_id=user.pk,
        name=user.display_name(),
        roles=frozenset(role for role, _ in held),
        officer_posts=frozenset(post for role, post in held if role == Role.OFFICER),
        supervisor_posts=frozenset(post for role, post in held if role == Role.SUPERVISOR),
    )


def viewer_for(request: HttpRequest) -> Viewer:
    """The viewer that the middleware set, or a fresh one: one query per request, however many ask."""
    return getattr(request, "viewer", None) or viewer_of(getattr(request, "user", None))


class RoleRequired(LoginRequiredMixin):
    """For pages: signed out goes to the sign-in page, another role is refused with 403."""

    roles: tuple[str, ...] = ()

    def dispatch(self, request, *args, **kwargs):
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        if not viewer_for(request).holds(self.roles):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class RolePage(RoleRequired, View):
    """A page for some roles. What an action refuses because it is not theirs to see or do is the same page as everywhere."""

    @property
    def viewer(self) -> Viewer:
        return viewer_for(self.request)

    def dispatch(self, request, *args, **kwargs):
        try:
            return super().dispatch(request, *args, **kwargs)
        except NotFound:
            raise Http404 from None
        except Forbidden:
            raise PermissionDenied from None


class HasRole(BasePermission):
    """For the API: `permission_classes = [HasRole.of("officer")]`; signed out is 401, another role 403."""

    roles: tuple[str, ...] = ()

    @classmethod
    def of(cls, *roles: str) -> type["HasRole"]:
        return type("HasRole", (cls,), {"roles": roles})

    def has_permission(self, request, view) -> bool:
        if not request.user or not request.user.is_authenticated:
            return False
        return viewer_for(request).holds(self.roles)
