"""The phone's own socket: it follows one alert, its own, and hears no more than its status page says."""

import uuid
from contextlib import asynccontextmanager

import pytest
from channels.testing import WebsocketCommunicator
from django.utils import timezone

from alerts import consumers
from alerts.models import Device
from consular.events.feed import Feed
from tests import cast as people


@pytest.fixture
def phone(cast, application, monkeypatch):
    """Opens the socket of an alert; the feed is this test's own, for it belongs to one loop."""
    feed = Feed(consumers.source, beat=consumers._beat)
    monkeypatch.setattr(consumers, "feed", feed)

    @asynccontextmanager
    async def connect(alert_id, *offers):
        socket = WebsocketCommunicator(application, f"/ws/alerts/{alert_id}/", subprotocols=list(offers))
        try:
            yield (*(await socket.connect(timeout=5)), socket)
        finally:
            await socket.disconnect()

    return connect


MINE = ("consular.v1", f"bearer.{people.DEVICE_TOKEN}")


def test_marta_sees_how_it_stands_and_then_what_changes(phone, sender, staff, cast, publish, loop):
    alert_id = sender.pressed(key=people.DEVICE_TOKEN)
    publish()

    async def scene():
        async with phone(alert_id, *MINE) as (accepted, protocol, socket):
            assert (accepted, protocol) == (True, "consular.v1")
            first = await socket.receive_json_from(timeout=5)
            await loop.loop.run_in_executor(None, staff.done, cast.ana, alert_id, "claim")
            await loop.loop.run_in_executor(None, publish)
            return first, await socket.receive_json_from(timeout=5)

    first, second = loop.run(scene())
    fresh = sender.look(alert_id, key=people.DEVICE_TOKEN).json()
    assert (first["type"], first["state"], first["claimed_at"]) == ("state", "received", None)
    assert second == {"type": "state", **fresh}
    assert second["state"] == "claimed"
    assert "Ana" not in str(second)


@pytest.mark.parametrize(
    "offers",
    [
        (),
        ("consular.v1",),
        (MINE[1],),
        ("consular.v1", "bearer."),
        ("consular.v1", "bearer.dev_nobody"),
        ("consular.v1", f"bearer.{people.OTHER_KEY}"),
    ],
)
def test_without_her_token_it_is_closed(phone, sender, loop, offers):
    alert_id = sender.pressed(key=people.DEVICE_TOKEN)

    async def scene():
        async with phone(alert_id, *offers) as (accepted, code, _socket):
            return accepted, code

    assert loop.run(scene()) == (False, 4401)


def test_another_alert_is_closed_like_one_that_is_not_there(phone, sender, loop):
    not_hers = sender.pressed(key=people.SOURCE_KEY)

    async def scene(alert_id):
        async with phone(alert_id, *MINE) as (accepted, code, _socket):
            return accepted, code

    assert loop.run(scene(not_hers)) == loop.run(scene(uuid.uuid4())) == (False, 4401)


def test_what_the_phone_sends_is_not_read(phone, sender, loop):
    alert_id = sender.pressed(key=people.DEVICE_TOKEN)

    async def scene():
        async with phone(alert_id, *MINE) as (_accepted, _protocol, socket):
            await socket.receive_json_from(timeout=5)
            for rubbish in ("{}", "[" * 10_000, '{"resume": 0}', '{"beat": {"visible": true}}'):
                await socket.send_to(text_data=rubbish)
            await socket.send_to(bytes_data=b"\xff\x00")
            assert await socket.receive_nothing(timeout=0.3)

    loop.run(scene())


@pytest.fixture
def revoked(cast):
    yield lambda: Device.objects.filter(pk=cast.device.pk).update(revoked_at=timezone.now())
    Device.objects.filter(pk=cast.device.pk).update(revoked_at=None)


def test_a_token_that_is_revoked_closes_the_socket(phone, sender, loop, revoked, monkeypatch):
    monkeypatch.setattr("consular.events.feed.CHECK_S", 0.2)
    alert_id = sender.pressed(key=people.DEVICE_TOKEN)

    async def scene():
        async with phone(alert_id, *MINE) as (_accepted, _protocol, socket):
            await socket.receive_json_from(timeout=5)
            await loop.loop.run_in_executor(None, revoked)
            return await socket.receive_output(timeout=5)

    assert loop.run(scene()) == {"type": "websocket.close", "code": 4401}
