"""A claim beats; one that is silent for 45 s is marked on every board, and its owner's next beat takes the mark away."""

import pytest

from alerts import actions, sweeping
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
