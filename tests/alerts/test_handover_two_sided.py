"""Hand-over has two sides: the receiver reads a brief and may say no, the sender may take it back, and silence rings both supervisors."""

import pytest

from alerts import sweeping
from alerts.actions import timers
from alerts.models import Alert
from consular.events.models import Event
from tests import cast as people


@pytest.fixture
def offered(staff, cast, press, clock):
    alert_id = press(language="en")
    staff.done(cast.ana, alert_id, "claim")
    staff.done(cast.ana, alert_id, "contact", channel="phone", result="no_answer", note="rings, nobody")
    staff.done(cast.ana, alert_id, "tick", step="place")
    staff.done(cast.ana, alert_id, "welfare", minutes=45)
    staff.done(cast.ana, alert_id, "handover", to="HOU")
    return alert_id


@pytest.fixture
def brief(staff):
    return lambda user, alert_id: staff.get(user, f"alerts/{alert_id}/handover/brief/").json()


@pytest.fixture
def later(cast, clock):
    def later(minutes):
        clock.forward(minutes=minutes)
        Alert.objects.filter(owner=cast.ana).update(beat_at=clock.now)
        sweeping.sweep()

    return later


def test_the_brief_says_what_was_done_promised_and_is_due(brief, cast, offered, clock):
    told = brief(cast.hector, offered)

    assert told["offer"] | {"at": None, "answer_due_at": None} == {
        "to": "HOU", "by": "Ana Beltrán", "at": None, "answer_due_at": None, "asked_again": 0,
    }  # fmt: skip
    assert [one["kind"] for one in told["done"]] == ["alert.claimed", "alert.contact_tried"]
    assert (told["contacts"]["tries"], told["contacts"]["reached"]) == (1, 0)
    script = told["promised"]["script"]
    assert (script["done"], script["total"], len(script["open"])) == (1, 10, 9)
    assert told["next"]["what"] == "welfare"
    assert told["promised"]["welfare_at"] == told["next"]["at"]
    assert told["facts"] == {"language": "en", "presses": 1}


def test_the_receiver_reads_about_one_kilometre_and_no_note(brief, cast, offered):
    told = brief(cast.hector, offered)

    assert told["alert"]["location"]["precision"] == "1km"
    assert str(people.DOWNTOWN_LA["lat"]) not in str(told)
    assert "rings, nobody" not in str(told)
    assert brief(cast.ana, offered)["alert"]["location"]["precision"] == "exact"


def test_the_brief_does_not_tell_of_duress(sender, staff, brief, cast, clock):
    def offer(pin):
        alert_id = sender.pressed(key=people.DEVICE_TOKEN)
        sender.cancel(alert_id, pin, key=people.DEVICE_TOKEN)
        staff.done(cast.ana, alert_id, "claim")
        staff.done(cast.ana, alert_id, "tick", step="safe_contact")
        staff.done(cast.ana, alert_id, "handover", to="HOU")
        told = brief(cast.hector, alert_id)
        return {name: value for name, value in told.items() if name != "alert"} | {
            name: told["alert"][name] for name in ("marks", "priority", "allowed", "rings")
        }

    assert offer(people.DURESS_PIN) == offer(people.PIN)


def test_a_stranger_post_and_an_operator_get_no_brief(staff, cast, offered):
    Alert.objects.update(handover_to=None)
    assert staff.get(cast.hector, f"alerts/{offered}/handover/brief/").status_code == 404
    assert staff.get(cast.oscar, f"alerts/{offered}/handover/brief/").status_code == 403


def test_houston_says_no_and_ana_reads_why(staff, cast, offered, live):
    live.news()
    staff.done(cast.hector, offered, "handover-decline", reason="She lives in San Diego.")

    [anas, hectors] = live.news(cast.ana, cast.hector)

    assert [item["kind"] for item in anas] == ["alert.handover_declined"]
    assert "handover" not in anas[0]["alert"] and anas[0]["alert"]["owner"]["name"] == "Ana Beltrán"
    assert [item["kind"] for item in hectors] == ["alert.hidden"]
    last = staff.timeline(cast.ana, offered)[-1]
    assert (last["note"], last["actor"]) == ("She lives in San Diego.", "Héctor Fuentes")
    assert staff.get(cast.hector, f"alerts/{offered}/").status_code == 404


def test_no_needs_a_reason(staff, cast, offered):
    answer = staff.act(cast.hector, offered, "handover-decline", reason=" . ")

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["reason"])
    assert Alert.objects.get().handover_to_id == cast.posts["HOU"].pk


@pytest.mark.parametrize("name", ["ana", "carmen"])
def test_the_sender_takes_it_back(staff, cast, offered, live, name):
    live.news()
    card = staff.done(getattr(cast, name), offered, "handover-withdraw")

    assert (card["handover"], card["owner"]["name"]) == (None, "Ana Beltrán")
    assert [item["kind"] for item in live.news(cast.hector)[0]] == ["alert.hidden"]
    assert staff.act(cast.ana, offered, "handover-withdraw").json()["code"] == "not_offered"


def test_a_colleague_does_not_take_it_back(staff, cast, offered):
    assert staff.act(cast.bruno, offered, "handover-withdraw").json()["code"] == "not_owner"


def test_what_nobody_answers_rings_both_supervisors_and_again(staff, cast, offered, later):
    later(9)
    assert not Event.objects.filter(kind="alert.handover_overdue").exists()

    later(1)

    rings = {
        user.username: staff.card(user, offered)["rings"]
        for user in (cast.ana, cast.bruno, cast.hector, cast.carmen, cast.helena)
    }
    assert rings == {
        "ana": [],
        "bruno": [],
        "hector": ["handover_offered"],
        "carmen": ["handover_overdue"],
        "helena": ["handover_offered", "handover_overdue"],
    }
    assert "handover_overdue" in staff.card(cast.hector, offered)["marks"]
    later(10)
    times = Event.objects.filter(kind="alert.handover_overdue").order_by("id").values_list("payload__times", flat=True)
    assert list(times) == [1, 2]


@pytest.mark.parametrize("verb", ["handover-accept", "handover-decline", "handover-withdraw", "release", "handover"])
def test_an_answer_ends_the_ringing(staff, cast, offered, later, verb):
    later(10)
    body = {"handover-decline": {"reason": "not ours"}, "handover": {"to": "SAN"}}.get(verb, {})
    user = cast.hector if verb in ("handover-accept", "handover-decline") else cast.ana

    card = staff.done(user, offered, verb, **body)

    assert "handover_overdue" not in card["marks"]
    later(9)
    assert Event.objects.filter(kind="alert.handover_overdue").count() == 1


def test_the_auditor_minds_an_offer_that_nobody_was_rung_for(cast, offered, later, clock):
    lost = lambda: timers.without_next_step(now=clock.now, grace=sweeping.GRACE)  # noqa: E731
    later(60)
    assert lost() == 0

    Alert.objects.update(handover_due_at=clock.ago(minutes=1))  # as if nobody swept

    assert lost() == 1


def test_after_accepting_hector_finds_the_promise_and_the_ticks(staff, cast, offered):
    card = staff.done(cast.hector, offered, "handover-accept")

    assert card["welfare_at"]
    assert staff.get(cast.hector, f"alerts/{offered}/script/").json()["done"] == 1
