"""Nobody signs up, and the demo cast signs in from the machine itself only."""

import pytest
from django.test import Client

from consular.organisation.models import User
from tests.organisation.people import someone

pytestmark = pytest.mark.django_db


@pytest.fixture
def mariana(network, settings):
    settings.DEMO = True
    user = someone("officer", "LAX", "mariana")
    user.is_demo = True
    user.set_password("a long enough password")
    user.save()
    return user


def sign_in(address: str):
    form = {"login": "mariana", "password": "a long enough password"}
    return Client(REMOTE_ADDR=address).post("/accounts/login/", form)


@pytest.mark.parametrize("address", ["127.0.0.1", "::1"])
def test_a_demo_user_signs_in_from_loopback(mariana, address):
    response = sign_in(address)
    assert (response.status_code, response["Location"]) == (302, "/")


@pytest.mark.parametrize("address", ["192.0.2.7", "2001:db8::7"])
def test_a_demo_user_does_not_sign_in_from_elsewhere(mariana, address):
    assert sign_in(address).status_code == 200


def test_a_demo_user_does_not_sign_in_where_the_demo_is_off(mariana, settings):
    settings.DEMO = False
    assert sign_in("127.0.0.1").status_code == 200


def test_nobody_signs_up(db):
    form = {"username": "eve", "password1": "a long enough password", "password2": "a long enough password"}
    Client().post("/accounts/signup/", form)
    assert not User.objects.filter(username="eve").exists()
