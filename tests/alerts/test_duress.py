"""The duress PIN: for whoever holds the phone it is a cancel; owner and supervisor, and nobody else, see that it was forced."""

import uuid

import orjson
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alerts import actions
from alerts.board import BoardReader, BoardSource, DeviceReader
from alerts.models import Alert, CancelRequest
from alerts.models.sender import fingerprint
from consular.organisation.access import viewer_of
from tests import cast as people
from tests import databases

PINS = {"true": people.PIN, "forced": people.DURESS_PIN}


@pytest.fixture
def story(sender, clock):
    """Presses and cancels with this row of PINs; the clock stands still, so that two stories differ in nothing but the PINs."""

    def tell(*pins, alert_id=None, early=False):
        alert_id = alert_id or uuid.uuid4()
        if not early:
            sender.pressed(id=str(alert_id), key=people.DEVICE_TOKEN)
        answers = [sender.cancel(alert_id, PINS[pin], key=people.DEVICE_TOKEN) for pin in pins]
        if early:
            sender.pressed(id=str(alert_id), key=people.DEVICE_TOKEN)
        return alert_id, answers

    return tell


def faceless(answer, alert_id):
    return answer.status_code, sorted(answer.headers.items()), answer.content.replace(str(alert_id).encode(), b"ID")


def test_the_answer_is_the_same_to_the_byte(story):
    (true_id, [true]), (forced_id, [forced]) = story("true"), story("forced")

    assert faceless(true, true_id) == faceless(forced, forced_id)
    assert list(Alert.objects.order_by("duress").values_list("pk", "duress")) == [(true_id, False), (forced_id, True)]


@pytest.mark.parametrize("early", [False, True])
@pytest.mark.parametrize(("one", "other"), [
    (["true"], ["forced"]), (["true", "true"], ["true", "forced"]), (["true", "true"], ["forced", "true"]),
    (["true", "true"], ["forced", "forced"]),
])  # fmt: skip
def test_later_looks_by_the_phone_are_the_same(story, sender, clock, one, other, early):
    """Also when she tries one PIN and then the other: a second forced cancel must not show by a newer time."""
    looks = []
    for pins in (one, other):
        alert_id = uuid.uuid4()
        first, *rest = pins
        if not early:
            sender.pressed(id=str(alert_id), key=people.DEVICE_TOKEN)
        for pin in (first, *rest):
            sender.cancel(alert_id, PINS[pin], key=people.DEVICE_TOKEN)
            clock.forward(minutes=1)
        if early:
            sender.pressed(id=str(alert_id), key=people.DEVICE_TOKEN)
        looks.append((faceless(sender.look(alert_id, key=people.DEVICE_TOKEN), alert_id), clock.now, pins))
        clock.forward(minutes=-len(pins))
    assert looks[0][0] == looks[1][0]


def test_the_phones_own_socket_says_the_same(story, publish):
    frames = []
    for pin in PINS:
        before = publish()
        alert_id, _answers = story(pin)
        publish()
        frame = BoardSource().read(before).frame(DeviceReader(alert_id))
        frames.append(frame.replace(str(alert_id).encode(), b"ID"))

    assert frames[0] == frames[1]


def test_pressing_again_after_a_cancel_is_answered_the_same(story, sender):
    answers = []
    for pin in PINS:
        alert_id, _answers = story(pin)
        answer = sender.press(id=str(alert_id), key=people.DEVICE_TOKEN, message="otra vez")
        body = {**answer.json(), "receipt": "", "id": ""}
        answers.append((answer.status_code, body))

    assert answers[0] == answers[1]


def test_carmen_sees_that_it_was_forced_and_ana_does_not(story, staff, cast):
    alert_id, _answers = story("forced")

    for supervisor in (cast.carmen, cast.olga):
        card = staff.card(supervisor, alert_id)
        assert (card["marks"], card["priority"]) == (["cancel_pending", "duress"], 0)
    for other in (cast.ana, cast.bruno, cast.oscar):
        card = staff.card(other, alert_id)
        assert (card["marks"], card["priority"]) == (["cancel_pending"], 1)


