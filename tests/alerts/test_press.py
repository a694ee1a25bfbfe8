"""Pressing: a 2xx is an alert on disk, the same alert twice is one alert, a second press is urgency."""

import uuid
from contextlib import contextmanager

import pytest
from django.db import connection
from django.utils import timezone

from alerts.intake.endpoint import refused
from alerts.models import Alert, Person, Submission
from consular.events.models import Event
from tests import cast as people
from tests.alerts.stage import ALERTS, press_of, written


def test_a_press_is_on_disk_and_answered_with_a_receipt(sender, cast):
    body = press_of()

    answer = sender.send(ALERTS, body)

    assert answer.status_code == 201
    receipt = answer.json()
    assert receipt.keys() == {
        "id", "receipt", "state", "marks", "received_at", "consulate", "call_centre_phone", "drill", "problems",
    }  # fmt: skip
    assert receipt["id"] == body["id"]
    assert receipt["receipt"]
    assert (receipt["state"], receipt["marks"], receipt["problems"], receipt["drill"]) == ("received", [], [], False)
    assert receipt["consulate"].keys() == {"code", "name", "phone"}
    assert receipt["consulate"]["code"] == "LAX"
    assert receipt["received_at"].endswith("Z")
    assert Alert.objects.get().source == cast.source


def test_a_press_from_a_phone_is_about_its_own_person(sender, cast):
    alert_id = sender.pressed(key=people.DEVICE_TOKEN)

    alert = Alert.objects.get(pk=alert_id)
    assert (alert.device, alert.source) == (cast.device, None)
    assert alert.person_id == cast.device.person_id
    assert Person.objects.count() == 1


def test_the_same_press_again_is_200_with_the_same_answer(sender):
    body = written(press_of(message="ayuda", person={"name": "Marta", "phone": "+1 213 555 0100"}))

    first, second, third = (sender.send(ALERTS, body) for _ in range(3))

    assert [first.status_code, second.status_code, third.status_code] == [201, 200, 200]
    assert first.content == second.content == third.content
    assert Alert.objects.get().presses == 1
    assert Event.objects.count() == 1
    assert Person.objects.exclude(devices__isnull=False).count() == 1


def test_the_same_press_fifty_times_at_once_is_one_alert(sender):
    body = written(press_of())

    answers = sender.send_at_once([(ALERTS, body, people.SOURCE_KEY)] * 50)

    assert sorted(answer.status_code for answer in answers) == [200] * 49 + [201]
    assert len({answer.content for answer in answers}) == 1
    assert Alert.objects.get().presses == 1
    assert list(Event.objects.values_list("kind", flat=True)) == ["alert.received"]


def test_fifty_people_at_once_are_fifty_alerts_in_one_go(sender):
    bodies = [press_of(message=str(n)) for n in range(50)]

    answers = sender.send_at_once([(ALERTS, body, people.SOURCE_KEY) for body in bodies])

    assert {answer.status_code for answer in answers} == {201}
    assert [answer.json()["id"] for answer in answers] == [body["id"] for body in bodies]
    stored = {str(alert.pk): alert.message for alert in Alert.objects.all()}
    assert stored == {body["id"]: body["message"] for body in bodies}
    assert len(set(Alert.objects.values_list("code", flat=True))) == 50


def test_one_id_with_ten_contents_at_once_is_one_alert_pressed_ten_times(sender):
    alert_id = str(uuid.uuid4())

    answers = sender.send_at_once(
        [(ALERTS, press_of(id=alert_id, message=f"press {n}"), people.SOURCE_KEY) for n in range(10)]
    )

    assert sorted(answer.status_code for answer in answers) == [200] * 9 + [201]
    alert = Alert.objects.get()
    assert (alert.presses, alert.priority) == (10, 0)
    assert Submission.objects.count() == 9


def test_without_an_id_the_same_bytes_are_the_same_alert(sender):
    body = written(press_of(id=...))

    first, second = sender.send(ALERTS, body), sender.send(ALERTS, body)

    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["problems"] == ["id_missing"]
    assert first.content == second.content
    assert Alert.objects.count() == 1


