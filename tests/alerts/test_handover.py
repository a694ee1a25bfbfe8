"""Hand-over: the sender stays responsible until the receiver accepts; the offered post sees about one kilometre until then."""

import pytest

from alerts.models import Alert
from tests import cast as people


@pytest.fixture
def offered(staff, cast, press, clock):
    """Ana of Los Angeles offers her alert to Houston."""
    alert_id = press()
    staff.done(cast.ana, alert_id, "claim")
    staff.done(cast.ana, alert_id, "handover", to="HOU")
    return alert_id


def test_the_offered_post_sees_it_coarsely_and_may_only_answer(staff, cast, offered):
    for user in (cast.hector, cast.helena):
        card = staff.card(user, offered)
        assert card["allowed"] == ["handover-accept", "handover-decline"]
        location = card["location"]
        assert (location["precision"], location["lat"], location["lng"], location["accuracy_m"]) == (
            "1km",
            34.05,
            -118.24,
            1000.0,
        )
        assert str(offered) in staff.listed(user)


def test_until_then_it_is_still_anas(staff, cast, offered):
    card = staff.card(cast.ana, offered)

    assert (card["post"], card["posts"], card["owner"]["name"]) == ("LAX", ["LAX"], "Ana Beltrán")
    assert card["location"]["precision"] == "exact"
    assert staff.done(cast.ana, offered, "contact", channel="phone", result="reached")["state"] == "contacting"


def test_hector_accepts_and_it_moves_with_its_clock_running(staff, cast, offered, clock):
    received = staff.card(cast.ana, offered)["received_at"]
    clock.forward(minutes=4)

    card = staff.done(cast.hector, offered, "handover-accept")

    assert (card["post"], card["posts"], card["owner"]["name"]) == ("HOU", ["HOU"], "Héctor Fuentes")
    assert (card["received_at"], card["location"]["precision"]) == (received, "exact")
    assert "release" in card["allowed"]
    assert staff.get(cast.ana, f"alerts/{offered}/").status_code == 404
    assert str(offered) not in staff.listed(cast.ana)


def test_los_angeles_is_told_once_that_it_is_gone(staff, cast, offered, live):
    live.news()
    staff.done(cast.hector, offered, "handover-accept")

    [anas, hectors] = live.news(cast.ana, cast.hector)

    assert [(item["kind"], item["id"], item["alert"]) for item in anas] == [("alert.hidden", str(offered), None)]
    assert hectors[0]["kind"] == "alert.handover_accepted"
    staff.done(cast.hector, offered, "note", text="still here")
    assert [len(items) for items in live.news(cast.ana, cast.hector)] == [0, 1]


def test_an_offer_that_is_made_to_another_post_leaves_the_first(staff, cast, offered, live):
    live.news()
    staff.done(cast.ana, offered, "handover", to="SAN")

    [hectors] = live.news(cast.hector)

    assert [item["kind"] for item in hectors] == ["alert.hidden"]
    assert staff.get(cast.hector, f"alerts/{offered}/").status_code == 404
    assert staff.act(cast.hector, offered, "handover-accept").status_code == 404


def test_after_the_end_there_is_nothing_to_accept(staff, cast, offered, live):
    live.news()
    staff.done(cast.ana, offered, "dispose", disposition="false_alarm")

    assert [item["kind"] for item in live.news(cast.hector)[0]] == ["alert.hidden"]
    assert staff.act(cast.hector, offered, "handover-accept").status_code == 404


def test_the_person_is_told_nothing_but_the_new_consulate(sender, staff, cast, press):
    alert_id = press()
    staff.done(cast.ana, alert_id, "claim")
    claimed_at = sender.look(alert_id).json()["claimed_at"]
    staff.done(cast.ana, alert_id, "handover", to="HOU")
    assert sender.look(alert_id).json()["consulate"] == "LAX"
    staff.done(cast.hector, alert_id, "handover-accept")

    status = sender.look(alert_id).json()

    assert (status["consulate"], status["state"], status["claimed_at"]) == ("HOU", "claimed", claimed_at)


def test_a_box_on_the_map_does_not_tell_houston_the_exact_place(staff, cast, offered):
    """Asking for ever smaller boxes must not find what the card rounds off."""
    lat, lng = people.DOWNTOWN_LA["lat"], people.DOWNTOWN_LA["lng"]
    around_it = f"{lng - 0.0001},{lat - 0.0001},{lng + 0.0001},{lat + 0.0001}"
    beside_it = f"{lng + 0.0001},{lat + 0.0001},{lng + 0.0003},{lat + 0.0003}"

    answers = [str(offered) in staff.listed(cast.hector, bbox=box) for box in (around_it, beside_it)]

    assert answers[0] == answers[1]
    assert str(offered) in staff.listed(cast.ana, bbox=around_it)
    assert str(offered) not in staff.listed(cast.ana, bbox=beside_it)


@pytest.mark.parametrize(
    ("to", "sentence"),
    [("LAX", "That post has the alert already."), ("NOWHERE", "There is no active post with that code.")],
)
def test_to_itself_or_to_nowhere_is_refused(staff, cast, press, to, sentence):
    alert_id = press()
    staff.done(cast.ana, alert_id, "claim")

    answer = staff.act(cast.ana, alert_id, "handover", to=to)

    assert (answer.status_code, answer.json()["fields"]) == (400, {"to": [sentence]})


def test_only_its_owner_offers_it(staff, cast, press):
    alert_id = press()
    assert staff.act(cast.ana, alert_id, "handover", to="HOU").json()["code"] == "not_claimed"
    staff.done(cast.ana, alert_id, "claim")

    answer = staff.act(cast.bruno, alert_id, "handover", to="HOU")

    assert (answer.status_code, answer.json()["code"]) == (409, "not_owner")
    assert Alert.objects.get().handover_to is None


def test_los_angeles_cannot_accept_its_own_offer(staff, cast, offered):
    answer = staff.act(cast.bruno, offered, "handover-accept")

    assert (answer.status_code, answer.json()["code"]) == (409, "not_offered")


def test_houston_does_nothing_else_with_it_before_it_accepts(staff, cast, offered):
    for verb, body in {"claim": {}, "note": {"text": "x"}, "take": {"reason": "x"}, "release": {}, "beat": {}}.items():
        answer = staff.act(cast.hector, offered, verb, **body)
        assert answer.status_code in (403, 409), verb
        if answer.status_code == 409:
            assert answer.json()["owner"]["name"] == "Ana Beltrán"
