"""The wall display: counts per district for those who may see the alerts, drills apart, one raid counted once."""

import pytest

from tests import cast as people


@pytest.fixture
def wall(staff):
    def wall(user):
        shown = staff.get(user, "board/wall/").json()
        return shown | {"posts": {post["code"]: post for post in shown["posts"]}}

    return wall


def test_it_counts_what_is_open_unclaimed_and_not_located(wall, sender, staff, cast, clock):
    waits = clock.now
    sender.pressed()
    clock.forward(seconds=5)
    claimed = sender.pressed()
    sender.pressed(drill=True)
    staff.done(cast.ana, claimed, "claim")

    lax = wall(cast.ana)["posts"]["LAX"]

    assert (lax["open"], lax["unclaimed"], lax["unlocated"], lax["drills"]) == (2, 1, 2, 1)
    assert lax["waiting_since"].startswith(waits.strftime("%Y-%m-%dT%H:%M:%S"))


def test_hector_sees_his_district_and_none_of_the_others(wall, sender, cast):
    sender.pressed()
    assert wall(cast.hector)["posts"].keys() == {"HOU"}
    assert wall(cast.hector)["posts"]["HOU"]["open"] == 0


def test_a_district_from_which_an_alert_was_lent_appears_without_its_watch(wall, sender, staff, cast):
    alert_id = sender.pressed()
    staff.done(cast.ana, alert_id, "claim")
    staff.done(cast.ana, alert_id, "handover", to="HOU")

    lax = wall(cast.hector)["posts"]["LAX"]

    assert (lax["own"], lax["open"], lax["watch"]) == (False, 1, None)


def test_the_operator_sees_every_district_with_an_alert_of_today(wall, sender, staff, cast, clock):
    sender.pressed()
    sender.pressed(location=people.DOWNTOWN_HOUSTON)
    assert wall(cast.oscar)["posts"].keys() == {"LAX", "HOU"}
    clock.forward(hours=25)
    staff.clients.clear()  # a session lasts no day
    assert wall(cast.oscar)["posts"] == {}


def test_the_flood_lane_is_told_by_the_watch_and_not_counted(wall, sender, cast):
    for _n in range(4):
        sender.pressed(key=people.DEVICE_TOKEN)
    assert wall(cast.ana)["posts"]["LAX"]["open"] == 3
