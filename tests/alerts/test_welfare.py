"""Welfare timers: a promise to look after somebody again rings its owner, then the post, until it is kept."""

import pytest

from alerts import sweeping
from alerts.actions import timers
from alerts.models import Alert
from consular.events.models import Event


@pytest.fixture
def promised(staff, cast, press, clock):
    """Ana will look again in 30 minutes."""
    alert_id = press()
    staff.done(cast.ana, alert_id, "claim")
    staff.done(cast.ana, alert_id, "welfare", minutes=30, note="she waits at her sister's")
    return alert_id


@pytest.fixture
def later(staff, cast, clock):
    """Forward by so many minutes, with Ana's board open all the time."""

    def later(minutes):
        clock.forward(minutes=minutes)
        Alert.objects.filter(owner=cast.ana).update(beat_at=clock.now)
        sweeping.sweep()

    return later


def rung():
    return list(Event.objects.filter(kind="alert.welfare_due").order_by("id").values_list("payload__to", flat=True))


def test_it_rings_at_its_time_and_not_before(staff, cast, promised, later):
    later(29)
    assert rung() == []
    assert "welfare_due" not in staff.card(cast.ana, promised)["marks"]

    later(1)

    assert rung() == ["owner"]
    assert "welfare_due" in staff.card(cast.ana, promised)["marks"]


def test_first_its_owner_is_rung_and_ten_minutes_later_the_post(staff, cast, promised, later):
    rings = lambda: [staff.card(user, promised)["rings"] for user in (cast.ana, cast.bruno, cast.carmen, cast.oscar)]  # noqa: E731
    assert rings() == [[], [], [], []]
    later(30)
    assert rings() == [["welfare_due"], [], [], []]
    later(9)
    assert rings() == [["welfare_due"], [], [], []]

    later(1)

    assert rings() == [["welfare_due"], ["welfare_due"], ["welfare_due"], []]
    later(60)
    assert rung() == ["owner", "post"]  # rung until it is kept, told once


def test_whoever_looks_after_her_keeps_the_promise(staff, cast, promised, later):
    later(41)

    card = staff.done(cast.bruno, promised, "welfare-done", note="she answers")

    assert (card["welfare_at"], card["rings"], card["owner"]["name"]) == (None, [], "Ana Beltrán")
    assert "welfare_due" not in card["marks"]
    assert Event.objects.get(kind="alert.welfare_done").payload["late_s"] == 11 * 60
    assert staff.act(cast.bruno, promised, "welfare-done").json()["code"] == "no_welfare_timer"


def test_a_new_time_takes_the_place_of_the_old(staff, cast, promised, later):
    later(20)
    staff.done(cast.ana, promised, "welfare", minutes=30)
    later(15)
    assert rung() == []
    later(15)
    assert rung() == ["owner"]


def test_it_stays_with_the_alert_when_its_owner_changes(staff, cast, promised, later, clock):
    staff.done(cast.ana, promised, "release")
    staff.done(cast.bruno, promised, "claim")
    Alert.objects.update(beat_at=clock.forward(minutes=30))
    sweeping.sweep()

    assert staff.card(cast.bruno, promised)["rings"] == ["welfare_due"]
    assert staff.card(cast.ana, promised)["rings"] == []


def test_after_a_safe_ending_it_is_owed_and_comes_back_to_the_board(staff, cast, press, later):
    alert_id = press()
    staff.done(cast.ana, alert_id, "claim")
    staff.done(cast.ana, alert_id, "dispose", disposition="false_alarm", note="she is at work")
    staff.done(cast.bruno, alert_id, "welfare", minutes=60)
    owed = lambda user: [card["id"] for card in staff.get(user, "board/owed/").json()["alerts"]]  # noqa: E731
    assert owed(cast.ana) == []

    later(60)

    assert owed(cast.ana) == owed(cast.carmen) == [str(alert_id)]
    assert owed(cast.hector) == []
    assert staff.card(cast.ana, alert_id)["rings"] == ["welfare_due"]
    assert str(alert_id) not in staff.listed(cast.ana)
    staff.done(cast.carmen, alert_id, "welfare-done")
    assert owed(cast.ana) == []


def test_an_ending_that_is_not_safe_takes_no_new_promise(staff, cast, press):
    original, double = press(), press()
    staff.done(cast.ana, double, "claim")
    staff.done(cast.ana, double, "dispose", disposition="duplicate_of", duplicate_of=str(original))

    answer = staff.act(cast.ana, double, "welfare", minutes=30)

    assert (answer.status_code, answer.json()["code"]) == (409, "already_handled")


def test_what_nobody_owns_rings_the_post_at_once(staff, cast, promised, clock):
    staff.done(cast.ana, promised, "release")
    clock.forward(minutes=31)
    sweeping.sweep()

    assert rung() == ["post"]


def test_the_auditor_minds_only_a_promise_that_was_not_rung(staff, cast, promised, later, clock):
    lost = lambda: timers.without_next_step(now=clock.now, grace=sweeping.GRACE)  # noqa: E731
    later(31)
    assert lost() == 0
    later(300)
    assert lost() == 0

    Alert.objects.update(welfare_due_at=clock.ago(minutes=1))  # as if nobody swept

    assert lost() == 1


def test_the_phone_is_told_nothing_of_it(sender, staff, cast, later):
    alert_id = sender.pressed()
    staff.done(cast.ana, alert_id, "claim")
    staff.done(cast.ana, alert_id, "welfare", minutes=1)
    later(2)

    assert rung() == ["owner"]
    assert sender.look(alert_id).json()["marks"] == ["unlocated"]
