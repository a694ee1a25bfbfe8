"""Pressing late, early or with a broken clock: three times are kept apart, and none of them loses an alert."""

from datetime import UTC, datetime, timedelta

import pytest

from alerts.models import Alert, Position
from tests import cast as people

LINCOLN_HEIGHTS = {"lat": 34.0726, "lng": -118.2106, "accuracy_m": 25}  # a place that one can have reached


def at(location=people.DOWNTOWN_LA, **times):
    return location | times


def test_a_late_press_keeps_when_it_was_pressed_and_when_it_came(sender, staff, cast, clock):
    alert_id = sender.pressed(pressed_at=clock.ago(hours=1), location=at(fixed_at=clock.ago(minutes=70)))

    alert = Alert.objects.get()
    assert (alert.pressed_at, alert.received_at) == (clock.now - timedelta(hours=1), clock.now)
    assert alert.fixed_at == clock.now - timedelta(minutes=70)
    assert str(alert_id) in staff.listed(cast.ana)


def test_a_place_without_its_own_time_is_as_old_as_its_press(sender, clock):
    """It cannot be newer: an hour-old place that says "now" would send people to the wrong corner, and would stop newer fixes."""
    alert_id = sender.pressed(pressed_at=clock.ago(hours=1), location=people.DOWNTOWN_LA)
    assert Alert.objects.get().fixed_at == clock.now - timedelta(hours=1)

    sender.locate(alert_id, at(LINCOLN_HEIGHTS, fixed_at=clock.ago(minutes=30)))

    assert Alert.objects.get().point.x == LINCOLN_HEIGHTS["lng"]


YEARS = timedelta(days=3_653)


@pytest.mark.parametrize("off", [YEARS, -YEARS, timedelta(minutes=6), timedelta(days=-8)])
def test_a_clock_that_is_off_is_named_and_the_servers_counts(sender, clock, off):
    moment = (clock.now + off).isoformat()

    answer = sender.press(pressed_at=moment, location=at(fixed_at=moment))

    assert (answer.status_code, answer.json()["problems"]) == (201, ["clock_off"])
    alert = Alert.objects.get()
    assert (alert.pressed_at, alert.fixed_at) == (clock.now, clock.now)


@pytest.mark.parametrize(
    "off", [timedelta(0), timedelta(minutes=4), timedelta(days=-6, hours=-23), timedelta(microseconds=-1)]
)
def test_a_clock_that_is_nearly_right_is_believed(sender, clock, off):
    answer = sender.press(pressed_at=(clock.now + off).isoformat())

    assert answer.json()["problems"] == []
    assert Alert.objects.get().pressed_at == clock.now + off


def test_a_fix_from_a_fast_clock_does_not_stop_the_fixes_after_it(sender, clock):
    alert_id = sender.pressed(location=at(fixed_at=(clock.now + timedelta(minutes=4)).isoformat()))
    assert Alert.objects.get().fixed_at == clock.now

    clock.forward(minutes=1)
    sender.locate(alert_id, at(LINCOLN_HEIGHTS, fixed_at=clock.now.isoformat()))

    assert Alert.objects.get().point.x == LINCOLN_HEIGHTS["lng"]


@pytest.mark.parametrize(
    "moment",
    [
        "", "yesterday", "2026-11-23", "2026-11-23T10:00:00", "2026-13-45T99:99:99Z", "2026-02-30T10:00:00Z", "10:00",
        "0000-00-00T00:00:00Z",
        "2026-11-23T10:00:00+99:99", "2026-11-23T25:00:00Z", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "x" * 10_000,
        "\x00", "1e400",
        [], {}, True, False, 1e300, -1e300, float("nan"), float("inf"), 10**30, 10**400,
    ],
    ids=lambda moment: str(moment)[:20],
)  # fmt: skip
def test_a_time_that_cannot_be_read_or_has_no_zone_is_named(sender, clock, moment):
    answer = sender.press(pressed_at=moment, location=at(fixed_at=moment))

    assert answer.status_code == 201
    assert answer.json()["problems"] in (["time_unreadable"], ["clock_off"])
    alert = Alert.objects.get()
    assert (alert.pressed_at, alert.fixed_at) == (clock.now, clock.now)
    assert alert.point is not None


@pytest.mark.parametrize("written", [
    lambda moment: moment.isoformat(), lambda moment: moment.isoformat().replace("+00:00", "Z"),
    lambda moment: moment.astimezone(datetime.now().astimezone().tzinfo).isoformat(), lambda moment: moment.timestamp(),
    lambda moment: moment.isoformat(sep=" "),
])  # fmt: skip
def test_one_moment_may_be_written_in_many_ways(sender, clock, written):
    clock.now = clock.now.replace(microsecond=0)
    answer = sender.press(pressed_at=written(clock.now - timedelta(minutes=2)))

    assert answer.json()["problems"] == []
    assert Alert.objects.get().pressed_at.astimezone(UTC) == clock.now - timedelta(minutes=2)


def test_when_a_fix_was_sent_is_kept_beside_when_it_was_made_and_came(sender, clock):
    sender.pressed(pressed_at=clock.ago(minutes=10), location=at(fixed_at=clock.ago(minutes=12)))

    fix = Position.objects.get()
    assert (fix.fixed_at, fix.sent_at, fix.received_at) == (
        clock.now - timedelta(minutes=12), clock.now - timedelta(minutes=10), clock.now,
    )  # fmt: skip
