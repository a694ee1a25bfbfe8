"""A flood: nothing is dropped, the true ones stay in front, and a person empties the lane in groups."""

import json
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from alerts import sweeping
from alerts.actions import watch
from alerts.models import Alert, Device, Person
from alerts.models.sender import fingerprint, pin_fingerprint
from consular.events.models import Event
from tests import cast as people
from tests import databases
from tests.alerts.stage import ALERTS, press_of


@pytest.fixture
def device(cast):
    """Makes a person's phone: its token."""
    made = []

    def make(*, known=False, **fields):
        token = f"dev_{uuid.uuid4()}"
        person = Person.objects.create(code=f"PX-{uuid.uuid4().hex[:8]}", created_at=timezone.now())
        forced = pin_fingerprint(people.DURESS_PIN, fingerprint(token))
        one = Device.objects.create(
            person=person, token_hash=fingerprint(token), pin_hash=bytes(32), duress_pin_hash=forced, **fields
        )
        if known:
            long_ago = timezone.now() - timedelta(days=90)
            Device.objects.filter(pk=one.pk).update(created_at=long_ago, phone_verified_at=long_ago)
        made.append(one.pk)
        return token

    yield make
    databases.empty_of_stories()
    Device.objects.filter(pk__in=made).delete()


def flood(sender, token, n):
    return [sender.pressed(key=token) for _n in range(n)]


def test_from_its_fourth_open_alert_on_a_device_fills_the_flood_lane(sender, staff, cast, device):
    ids = flood(sender, device(), 6)

    assert staff.listed(cast.ana) == {str(pk) for pk in ids[:3]}
    assert Alert.objects.count() == 6
    [group] = staff.get(cast.ana, "board/flood/").json()["items"]
    assert (group["n"], group["post"]) == (3, "LAX")


def test_a_device_in_one_batch_is_counted_too(sender, staff, cast, device):
    token = device()
    answers = sender.send_at_once([(ALERTS, press_of(), token) for _n in range(12)])

    assert {answer.status_code for answer in answers} == {201}
    assert Alert.objects.filter(flood_lane=False).count() == 3
    assert Alert.objects.filter(flood_lane=True).count() == 9


def test_the_flood_lane_pushes_nothing_singly(sender, device, live, cast):
    ids = flood(sender, device(), 5)
    [told] = live.news(cast.ana)
    assert [item["id"] for item in told] == [str(pk) for pk in ids[:3]]


def test_when_the_earlier_ones_are_handled_the_next_press_rings(sender, staff, cast, device):
    token = device()
    for alert_id in flood(sender, token, 3):
        staff.done(cast.ana, alert_id, "claim")
        staff.done(cast.ana, alert_id, "dispose", disposition="false_alarm", note="she pressed by mistake")
    assert str(sender.pressed(key=token)) in staff.listed(cast.ana)


def test_the_lane_has_a_next_step_and_the_audit_is_clean(sender, device, clock):
    flood(sender, device(), 5)
    clock.forward(minutes=10)
    sweeping.sweep()
    assert sweeping.audit()
    assert Alert.objects.filter(flood_lane=True, step=0, step_due_at__isnull=False).count() == 2


def test_the_phone_learns_nothing_of_the_lane(sender, device):
    token = device()
    *_first, last = flood(sender, token, 4)
    assert "flood" not in sender.look(last, key=token).text


def test_a_person_takes_a_sender_out_of_the_lane(sender, staff, cast, device, live):
    token = device()
    ids = flood(sender, token, 5)
    live.news(cast.ana)
    pk = Device.objects.get(token_hash=fingerprint(token)).pk

    assert staff.at(cast.ana).post(f"/api/v1/board/flood/{pk}/lift/").json() == {"alerts": 2}

    assert staff.listed(cast.ana) == {str(one) for one in ids}
    [told] = live.news(cast.ana)
    assert {item["kind"] for item in told} == {"alert.lifted"}
    assert staff.card(cast.ana, ids[-1])["escalation"]["next_to"] == "duty"


def test_a_person_closes_a_group_and_each_is_told_in_its_story(sender, staff, cast, device):
    token = device()
    ids = flood(sender, token, 5)
    pk = Device.objects.get(token_hash=fingerprint(token)).pk

    def close(**body):
        path = f"/api/v1/board/flood/{pk}/close/"
        return staff.at(cast.ana).post(path, json.dumps(body), content_type="application/json")

    assert [(close(**body).status_code, close(**body).json()["fields"].keys()) for body in ({}, {"note": " "})] == [
        (400, {"note"}),
        (400, {"note"}),
    ]
    assert close(note="A broken telephone, I called.").json() == {"alerts": 2}

    card = staff.card(cast.ana, ids[-1])
    assert (card["disposition"], card["person_state"], card["locate"]) == ("false_alarm", "safe_confirmed", None)
    last = staff.timeline(cast.ana, ids[-1])[-1]
    assert (last["actor"], last["note"]) == ("Ana Beltrán", "A broken telephone, I called.")
    assert close(note="A broken telephone, I called.").status_code == 404