def test_ana_learns_it_when_the_alert_is_hers_and_bruno_still_does_not(story, staff, cast):
    alert_id, _answers = story("forced")

    card = staff.done(cast.ana, alert_id, "claim")

    assert ("duress" in card["marks"], card["priority"]) == (True, 0)
    assert "duress" in staff.card(cast.ana, alert_id)["marks"]
    for other in (cast.bruno, cast.oscar):
        assert "duress" not in staff.card(other, alert_id)["marks"]
        assert staff.card(other, alert_id)["priority"] == 1


def test_no_frame_for_an_officer_differs_from_that_of_a_true_cancel(story, publish, cast):
    def told(pin, user):
        databases.empty_of_stories()  # a phone's fourth open alert would wait in the flood lane
        before = publish()
        story(pin)
        publish()
        frame = BoardSource().read(before).frame(BoardReader(viewer_of(user), "a session"))
        items = orjson.loads(frame)["items"]
        for item in items:
            item.pop("seq")
            item["id"] = item["alert"]["id"] = item["alert"]["code"] = ""
        return items

    for user in (cast.ana, cast.oscar):
        assert told("true", user) == told("forced", user)
    assert told("true", cast.carmen) != told("forced", cast.carmen)


@pytest.mark.parametrize("pins", [["true", "true"], ["true", "forced"], ["forced", "true"]])
def test_the_timeline_tells_the_same_story(story, staff, cast, pins):
    alert_id, _answers = story(*pins)

    for user in (cast.ana, cast.oscar):
        texts = [item["text"] for item in staff.timeline(user, alert_id)]
        assert texts == ["Alert received", "The sender asks to cancel", "The sender asks to cancel"]


def test_the_snapshot_hides_it_too(story, staff, cast):
    story("forced")

    seen = {user: staff.board(user)["alerts"][0] for user in (cast.ana, cast.oscar, cast.carmen)}

    assert "duress" not in seen[cast.ana]["marks"] + seen[cast.oscar]["marks"]
    assert (seen[cast.ana]["priority"], seen[cast.carmen]["priority"]) == (1, 0)
    assert "duress" in seen[cast.carmen]["marks"]


def test_helena_sees_nothing_of_it_until_the_alert_is_hers(story, staff, cast):
    alert_id, _answers = story("forced")
    staff.done(cast.ana, alert_id, "claim")
    staff.done(cast.ana, alert_id, "handover", to="HOU")

    assert "duress" not in staff.card(cast.helena, alert_id)["marks"]
    staff.done(cast.hector, alert_id, "handover-accept")
    assert "duress" in staff.card(cast.helena, alert_id)["marks"]


def test_forced_once_stays_forced(story, sender):
    alert_id, _answers = story("forced", "true")

    assert Alert.objects.get(pk=alert_id).duress is True
    assert list(CancelRequest.objects.order_by("id").values_list("duress", flat=True)) == [True, False]


def test_forced_before_the_alert_is_known_when_the_alert_comes(story, staff, cast):
    alert_id, _answers = story("forced", early=True)

    assert staff.card(cast.carmen, alert_id)["marks"] == ["cancel_pending", "duress"]
    assert staff.card(cast.ana, alert_id)["marks"] == ["cancel_pending"]


def test_both_pins_take_the_same_work(sender):
    """Timing follows work: the same statements in the same order."""
    shapes = []
    for pin in PINS.values():
        alert_id = sender.pressed(key=people.DEVICE_TOKEN)
        with CaptureQueriesContext(connection) as queries:
            actions.request_cancel(alert_id=alert_id, key_hash=fingerprint(people.DEVICE_TOKEN), pin=pin)
        shapes.append([query["sql"].split(" ")[0] for query in queries])
    assert shapes[0] == shapes[1]
