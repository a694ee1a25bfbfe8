"""Language and theme: the user's choice, else the cookie, else the browser."""

import pytest
from django.test import Client

from consular.organisation.models import User
from tests.organisation.people import someone

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def mariana(network) -> User:
    user = someone("officer", "LAX", "mariana")
    User.objects.filter(pk=user.pk).update(is_demo=True)
    return user


@pytest.fixture
def client_of_mariana(mariana, settings) -> Client:
    settings.DEMO = True
    client = Client(headers={"accept-language": "en"})
    client.force_login(mariana, backend=BACKEND)
    return client


def test_a_choice_is_kept_with_the_user_and_in_the_browser(client_of_mariana, mariana):
    response = client_of_mariana.post("/preferences/", {"language": "es", "theme": "dark", "next": "/cases/?mine=1"})

    assert (response.status_code, response["Location"]) == (302, "/cases/?mine=1")
    mariana.refresh_from_db()
    assert (mariana.language, mariana.theme) == ("es", "dark")
    assert response.cookies["django_language"].value == "es"
    assert response.cookies["theme"].value == "dark"


def test_choosing_the_theme_leaves_the_language_alone(client_of_mariana, mariana):
    client_of_mariana.post("/preferences/", {"language": "es"})
    client_of_mariana.post("/preferences/", {"theme": "light"})
    client_of_mariana.post("/preferences/", {"theme": ""})

    mariana.refresh_from_db()
    assert (mariana.language, mariana.theme) == ("es", "")


def test_someone_signed_out_gets_cookies(db):
    response = Client().post("/preferences/", {"language": "es"})
    assert response.cookies["django_language"].value == "es"
    assert response["Location"] == "/"


@pytest.mark.parametrize("choice", [{"language": "xx"}, {"theme": "pink"}])
def test_an_unknown_choice_is_refused(client_of_mariana, choice):
    assert client_of_mariana.post("/preferences/", choice).status_code == 400


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_it_never_leads_to_another_host(client_of_mariana, elsewhere):
    assert client_of_mariana.post("/preferences/", {"theme": "dark", "next": elsewhere})["Location"] == "/"


def test_it_wants_a_post_with_a_token(client_of_mariana, mariana):
    assert client_of_mariana.get("/preferences/").status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(mariana, backend=BACKEND)
    assert strict.post("/preferences/", {"theme": "dark"}).status_code == 403


def language_seen(client: Client) -> str:
    return client.get("/accounts/login/", headers={"accept-language": "en"})["Content-Language"]


def test_the_users_language_wins_over_cookie_and_browser(client_of_mariana, mariana):
    client_of_mariana.cookies["django_language"] = "en"
    User.objects.filter(pk=mariana.pk).update(language="es")
    assert client_of_mariana.get("/", headers={"accept-language": "en"})["Content-Language"] == "es"


def test_the_cookie_wins_over_the_browser(db):
    client = Client()
    assert language_seen(client) == "en"
    client.cookies["django_language"] = "es"
    assert language_seen(client) == "es"


def test_home_leads_each_to_their_own(client_of_mariana):
    assert client_of_mariana.get("/")["Location"] == "/board/"
    assert Client().get("/")["Location"].startswith("/accounts/login/")