def test_without_an_id_other_bytes_or_another_sender_are_another_alert(sender):
    sender.send(ALERTS, press_of(id=..., message="one"))
    sender.send(ALERTS, press_of(id=..., message="two"))
    sender.send(ALERTS, press_of(id=..., message="two"), key=people.OTHER_KEY)
    sender.send(ALERTS, press_of(id=..., message="two"), key=people.DEVICE_TOKEN)

    assert Alert.objects.count() == 4


@pytest.mark.parametrize("unusable", ["", "1", "x" * 36, 7, True, None, [], {}, "0" * 33, "not-a-uuid" * 100])
def test_an_unusable_id_is_replaced_and_named(sender, unusable):
    first = sender.press(id=unusable)

    assert first.status_code == 201
    assert first.json()["problems"] == ["id_missing" if unusable is None else "id_unusable"]
    assert first.json()["id"] == str(Alert.objects.get().pk)


@pytest.mark.parametrize("empty", [uuid.UUID(int=0), uuid.UUID(int=2**128 - 1)])
def test_two_people_whose_apps_forgot_to_choose_an_id_are_two_alerts(sender, empty):
    for name in ("Marta", "Miguel"):
        answer = sender.press(id=str(empty), person={"name": name})
        assert answer.status_code == 201
        assert "id_unusable" in answer.json()["problems"]

    assert Alert.objects.count() == 2


def test_a_second_press_with_other_words_raises_urgency_and_is_kept(sender, cast):
    first = sender.press(id=(alert_id := str(uuid.uuid4())), message="se acercan")
    body = written(press_of(id=alert_id, message="están en la puerta"))

    second = sender.send(ALERTS, body)

    assert second.status_code == 200
    assert second.json()["receipt"] == first.json()["receipt"]
    alert = Alert.objects.get()
    assert (alert.presses, alert.priority, alert.message) == (2, 0, "se acercan")
    assert Submission.objects.get().body.encode("latin-1") == body
    assert list(Event.objects.order_by("id").values_list("kind", flat=True)) == [
        "alert.received",
        "alert.pressed_again",
    ]


def test_a_retry_of_the_second_press_is_not_a_third_one(sender):
    alert_id = str(uuid.uuid4())
    bodies = [written(press_of(id=alert_id, message=words)) for words in ("one", "two")]

    for body in [*bodies, *bodies, bodies[1]]:
        sender.send(ALERTS, body)

    assert Alert.objects.get().presses == 2
    assert Submission.objects.count() == 1


def test_a_second_press_brings_its_newer_place(sender):
    alert_id = sender.pressed()

    sender.press(id=str(alert_id), location={"lat": 34.08, "lng": -118.25})

    assert Alert.objects.get().point.coords == (-118.25, 34.08)


def test_the_same_id_by_another_road_is_the_same_alert(sender):
    alert_id = sender.pressed(key=people.DEVICE_TOKEN)

    answer = sender.press(id=str(alert_id), key=people.SOURCE_KEY, message="by SMS")

    assert answer.status_code == 200
    alert = Alert.objects.get()
    assert (alert.presses, alert.source) == (2, None)


def test_another_road_cannot_move_the_alert(sender):
    alert_id = sender.pressed(key=people.DEVICE_TOKEN)

    sender.press(id=str(alert_id), location=people.DOWNTOWN_HOUSTON)

    assert Alert.objects.get().point.coords == (people.DOWNTOWN_LA["lng"], people.DOWNTOWN_LA["lat"])


@contextmanager
def counted(path):
    before = refused.labels(path)._value.get()
    yield
    assert refused.labels(path)._value.get() == before + 1


def test_an_unknown_key_is_refused_and_counted(sender):
    with counted("alerts"):
        answer = sender.press(key="src_nobody")

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json() == {
        "code": "unknown_key", "detail": "This key is not known or has been revoked.", "fields": {},
    }  # fmt: skip
    assert not Alert.objects.exists()


@pytest.mark.parametrize(
    "headers", [{}, {"authorization": "Bearer"}, {"authorization": "Bearer  "}, {"authorization": "Basic c3JjX3Rlc3Q="}]
)
def test_no_key_is_refused_and_counted(sender, headers):
    with counted("no_key"):
        answer = sender.send(ALERTS, press_of(), key=None, **headers)

    assert answer.status_code == 401
    assert answer.json()["code"] == "unknown_key"


