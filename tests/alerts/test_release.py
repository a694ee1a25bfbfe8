"""Releasing: the alert goes back to the queue with its clock running, and the reason stays behind."""

from alerts.models import Alert


def test_ana_gives_it_back_with_a_reason_and_bruno_can_claim_it(staff, cast, press, clock):
    alert_id = press()
    staff.done(cast.ana, alert_id, "claim")
    received = staff.card(cast.ana, alert_id)["received_at"]
    clock.forward(minutes=3)

    card = staff.done(cast.ana, alert_id, "release", reason="shift ends")

    assert (card["state"], card["owner"], card["received_at"]) == ("received", None, received)
    assert "claim" in card["allowed"]
    story = staff.timeline(cast.bruno, alert_id)
    assert (story[-1]["kind"], story[-1]["note"], story[-1]["actor"]) == ("alert.released", "shift ends", "Ana Beltrán")
    assert staff.done(cast.bruno, alert_id, "claim")["owner"]["name"] == "Bruno Cárdenas"


def test_no_reason_is_needed(staff, cast, press):
    alert_id = press()
    staff.done(cast.ana, alert_id, "claim")

    assert staff.done(cast.ana, alert_id, "release")["state"] == "received"
    assert staff.timeline(cast.ana, alert_id)[-1]["note"] is None


def test_the_first_claim_is_not_forgotten(staff, cast, press, clock):
    alert_id = press()
    first = clock.now
    staff.done(cast.ana, alert_id, "claim")
    clock.forward(minutes=1)
    staff.done(cast.ana, alert_id, "release")
    staff.done(cast.bruno, alert_id, "claim")

    assert Alert.objects.get().first_claimed_at == first


def test_bruno_cannot_release_what_is_anas(staff, cast, press):
    alert_id = press()
    staff.done(cast.ana, alert_id, "claim")

    for user in (cast.bruno, cast.carmen):
        answer = staff.act(user, alert_id, "release")
        assert (answer.status_code, answer.json()["code"]) == (409, "not_owner")


def test_what_is_nobodys_or_handled_cannot_be_released(staff, cast, press):
    alert_id = press()
    assert staff.act(cast.ana, alert_id, "release").json()["code"] == "not_claimed"
    staff.done(cast.ana, alert_id, "claim")
    staff.done(cast.ana, alert_id, "dispose", disposition="false_alarm")

    answer = staff.act(cast.ana, alert_id, "release")

    assert (answer.status_code, answer.json()["code"], answer.json()["state"]) == (409, "already_handled", "handled")


def test_releasing_withdraws_the_offer_to_houston(staff, cast, press):
    alert_id = press()
    staff.done(cast.ana, alert_id, "claim")
    staff.done(cast.ana, alert_id, "handover", to="HOU")
    assert str(alert_id) in staff.listed(cast.hector)

    staff.done(cast.ana, alert_id, "release")

    assert str(alert_id) not in staff.listed(cast.hector)