def test_one_sender_is_looked_at_alert_by_alert_and_how_many_there_are_is_said(sender, staff, cast, device):
    token = device()
    ids = flood(sender, token, 5)
    pk = Device.objects.get(token_hash=fingerprint(token)).pk

    lane = staff.get(cast.ana, "board/flood/").json()
    assert (lane["groups"], lane["alerts"], [group["n"] for group in lane["items"]]) == (1, 2, [2])
    assert [card["id"] for card in staff.get(cast.ana, f"board/flood/{pk}/").json()["alerts"]] == [
        str(one) for one in ids[3:]
    ]
    assert staff.get(cast.hector, f"board/flood/{pk}/").status_code == 404


def test_one_that_is_claimed_leaves_the_lane_and_is_on_the_board(sender, staff, cast, device):
    ids = flood(sender, device(), 4)
    assert str(ids[-1]) not in staff.listed(cast.ana)

    card = staff.done(cast.ana, ids[-1], "claim")

    assert "flood_lane" not in card["marks"]
    assert str(ids[-1]) in staff.listed(cast.ana)
    assert staff.done(cast.ana, ids[-1], "release")["escalation"]["next_to"] == "duty"


def test_the_lane_has_no_clock_of_locating_until_it_is_left(sender, staff, cast, device, clock):
    token = device()
    ids = flood(sender, token, 4)
    assert Alert.objects.get(pk=ids[-1]).locate_due_at is None
    clock.forward(hours=1, minutes=1)
    sweeping.sweep()
    assert not Event.objects.filter(kind="alert.locate_due", subject_id=ids[-1]).exists()

    pk = Device.objects.get(token_hash=fingerprint(token)).pk
    staff.at(cast.ana).post(f"/api/v1/board/flood/{pk}/lift/")

    assert Alert.objects.get(pk=ids[-1]).locate_due_at == clock.now + timedelta(hours=1)


@pytest.mark.parametrize("before", [{"drill": True}, {"kind": "orientation"}])
def test_whoever_practised_or_asked_before_is_heard_in_need(sender, staff, cast, device, before):
    token = device()
    for _n in range(4):
        sender.pressed(key=token, **before)
    assert not Alert.objects.get(pk=sender.pressed(key=token)).flood_lane


def test_the_duress_pin_is_believed_and_rings_also_while_no_pin_is_let_in(sender, staff, cast, device):
    token = device()
    ids = flood(sender, token, 4)
    for pin in ("0000",) * 5:
        assert sender.cancel(ids[-1], pin, key=token).status_code == 403
    wrong = sender.cancel(ids[-1], "0001", key=token)
    forced = sender.cancel(ids[-1], people.DURESS_PIN, key=token)

    assert (wrong.status_code, wrong.content) == (forced.status_code, forced.content)
    alert = Alert.objects.get(pk=ids[-1])
    assert (alert.duress, alert.flood_lane, alert.step_due_at is not None) == (True, False, True)


def test_another_posts_lane_is_not_there(sender, staff, cast, device):
    token = device()
    flood(sender, token, 5)
    pk = Device.objects.get(token_hash=fingerprint(token)).pk
    assert staff.get(cast.hector, "board/flood/").json()["items"] == []
    assert staff.at(cast.hector).post(f"/api/v1/board/flood/{pk}/lift/").status_code == 404


@pytest.mark.parametrize(("known", "band"), [(True, 0), (False, 2)])
def test_a_known_phone_comes_before_a_new_one(sender, staff, cast, device, known, band):
    alert_id = sender.pressed(key=device(known=known))
    assert staff.card(cast.ana, alert_id)["band"] == band


def test_a_journey_that_nobody_can_make_is_doubtful_and_still_rings(sender, staff, cast, device):
    token = device(known=True)
    sender.pressed(key=token)
    alert_id = sender.pressed(key=token, location=people.DOWNTOWN_HOUSTON)
    card = staff.card(cast.hector, alert_id)
    assert (card["band"], card["state"], "flood_lane" in card["marks"]) == (3, "received", False)


def test_the_true_ones_lead_the_queue_of_a_flood(sender, staff, cast, device):
    for _n in range(20):
        flood(sender, device(), 6)
    true = [str(sender.pressed(key=device(known=True))) for _n in range(5)]

    shown = staff.board(cast.ana)

    assert [card["id"] for card in shown["alerts"][:5]] == true
    assert len(shown["alerts"]) == 65
    watch.count_watches(now=timezone.now())
    assert staff.get(cast.ana, "board/bulletin/").json()["posts"]["LAX"]["flooded"] == 60