@pytest.mark.parametrize("name", ["source", "device"])
def test_a_revoked_key_is_refused_from_then_on(sender, cast, name):
    key = people.SOURCE_KEY if name == "source" else people.DEVICE_TOKEN
    body = press_of()
    assert sender.send(ALERTS, body, key=key).status_code == 201
    holder = getattr(cast, name)
    type(holder).objects.filter(pk=holder.pk).update(revoked_at=timezone.now())
    try:
        with counted("alerts"):
            assert sender.send(ALERTS, body, key=key).status_code == 401
        assert sender.locate(body["id"], people.DOWNTOWN_LA, key=key).status_code == 401
        assert sender.cancel(body["id"], people.PIN, key=key).status_code == 401
        assert sender.look(body["id"], key=key).status_code == 401
    finally:
        type(holder).objects.filter(pk=holder.pk).update(revoked_at=None)
    assert Alert.objects.get().presses == 1


def test_a_stranger_in_the_crowd_harms_nobody_else(sender):
    crowd = [(ALERTS, press_of(), people.SOURCE_KEY if n % 3 else "src_nobody") for n in range(30)]

    answers = sender.send_at_once(crowd)

    assert [answer.status_code for answer in answers] == [201 if n % 3 else 401 for n in range(30)]
    assert Alert.objects.count() == 20


def test_one_id_by_a_stranger_first_does_not_keep_the_person_out(sender):
    body = press_of()

    answers = sender.send_at_once([(ALERTS, body, "src_nobody"), (ALERTS, body, people.SOURCE_KEY)])

    assert [answer.status_code for answer in answers] == [401, 201]


def test_a_refusal_speaks_the_senders_language(sender):
    answer = sender.send(ALERTS, press_of(), key="src_nobody", accept_language="es-MX,es;q=0.9,en;q=0.5")

    assert answer.status_code == 401
    assert answer.json()["code"] == "unknown_key"
    assert answer.json()["detail"] == "Esta clave no se conoce o fue revocada."


CODES = """
SELECT count(DISTINCT code), bool_and(code ~ '^[0-9A-HJKMNP-TV-Z]{6}$')
FROM (SELECT alerts_code(n) AS code FROM generate_series(1, 20000) AS n) AS codes
"""


def test_codes_that_people_say_aloud_never_come_twice(reference):
    with connection.cursor() as cursor:
        cursor.execute(CODES)
        assert cursor.fetchone() == (20_000, True)


@pytest.mark.parametrize("header", ["", "*", "es" * 5_000, "a,b,c;q=x", b"\xff\xfe", ",", "es-419;q=0.1,xx-yy"])
def test_any_language_header_is_survived(sender, header):
    answer = sender.send(ALERTS, press_of(), accept_language=header)

    assert answer.status_code == 201


def test_a_drill_is_marked_from_the_receipt_on(sender, staff, cast):
    answer = sender.press(drill=True)

    assert answer.json()["drill"] is True
    assert answer.json()["marks"] == ["drill"]
    assert staff.card(cast.ana, answer.json()["id"])["marks"] == ["drill"]


@pytest.mark.parametrize(
    ("kind", "priority"), [("panic", 1), ("relative", 1), ("witness", 2), ("call", 2), ("orientation", 3)]
)
def test_every_kind_has_its_place_in_the_queue(sender, kind, priority):
    sender.pressed(kind=kind)

    alert = Alert.objects.get()
    assert (alert.kind, alert.priority) == (kind, priority)


@pytest.mark.parametrize("kind", ["PANIC", "", "fire", 1, [], {"panic": 1}, "panic\x00"])
def test_an_unknown_kind_is_a_panic_until_somebody_knows_better(sender, kind):
    answer = sender.press(kind=kind)

    assert (answer.status_code, answer.json()["problems"]) == (201, ["kind_unknown"])
    assert Alert.objects.get().kind == "panic"


def test_answers_are_never_stored_or_sniffed(sender):
    headers = sender.press().headers

    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-type"] == "application/json"
