"""Ending an alert: every ending says where the person is, and none leaves a person with nobody."""

import uuid

import pytest

from alerts.models import Alert


@pytest.fixture
def claimed(staff, cast, press):
    def claim(**body):
        alert_id = press(**body)
        staff.done(cast.ana, alert_id, "claim")
        return alert_id

    return claim


@pytest.mark.parametrize("disposition", ["false_alarm", "cancelled_confirmed"])
def test_the_person_is_safe(staff, cast, claimed, disposition):
    card = staff.done(cast.ana, claimed(), "dispose", disposition=disposition, note="she called")

    assert (card["state"], card["disposition"], card["person_state"]) == ("handled", disposition, "safe_confirmed")
    assert card["allowed"] == ["note", "attach", "welfare"]
    assert card["id"] not in staff.listed(cast.ana)


def test_orientation_ends_with_orientation_given_and_nothing_else_does(staff, cast, claimed):
    card = staff.done(cast.ana, claimed(kind="orientation"), "dispose", disposition="orientation_given")
    assert card["disposition"] == "orientation_given"

    answer = staff.act(cast.ana, claimed(), "dispose", disposition="orientation_given")
    assert (answer.status_code, answer.json()["code"], answer.json()["state"]) == (409, "not_orientation", "claimed")


def test_no_contact_needs_three_tries_on_two_channels_over_72_hours(staff, cast, claimed, clock):
    alert_id = claimed()

    def ending():
        return staff.act(cast.ana, alert_id, "dispose", disposition="no_contact")

    def tried(channel):
        staff.clients.clear()  # a session lasts 8 hours
        staff.done(cast.ana, alert_id, "contact", channel=channel, result="no_answer")

    assert ending().json()["code"] == "too_few_tries"
    tried("phone")
    clock.forward(hours=36)
    tried("phone")
    clock.forward(hours=36)
    staff.clients.clear()
    assert ending().json()["code"] == "too_few_tries"  # two tries
    tried("phone")
    assert ending().json()["code"] == "too_few_tries"  # one channel
    tried("sms")
    assert ending().status_code == 200


def test_three_tries_in_a_day_are_no_no_contact(staff, cast, claimed, clock):
    alert_id = claimed()
    for channel in ("phone", "sms", "whatsapp"):
        staff.clients.clear()  # a session lasts 8 hours
        staff.done(cast.ana, alert_id, "contact", channel=channel, result="no_answer")
        clock.forward(hours=7)

    staff.clients.clear()
    assert staff.act(cast.ana, alert_id, "dispose", disposition="no_contact").json()["code"] == "too_few_tries"


def test_a_duplicate_names_its_original(staff, cast, press, claimed):
    original, double = press(), claimed()

    card = staff.done(cast.ana, double, "dispose", disposition="duplicate_of", duplicate_of=str(original))

    assert (card["disposition"], card["person_state"]) == ("duplicate_of", "unknown")
    assert Alert.objects.get(pk=double).duplicate_of_id == original
    assert str(original) in staff.listed(cast.ana)


def test_a_duplicate_of_nothing_itself_or_what_ana_cannot_see_is_refused(staff, cast, press, claimed):
    double = claimed()
    for other in (None, str(double), str(uuid.uuid4()), str(press(location={"lat": 29.7604, "lng": -95.3698}))):
        answer = staff.act(cast.ana, double, "dispose", disposition="duplicate_of", duplicate_of=other)
        assert (answer.status_code, list(answer.json()["fields"])) == (400, ["duplicate_of"])
    assert Alert.objects.get(pk=double).state == "claimed"


def test_two_alerts_are_never_each_others_duplicate(staff, cast, claimed):
    """Both would be handled, and the person would have nobody."""
    one, other = claimed(), claimed()
    staff.done(cast.ana, one, "dispose", disposition="duplicate_of", duplicate_of=str(other))

    answer = staff.act(cast.ana, other, "dispose", disposition="duplicate_of", duplicate_of=str(one))

    assert answer.status_code == 400
    assert Alert.objects.get(pk=other).state == "claimed"


def test_only_opening_a_case_ends_with_a_case(staff, cast, claimed):
    answer = staff.act(cast.ana, claimed(), "dispose", disposition="case_opened")

    assert answer.status_code == 400
    assert Alert.objects.get().state == "claimed"


def test_what_is_handled_is_not_handled_again(staff, cast, claimed):
    alert_id = claimed()
    staff.done(cast.ana, alert_id, "dispose", disposition="false_alarm")

    answer = staff.act(cast.ana, alert_id, "dispose", disposition="false_alarm")

    assert (answer.status_code, answer.json()["code"]) == (409, "already_handled")


def test_only_its_owner_ends_it(staff, cast, press, claimed):
    for user in (cast.bruno, cast.carmen):
        assert staff.act(user, claimed(), "dispose", disposition="false_alarm").json()["code"] == "not_owner"
    assert staff.act(cast.ana, press(), "dispose", disposition="false_alarm").json()["code"] == "not_claimed"


def test_pressing_again_after_the_end_reaches_somebody(sender, staff, cast):
    alert_id = sender.pressed()
    staff.done(cast.ana, alert_id, "claim")
    staff.done(cast.ana, alert_id, "dispose", disposition="false_alarm")

    answer = sender.press(id=str(alert_id), message="it was not a false alarm")

    assert answer.status_code == 200
    assert str(alert_id) in staff.listed(cast.ana)
    card = staff.card(cast.ana, alert_id)
    assert (card["state"], card["owner"], card["disposition"]) == ("received", None, None)
    assert (card["person_state"], card["presses"], card["priority"]) == ("unknown", 2, 0)
    assert "claim" in card["allowed"]


def test_pressing_again_after_a_case_was_opened_rings_and_finds_the_same_case(sender, staff, cast):
    alert_id = sender.pressed()
    staff.done(cast.ana, alert_id, "claim")
    case = staff.done(cast.ana, alert_id, "open-case")["case"]["code"]

    sender.press(id=str(alert_id), message="they moved her")

    assert staff.card(cast.ana, alert_id)["state"] == "received"
    staff.done(cast.bruno, alert_id, "claim")
    again = staff.act(cast.bruno, alert_id, "open-case")
    assert (again.status_code, again.json()["case"]["code"]) == (200, case)
    assert staff.card(cast.bruno, alert_id)["state"] == "handled"
