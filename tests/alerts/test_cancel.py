"""Asking to cancel: it raises a mark that people see, changes no owner and closes nothing by itself."""

import uuid

import pytest

from alerts.models import Alert, CancelRequest
from consular.events.models import Event
from tests import cast as people
from tests.alerts.stage import ALERTS


def kinds():
    return list(Event.objects.order_by("id").values_list("kind", flat=True))


def test_the_source_asks_to_cancel_without_a_pin_and_the_mark_is_raised(sender, staff, cast):
    alert_id = sender.pressed()

    answer = sender.cancel(alert_id)

    assert answer.status_code == 202
    assert answer.json() == {"id": str(alert_id), "state": "received", "marks": ["cancel_pending"]}
    assert staff.card(cast.ana, alert_id)["marks"] == ["cancel_pending"]
    assert kinds() == ["alert.received", "alert.cancel_requested"]


def test_marta_cancels_on_her_phone_with_her_pin(sender, staff, cast):
    alert_id = sender.pressed(key=people.DEVICE_TOKEN)

    answer = sender.cancel(alert_id, people.PIN, key=people.DEVICE_TOKEN)

    assert (answer.status_code, answer.json()["marks"]) == (202, ["cancel_pending"])
    assert staff.card(cast.ana, alert_id)["marks"] == ["cancel_pending"]
    assert Alert.objects.get().duress is False


@pytest.mark.parametrize(
    "pin", ["0000", "", None, 2468, "24680", " 2468", "２４６８", ["2468"], {"pin": "2468"}, True, "2468\x00", "\ud800"]
)
def test_a_wrong_pin_cancels_nothing(sender, staff, cast, pin):
    alert_id = sender.pressed(key=people.DEVICE_TOKEN)

    answer = sender.cancel(alert_id, pin, key=people.DEVICE_TOKEN)

    assert (answer.status_code, answer.json()["code"]) == (403, "wrong_pin")
    assert answer.json()["fields"] == {}
    assert staff.card(cast.ana, alert_id)["marks"] == []
    assert not CancelRequest.objects.exists()


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"null", b"\x00", b"[" * 100_000, b'{"pin": ' + b"[" * 50_000, b'"2468"', b"2468"]
)
def test_a_body_that_cannot_be_read_has_no_pin(sender, body):
    phone, source = sender.pressed(key=people.DEVICE_TOKEN), sender.pressed()

    assert sender.send(f"{ALERTS}{phone}/cancel/", body, key=people.DEVICE_TOKEN).status_code == 403
    assert sender.send(f"{ALERTS}{source}/cancel/", body).status_code == 202


def test_a_wrong_pin_is_told_in_the_language_of_the_phone(sender):
    path = f"{ALERTS}{sender.pressed(key=people.DEVICE_TOKEN)}/cancel/"

    answer = sender.send(path, {"pin": "0"}, key=people.DEVICE_TOKEN, accept_language="es")

    assert answer.json()["code"] == "wrong_pin"


def test_an_unknown_key_cancels_nothing(sender):
    alert_id = sender.pressed()

    assert sender.cancel(alert_id, key="src_nobody").status_code == 401
    assert Alert.objects.get().cancel_requested_at is None


def test_another_sender_cancels_nothing_and_learns_nothing(sender, staff, cast):
    alert_id = sender.pressed(key=people.DEVICE_TOKEN)
    staff.done(cast.ana, alert_id, "claim")

    answer = sender.cancel(alert_id, key=people.OTHER_KEY)

    nowhere = sender.cancel(uuid.uuid4(), key=people.OTHER_KEY)
    assert answer.status_code == nowhere.status_code == 202
    assert answer.json()["state"] == nowhere.json()["state"] == "received"
    assert Alert.objects.get().cancel_requested_at is None


def test_a_cancel_before_its_alert_waits_for_it(sender, staff, cast):
    alert_id = uuid.uuid4()
    early = sender.cancel(alert_id, people.PIN, key=people.DEVICE_TOKEN)
    assert (early.status_code, early.json()["marks"]) == (202, ["cancel_pending"])

    answer = sender.press(id=str(alert_id), key=people.DEVICE_TOKEN)

    assert (answer.status_code, answer.json()["marks"]) == (201, ["cancel_pending"])
    assert str(alert_id) in staff.listed(cast.ana)
    assert staff.card(cast.ana, alert_id)["marks"] == ["cancel_pending"]


def test_a_cancel_before_its_alert_by_somebody_else_is_not_its_cancel(sender):
    alert_id = uuid.uuid4()
    sender.cancel(alert_id, key=people.OTHER_KEY)

    answer = sender.press(id=str(alert_id), key=people.DEVICE_TOKEN)

    assert answer.json()["marks"] == []


