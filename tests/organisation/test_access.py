"""Who is what, and where "/" sends each role."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone
from django.views import View

from consular.organisation.access import NOBODY, HasRole, RoleRequired, viewer_of
from consular.organisation.actions import end_posting, start_posting
from consular.organisation.models import Consulate
from tests.organisation.people import someone

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "role, post, home",
    [
        ("officer", "LAX", "/board/"),
        ("operator", "CIAM", "/board/"),
        ("lawyer", None, "/desk/"),
        ("supervisor", "LAX", "/reports/"),
        ("analyst", "SRE", "/reports/"),
        ("auditor", "SRE", "/audit/"),
        ("admin", "SRE", "/admin/"),
    ],
)
def test_each_role_has_its_home_and_its_one_question(network, role, post, home):
    viewer = viewer_of(someone(role, post))

    assert viewer.home() == home
    held = {
        name
        for name in ("officer", "operator", "lawyer", "supervisor", "analyst", "auditor", "admin")
        if getattr(viewer, f"is_{name}")
    }
    assert held == {role}


def test_posts_are_those_of_officers_and_supervisors_only(network):
    mariana = someone("officer", "LAX")
    start_posting(user=mariana, role="supervisor", consulate=Consulate.objects.get(code="HOU"))
    lax, hou = (Consulate.objects.get(code=code).pk for code in ("LAX", "HOU"))

    viewer = viewer_of(mariana)

    assert (viewer.officer_posts, viewer.supervisor_posts) == ({lax}, {hou})
    assert viewer.posts == {lax, hou}
    assert viewer_of(someone("lawyer")).posts == frozenset()
    assert viewer_of(someone("operator", "CIAM")).posts == frozenset()


def test_a_posting_counts_from_its_start_to_its_end(network):
    luis = someone("officer", "LAX")
    now = timezone.now()
    end_posting(posting=luis.postings.get(), ends_at=now + timedelta(hours=1))

    assert not viewer_of(luis, now - timedelta(minutes=5)).is_officer
    assert viewer_of(luis, now + timedelta(minutes=59)).is_officer
    assert not viewer_of(luis, now + timedelta(hours=1)).is_officer


def test_a_deactivated_user_is_nobody(network):
    luis = someone("officer", "LAX")
    luis.is_active = False
    assert viewer_of(luis) == NOBODY


def test_an_anonymous_viewer_is_nobody():
    assert viewer_of(AnonymousUser()) == NOBODY
    assert viewer_of(None) == NOBODY
    assert NOBODY.home() == ""


def test_a_viewer_costs_one_query(network, django_assert_num_queries):
    luis = someone("officer", "LAX")
    with django_assert_num_queries(1):
        viewer_of(luis)


class Page(RoleRequired, View):
    roles = ("officer",)

    def get(self, request):
        return HttpResponse("ok")


def ask(user):
    request = RequestFactory().get("/page/")
    request.user = user
    return Page.as_view()(request)


def test_a_page_lets_its_role_in_and_refuses_others(network):
    assert ask(someone("officer", "LAX")).status_code == 200
    with pytest.raises(PermissionDenied):
        ask(someone("lawyer"))
    assert ask(AnonymousUser())["Location"].startswith("/accounts/login/")


def test_an_endpoint_lets_its_roles_in_and_refuses_others(network):
    permission = HasRole.of("officer", "supervisor")()

    def allows(user):
        return permission.has_permission(SimpleNamespace(user=user), None)

    assert allows(someone("officer", "LAX"))
    assert allows(someone("supervisor", "LAX"))
    assert not allows(someone("lawyer"))
    assert not allows(AnonymousUser())
