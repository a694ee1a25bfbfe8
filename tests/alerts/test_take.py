"""Taking over: a peer when the owner is gone, a supervisor at any time, both with a reason that stays."""

import threading

import pytest
from django.db import connection

from alerts import actions
from alerts.models import Alert
from consular.errors import Conflict
from consular.events.models import Event
from consular.organisation.access import viewer_of


@pytest.fixture
def anas(staff, cast, press, clock):
    alert_id = press()
    staff.done(cast.ana, alert_id, "claim")
    return alert_id


def test_carmen_takes_it_at_any_time_and_says_why(staff, cast, anas):
    card = staff.done(cast.carmen, anas, "take", reason="Ana is in court")

    assert (card["owner"]["name"], card["state"]) == ("Carmen Duarte", "claimed")
    step = staff.timeline(cast.ana, anas)[-1]
    assert (step["kind"], step["actor"], step["note"]) == ("alert.taken", "Carmen Duarte", "Ana is in court")
    assert "release" not in staff.card(cast.ana, anas)["allowed"]


def test_bruno_waits_until_anas_beats_have_stopped_for_65_seconds(staff, cast, anas, clock):
    early = staff.act(cast.bruno, anas, "take", reason="she is away")
    assert (early.status_code, early.json()["code"]) == (409, "not_stale")
    assert early.json()["owner"]["name"] == "Ana Beltrán"
    clock.forward(seconds=65)

    assert staff.done(cast.bruno, anas, "take", reason="she is away")["owner"]["name"] == "Bruno Cárdenas"


def test_what_was_being_contacted_goes_on_being_contacted(staff, cast, anas):
    staff.done(cast.ana, anas, "contact", channel="phone", result="no_answer")

    assert staff.done(cast.carmen, anas, "take", reason="I go on")["state"] == "contacting"


def test_the_new_owners_claim_is_fresh(staff, cast, anas, clock):
    clock.forward(seconds=65)
    staff.done(cast.bruno, anas, "take", reason="she is away")

    assert staff.act(cast.ana, anas, "take", reason="back").json()["code"] == "not_stale"


def test_nobody_takes_what_is_nobodys_handled_or_their_own(staff, cast, press, anas):
    assert staff.act(cast.carmen, press(), "take", reason="x").status_code == 409
    assert staff.act(cast.ana, anas, "take", reason="x").status_code == 409
    staff.done(cast.ana, anas, "dispose", disposition="false_alarm")
    assert staff.act(cast.carmen, anas, "take", reason="x").json()["code"] == "already_handled"


def test_without_a_reason_nobody_takes_anything(staff, cast, anas):
    for body in ({}, {"reason": ""}, {"reason": " \n "}):
        answer = staff.act(cast.carmen, anas, "take", **body)
        assert (answer.status_code, list(answer.json()["fields"])) == (400, ["reason"])


def test_a_claim_and_its_loser_at_once(cast, press):
    """Ten claims of one alert in ten threads: one owner, nine refusals, one event."""
    alert_id, won, lost = press(), [], []
    users = [cast.ana, cast.bruno, cast.carmen, cast.olga] * 3
    ready = threading.Barrier(len(users))

    def try_it(user):
        viewer = viewer_of(user)
        ready.wait()
        try:
            actions.claim(alert_id=alert_id, actor=user, viewer=viewer)
            won.append(user.username)
        except Conflict as refusal:
            lost.append(refusal.extra["owner"]["name"])
        finally:
            connection.close()

    threads = [threading.Thread(target=try_it, args=[user]) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    owner = Alert.objects.select_related("owner").get().owner
    assert set(won) == {owner.username}
    assert set(lost) == {owner.display_name()}
    assert Event.objects.filter(kind="alert.claimed").count() == 1
