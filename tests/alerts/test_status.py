"""What the one who pressed may know of the alert, later."""

import uuid

import pytest

from tests import cast as people


def test_the_sender_follows_its_own_alert(sender, staff, cast, clock):
    alert_id = sender.pressed()

    answer = sender.look(alert_id)

    assert answer.status_code == 200
    assert answer.json() == {
        "id": str(alert_id), "state": "received", "marks": [], "consulate": "LAX", "claimed_at": None,
        "updated_at": answer.json()["updated_at"],
    }  # fmt: skip
    staff.done(cast.ana, alert_id, "claim")
    status = sender.look(alert_id).json()
    assert status["state"] == "claimed"
    assert status["claimed_at"] == status["updated_at"]
    assert "Ana" not in str(status)


def test_the_phone_follows_its_own_alert(sender):
    alert_id = sender.pressed(key=people.DEVICE_TOKEN)

    assert sender.look(alert_id, key=people.DEVICE_TOKEN).json()["state"] == "received"


@pytest.mark.parametrize("key", [people.OTHER_KEY, people.SOURCE_KEY])
def test_for_another_sender_it_does_not_exist(sender, key):
    alert_id = sender.pressed(key=people.DEVICE_TOKEN)

    foreign, nowhere = sender.look(alert_id, key=key), sender.look(uuid.uuid4(), key=key)

    assert (foreign.status_code, nowhere.status_code) == (404, 404)
    assert foreign.content == nowhere.content
    assert foreign.json()["code"] == "not_found"


def test_an_unknown_key_is_401_whether_or_not_the_alert_exists(sender):
    answers = [sender.look(alert_id, key="src_nobody") for alert_id in (sender.pressed(), uuid.uuid4())]

    assert {answer.status_code for answer in answers} == {401}
    assert answers[0].content == answers[1].content
    assert answers[0].json()["code"] == "unknown_key"


def test_without_a_key_or_a_session_it_is_401(sender):
    answer = sender.look(sender.pressed(), key=None)

    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")


def test_a_key_opens_nothing_of_the_staff(sender):
    alert_id = sender.pressed()

    for path in ("board/", "board/events/?after=0", f"alerts/{alert_id}/timeline/", "places/?q=houston", "cases/"):
        answer = sender.send(f"/api/v1/{path}", None)
        assert answer.status_code in (401, 403), path


@pytest.mark.parametrize("name", ["luis", "nadia", "aurelio", "adela", "hector"])
def test_staff_who_do_not_work_on_it_get_404(sender, staff, cast, name):
    alert_id = sender.pressed()

    assert staff.get(getattr(cast, name), f"alerts/{alert_id}/").status_code == 404
    assert staff.card(cast.ana, alert_id)["id"] == str(alert_id)
