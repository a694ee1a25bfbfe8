"""An ending that says little needs a note: asked for where somebody writes, owed where a program sent none."""

import pytest

from alerts.models import Alert
from consular.events.models import Event


@pytest.fixture
def claimed(staff, cast, press):
    def claim(**body):
        alert_id = press(**body)
        staff.done(cast.ana, alert_id, "claim")
        return alert_id

    return claim


@pytest.mark.parametrize("note", ["", "   ", " o k ", "\t\n"])
@pytest.mark.parametrize("disposition", ["false_alarm", "cancelled_confirmed"])
def test_a_note_that_says_nothing_is_refused_and_nothing_ends(staff, cast, claimed, disposition, note):
    alert_id = claimed()

    answer = staff.act(cast.ana, alert_id, "dispose", disposition=disposition, note=note)

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["note"])
    assert Alert.objects.get().state == "claimed"


def test_a_duplicate_needs_none(staff, cast, claimed, press):
    card = staff.done(cast.ana, claimed(), "dispose", disposition="duplicate_of", duplicate_of=str(press()), note="")

    assert "note_due" not in card["marks"]


def test_a_program_that_knows_of_no_note_ends_the_alert_and_owes_it(staff, cast, claimed):
    alert_id = claimed()

    card = staff.done(cast.ana, alert_id, "dispose", disposition="false_alarm")

    assert (card["state"], card["marks"]) == ("handled", ["note_due"])
    assert Event.objects.get(kind="alert.disposed").payload == {"disposition": "false_alarm", "note_missing": True}
    owed = lambda user: [one["id"] for one in staff.get(user, "board/owed/").json()["alerts"]]  # noqa: E731
    assert owed(cast.ana) == [str(alert_id)]
    assert owed(cast.bruno) == []  # whoever ended it writes it


def test_the_note_that_is_owed_settles_it(staff, cast, claimed):
    alert_id = claimed(kind="orientation")
    staff.done(cast.ana, alert_id, "dispose", disposition="orientation_given")
    assert "note_due" in staff.done(cast.ana, alert_id, "note", text="ok")["marks"]

    card = staff.done(cast.ana, alert_id, "note", text="Told her about the hearing list.")

    assert card["marks"] == []
    assert staff.get(cast.ana, "board/owed/").json() == {"alerts": []}


def test_with_a_note_nothing_is_owed(staff, cast, claimed):
    card = staff.done(cast.ana, claimed(), "dispose", disposition="false_alarm", note="Her son pressed it.")

    assert card["marks"] == []
    assert "note_missing" not in Event.objects.get(kind="alert.disposed").payload


def test_a_press_after_the_end_owes_no_note(sender, staff, cast):
    alert_id = sender.pressed()
    staff.done(cast.ana, alert_id, "claim")
    staff.done(cast.ana, alert_id, "dispose", disposition="false_alarm")

    sender.press(id=str(alert_id), message="they are back")

    assert staff.card(cast.ana, alert_id)["marks"] == ["unlocated"]
