"""Who is on duty: wall-clock shifts across changes of the clock, absences, and what happens where it is nobody's turn."""

from datetime import UTC, date, datetime, time, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts import actions, duty
from alerts.actions import watch
from alerts.models import DutyShift, PostWatch
from consular.errors import Forbidden, NotFound, Refusal
from consular.organisation.access import viewer_of

LA = "America/Los_Angeles"
FORWARD, BACK = date(2027, 3, 14), date(2026, 11, 1)  # Sundays on which the clocks of California change at two


def shift(user_id, weekday, starts, ends, valid_from=date(2026, 1, 1), valid_until=None):
    return SimpleNamespace(
        user_id=user_id, weekday=weekday, starts=starts, ends=ends, valid_from=valid_from, valid_until=valid_until
    )


def away(user_id, starts_at, ends_at):
    return SimpleNamespace(user_id=user_id, starts_at=starts_at, ends_at=ends_at)


def local(day, hour, minute=0, zone=LA, fold=0):
    return datetime.combine(day, time(hour, minute, fold=fold), ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize(
    ("day", "starts", "ends", "hours"),
    [
        (date(2026, 7, 1), time(22), time(6), 8),
        (FORWARD - timedelta(days=1), time(22), time(6), 7),
        (BACK - timedelta(days=1), time(22), time(6), 9),
        (date(2026, 7, 1), time(9), time(9), 24),
        (FORWARD, time(0), time(0), 23),
        (BACK, time(0), time(0), 25),
        (BACK, time(1, 30), time(3), 2.5),  # half past one comes twice: the earlier one counts
        (BACK, time(0), time(1, 30), 2.5),  # and at the end the later one
    ],
)
def test_a_shift_is_as_long_as_the_wall_says_on_that_night(day, starts, ends, hours):
    since, until = duty.bounds(day, starts, ends, ZoneInfo(LA))
    assert until - since == timedelta(hours=hours)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.times().map(lambda at: at.replace(second=0, microsecond=0)), min_size=1, max_size=5, unique=True),
    st.sampled_from([LA, "America/Phoenix", "Australia/Lord_Howe", "America/Santiago"]),
    st.dates(date(2026, 1, 2), date(2027, 12, 20)),
)
def test_shifts_that_meet_on_the_wall_leave_no_gap_whatever_the_clocks_do(times, zone, day):
    times = sorted(times)
    pairs = list(zip(times, [*times[1:], times[0]], strict=True))
    shifts = [shift(1, weekday, starts, ends) for starts, ends in pairs for weekday in range(7)]
    roster = duty.Roster(zone, shifts, [], [1])
    since = local(day, 12, zone=zone)

    assert roster.gaps(since, since + timedelta(days=3)) == []


def test_whoever_is_away_leaves_a_gap_that_is_named():
    day = date(2026, 7, 1)  # a Wednesday
    roster = duty.Roster(LA, [shift(1, 2, time(8), time(16))], [away(1, local(day, 10), local(day, 12))], [1])
    assert roster.gaps(local(day, 8), local(day, 16)) == [(local(day, 10), local(day, 12))]
    assert [turn.user_id for turn in roster.on_duty(local(day, 9, 59))] == [1]
    assert roster.on_duty(local(day, 10)) == []
    assert [turn.ends_at for turn in roster.on_duty(local(day, 12))] == [local(day, 16)]
    assert roster.on_duty(local(day, 16)) == []


def test_a_shift_counts_only_while_it_is_valid_and_its_person_is_posted_there():
    day = date(2026, 7, 1)
    over = shift(1, 2, time(8), time(16), valid_until=day - timedelta(days=1))
    coming = shift(1, 2, time(8), time(16), valid_from=day + timedelta(days=1))
    stranger = shift(2, 2, time(8), time(16))
    roster = duty.Roster(LA, [over, coming, stranger], [], [1])
    assert roster.on_duty(local(day, 9)) == []


@pytest.fixture
def on_duty(cast, clock):
    """Puts somebody on duty at LAX for an hour that begins so many minutes from now, on every day."""

    def put(user, *, minutes=0, post="LAX"):
        starts = (clock.now + timedelta(minutes=minutes)).astimezone(ZoneInfo(LA))
        return actions.add_shifts(
            consulate_id=cast.posts[post].pk,
            user_id=user.pk,
            weekdays=range(7),
            starts=starts.time().replace(second=0, microsecond=0),
            ends=(starts + timedelta(hours=1)).time().replace(second=0, microsecond=0),
            valid_from=starts.date() - timedelta(days=1),
            valid_until=None,
            actor=cast.carmen,
            viewer=viewer_of(cast.carmen),
        )

    return put


