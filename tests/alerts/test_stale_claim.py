"""A claim beats; one that is silent for 45 s is marked on every board, and its owner's next beat takes the mark away."""

import pytest

from alerts import actions, sweeping
from alerts.actions.timers import without_next_step
from alerts.models import Alert
from consular.events.models import Event


@pytest.fixture
def claimed(sender, staff, cast):
    alert_id = sender.pressed()
    staff.done(cast.ana, alert_id, "claim")
    return alert_id


def test_after_45_s_without_a_beat_everybody_sees_it(claimed, staff, cast, clock):
    clock.forward(seconds=44)
    sweeping.sweep()
    assert staff.card(cast.bruno, claimed)["marks"] == ["unlocated"]

    clock.forward(seconds=1)
    sweeping.sweep()
    sweeping.sweep()

    for user in (cast.ana, cast.bruno, cast.carmen):
        assert "stale_claim" in staff.card(user, claimed)["marks"]
    assert Event.objects.filter(kind="alert.claim_went_stale").count() == 1


@pytest.mark.parametrize("road", ["http", "socket"])
def test_the_owners_next_beat_takes_the_mark_away(claimed, staff, cast, clock, road):
    clock.forward(seconds=50)
    sweeping.sweep()

    if road == "http":
        staff.done(cast.ana, claimed, "beat")
    else:
        assert actions.renew_claims(user_id=cast.ana.pk) == 1

    assert "stale_claim" not in staff.card(cast.bruno, claimed)["marks"]
    assert Event.objects.latest("id").kind == "alert.claim_renewed"


def test_who_takes_it_over_begins_anew(claimed, staff, cast, clock):
    clock.forward(seconds=66)
    sweeping.sweep()

    taken = staff.done(cast.bruno, claimed, "take", reason="Ana's board is silent")

    assert "stale_claim" not in taken["marks"]
    assert taken["owner"]["name"] == "Bruno Cárdenas"


def test_a_mark_never_takes_an_alert_from_anybody(claimed, staff, cast, clock):
    clock.forward(hours=9)
    sweeping.sweep()

    assert staff.card(cast.bruno, claimed)["owner"]["name"] == "Ana Beltrán"


def test_it_rings_its_owner_then_the_post_then_the_supervisors_and_again(claimed, staff, cast, clock):
    def rings():
        return {user.username: staff.card(user, claimed)["rings"] for user in (cast.ana, cast.bruno, cast.carmen)}

    told = []
    for seconds in (45, 19, 1, 119, 1, 299, 1):
        clock.forward(seconds=seconds)
        sweeping.sweep()
        told.append(
            [event.payload.get("to") for event in Event.objects.filter(kind="alert.stale_claim_rung").order_by("id")]
        )
        if seconds == 45:
            assert rings() == {"ana": ["claim_stale"], "bruno": [], "carmen": []}
    assert told == [
        [],
        [],
        ["post"],
        ["post"],
        ["post", "supervisors"],
        ["post", "supervisors"],
        ["post", "supervisors", "supervisors"],
    ]
    assert rings() == {"ana": ["claim_stale"], "bruno": ["claim_stale"], "carmen": ["claim_stale"]}
    assert staff.timeline(cast.ana, claimed)[-1]["text"] == "The owner is still silent: supervisors"


@pytest.mark.parametrize("ends", ["beat", "take", "release", "end"])
def test_it_is_quiet_as_soon_as_somebody_has_it(claimed, staff, cast, clock, ends):
    clock.forward(seconds=70)
    sweeping.sweep()
    {
        "beat": lambda: staff.done(cast.ana, claimed, "beat"),
        "take": lambda: staff.done(cast.bruno, claimed, "take", reason="silent"),
        "release": lambda: staff.done(cast.ana, claimed, "release"),
        "end": lambda: staff.done(cast.ana, claimed, "dispose", disposition="false_alarm", note="a test of the app"),
    }[ends]()

    assert staff.card(cast.bruno, claimed)["rings"] == []
    alert = Alert.objects.get(pk=claimed)
    assert (alert.claim_stale_at, alert.stale_due_at, alert.stale_rung) == (None, None, None)


def test_the_auditor_sees_a_stale_claim_that_nobody_will_be_rung_for(claimed, clock):
    clock.forward(seconds=50)
    sweeping.sweep()
    assert without_next_step(now=clock.now, grace=sweeping.GRACE) == 0
    clock.forward(minutes=2)  # nobody swept
    assert without_next_step(now=clock.now, grace=sweeping.GRACE) == 1
