"""The demo cast: every role the contract names, real passwords, and nothing outside of loopback."""

from collections import Counter

import pytest

from consular.organisation.access import viewer_of
from consular.organisation.demo import CAST, DemoRefused, make_cast
from consular.organisation.models import Consulate, Posting, User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo_is_on(settings):
    settings.DEMO = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def test_the_cast_is_what_the_contract_promises(network):
    held = Counter((sign_in.role, sign_in.post) for sign_in in make_cast())

    assert held[("officer", "LAX")] >= 2
    assert held[("supervisor", "LAX")] >= 1
    assert held[("officer", "HOU")] >= 1
    assert held[("supervisor", "HOU")] >= 1
    assert held[("lawyer", None)] == 2
    assert held[("operator", "CIAM")] == 1
    assert {role for role, _post in held} >= {"analyst", "auditor", "admin"}


def test_every_member_signs_in_with_the_password_given(network):
    for sign_in in make_cast():
        user = User.objects.get(username=sign_in.username)
        assert user.check_password(sign_in.password)
        assert user.is_demo
        assert viewer_of(user).roles == {sign_in.role}
        assert sign_in.name == user.display_name()


def test_passwords_differ_between_people_and_installations(network):
    first = {sign_in.password for sign_in in make_cast()}
    User.objects.filter(username__in=[character.username for character in CAST]).delete()
    second = {sign_in.password for sign_in in make_cast()}
    assert len(first | second) == 2 * len(first)
    assert min(map(len, first)) >= 16


def test_a_second_run_keeps_passwords_that_still_fit_and_resets_the_rest(network):
    before = {sign_in.username: sign_in.password for sign_in in make_cast()}
    remembered = before | {"luis.quiroz": "not his password"}

    after = {sign_in.username: sign_in.password for sign_in in make_cast(remembered)}

    assert {name for name in after if after[name] != before[name]} == {"luis.quiroz"}
    assert Posting.objects.filter(user__username__in=after).count() == len(after)


def test_it_is_refused_where_the_demo_is_off(network, settings):
    settings.DEMO = False
    with pytest.raises(DemoRefused):
        make_cast()
    assert not User.objects.filter(username=CAST[0].username).exists()


def test_a_real_user_of_the_same_name_is_left_alone(network):
    real = User.objects.create(username="mariana.ortega", password="kept")
    with pytest.raises(DemoRefused, match="real user"):
        make_cast()
    real.refresh_from_db()
    assert real.password == "kept"


def test_it_asks_for_the_reference_data_first(network):
    Consulate.objects.filter(code="CIAM").update(code="XXXX")
    with pytest.raises(DemoRefused, match="CIAM"):
        make_cast()
