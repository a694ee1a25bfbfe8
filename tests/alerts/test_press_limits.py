"""Pressing with a large body: 64 KiB are kept, up to 1 MiB is read, more is refused; the alert itself is never lost."""

import uuid

import pytest

from alerts.models import Alert, Submission
from tests import cast as people
from tests.alerts.stage import ALERTS, press_of, written

KEPT, LIMIT = 64 * 1024, 1024 * 1024


def padded(length, **fields):
    """A readable press of exactly this many bytes."""
    bare = written(press_of(**fields))
    return bare + b" " * (length - len(bare))


@pytest.mark.parametrize("length", [KEPT - 1, KEPT])
def test_up_to_64_kib_nothing_is_wrong(sender, length):
    answer = sender.send(ALERTS, padded(length))

    assert (answer.status_code, answer.json()["problems"]) == (201, [])


@pytest.mark.parametrize("length", [KEPT + 1, 300_000, LIMIT - 1, LIMIT])
def test_over_64_kib_the_first_64_kib_are_kept_and_the_alert_is_whole(sender, cast, length):
    alert_id = uuid.uuid4()
    body = padded(length, id=str(alert_id))

    first, again = sender.send(ALERTS, body), sender.send(ALERTS, body)

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["problems"] == ["too_large"]
    alert = Alert.objects.get()
    assert (alert.pk, alert.point.coords) == (alert_id, (-118.2437, 34.0522))
    assert Submission.objects.get().body.encode("latin-1") == body[:KEPT]


def test_a_large_message_costs_neither_the_place_nor_the_way_to_cancel(sender):
    alert_id = uuid.uuid4()

    answer = sender.press(id=str(alert_id), message="x" * 200_000, key=people.DEVICE_TOKEN)

    assert answer.json()["problems"] == ["too_large", "message_changed"]
    assert sender.cancel(alert_id, people.PIN, key=people.DEVICE_TOKEN).status_code == 202
    assert Alert.objects.get().cancel_requested_at is not None


def test_two_large_bodies_that_begin_alike_are_two_alerts(sender):
    for end in (b"1", b"2"):
        assert sender.send(ALERTS, b"x" * KEPT + end).status_code == 201

    assert Alert.objects.count() == 2


def test_100_000_nested_brackets_are_an_unreadable_alert(sender):
    answer = sender.send(ALERTS, b"[" * 100_000)

    assert (answer.status_code, answer.json()["problems"]) == (201, ["too_large", "unreadable"])
    assert Submission.objects.get().body == "[" * KEPT


def test_100_000_nested_brackets_inside_a_field_are_an_alert_too(sender):
    body = b'{"kind": "panic", "location": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"

    assert sender.send(ALERTS, body).status_code == 201


@pytest.mark.parametrize("length", [LIMIT + 1, 3 * LIMIT])
def test_over_1_mib_is_refused_by_name(sender, length):
    answer = sender.send(ALERTS, padded(length))

    assert answer.status_code == 413
    assert answer.json()["code"] == "too_large"
    assert not Alert.objects.exists()


def test_a_body_that_comes_in_pieces_is_one_body(sender, loop, application):
    body = padded(200_000)
    pieces = [
        {"type": "http.request", "body": body[at : at + 7_000], "more_body": True} for at in range(0, len(body), 7_000)
    ]

    status = loop.run(answered(application, [*pieces, {"type": "http.request", "body": b""}]))

    assert status == 201
    assert Submission.objects.get().body.encode("latin-1") == body[:KEPT]


async def answered(application, messages):
    scope = {
        "type": "http", "method": "POST", "path": ALERTS, "query_string": b"", "http_version": "1.1", "scheme": "http",
        "headers": [(b"authorization", f"Bearer {people.SOURCE_KEY}".encode())], "client": ("127.0.0.1", 1), "server": ("localhost", 1),
    }  # fmt: skip
    coming, sent = iter(messages), []

    async def receive():
        return next(coming)

    async def send(message):
        sent.append(message)

    await application(scope, receive, send)
    return sent[0]["status"]


@pytest.mark.parametrize("verb", ["positions", "cancel"])
def test_the_limit_holds_on_every_road(sender, verb):
    alert_id = sender.pressed()

    assert sender.send(f"{ALERTS}{alert_id}/{verb}/", b" " * (LIMIT + 1)).status_code == 413
    assert sender.send(f"{ALERTS}{alert_id}/{verb}/", b" " * LIMIT).status_code == 202
