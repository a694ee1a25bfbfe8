"""Positions: in any order, twice, before the alert, by the hundred; an older fix never moves the alert."""

import uuid
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.models import Alert, Position
from consular.events.models import Event
from tests import cast as people
from tests.alerts.stage import ALERTS, written


def fix(lat, lng=-118.2, **more):
    return {"lat": lat, "lng": lng} | more


def place():
    return Alert.objects.get().point.y


def kinds():
    return list(Event.objects.order_by("id").values_list("kind", flat=True))


def test_a_newer_fix_moves_the_alert_and_the_board_is_told(sender, staff, cast, clock):
    alert_id = sender.pressed()
    clock.forward(seconds=20)

    answer = sender.locate(alert_id, fix(34.1, accuracy_m=12, source="gps", fixed_at=clock.ago(seconds=1)))

    assert (answer.status_code, answer.json()) == (202, {"id": str(alert_id), "accepted": 1, "problems": []})
    location = staff.card(cast.ana, alert_id)["location"]
    assert (location["lat"], location["accuracy_m"], location["source"]) == (34.1, 12.0, "gps")
    assert kinds() == ["alert.received", "alert.moved"]


def test_an_older_fix_is_kept_and_moves_nothing(sender, clock):
    alert_id = sender.pressed()

    assert sender.locate(alert_id, fix(34.9, fixed_at=clock.ago(minutes=5))).status_code == 202

    assert place() == people.DOWNTOWN_LA["lat"]
    assert Position.objects.count() == 2
    assert kinds() == ["alert.received"]


def test_a_track_out_of_order_ends_where_the_newest_fix_is(sender, clock):
    alert_id = sender.pressed(location=None)

    for minutes in (5, 1, 9, 3, 1, 7):
        sender.locate(alert_id, fix(34 + minutes / 100, fixed_at=clock.ago(minutes=minutes)))

    assert place() == 34.01
    assert Position.objects.count() == 5


def test_a_batch_out_of_order_moves_the_alert_once(sender, clock):
    alert_id = sender.pressed(location=None)

    answer = sender.locate(alert_id, *(fix(34 + m / 100, fixed_at=clock.ago(minutes=m)) for m in (3, 8, 2, 6)))

    assert answer.json()["accepted"] == 4
    assert place() == 34.02
    assert kinds().count("alert.moved") == 1


def test_the_same_batch_twice_counts_once(sender, clock):
    alert_id = sender.pressed(location=None)
    batch = [fix(34.1, fixed_at=clock.ago(minutes=1)), fix(34.2, fixed_at=clock.ago(minutes=2))]

    first, again = sender.locate(alert_id, *batch, batch[0]), sender.locate(alert_id, *batch)

    assert (first.json()["accepted"], again.json()["accepted"]) == (2, 0)
    assert kinds().count("alert.moved") == 1


def test_fixes_before_the_alert_wait_for_it(sender, clock):
    alert_id = uuid.uuid4()
    answer = sender.locate(
        alert_id, fix(34.46, fixed_at=clock.ago(minutes=1)), fix(34.4, fixed_at=clock.ago(minutes=3))
    )
    assert (answer.status_code, answer.json()["accepted"]) == (202, 2)

    sender.pressed(id=str(alert_id), location=fix(34.5, fixed_at=clock.ago(minutes=2)))

    assert place() == 34.46
    assert kinds() == ["alert.received", "alert.caught_up"]


def test_older_fixes_before_the_alert_change_nothing(sender, clock):
    alert_id = uuid.uuid4()
    sender.locate(alert_id, fix(34.4, fixed_at=clock.ago(minutes=3)))

    sender.pressed(id=str(alert_id), location=fix(34.5, fixed_at=clock.ago(minutes=2)))

    assert place() == 34.5
    assert kinds() == ["alert.received"]


def test_fixes_before_an_alert_without_a_place_send_it_to_the_right_post(sender, staff, cast, clock):
    """A phone often has its first fix a breath after the press, and the network may deliver it first."""
    alert_id = uuid.uuid4()
    sender.locate(alert_id, people.DOWNTOWN_LA | {"fixed_at": clock.ago(seconds=5)})

    sender.pressed(id=str(alert_id), location=None)

    assert str(alert_id) in staff.listed(cast.ana)


def test_the_first_fix_after_an_alert_without_a_place_sends_it_to_the_right_post(sender, staff, cast, clock):
    alert_id = sender.pressed(location=None)
    assert str(alert_id) not in staff.listed(cast.ana)
    clock.forward(seconds=5)

    sender.locate(alert_id, people.DOWNTOWN_LA | {"fixed_at": clock.now.isoformat()})

    assert str(alert_id) in staff.listed(cast.ana)
    assert staff.done(cast.ana, alert_id, "claim")["post"] == "LAX"


def test_a_simulated_fix_is_kept_and_moves_nothing(sender, clock):
    alert_id = sender.pressed()
    clock.forward(minutes=1)

    sender.locate(alert_id, fix(10.0, 10.0, source="mock", fixed_at=clock.now.isoformat()))

    assert place() == people.DOWNTOWN_LA["lat"]
    assert Position.objects.count() == 2


