"""Duplicates are linked, seen from both sides, suggested with a reason, and undone; and a link tells nobody what they may not see."""

import threading
from datetime import timedelta

import pytest
from django.db import connections

from alerts import actions
from alerts.models import Alert
from consular.errors import Refusal
from consular.organisation.access import viewer_of
from tests import cast as people

HALF_A_KM_NORTH = {"lat": 34.0562, "lng": -118.2437, "accuracy_m": 25}
A_KM_NORTH = {"lat": 34.0622, "lng": -118.2437, "accuracy_m": 25}


@pytest.fixture
def links(staff):
    def links(user, alert_id):
        answer = staff.get(user, f"alerts/{alert_id}/links/")
        assert answer.status_code == 200, answer.content
        return answer.json()

    return links


@pytest.fixture
def pair(staff, cast, press):
    """Ana says that the second repeats the first."""
    original, double = press(), press(location=people.DOWNTOWN_LA)
    staff.done(cast.ana, double, "claim")
    staff.done(cast.ana, double, "dispose", disposition="duplicate_of", duplicate_of=str(original))
    return original, double


def maybe(shown):
    return {one["id"]: one["why"] for one in shown["maybe"]}


def test_both_cards_show_the_link(links, cast, pair):
    original, double = pair

    assert links(cast.bruno, double)["duplicate_of"]["id"] == str(original)
    assert [one["id"] for one in links(cast.bruno, original)["duplicates"]] == [str(double)]


def test_undone_it_waits_again_and_its_clock_has_never_stopped(staff, links, cast, pair, clock, live):
    original, double = pair
    before = Alert.objects.get(pk=double)
    clock.forward(minutes=3)
    live.news()

    card = staff.done(cast.bruno, double, "undo-duplicate", reason="her cousin, not her")

    assert (card["state"], card["owner"], card["disposition"]) == ("received", None, None)
    after = Alert.objects.get(pk=double)
    assert (after.received_at, after.waiting_since) == (before.received_at, before.waiting_since)
    assert after.step_due_at == clock.now  # what was overdue is due now
    assert after.locate_due_at == before.received_at + timedelta(hours=1)
    assert str(double) in staff.listed(cast.ana)
    assert links(cast.ana, original)["duplicates"] == []
    [news] = live.news(cast.ana)
    assert [item["kind"] for item in news] == ["alert.duplicate_undone"]
    assert staff.timeline(cast.ana, double)[-1]["note"] == "her cousin, not her"


def test_only_a_duplicate_is_undone_and_only_with_a_reason(staff, cast, pair, press):
    _original, double = pair
    handled = press()
    staff.done(cast.ana, handled, "claim")
    staff.done(cast.ana, handled, "dispose", disposition="false_alarm")

    assert staff.act(cast.ana, handled, "undo-duplicate", reason="another").json()["code"] == "not_a_duplicate"
    assert list(staff.act(cast.ana, double, "undo-duplicate", reason=" x ").json()["fields"]) == ["reason"]
    assert Alert.objects.get(pk=double).state == "handled"


def test_the_same_telephone_is_suggested_and_never_shown(links, cast, press):
    person = {"name": "Rosa Ejemplo", "phone": "+12135550100"}
    first = press(person=person, location=people.DOWNTOWN_LA)
    second = press(kind="relative", person={"name": "R. Ejemplo", "phone": "+12135550100"}, location=A_KM_NORTH)
    press(kind="witness", person={"name": "Otra", "phone": "+12135550199"}, location=A_KM_NORTH)

    shown = links(cast.ana, second)

    assert maybe(shown) == {str(first): ["phone"]}
    assert "5550100" not in str(shown) and "Ejemplo" not in str(shown)


def test_the_same_device_is_suggested(links, sender, cast):
    first = sender.pressed(key=people.DEVICE_TOKEN)
    second = sender.pressed(key=people.DEVICE_TOKEN, location=A_KM_NORTH)

    assert maybe(links(cast.carmen, second)) == {str(first): ["device"]}


@pytest.mark.parametrize(
    ("other", "minutes", "suggested"),
    [
        ({"location": HALF_A_KM_NORTH}, 0, True),
        ({"location": HALF_A_KM_NORTH}, 9, True),
        ({"location": HALF_A_KM_NORTH}, 11, False),
        ({"location": A_KM_NORTH}, 0, False),
        ({"location": HALF_A_KM_NORTH, "kind": "witness"}, 0, False),
        ({"location": HALF_A_KM_NORTH, "drill": True}, 0, False),
        ({"location": HALF_A_KM_NORTH | {"source": "mock"}}, 0, False),
        ({"location": None}, 0, False),
    ],
)
def test_near_in_place_and_time_and_of_the_same_kind(links, cast, press, clock, other, minutes, suggested):
    first = press()
    clock.forward(minutes=minutes)
    press(**other)

    assert bool(links(cast.ana, first)["maybe"]) is suggested


def test_nobody_is_linked_across_what_they_may_not_see(staff, links, cast, press):
    person = {"phone": "+12135550100"}
    here, houston = press(person=person), press(person=person, location=people.DOWNTOWN_HOUSTON)

    assert maybe(links(cast.ana, here)) == maybe(links(cast.hector, houston)) == {}
    assert maybe(links(cast.oscar, here)) == {str(houston): ["phone"]}  # the call centre sees both


def test_what_is_only_offered_is_not_measured(staff, links, cast, press):
    """Houston's own alert must not tell how near an offered one is: its card rounds the place off."""
    offered = press()
    staff.done(cast.ana, offered, "claim")
    staff.done(cast.ana, offered, "handover", to="HOU")
    own = press()
    Alert.objects.filter(pk=own).update(posts=[cast.posts["HOU"].pk])

    assert maybe(links(cast.hector, own)) == {}
    assert staff.get(cast.hector, f"alerts/{offered}/links/").status_code == 403


def test_a_duplicate_of_something_else_is_not_suggested(links, cast, pair, press):
    original, double = pair
    third = press()

    assert maybe(links(cast.ana, third)) == {str(original): ["near"]}
    assert str(double) not in maybe(links(cast.ana, third))


def test_two_alerts_are_never_each_the_duplicate_of_the_other(staff, cast, press):
    """Ana and Bruno see the same double and end it from both sides at once."""
    mine, his = press(), press()
    staff.done(cast.ana, mine, "claim")
    staff.done(cast.bruno, his, "claim")
    start, refused = threading.Barrier(2), []

    def end(user, alert_id, other):
        start.wait()
        try:
            actions.dispose(
                alert_id=alert_id, actor=user, viewer=viewer_of(user), disposition="duplicate_of", duplicate_of=other
            )
        except Refusal as refusal:
            refused.append(refusal)
        finally:
            connections.close_all()

    both = [threading.Thread(target=end, args=args) for args in ((cast.ana, mine, his), (cast.bruno, his, mine))]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert len(refused) == 1
    assert Alert.objects.open().count() == 1
