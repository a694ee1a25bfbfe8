"""Exact places fade: exact while open, about one kilometre for good 30 days after the end, and the track is gone."""

import pytest

from alerts import actions
from alerts.models import Alert, Position
from tests import cast as people

EXACT = (people.DOWNTOWN_LA["lng"], people.DOWNTOWN_LA["lat"])
COARSE = pytest.approx((-118.24, 34.05))


@pytest.fixture
def handled(sender, staff, cast, clock):
    alert_id = sender.pressed()
    sender.locate(alert_id, people.DOWNTOWN_LA | {"lat": 34.06, "fixed_at": clock.ago(minutes=5)})
    staff.done(cast.ana, alert_id, "claim")
    staff.done(cast.ana, alert_id, "dispose", disposition="false_alarm")
    return alert_id


def fade(clock):
    return actions.fade_places(now=clock.now)


def test_for_30_days_the_place_stays_exact(handled, clock):
    clock.forward(days=30)

    assert fade(clock) == 0
    assert Alert.objects.get().point.coords == EXACT
    assert Position.objects.count() == 2


def test_then_it_is_coarse_for_good_and_the_track_is_gone(handled, clock):
    clock.forward(days=30, seconds=1)

    assert fade(clock) == 1
    alert = Alert.objects.get()
    assert alert.point.coords == COARSE
    assert alert.accuracy_m == 1000
    assert not Position.objects.exists()


def test_fading_twice_changes_nothing_more(handled, clock):
    clock.forward(days=31)
    fade(clock)
    version = Alert.objects.get().version

    assert fade(clock) == 0
    assert Alert.objects.get().version == version


def test_what_is_open_never_fades(sender, staff, cast, clock):
    unclaimed, claimed = sender.pressed(), sender.pressed()
    staff.done(cast.ana, claimed, "claim")
    clock.forward(days=400)

    assert fade(clock) == 0
    assert {alert.point.coords for alert in Alert.objects.all()} == {EXACT}
    assert {fix.alert_id for fix in Position.objects.all()} == {unclaimed, claimed}


def test_a_phone_that_goes_on_sending_leaves_no_track_behind(handled, sender, clock):
    clock.forward(days=31)
    fade(clock)
    sender.locate(handled, people.DOWNTOWN_LA | {"fixed_at": clock.ago(minutes=1)})
    assert Position.objects.count() == 1

    fade(clock)

    assert not Position.objects.exists()
    assert Alert.objects.get().point.coords == COARSE


def test_fixes_of_an_alert_that_never_came_are_forgotten_too(sender, clock):
    sender.locate("0d7c6f2e-5d5c-4c9e-9a3b-6a1a1b1c1d1e", people.DOWNTOWN_LA)
    clock.forward(days=30)
    fade(clock)
    assert Position.objects.count() == 1
    clock.forward(seconds=1)
    fade(clock)
    assert not Position.objects.exists()


def test_an_alert_without_a_place_has_nothing_to_fade(sender, staff, cast, clock):
    alert_id = sender.pressed(location=None)
    Alert.objects.update(consulate=cast.posts["LAX"], posts=[cast.posts["LAX"].pk])
    staff.done(cast.ana, alert_id, "claim")
    staff.done(cast.ana, alert_id, "dispose", disposition="false_alarm")
    clock.forward(days=60)

    assert fade(clock) == 0
