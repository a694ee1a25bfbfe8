"""The board's socket, as served: hello, events in an unbroken chain, replay, and who is turned away."""

import contextlib
import itertools
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import orjson
import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import connect

from alerts import actions
from alerts.models import Alert, BoardSession
from consular.organisation.access import viewer_of
from consular.organisation.models import Posting, User

pytestmark = pytest.mark.served


@pytest.fixture
def board(served: Any, signed_in: Callable) -> Iterator[Callable]:
    """Opens a board's socket as somebody."""
    with contextlib.ExitStack() as opened:

        def open_as(user: Any, origin: str | None = None, path: str = "/ws/board/") -> Any:
            cookies = signed_in(user).cookies if user else {}
            header = "; ".join(f"{name}={morsel.value}" for name, morsel in cookies.items())
            return opened.enter_context(
                connect(
                    served.base.replace("http", "ws") + path,
                    origin=origin or served.base,
                    additional_headers={"Cookie": header},
                    proxy=None,
                )
            )

        yield open_as


def frame(socket: Any, kind: str, seconds: float = 15) -> dict:
    """The next frame of a kind."""
    while True:
        told = orjson.loads(socket.recv(timeout=seconds))
        if told["type"] == kind:
            return told


def events_until(socket: Any, alert_id: Any) -> tuple[list[dict], list[dict]]:
    """Event frames until one speaks of the alert: (frames, its items)."""
    frames = []
    while True:
        frames.append(frame(socket, "events"))
        about = [item for item in frames[-1]["items"] if item["id"] == str(alert_id)]
        if about:
            return frames, about


def test_ana_hears_of_an_alert_at_once_and_frames_join_up(board, cast, press):
    socket = board(cast.ana)
    seq = frame(socket, "hello")["seq"]

    for _ in range(3):
        frames, about = events_until(socket, press())
        assert frames[0]["from"] == seq
        assert all(before["to"] == after["from"] for before, after in itertools.pairwise(frames))
        seq = frames[-1]["to"]
        assert about[0]["kind"] == "alert.received"
        assert about[0]["alert"]["state"] == "received"


def test_hector_in_houston_hears_nothing_of_los_angeles(board, cast, press):
    ana, hector = board(cast.ana), board(cast.hector)
    frame(ana, "hello")
    frame(hector, "hello")

    alert_id = press()
    events_until(ana, alert_id)

    told = frame(hector, "events")
    assert told["items"] == []


def test_what_was_missed_is_replayed_without_a_gap(board, cast, press):
    first = board(cast.ana)
    seq = frame(first, "hello")["seq"]
    first.close()
    missed = [press() for _ in range(3)]
    watcher = board(cast.bruno)
    frame(watcher, "hello")  # from here on it is told what happens; what was stamped before is in the snapshot
    late = press()
    events_until(watcher, late)

    socket = board(cast.ana)
    frame(socket, "hello")
    socket.send(orjson.dumps({"resume": seq}).decode())

    told = frame(socket, "events")
    while told["from"] != seq:
        told = frame(socket, "events")
    ours = [str(pk) for pk in (*missed, late)]
    heard = dict.fromkeys(item["id"] for item in told["items"])  # a slow run hears of their chains, too
    assert [pk for pk in heard if pk in ours] == ours


def test_someone_hopelessly_behind_is_told_to_fetch_a_fresh_snapshot(board, cast, press):
    socket = board(cast.ana)
    frame(socket, "hello")

    socket.send('{"resume": 999999999}')

    assert frame(socket, "resync") == {"type": "resync"}


@pytest.mark.parametrize("rubbish", ["{", "[]", '"x"', '{"resume": "x"}', '{"claim": 1}', '{"beat": 7}', "x" * 5_000])
def test_rubbish_from_a_client_changes_nothing(board, cast, press, rubbish):
    socket = board(cast.ana)
    frame(socket, "hello")

    socket.send(rubbish)

    events_until(socket, press())


def test_a_page_of_another_origin_is_refused_at_the_handshake(board, cast):
    with pytest.raises(InvalidStatus) as refused:
        board(cast.ana, origin="http://evil.example")
    assert refused.value.response.status_code == 403


