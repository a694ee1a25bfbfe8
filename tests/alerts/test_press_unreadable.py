"""Pressing badly: whatever a known source sends becomes one alert, and the body is kept as it came."""

import gzip
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.models import Alert, Identity, Submission
from tests.alerts.stage import ALERTS, press_of, written

UNREADABLE = {
    "nothing": b"",
    "spaces": b" \n\t ",
    "binary": bytes(range(256)),
    "cut short": b'{"id": "0d7c6f2e-5d5c-4c9e-9a3b-6a1a1b1c1d1e", "kind": "pan',
    "an array": b'[{"kind": "panic"}]',
    "an empty array": b"[]",
    "a number": b"42",
    "null": b"null",
    "true": b"true",
    "a string": b'"help"',
    "two objects": b'{"kind":"panic"}{"kind":"panic"}',
    "brackets without end": b"[" * 30_000,
    "objects without end": b'{"a":' * 10_000,
    "closed brackets": b"[" * 30_000 + b"]" * 30_000,
    "UTF-16": json.dumps({"kind": "panic"}).encode("utf-16"),
    "NUL": b"\x00",
    "NULs": b"\x00" * 1_000,
    "gzip": gzip.compress(b'{"kind": "panic"}', mtime=0),
    "a form": b"kind=panic&lat=34.05&lng=-118.24",
    "XML": b"<alert><kind>panic</kind></alert>",
    "single quotes": b"{'kind': 'panic'}",
    "a number without end": b'{"kind": ' + b"1" * 5_000 + b"}",
}


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_an_unreadable_body_is_an_alert_and_is_kept(sender, staff, cast, body):
    first, again = sender.send(ALERTS, body), sender.send(ALERTS, body)

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["problems"] == ["unreadable"]
    assert first.json()["marks"] == ["unreadable"]
    assert first.content == again.content
    assert Alert.objects.get().point is None
    assert Submission.objects.get().body.encode("latin-1") == body
    assert staff.card(cast.oscar, first.json()["id"])["marks"] == ["unreadable"]


def test_readable_bodies_beside_it_are_read(sender):
    assert sender.press().json()["problems"] == []
    assert not Submission.objects.exists()


def test_a_byte_order_mark_is_no_reason_to_lose_the_id(sender):
    body = press_of()

    answer = sender.send(ALERTS, b"\xef\xbb\xbf" + written(body))

    assert (answer.status_code, answer.json()["id"], answer.json()["problems"]) == (201, body["id"], [])


def test_a_body_in_latin_1_is_read_and_what_it_lost_is_kept(sender):
    body = json.dumps(press_of(message="Señor Núñez está aquí"), ensure_ascii=False).encode("latin-1")

    answer = sender.send(ALERTS, body)

    assert answer.status_code == 201
    assert Alert.objects.get().point is not None
    assert answer.json()["problems"], "something was replaced, and nobody is told"
    assert Submission.objects.get().body.encode("latin-1") == body


@pytest.mark.parametrize(
    ("message", "stored"),
    [
        ("a\x00b", "ab"),
        ("\ud83d", "?"),
        ("a\x1bb\x7f", "ab"),
        ("x" * 5_000, "x" * 4_000),
        (7, ""),
        ([], ""),
        ({"a": 1}, ""),
        (True, ""),
    ],
)
def test_words_that_cannot_be_stored_as_they_are_leave_the_body_behind(sender, message, stored):
    body = written(press_of(message=message))

    answer = sender.send(ALERTS, body)

    assert (answer.status_code, answer.json()["problems"]) == (201, ["message_changed"])
    assert Alert.objects.get().message == stored
    assert Submission.objects.get().body.encode("latin-1") == body


@pytest.mark.parametrize(
    "message",
    ["", None, "ayuda", "مساعدة", "\u202eabc", "👩‍👧 \U0010ffff", "line\nline\ttab", "' OR 1=1 --", "<script>"],
)
def test_any_other_words_are_stored_as_they_are(sender, message):
    answer = sender.press(message=message)

    assert (answer.status_code, answer.json()["problems"]) == (201, [])
    assert Alert.objects.get().message == (message or "")


@pytest.mark.parametrize(("field", "value", "problem"), [
    ("language", "x" * 17, "language_unreadable"), ("language", 7, "language_unreadable"), ("language", "e\x00s", "language_unreadable"),
    ("drill", "yes", "drill_unreadable"), ("drill", 1, "drill_unreadable"),
    ("battery", -1, "battery_unreadable"), ("battery", 101, "battery_unreadable"), ("battery", "50", "battery_unreadable"),
    ("battery", float("nan"), "battery_unreadable"), ("battery", float("inf"), "battery_unreadable"),
    ("battery", True, "battery_unreadable"),
    ("battery", 10**400, "battery_unreadable"), ("colour", "red", "unknown_fields"), ("", 1, "unknown_fields"),
    ("person", "Marta", "person_unreadable"), ("person", [1], "person_unreadable"), ("person", {"name": ["Marta"]}, "person_changed"),
    ("person", {"name": "x" * 401}, "person_changed"), ("person", {str(n): n for n in range(41)}, "person_changed"),
])  # fmt: skip
def test_a_field_that_cannot_be_read_is_named_and_the_rest_is_read(sender, field, value, problem):
    body = written(press_of(message="ayuda") | {field: value})

    answer = sender.send(ALERTS, body)

    assert (answer.status_code, answer.json()["problems"]) == (201, [problem])
    alert = Alert.objects.get()
    assert (alert.message, alert.point.coords) == ("ayuda", (-118.2437, 34.0522))
    assert Submission.objects.get().body.encode("latin-1") == body


