"""Beating: an owner who is there keeps a claim fresh, and nobody else can."""

from datetime import timedelta

import pytest
from channels.testing import WebsocketCommunicator
from django.conf import settings

from alerts import actions, consumers
from alerts.models import Alert
from consular.events.feed import Feed
from consular.events.models import Event


@pytest.fixture
def hers(staff, cast, press, clock):
    alert_id = press()
    staff.done(cast.ana, alert_id, "claim")
    return alert_id


def test_ana_beats_and_the_claim_stays_hers(staff, cast, clock, hers):
    for _ in range(6):
        clock.forward(seconds=15)
        staff.done(cast.ana, hers, "beat")

    assert Alert.objects.get().beat_at == clock.now
    assert "take" not in staff.card(cast.bruno, hers)["allowed"]


def test_without_a_beat_a_peer_may_take_it_from_65_seconds_on(staff, cast, clock, hers):
    clock.forward(seconds=64, milliseconds=999)
    assert "take" not in staff.card(cast.bruno, hers)["allowed"]
    clock.forward(milliseconds=1)
    assert "take" in staff.card(cast.bruno, hers)["allowed"]


def test_a_beat_tells_nobody_and_changes_nothing_that_is_seen(staff, cast, clock, hers):
    before = staff.card(cast.bruno, hers)
    clock.forward(seconds=15)

    staff.done(cast.ana, hers, "beat")

    assert staff.card(cast.bruno, hers) == before
    assert Event.objects.count() == 2


def test_bruno_cannot_beat_for_ana(staff, cast, clock, hers):
    answer = staff.act(cast.bruno, hers, "beat")

    assert (answer.status_code, answer.json()["code"]) == (409, "not_owner")
    assert answer.json()["owner"]["name"] == "Ana Beltrán"


def test_an_alert_of_nobody_has_no_beat(staff, cast, press):
    answer = staff.act(cast.ana, press(), "beat")

    assert (answer.status_code, answer.json()["code"], answer.json()["owner"]) == (409, "not_claimed", None)


def test_an_open_board_beats_for_all_that_is_its_users_and_open(staff, cast, press, clock, hers):
    second, handled, brunos = press(), press(), press()
    for alert_id, user in ((second, cast.ana), (handled, cast.ana), (brunos, cast.bruno)):
        staff.done(user, alert_id, "claim")
    staff.done(cast.ana, handled, "dispose", disposition="false_alarm")
    clock.forward(seconds=30)

    assert actions.renew_claims(user_id=cast.ana.pk) == 2

    beats = dict(Alert.objects.values_list("pk", "beat_at"))
    assert beats[hers] == beats[second] == clock.now
    assert beats[handled] == beats[brunos] == clock.now - timedelta(seconds=30)


@pytest.fixture
def open_board(cast, application, signed_in, loop, monkeypatch):
    """Ana's board sends one frame."""
    monkeypatch.setattr(consumers, "feed", Feed(consumers.source, beat=consumers._beat))

    def send(frame):
        cookie = f"sessionid={signed_in(cast.ana).cookies['sessionid'].value}"
        headers = [(b"origin", settings.ORIGINS[0].encode()), (b"cookie", cookie.encode())]

        async def scene():
            board = WebsocketCommunicator(application, "/ws/board/", headers=headers)
            await board.connect(timeout=5)
            assert (await board.receive_json_from(timeout=5))["type"] == "hello"
            await board.send_json_to(frame)
            await board.send_json_to({"resume": 0})
            await board.receive_from(timeout=5)  # the answer to the second frame: the first has been read
            await board.disconnect()

        loop.run(scene())

    return send


def test_a_visible_board_keeps_the_claim_fresh(open_board, clock, hers):
    clock.forward(seconds=20)

    open_board({"beat": {"seq": 1, "visible": True, "sound": True, "idle_s": 3}})

    assert Alert.objects.get().beat_at == clock.now


@pytest.mark.parametrize(
    "beat", [{"visible": False}, {"visible": "true"}, {"visible": 1}, {}, None, True, [True], "visible"]
)
def test_a_hidden_board_or_rubbish_does_not(open_board, clock, hers, beat):
    claimed_at = clock.now
    clock.forward(seconds=20)

    open_board({"beat": beat})

    assert Alert.objects.get().beat_at == claimed_at
