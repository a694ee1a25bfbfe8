"""The track: every fix with its three times and a judgement; a jump or a simulated fix is kept, shown, and moves nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from alerts import track
from alerts.models import Alert, Position
from tests import cast as people

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
LAS_VEGAS = {"lat": 36.17, "lng": -115.14, "accuracy_m": 20}


def fixed(n, lat, lng=-118.0, *, minute=0.0, came=None, source="gps", accuracy_m=20.0):
    at = NOON + timedelta(minutes=minute)
    return track.Fix(n, lat, lng, accuracy_m, at, NOON + timedelta(minutes=came) if came is not None else at, source)


def judged(*fixes, anchor=None):
    found = track.judge(fixes, anchor=anchor)
    return [found[fix.id] for fix in fixes]


def test_a_walk_is_believed():
    assert judged(*(fixed(n, 34 + n / 1000, minute=n) for n in range(5))) == ["ok"] * 5


def test_one_fix_out_of_reach_is_a_jump_and_the_way_goes_on_without_it():
    assert judged(fixed(1, 34.0), fixed(2, 36.0, minute=5), fixed(3, 34.01, minute=10)) == ["ok", "jump", "ok"]


def test_two_fixes_that_agree_at_a_new_place_are_believed_both():
    assert judged(fixed(1, 34.0), fixed(2, 36.0, minute=5), fixed(3, 36.01, minute=6)) == ["ok", "ok", "ok"]


def test_two_jumps_to_different_places_are_believed_neither():
    assert judged(fixed(1, 34.0), fixed(2, 36.0, minute=5), fixed(3, 39.0, minute=6)) == ["ok", "jump", "jump"]


def test_a_wide_circle_is_in_its_favour():
    assert judged(fixed(1, 34.0), fixed(2, 34.3, minute=1)) == ["ok", "jump"]
    assert judged(fixed(1, 34.0), fixed(2, 34.3, minute=1, accuracy_m=25_000)) == ["ok", "ok"]


def test_what_came_after_a_newer_one_is_late_and_of_one_batch_none_is():
    assert judged(fixed(1, 34.0, minute=0, came=9), fixed(2, 34.0, minute=5, came=5)) == ["late", "ok"]
    assert judged(fixed(1, 34.0, minute=0, came=9), fixed(2, 34.0, minute=5, came=9)) == ["ok", "ok"]


def test_an_older_fix_out_of_reach_is_the_jump_and_not_the_one_that_is_believed_now():
    assert judged(fixed(1, 36.0, minute=0, came=9), fixed(2, 34.0, minute=5), anchor=2) == ["jump", "ok"]


def test_a_simulated_fix_is_no_step_of_the_way():
    fixes = fixed(1, 34.0), fixed(2, 10.0, 10.0, minute=1, source="mock"), fixed(3, 10.0, 10.0, minute=2, source="mock")
    assert judged(*fixes) == ["ok", "mock", "mock"]
    assert [fix.id for fix in track.believed(fixes, track.judge(fixes))] == [1]


def test_who_was_last_seen_driving_gets_a_circle_that_grows_as_a_car():
    for degrees, pace in ((0.0005, track.ON_FOOT_M_S), (0.02, track.DRIVING_M_S)):
        fixes = fixed(1, 34.0), fixed(2, 34.0 + degrees, minute=2)
        assert track.pace_m_s(track.believed(fixes, track.judge(fixes))) == pace


@pytest.fixture
def follow(sender, staff, cast, clock):
    """An alert in Los Angeles, then fixes a minute apart."""
    alert_id = sender.pressed()

    def move(*fixes):
        for fix in fixes:
            clock.forward(minutes=1)
            sender.locate(alert_id, fix | {"fixed_at": clock.now.isoformat()})
        return alert_id

    return move


def test_a_jump_neither_moves_the_alert_nor_alters_what_is_stored(follow, staff, cast):
    alert_id = follow(LAS_VEGAS)

    assert staff.card(cast.ana, alert_id)["location"]["lat"] == people.DOWNTOWN_LA["lat"]
    assert Position.objects.latest("fixed_at").point.y == LAS_VEGAS["lat"]


def test_a_second_fix_at_the_new_place_moves_it(follow, staff, cast):
    alert_id = follow(LAS_VEGAS, LAS_VEGAS | {"lat": 36.171})

    assert staff.card(cast.ana, alert_id)["location"]["lat"] == 36.171


def test_a_jump_routes_nothing(sender, staff, cast, clock):
    """The first fix of an alert without a place is all there is to go by; the next must be reachable from it."""
    alert_id = sender.pressed(location=None)
    clock.forward(minutes=1)
    sender.locate(alert_id, people.DOWNTOWN_LA | {"fixed_at": clock.now.isoformat()})
    clock.forward(minutes=1)

    sender.locate(alert_id, people.DOWNTOWN_HOUSTON | {"fixed_at": clock.now.isoformat()})

    assert str(alert_id) in staff.listed(cast.ana)
    assert str(alert_id) not in staff.listed(cast.hector)


def test_ana_reads_every_fix_with_its_three_times_and_what_was_held_back(follow, sender, staff, cast, clock):
    here = people.DOWNTOWN_LA
    alert_id = follow(here | {"lat": 34.053}, LAS_VEGAS, here | {"source": "mock"})
    late = clock.ago(minutes=2, seconds=30)
    sender.locate(alert_id, here | {"fixed_at": late, "source": "gps"})

    told = staff.get(cast.ana, f"alerts/{alert_id}/track/").json()

    assert told["precision"] == "exact"
    assert [item["judgement"] for item in told["items"]] == ["ok", "late", "ok", "jump", "mock"]
    assert told["held_back"] == {"mock": 1, "jump": 1}
    assert told["fastest_m_s"] == track.FASTEST_M_S
    newest = told["items"][2]
    assert newest["fixed_at"] <= newest["sent_at"] <= newest["received_at"] if newest["sent_at"] else True
    assert told["items"][1]["fixed_at"] < told["items"][1]["received_at"]
    assert {"lat", "lng", "accuracy_m", "source"} <= set(newest)


def test_a_post_that_it_is_only_offered_to_is_told_one_coarse_place(follow, staff, cast):
    alert_id = follow(people.DOWNTOWN_LA | {"lat": 34.05678})
    staff.done(cast.ana, alert_id, "claim")
    staff.done(cast.ana, alert_id, "handover", to="HOU")

    told = staff.get(cast.helena, f"alerts/{alert_id}/track/").json()

    assert (told["precision"], len(told["items"])) == ("1km", 1)
    assert (told["items"][0]["lat"], told["items"][0]["accuracy_m"]) == (34.06, 1000)


def test_who_does_not_see_the_alert_sees_no_track(follow, staff, cast):
    assert staff.get(cast.hector, f"alerts/{follow()}/track/").status_code == 404


def test_another_senders_fix_is_not_in_the_track(sender, staff, cast, clock):
    alert_id = sender.pressed(key=people.DEVICE_TOKEN)
    sender.locate(alert_id, people.DOWNTOWN_LA | {"lat": 34.1}, key=people.SOURCE_KEY)

    assert len(staff.get(cast.ana, f"alerts/{alert_id}/track/").json()["items"]) == 1
    assert Alert.objects.get().point.y == people.DOWNTOWN_LA["lat"]