def test_a_cancel_after_the_claim_is_a_flag_and_ana_keeps_the_alert(sender, staff, cast):
    alert_id = sender.pressed()
    staff.done(cast.ana, alert_id, "claim")

    sender.cancel(alert_id)

    card = staff.card(cast.bruno, alert_id)
    assert (card["state"], card["owner"]["name"]) == ("claimed", "Ana Beltrán")
    assert "cancel_pending" in card["marks"]


def test_a_cancelled_alert_can_still_be_claimed_and_pressed(sender, staff, cast):
    alert_id = sender.pressed()
    sender.cancel(alert_id)

    assert staff.done(cast.ana, alert_id, "claim")["state"] == "claimed"
    assert sender.press(id=str(alert_id), message="no, ayuda").status_code == 200
    assert Alert.objects.get().presses == 2


def test_cancelling_what_is_handled_changes_nothing(sender, staff, cast):
    alert_id = sender.pressed()
    staff.done(cast.ana, alert_id, "claim")
    staff.done(cast.ana, alert_id, "dispose", disposition="false_alarm")

    answer = sender.cancel(alert_id)

    assert (answer.status_code, answer.json()["state"]) == (202, "handled")
    assert Alert.objects.get().cancel_requested_at is None
    assert kinds()[-1] == "alert.disposed"


def test_fifty_cancels_at_once_are_one_mark(sender):
    alert_id = sender.pressed()

    answers = sender.send_at_once([(f"{ALERTS}{alert_id}/cancel/", {}, people.SOURCE_KEY)] * 50)

    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.content for answer in answers}) == 1
    assert CancelRequest.objects.count() == 50


def test_press_fixes_and_cancel_at_once_end_the_same_whatever_comes_first(sender, clock):
    for _ in range(5):
        alert_id = uuid.uuid4()
        body = {
            "id": str(alert_id),
            "kind": "panic",
            "location": people.DOWNTOWN_LA | {"fixed_at": clock.ago(minutes=5)},
        }
        newer = {"positions": [people.DOWNTOWN_LA | {"lat": 34.2, "fixed_at": clock.ago(minutes=1)}]}
        answers = sender.send_at_once([
            (ALERTS, body, people.SOURCE_KEY),
            (f"{ALERTS}{alert_id}/positions/", newer, people.SOURCE_KEY),
            (f"{ALERTS}{alert_id}/cancel/", {}, people.SOURCE_KEY),
            (ALERTS, body, people.SOURCE_KEY),
        ])  # fmt: skip
        assert sorted(answer.status_code for answer in answers) == [200, 201, 202, 202]
        alert = Alert.objects.get(pk=alert_id)
        assert (alert.point.y, alert.presses) == (34.2, 1)
        assert alert.cancel_requested_at is not None


def test_after_five_wrong_pins_none_is_right_until_nobody_has_tried_for_a_quarter_of_an_hour(
    sender, staff, cast, clock
):
    alert_id = sender.pressed(key=people.DEVICE_TOKEN)
    for pin in ("0000", "1111", "2222", "3333", "4444"):
        assert sender.cancel(alert_id, pin, key=people.DEVICE_TOKEN).json()["code"] == "wrong_pin"

    refused = sender.cancel(alert_id, people.PIN, key=people.DEVICE_TOKEN)
    clock.forward(minutes=14)
    refused_again = sender.cancel(alert_id, people.PIN, key=people.DEVICE_TOKEN)
    clock.forward(minutes=16)
    taken = sender.cancel(alert_id, people.PIN, key=people.DEVICE_TOKEN)

    assert [one.status_code for one in (refused, refused_again, taken)] == [403, 403, 202]
    assert [item["text"] for item in staff.timeline(cast.ana, alert_id)].count(
        "Somebody tried a wrong PIN on the phone"
    ) == 7


def test_a_true_pin_starts_the_count_anew(sender):
    alert_id = sender.pressed(key=people.DEVICE_TOKEN)
    for _round in range(3):
        for pin in ("0000", "1111", "2222"):
            sender.cancel(alert_id, pin, key=people.DEVICE_TOKEN)
        assert sender.cancel(alert_id, people.PIN, key=people.DEVICE_TOKEN).status_code == 202


def test_the_duress_pin_is_believed_also_when_no_pin_is_let_in(sender, staff, cast):
    alert_id = sender.pressed(key=people.DEVICE_TOKEN)
    for pin in ("0000", "1111", "2222", "3333", "4444"):
        wrong = sender.cancel(alert_id, pin, key=people.DEVICE_TOKEN)

    forced = sender.cancel(alert_id, people.DURESS_PIN, key=people.DEVICE_TOKEN)

    assert (forced.status_code, forced.content) == (wrong.status_code, wrong.content)
    assert staff.card(cast.carmen, alert_id)["marks"] == ["duress"]
    assert staff.card(cast.bruno, alert_id)["marks"] == []