def test_a_fix_of_another_sender_neither_moves_the_alert_nor_stands_in_the_way(sender, clock):
    alert_id = sender.pressed(key=people.DEVICE_TOKEN)
    clock.forward(minutes=1)
    newest = fix(34.1, fixed_at=clock.now.isoformat())

    sender.locate(alert_id, newest, key=people.SOURCE_KEY)
    assert place() == people.DOWNTOWN_LA["lat"]

    sender.locate(alert_id, newest, key=people.DEVICE_TOKEN)
    assert place() == 34.1


def test_a_handled_alert_moves_no_more(sender, staff, cast, clock):
    alert_id = sender.pressed()
    staff.done(cast.ana, alert_id, "claim")
    staff.done(cast.ana, alert_id, "dispose", disposition="false_alarm")
    clock.forward(minutes=1)

    assert sender.locate(alert_id, fix(34.9, fixed_at=clock.now.isoformat())).status_code == 202

    assert place() == people.DOWNTOWN_LA["lat"]


def test_500_fixes_are_taken_and_more_are_named(sender, clock):
    alert_id = sender.pressed(location=None)
    track = [fix(34 + n / 10_000, fixed_at=clock.ago(seconds=600 - n)) for n in range(501)]

    answer = sender.locate(alert_id, *track)

    assert (answer.status_code, answer.json()["accepted"], answer.json()["problems"]) == (202, 500, ["too_many"])
    assert sender.locate(alert_id, *track[:500]).json() == {"id": str(alert_id), "accepted": 0, "problems": []}


GARBAGE = [
    None, 7, "x", [], {}, True, {"lat": "34", "lng": "-118"}, {"lat": 91, "lng": 0}, {"lat": 0, "lng": 0},
    {"lat": float("nan"), "lng": 1}, [1, 2, 3],
    {"type": "Point", "coordinates": [1, 2]}, {"lat": 10**400, "lng": 1}, {"lat": True, "lng": False},
]  # fmt: skip


def test_garbage_between_fixes_costs_only_itself(sender, clock):
    alert_id = sender.pressed(location=None)

    answer = sender.locate(alert_id, *GARBAGE, fix(34.1, fixed_at=clock.ago(minutes=1)), *GARBAGE)

    assert (answer.status_code, answer.json()["accepted"]) == (202, 1)
    assert set(answer.json()["problems"]) == {"location_unreadable", "location_out_of_range", "location_null_island"}
    assert place() == 34.1


@pytest.mark.parametrize("body", [
    b"", b"{}", b"[]", b"null", b'{"positions": null}', b'{"positions": {}}', b'{"positions": "x"}', b"[" * 100_000,
    b'{"positions":' + b"[" * 100_000,
    bytes(range(256)), b'{"positions": 1e999}', "{}".encode("utf-16"),
], ids=lambda body: str(body[:20]))  # fmt: skip
def test_a_body_that_is_no_track_is_said_to_be_unreadable(sender, body):
    alert_id = sender.pressed()

    answer = sender.send(f"{ALERTS}{alert_id}/positions/", body)

    assert (answer.status_code, answer.json()) == (
        202,
        {"id": str(alert_id), "accepted": 0, "problems": ["unreadable"]},
    )
    assert place() == people.DOWNTOWN_LA["lat"]


def test_an_empty_track_is_fine(sender):
    assert sender.locate(sender.pressed()).json()["problems"] == []


def test_times_that_are_off_do_not_lose_a_fix(sender, clock):
    alert_id = sender.pressed(location=None)

    answer = sender.locate(
        alert_id, fix(34.1, fixed_at="soon"), fix(34.2, fixed_at=(clock.now + timedelta(days=400)).isoformat())
    )

    assert answer.json()["accepted"] == 2
    assert set(answer.json()["problems"]) == {"time_unreadable", "clock_off"}


def test_an_unknown_key_adds_nothing(sender):
    alert_id = sender.pressed()

    answer = sender.locate(alert_id, fix(34.9), key="src_nobody")

    assert (answer.status_code, answer.json()["code"]) == (401, "unknown_key")
    assert Position.objects.count() == 1


def test_any_json_as_a_track_is_taken_without_an_error(sender):
    alert_id = sender.pressed()
    json = st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=20),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(st.sampled_from(["lat", "lng", "fixed_at", "source", "x"]), inner, max_size=5)
        ),
        max_leaves=12,
    )

    @settings(max_examples=60, deadline=None)
    @given(st.one_of(json, st.fixed_dictionaries({"positions": st.lists(json, max_size=4) | json, "sent_at": json})))
    def holds(body):
        before = Position.objects.count()
        answer = sender.send(f"{ALERTS}{alert_id}/positions/", written(body))
        assert answer.status_code == 202
        assert Position.objects.count() - before == answer.json()["accepted"]

    holds()
