"""The admin: for administrators only, no delete, maps without another host, counties moved by the action."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from consular.organisation.models import (
    Consulate,
    County,
    CountyReassignment,
    Court,
    District,
    Facility,
    Place,
    PostalCode,
    Posting,
    ReferenceLoad,
    User,
)
from tests.organisation.people import someone

pytestmark = pytest.mark.django_db
ROOT = "/admin/organisation"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(autouse=True)
def demo_is_on(settings):
    """The demo cast needs no second factor."""
    settings.DEMO = True


def client_of(user: User) -> Client:
    User.objects.filter(pk=user.pk).update(is_demo=True)
    client = Client(headers={"accept-language": "en"})
    client.force_login(user, backend=BACKEND)
    return client


@pytest.fixture
def ivan(network) -> Client:
    return client_of(someone("admin", "SRE", "ivan"))


@pytest.mark.parametrize(
    "role, post", [("officer", "LAX"), ("supervisor", "LAX"), ("auditor", "SRE"), ("lawyer", None)]
)
def test_other_roles_are_refused(network, role, post):
    client = client_of(someone(role, post))
    for address in ("/admin/", f"{ROOT}/user/", f"{ROOT}/county/06029/change/"):
        assert client.get(address).status_code == 403
    assert client.post(f"{ROOT}/county/06029/change/", {"to": 1, "reason": "x"}).status_code == 403


def test_djangos_staff_flag_opens_nothing(network):
    chief = someone("officer", "LAX")
    User.objects.filter(pk=chief.pk).update(is_staff=True, is_superuser=True)
    assert client_of(chief).get("/admin/").status_code == 403


def test_signed_out_goes_to_the_one_sign_in_page(db):
    response = Client().get(f"{ROOT}/county/", follow=True)
    assert response.redirect_chain[-1][0].startswith("/accounts/login/")


def test_every_page_opens_without_inline_script_or_style(ivan):
    pages = [
        "/admin/",
        *(
            f"{ROOT}/{name}/"
            for name in (
                "user",
                "user/add",
                "consulate",
                "county",
                "district",
                "facility",
                "court",
                "office",
                "place",
                "postalcode",
                "countyreassignment",
                "referenceload",
            )
        ),
    ]
    for model in (Consulate, District, Facility, Court, Place, PostalCode, ReferenceLoad, User):
        pages.append(f"{ROOT}/{model._meta.model_name}/{model.objects.first().pk}/change/")
    for page in pages:
        response = ivan.get(page)
        html = response.content.decode()
        assert response.status_code == 200, page
        assert " style=" not in html, page
        assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", html), page
        assert not re.search(r"\bon[a-z]+=", html), page
        assert not re.search(r"(?:src|href)=.(?:https?:)?//(?!consulmex|localhost|www\.gob\.mx)", html), page


def test_a_county_moves_with_a_reason(ivan):
    los_angeles = Consulate.objects.get(code="LAX")
    before = District.objects.get(consulate=los_angeles).version

    response = ivan.post(f"{ROOT}/county/06029/change/", {"to": los_angeles.pk, "reason": "Notice of the ministry"})

    assert response.status_code == 302
    assert County.objects.get(code="06029").consulate == los_angeles
    assert CountyReassignment.objects.get().by.username == "ivan"
    assert District.objects.get(consulate=los_angeles).version == before + 1
    assert LogEntry.objects.filter(object_id="06029").exists()
    assert "Notice of the ministry" in ivan.get(f"{ROOT}/county/06029/change/").content.decode()


def test_a_county_does_not_move_without_a_reason_or_to_where_it_is(ivan):
    for to, reason in (("LAX", ""), ("FRE", "It is there already")):
        post = Consulate.objects.get(code=to).pk
        response = ivan.post(f"{ROOT}/county/06029/change/", {"to": post, "reason": reason})
        assert response.status_code == 200
        assert "errorlist" in response.content.decode()
    assert not CountyReassignment.objects.exists()


def test_a_county_that_does_not_exist_is_no_error(ivan):
    assert ivan.post(f"{ROOT}/county/99999/change/", {"to": 1, "reason": "x"}).status_code in (302, 404)


def test_a_district_is_drawn_by_the_server(ivan):
    for code in ("LAX", "SEA", "SFO"):  # SEA and SFO reach across the date line
        district = District.objects.get(consulate__code=code)
        html = ivan.get(f"{ROOT}/district/{district.pk}/change/").content.decode()
        assert "<svg" in html
        assert "<circle" in html


def test_a_confirmed_number_carries_the_name_of_who_confirmed_it(ivan):
    houston = Consulate.objects.get(code="HOU")
    page = f"{ROOT}/consulate/{houston.pk}/change/"
    form = ivan.get(page).context["adminform"].form
    sent = {name: form[name].value() or "" for name in form.fields if name != "seat"}
    sent |= {"seat_lat": houston.seat.y, "seat_lng": houston.seat.x, "emergency_phone": "713-555-0142"}

    assert ivan.post(page, sent).status_code == 302

    houston.refresh_from_db()
    assert (houston.emergency_phone, houston.contact_confidence) == ("713-555-0142", "confirmed")
    assert houston.contact_source == "ivan"


def test_half_a_point_is_refused(ivan):
    facility = Facility.objects.first()
    page = f"{ROOT}/facility/{facility.pk}/change/"
    form = ivan.get(page).context["adminform"].form
    sent = {name: form[name].value() or "" for name in form.fields if name != "point"}

    assert ivan.post(page, sent | {"point_lat": "34.1", "point_lng": ""}).status_code == 200
    assert ivan.post(page, sent | {"point_lat": "34.1", "point_lng": "-117.5"}).status_code == 302

    facility.refresh_from_db()
    assert facility.point.coords == (-117.5, 34.1)
    assert facility.coord_source == "corrected"


def test_an_administrator_makes_a_user_and_a_posting(ivan):
    made = ivan.post(
        f"{ROOT}/user/add/",
        {
            "username": "noemi",
            "usable_password": "true",
            "password1": "a long enough one",
            "password2": "a long enough one",
        },
    )
    noemi = User.objects.get(username="noemi")
    assert made.status_code == 302

    page = f"{ROOT}/user/{noemi.pk}/change/"
    sent = {
        "username": "noemi",
        "is_active": "on",
        "first_name": "Noemi",
        "last_name": "",
        "email": "",
        "language": "es",
        "theme": "",
        "postings-TOTAL_FORMS": "1",
        "postings-INITIAL_FORMS": "0",
        "postings-0-role": "officer",
        "postings-0-consulate": Consulate.objects.get(code="LAX").pk,
        "postings-0-starts_at_0": "2026-11-01",
        "postings-0-starts_at_1": "08:00:00",
        "postings-0-ends_at_0": "",
        "postings-0-ends_at_1": "",
    }
    assert ivan.post(page, sent | {"postings-0-consulate": ""}).status_code == 200
    assert not Posting.objects.filter(user=noemi).exists()

    assert ivan.post(page, sent).status_code == 302
    assert Posting.objects.get(user=noemi).consulate.code == "LAX"


def test_nothing_is_deleted(ivan):
    houston = Consulate.objects.get(code="HOU")
    assert ivan.post(f"{ROOT}/consulate/{houston.pk}/delete/", {"post": "yes"}).status_code == 403