def counted(cast, clock):
    watch.count_watches(now=clock.now)
    return PostWatch.objects.get(consulate=cast.posts["LAX"]).on_duty


def test_the_relay_counts_who_is_on_duty_and_a_post_without_a_roster_counts_as_none(cast, clock, on_duty):
    assert counted(cast, clock) is None
    on_duty(cast.ana, minutes=-5)
    on_duty(cast.bruno, minutes=-5)
    assert counted(cast, clock) == 2

    actions.add_absence(
        user_id=cast.ana.pk,
        starts_at=clock.now - timedelta(minutes=1),
        ends_at=clock.now + timedelta(minutes=30),
        actor=cast.ana,
        viewer=viewer_of(cast.ana),
    )
    assert counted(cast, clock) == 1
    clock.forward(hours=2)
    assert counted(cast, clock) == 0


def test_when_it_is_nobodys_turn_the_fallback_gets_new_alerts_at_once(cast, clock, on_duty, sender, staff):
    on_duty(cast.ana, minutes=40)
    assert counted(cast, clock) == 0
    alert_id = sender.pressed()

    assert set(staff.card(cast.ana, alert_id)["posts"]) == {"LAX", "CIAM"}
    assert staff.timeline(cast.ana, alert_id)[0]["text"] == (
        "Alert received: nobody was on duty, so the fallback got it too"
    )
    assert staff.card(cast.ana, sender.pressed(drill=True))["posts"] == ["LAX"]

    clock.forward(minutes=45)
    assert counted(cast, clock) == 1
    assert staff.card(cast.ana, sender.pressed())["posts"] == ["LAX"]


def test_supervisors_of_the_post_keep_the_roster_and_nobody_else(cast, clock, on_duty):
    on_duty(cast.ana)
    some = DutyShift.objects.first()
    with pytest.raises(Forbidden):
        actions.remove_shift(shift_id=some.pk, actor=cast.ana, viewer=viewer_of(cast.ana))
    with pytest.raises(NotFound):
        actions.remove_shift(shift_id=some.pk, actor=cast.helena, viewer=viewer_of(cast.helena))
    with pytest.raises(Refusal) as refused:
        on_duty(cast.hector)
    assert refused.value.status_code == 400 and "user" in refused.value.fields


def test_absences_are_ones_own_or_the_supervisors_to_enter(cast, clock):
    times = {"starts_at": clock.now, "ends_at": clock.now + timedelta(hours=1)}

    def enter(user, actor):
        return actions.add_absence(user_id=user.pk, actor=actor, viewer=viewer_of(actor), **times)

    enter(cast.ana, cast.carmen)
    mine = enter(cast.ana, cast.ana)
    with pytest.raises(Forbidden):
        enter(cast.ana, cast.bruno)
    with pytest.raises(NotFound):
        enter(cast.ana, cast.helena)
    with pytest.raises(Forbidden):
        actions.remove_absence(absence_id=mine.pk, actor=cast.bruno, viewer=viewer_of(cast.bruno))
    actions.remove_absence(absence_id=mine.pk, actor=cast.ana, viewer=viewer_of(cast.ana))


@pytest.mark.parametrize("year", [1, 9999])
def test_an_absence_beyond_all_years_is_refused_and_stops_nothing(cast, clock, year):
    with pytest.raises(Refusal) as refused:
        actions.add_absence(
            user_id=cast.ana.pk,
            starts_at=min(clock.now, datetime(year, 1, 1, tzinfo=UTC)),
            ends_at=max(clock.now, datetime(year, 12, 31, tzinfo=UTC)),
            actor=cast.ana,
            viewer=viewer_of(cast.ana),
        )
    assert refused.value.status_code == 400


def test_the_last_shift_of_24_hours_lasts_until_its_end(cast, clock):
    """Los Angeles is hours behind UTC: the day after the last one has begun there long before the shift is over."""
    today = clock.now.astimezone(ZoneInfo(LA)).date()
    actions.add_shifts(
        consulate_id=cast.posts["LAX"].pk, user_id=cast.ana.pk, weekdays=[today.weekday()], starts=time(18), ends=time(18),
        valid_from=today, valid_until=today, actor=cast.carmen, viewer=viewer_of(cast.carmen),
    )  # fmt: skip
    clock.now = local(today + timedelta(days=1), 17, 59)
    assert counted(cast, clock) == 1
    clock.now = local(today + timedelta(days=1), 18)
    assert counted(cast, clock) == 0
