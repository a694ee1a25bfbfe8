"""The call page: an operator opens an alert for somebody who has one phone call, in one form and with nothing required but the kind."""

import uuid

import pytest

from alerts.models import Alert, Identity, Source
from consular.events.models import Event


@pytest.fixture
def call(staff, cast):
    def submit(user=None, **fields):
        form = {"id": str(uuid.uuid4()), "kind": "call", "language": "es"} | fields
        return staff.at(user or cast.oscar).post("/call/", form)

    return submit


def test_a_call_becomes_an_alert_on_the_board_of_the_place_that_was_spoken(call, staff, cast):
    answer = call(
        kind="panic",
        place="east los angeles",
        name="Marta Ruiz",
        phone="+12135550142",
        caller="her sister",
        message="se la llevan",
    )

    assert answer.status_code == 302
    alert = Alert.objects.get()
    assert (alert.kind, alert.consulate.code, alert.fix_source, alert.priority) == ("panic", "LAX", "gazetteer", 1)
    assert alert.accuracy_m > 0
    assert alert.message == "se la llevan [east los angeles]"
    identity = Identity.objects.get(person=alert.person)
    assert (identity.name, identity.phone) == ("Marta Ruiz", "+12135550142")
    assert "her sister" in identity.extra
    assert str(alert.pk) in staff.listed(cast.ana)


def test_a_call_that_breaks_off_at_once_is_an_alert_too(call, staff, cast):
    assert call().status_code == 302

    alert = Alert.objects.get()
    assert (alert.kind, alert.consulate.code, alert.point, alert.problems) == ("call", "CIAM", None, [])
    assert str(alert.pk) in staff.listed(cast.oscar)


def test_the_form_sent_twice_is_one_alert_pressed_once(call):
    form = {"id": str(uuid.uuid4()), "message": "se la llevan", "name": "Marta"}

    for _ in range(3):
        assert call(**form).status_code == 302

    assert Alert.objects.get().presses == 1
    assert Event.objects.count() == 1


def test_a_place_that_nobody_knows_is_said_once_and_then_stored_without_one(call):
    form = {"id": str(uuid.uuid4()), "place": "Xyzzyville-on-Zzz", "message": "se la llevan"}

    first = call(**form)
    assert first.status_code == 200
    assert list(first.context["form"].errors) == ["place"]
    assert not Alert.objects.exists()

    assert call(**form, place_unknown=form["place"]).status_code == 302
    alert = Alert.objects.get()
    assert (alert.point, alert.message) == (None, "se la llevan [Xyzzyville-on-Zzz]")


@pytest.mark.parametrize("field", ["id", "kind", "language"])
@pytest.mark.parametrize("value", ["", "x", "\x00", "0" * 5_000])
def test_a_form_that_was_tampered_with_is_shown_again(call, field, value):
    answer = call(**{field: value})

    if field == "language" and value == "":
        assert answer.status_code == 302
        return
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert not Alert.objects.exists()


def test_nobody_can_send_with_the_desks_key(call, sender):
    call()

    desk = Source.objects.get(kind="call_centre")
    for guess in ("", "desk", "desk_", desk.name, bytes(desk.key_hash).hex()):
        assert sender.press(key=guess).status_code == 401


@pytest.mark.parametrize("name", ["ana", "carmen"])
def test_officers_and_supervisors_take_calls_too(call, cast, name):
    assert call(getattr(cast, name)).status_code == 302


@pytest.mark.parametrize("name", ["luis", "nadia", "aurelio", "adela"])
def test_nobody_else_does(call, staff, cast, name):
    assert call(getattr(cast, name)).status_code == 403
    assert staff.at(getattr(cast, name)).get("/call/").status_code == 403
    assert not Alert.objects.exists()


def test_without_a_session_the_page_leads_to_the_sign_in(client, cast):
    answer = client.get("/call/")

    assert (answer.status_code, answer["location"]) == (302, "/accounts/login/?next=/call/")
