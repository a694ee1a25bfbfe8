"""Contact: every try to reach the person is a step of the story."""

import pytest

from alerts import workflow
from alerts.models import Alert


@pytest.fixture
def anas(staff, cast, press):
    alert_id = press()
    staff.done(cast.ana, alert_id, "claim")
    return alert_id


def test_a_try_without_an_answer_is_logged_and_the_alert_is_being_contacted(staff, cast, anas):
    card = staff.done(cast.ana, anas, "contact", channel="phone", result="no_answer", note="rings out")

    assert card["state"] == "contacting"
    step = staff.timeline(cast.bruno, anas)[-1]
    assert (step["kind"], step["text"], step["note"]) == (
        "alert.contact_tried",
        "Contact tried: by phone, no answer",
        "rings out",
    )
    assert Alert.objects.get().contacted_at is None


def test_the_first_success_is_the_one_that_counts(staff, cast, anas, clock):
    staff.done(cast.ana, anas, "contact", channel="phone", result="no_answer")
    reached = clock.forward(minutes=2)
    staff.done(cast.ana, anas, "contact", channel="whatsapp", result="reached")
    clock.forward(minutes=2)
    staff.done(cast.ana, anas, "contact", channel="phone", result="reached")

    assert Alert.objects.get().contacted_at == reached


@pytest.mark.parametrize("channel", workflow.CONTACT_CHANNELS)
def test_every_channel_has_its_words(staff, cast, anas, channel):
    for result in workflow.CONTACT_RESULTS:
        staff.done(cast.ana, anas, "contact", channel=channel, result=result)
        assert channel not in ("in_person", "sms") or channel not in staff.timeline(cast.ana, anas)[-1]["text"]


def test_only_the_owner_contacts(staff, cast, anas, press):
    for user in (cast.bruno, cast.carmen):
        answer = staff.act(user, anas, "contact", channel="phone", result="reached")
        assert (answer.status_code, answer.json()["code"]) == (409, "not_owner")
    unclaimed = staff.act(cast.ana, press(), "contact", channel="phone", result="reached")
    assert (unclaimed.status_code, unclaimed.json()["code"]) == (409, "not_claimed")