def test_without_a_session_the_socket_closes_with_4401(board, cast):
    with pytest.raises(ConnectionClosed) as closed:
        board(None).recv(timeout=5)
    assert closed.value.rcvd.code == 4401


def test_a_lawyer_has_no_board(board, cast):
    with pytest.raises(ConnectionClosed) as closed:
        board(cast.luis).recv(timeout=5)
    assert closed.value.rcvd.code == 4403


def test_signing_out_closes_the_open_board_within_seconds(served, signed_in, board, cast):
    client = signed_in(cast.ana)
    header = "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())
    url = served.base.replace("http", "ws") + "/ws/board/"
    with connect(url, origin=served.base, additional_headers={"Cookie": header}, proxy=None) as socket:
        frame(socket, "hello")

        client.logout()

        with pytest.raises(ConnectionClosed) as closed:
            while True:
                socket.recv(timeout=12)
    assert closed.value.rcvd.code == 4401


def test_the_end_of_a_posting_closes_the_open_board_within_seconds(board, cast):
    guest = User.objects.create(username="guest", is_demo=True)
    posting = Posting.objects.create(user=guest, role="officer", consulate=cast.posts["LAX"])
    socket = board(guest)
    frame(socket, "hello")

    posting.ends_at = timezone.now()
    posting.save(update_fields=["ends_at"])

    with pytest.raises(ConnectionClosed) as closed:
        while True:
            socket.recv(timeout=12)
    assert closed.value.rcvd.code == 4403


def test_the_beat_of_a_session_that_has_ended_keeps_no_claim_and_closes_the_socket(board, cast, press):
    socket = board(cast.ana)
    frame(socket, "hello")
    alert_id = press()
    actions.claim(alert_id=alert_id, actor=cast.ana, viewer=viewer_of(cast.ana))
    Alert.objects.filter(pk=alert_id).update(beat_at=timezone.now() - timedelta(seconds=30))
    before = Alert.objects.get(pk=alert_id).beat_at
    Session.objects.all().delete()

    socket.send(orjson.dumps({"beat": {"seq": 0, "visible": True, "sound": True, "idle_s": 0, "alert": None}}).decode())

    with pytest.raises(ConnectionClosed) as closed:
        while True:
            socket.recv(timeout=15)
    assert closed.value.rcvd.code == 4401
    assert Alert.objects.get(pk=alert_id).beat_at == before


# ---- the wall's -------------------------------------------------------------------------------------------------------


def test_the_wall_is_told_how_districts_stand_each_second_and_of_nobody(board, cast, press):
    socket = board(cast.carmen, path="/ws/wall/")
    frame(socket, "hello")
    alert_id = press(person={"name": "Rosa Ejemplo"})

    def lax():
        return frame(socket, "bulletin")["posts"][0]

    while lax()["unclaimed"] != 1:
        pass
    whole = frame(socket, "bulletin")
    assert whole["posts"][0].keys() >= {
        "code",
        "own",
        "open",
        "unclaimed",
        "waiting_since",
        "unlocated",
        "stale",
        "watch",
    }
    text = orjson.dumps(whole).decode()
    alert = Alert.objects.get(pk=alert_id)
    for secret in (str(alert_id), alert.code, alert.place, "34.05", "Rosa"):
        assert secret not in text
    socket.send('{"beat": {"seq": 0, "visible": true, "sound": true, "idle_s": 0}}')
    later = frame(socket, "bulletin")
    assert later["at"] > whole["at"]
    assert BoardSession.objects.filter(user=cast.carmen).count() == 0  # a wall is nobody's eyes


def test_the_wall_of_a_stranger_stays_dark(board, cast):
    for user, code in ((None, 4401), (cast.luis, 4403)):
        socket = board(user, path="/ws/wall/")
        with pytest.raises(ConnectionClosed) as closed:
            socket.recv(timeout=15)
        assert closed.value.rcvd.code == code
    with pytest.raises(InvalidStatus):
        board(cast.ana, origin="https://elsewhere.example", path="/ws/wall/")