def test_a_person_whose_phone_is_null_is_nothing_to_complain_about(sender):
    assert sender.press(person={"name": "Marta", "phone": None}).json()["problems"] == []


@pytest.mark.parametrize(
    ("sent", "percent"), [(0, 0), (0.0, 0), (0.55, 55), (1.0, 100), (1, 1), (55, 55), (55.4, 55), (100, 100)]
)
def test_a_battery_is_percent_or_a_fraction(sender, sent, percent):
    sender.pressed(battery=sent)

    assert Alert.objects.get().battery == percent


@pytest.mark.parametrize(
    "value",
    [10**30, -(10**30), 10**400, 1e308, float("nan"), float("inf"), -0.0, True, 2**63, 2**64 - 1],
    ids=lambda value: str(value)[:12],
)
@pytest.mark.parametrize("strict", [True, False])
def test_any_number_about_a_person_is_survived(sender, value, strict):
    """Not strict: a NaN elsewhere makes the body one that only a lenient reader reads."""
    body = press_of(person={"age": value, "phone": value}) | ({} if strict else {"battery": float("nan")})

    answer = sender.send(ALERTS, body)

    assert answer.status_code == 201
    assert "person_changed" in answer.json()["problems"] or Identity.objects.filter(person__alerts=body["id"]).exists()


@pytest.mark.parametrize("body", [
    b'{"location": {"lat": 1, "lat": 34.0522, "lng": -118.2437}}', b'{"id": 1, "id": 2}', b'{"kind":"panic","kind":"call"}',
    b'{"\\ud800": 1}', b'{"person": {"\\ud800": "\\udfff"}}', b'{"person": {"": "", "\\u0000": "\\u0000"}}',
    b'{"message": "\\ud83d\\ude00"}',
    b'{"person": {"name": NaN, "age": -Infinity}}', b'{"location": {"lat": 1e999, "lng": 1E-999}}', b'{"battery": 0x10}', b'{"a": 1,}',
    b'{"location": {"lat": 34.0522, "lng": -118.2437, "accuracy_m": 1e-400}}', b'{"location": {"lat": 5e-324, "lng": -5e-324}}',
    b'{"location": {"lat": 34.0522000000000000000000000000000000000000001, "lng": -118.2437}}',
    b'{"person": ' + b'{"a":' * 900 + b"1" + b"}" * 900 + b"}", b'{"pressed_at": ' + b"9" * 300 + b"}", b'{"pressed_at": -62135596800}',
], ids=lambda body: body.decode()[:40])  # fmt: skip
def test_odd_json_is_one_alert_and_never_an_error(sender, body):
    first, again = sender.send(ALERTS, body), sender.send(ALERTS, body)

    assert (first.status_code, again.status_code) == (201, 200)
    assert Alert.objects.count() == 1


@pytest.mark.parametrize(
    "path",
    [
        "",
        "%00",
        "x/",
        "positions/",
        "0" * 36 + "/cancel/",
        "-" * 36 + "/cancel/",
        "6f1d6a52-2f0b-4d0e-9c55-0a6f1f1c7a11/nothing/",
    ],
)
def test_an_address_that_is_none_is_a_plain_404(sender, path):
    answer = sender.send(f"/api/v1/alerts{'/' if path else ''}{path}", press_of())

    assert answer.status_code in (403, 404)
    assert answer.json().keys() >= {"code", "detail", "fields"}
    assert not Alert.objects.exists()


def test_any_bytes_are_exactly_one_alert(sender):
    valid = written(press_of(id=..., message="ayuda", person={"name": "Marta"}))

    @settings(max_examples=60, deadline=None)
    @given(
        st.one_of(st.binary(max_size=300), st.tuples(st.integers(0, len(valid) - 1), st.binary(min_size=1, max_size=3)))
    )
    def holds(made):
        body = made if isinstance(made, bytes) else valid[: made[0]] + made[1] + valid[made[0] + len(made[1]) :]
        before = Alert.objects.count()
        first, again = sender.send(ALERTS, body), sender.send(ALERTS, body)
        assert first.status_code in (200, 201)
        assert again.status_code == 200
        assert Alert.objects.count() - before == (first.status_code == 201)

    holds()
