"""What nobody claims climbs its chain: each step at its time, with an event, whoever sweeps and however often."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from alerts import sweeping
from alerts.actions import timers
from alerts.models import Alert
from consular.events.models import Event
from tests import cast as people


@pytest.fixture
def sweep(clock):
    """Forward to so many seconds after the press, and sweep."""
    began = clock.now

    def at(seconds):
        clock.now = began + timedelta(seconds=seconds)
        sweeping.sweep()

    return at


def steps():
    return list(Event.objects.filter(kind="alert.escalated").order_by("id").values_list("payload__to", flat=True))


def test_each_step_comes_at_its_time_and_not_before(sender, sweep):
    sender.pressed()
    seen = {}
    for second in (14, 15, 59, 60, 119, 120, 299, 300, 599, 600):
        sweep(second)
        seen[second] = steps()

    assert seen[14] == []
    assert seen[15] == seen[59] == ["duty"]
    assert seen[60] == seen[119] == ["duty", "post"]
    assert seen[120] == seen[299] == ["duty", "post", "neighbours"]
    assert seen[300] == seen[599] == ["duty", "post", "neighbours", "supervisors"]
    assert seen[600] == [*seen[300], "supervisors"]  # and so on: the last step is never the end


def test_a_sweeper_that_was_away_fires_what_it_missed_once(sender, sweep):
    sender.pressed()
    sweep(130)
    sweep(130)

    assert steps() == ["duty", "post", "neighbours"]


def test_the_neighbours_and_the_centre_get_it_on_their_boards(sender, staff, sweep, cast):
    alert_id = sender.pressed()
    sweep(119)
    assert staff.card(cast.ana, alert_id)["posts"] == ["LAX"]

    sweep(120)

    posts = staff.card(cast.ana, alert_id)["posts"]
    assert "CIAM" in posts
    assert len(posts) == 4
    assert staff.card(cast.ana, alert_id)["post"] == "LAX"


def test_the_card_says_who_is_rung_next_and_when(sender, staff, sweep, cast):
    alert_id = sender.pressed()
    sweep(16)

    shown = staff.card(cast.ana, alert_id)["escalation"]

    assert (shown["step"], shown["to"], shown["next_to"]) == (1, "duty", "post")
    assert staff.done(cast.ana, alert_id, "claim")["escalation"] is None


def test_a_claim_stops_the_chain_and_a_release_goes_on_where_it_would_be(sender, staff, sweep, cast):
    alert_id = sender.pressed()
    sweep(20)
    staff.done(cast.ana, alert_id, "claim")
    sweep(100)
    assert steps() == ["duty"]

    staff.done(cast.ana, alert_id, "release")
    sweep(100)

    assert steps() == ["duty", "post"]


def test_orientation_is_not_a_siren(sender, sweep):
    sender.pressed(kind="orientation")
    sweep(600)
    assert steps() == []
    sweep(3_600)
    assert steps() == ["post"]


def test_a_press_after_the_end_climbs_from_the_start(sender, staff, sweep, cast):
    alert_id = sender.pressed()
    staff.done(cast.ana, alert_id, "claim")
    staff.done(cast.ana, alert_id, "dispose", disposition="false_alarm")
    sweep(1_000)
    sender.press(id=str(alert_id), message="they are back")
    sweep(1_014)
    assert steps() == []

    sweep(1_015)

    assert steps() == ["duty"]


def test_the_database_itself_refuses_an_alert_that_waits_for_nothing(press):
    alert_id = press()
    with pytest.raises(IntegrityError, match="alert_waiting_has_next_step"), transaction.atomic():
        Alert.objects.filter(pk=alert_id).update(step_due_at=None)


def test_the_heartbeat_is_sent_only_while_every_open_alert_has_a_next_step(sender, clock, monkeypatch, settings):
    beats = []
    monkeypatch.setattr(sweeping, "_beat", beats.append)
    settings.HEARTBEAT_URL = "http://127.0.0.1:1/"
    sender.pressed()
    assert sweeping.audit()

    clock.forward(seconds=26)  # the step of 15 s is overdue: nobody sweeps

    assert not sweeping.audit()
    sweeping.sweep()
    assert sweeping.audit()
    assert len(beats) == 2


def test_one_sweep_that_fails_does_not_keep_the_others_from_running(sender, staff, cast, clock, monkeypatch):
    alert_id = sender.pressed()
    staff.done(cast.ana, alert_id, "claim")
    clock.forward(seconds=46)

    def fails(*, now):
        raise RuntimeError("no")

    monkeypatch.setattr(sweeping, "PROMISES", (fails, timers.mark_stale_claims))
    sweeping.sweep()

    assert "stale_claim" in staff.card(cast.bruno, alert_id)["marks"]


def test_a_thousand_alerts_that_are_due_at_once_are_fired_by_one_sweep(press):
    first = press()
    template = Alert.objects.get(pk=first)
    fields = {field.attname: getattr(template, field.attname) for field in Alert._meta.concrete_fields}
    del fields["id"]
    Alert.objects.bulk_create(Alert(**fields) for _number in range(999))
    Alert.objects.update(step_due_at=timezone.now())

    sweeping.sweep()

    assert Event.objects.filter(kind="alert.escalated").count() == 1_000


def test_a_stranger_post_is_not_rung(sender, staff, sweep, cast):
    alert_id = sender.pressed(location=people.DOWNTOWN_LA)
    sweep(301)

    assert str(alert_id) not in staff.listed(cast.hector)


def test_whom_the_chain_calls_sees_about_where_may_claim_it_and_stands_down_when_somebody_has_it(
    sender, staff, sweep, cast, press
):
    alert_id = sender.pressed()
    Alert.objects.filter(pk=alert_id).update(offered=[cast.posts["HOU"].pk])  # as if Houston were next door

    card = staff.card(cast.hector, alert_id)
    assert (card["location"]["precision"], card["allowed"], card["rings"]) == ("1km", ["claim"], ["called"])
    assert staff.act(cast.hector, alert_id, "note", text="hm").status_code == 403
    assert staff.act(cast.hector, alert_id, "unmask", purpose="contact").status_code == 403

    staff.done(cast.ana, alert_id, "claim")
    assert str(alert_id) not in staff.listed(cast.hector)
    assert staff.act(cast.hector, alert_id, "claim").status_code == 404


def test_given_back_it_calls_them_anew(sender, staff, sweep, cast):
    alert_id = sender.pressed()
    sweep(121)
    staff.done(cast.ana, alert_id, "claim")
    assert staff.card(cast.ana, alert_id)["posts"] == ["LAX"]
    staff.done(cast.ana, alert_id, "release")
    sweep(130)

    assert len(staff.card(cast.ana, alert_id)["posts"]) == 4


def test_houston_claims_it_and_works_on_it(sender, staff, cast):
    alert_id = sender.pressed()
    Alert.objects.filter(pk=alert_id).update(offered=[cast.posts["HOU"].pk])

    card = staff.done(cast.hector, alert_id, "claim")

    assert (card["location"]["precision"], card["post"], card["posts"]) == ("exact", "LAX", ["HOU", "LAX"])


def test_a_simulated_place_chooses_no_neighbours(sender, staff, sweep, cast):
    mock = sender.pressed(location=people.DOWNTOWN_HOUSTON | {"source": "mock"})
    home = staff.card(cast.oscar, mock)["post"]
    sweep(121)
    assert "HOU" not in staff.card(cast.oscar, mock)["posts"] or home == "HOU"


def test_one_lane_of_the_sweeper_waits_for_no_other(sender, staff, clock, monkeypatch):
    """While the promises of thousands are kept, the steps go on."""
    alert_id = sender.pressed()
    clock.forward(seconds=15)
    sweeping.sweep_steps()
    assert Alert.objects.get(pk=alert_id).step == 1
    assert timers.escalate not in sweeping.PROMISES + sweeping.INCIDENTS
