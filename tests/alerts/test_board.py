"""The board's snapshot: everything open that the viewer may see, in the order in which it should be taken."""

import pytest

from alerts import board
from alerts.cards import RARE
from tests import cast as people

CARD = {
    "id", "code", "kind", "state", "disposition", "person_state", "marks", "post", "posts", "pressed_at", "received_at", "location",
    "place", "owner",
    "case", "priority", "version", "allowed", "drill", "problems",
}  # fmt: skip


@pytest.fixture
def scattered(sender, clock):
    """One in Los Angeles, one in Houston, one that nobody can place."""
    return [str(sender.pressed(location=place)) for place in (people.DOWNTOWN_LA, people.DOWNTOWN_HOUSTON, None)]


def test_each_post_sees_its_own_and_the_operator_sees_the_network(staff, cast, scattered):
    in_la, in_houston, nowhere = scattered

    assert staff.listed(cast.ana) == staff.listed(cast.carmen) == {in_la}
    assert staff.listed(cast.hector) == staff.listed(cast.helena) == {in_houston}
    assert staff.listed(cast.oscar) == {in_la, in_houston, nowhere}


@pytest.mark.parametrize("name", ["luis", "nadia", "aurelio", "adela"])
def test_who_has_no_board_is_refused(staff, cast, scattered, name):
    for path in ("board/", "board/events/"):
        answer = staff.get(getattr(cast, name), path, after="0")
        assert (answer.status_code, answer.json()["code"]) == (403, "permission_denied")


def test_without_a_session_there_is_no_board(client, cast):
    for path in ("board/", "board/events/?after=0"):
        answer = client.get(f"/api/v1/{path}")
        assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")


def test_the_operators_view_ends_after_24_hours(staff, cast, scattered, clock):
    clock.forward(hours=24)
    staff.clients.clear()
    assert staff.listed(cast.oscar) == set(scattered)
    clock.forward(seconds=1)
    assert staff.listed(cast.oscar) == set()
    assert staff.get(cast.oscar, f"alerts/{scattered[0]}/").status_code == 404
    assert staff.listed(cast.ana) == {scattered[0]}


def test_a_card_has_what_the_contract_says_and_no_identity(sender, staff, cast):
    alert_id = sender.pressed(
        message="Marta Canary", person={"name": "Marta Canary", "phone": "+12135550177"}, language="nah", battery=7
    )

    answer = staff.get(cast.ana, "board/")

    [card] = answer.json()["alerts"]
    assert card.keys() >= CARD
    assert card["id"] == str(alert_id)
    assert card["code"].startswith("PX-")
    assert card["location"].keys() == {"lat", "lng", "accuracy_m", "fixed_at", "source", "precision"}
    assert card.keys() & RARE == {"escalation", "locate", "routed"}  # nothing else to say yet
    assert b"Canary" not in answer.content
    assert b"5550177" not in answer.content


def test_the_queue_begins_with_what_nobody_has_then_risk_then_the_longest_wait(sender, staff, cast, clock):
    def pressed(kind):
        clock.forward(seconds=10)
        return str(sender.pressed(kind=kind))

    hers, orientation, witness, panic, relative, late = (
        pressed(kind) for kind in ("panic", "orientation", "witness", "panic", "relative", "panic")
    )
    staff.done(cast.ana, hers, "claim")
    sender.press(id=late, message="again")

    order = [card["id"] for card in staff.board(cast.ana)["alerts"]]

    assert order == [late, panic, relative, witness, orientation, hers]


def test_the_counts_are_of_all_that_is_open(sender, staff, cast):
    first, second, third = (str(sender.pressed()) for _ in range(3))
    staff.done(cast.ana, first, "claim")
    staff.done(cast.bruno, second, "claim")
    staff.done(cast.bruno, second, "dispose", disposition="false_alarm")

    assert staff.board(cast.ana)["counts"] == {"open": 2, "unclaimed": 1, "mine": 1, "unlocated": 2, "drills": 0}
    assert staff.board(cast.bruno)["counts"] == {"open": 2, "unclaimed": 1, "mine": 0, "unlocated": 2, "drills": 0}
    assert staff.board(cast.ana, bbox="-100,10,-99,11")["counts"] == {
        "open": 2,
        "unclaimed": 1,
        "mine": 1,
        "unlocated": 2,
        "drills": 0,
    }
    assert staff.listed(cast.ana) == {first, third}


def test_a_box_leaves_out_what_is_elsewhere_and_keeps_what_nobody_can_place(staff, cast, scattered):
    in_la, _in_houston, nowhere = scattered

    assert staff.listed(cast.oscar, bbox="-119,33,-117,35") == {in_la, nowhere}
    assert staff.listed(cast.oscar, bbox="-119,33,-117,35", zoom="9") == {in_la, nowhere}
    assert staff.listed(cast.oscar, bbox="-180,-90,180,90") == set(scattered)
    assert staff.listed(cast.oscar, bbox="") == set(scattered)


@pytest.mark.parametrize(
    "bbox",
    [
        "1", "1,2,3", "1,2,3,4,5", "a,b,c,d", "nan,nan,nan,nan", "-inf,-inf,inf,inf", "10,0,-10,1", "0,10,1,-10", "0,0,0,0", "-181,0,0,1",
        "0,-91,1,0",
        "0,0,181,1", "0,0,1,91", ",,,", "1e999,0,1,1", "-118;33;-117;35", "0,0,1,1\x00", "9" * 400 + ",0,1,1",
    ],
)  # fmt: skip
def test_a_box_that_is_none_is_400(staff, cast, bbox):
    answer = staff.get(cast.ana, "board/", bbox=bbox)

    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid"
    assert list(answer.json()["fields"]) == ["bbox"]


def test_what_does_not_fit_is_a_number_on_the_map(sender, staff, cast, monkeypatch):
    for lat in (34.01, 34.02, 34.03, 34.04, 34.6):
        sender.pressed(location={"lat": lat, "lng": -118.2})
    monkeypatch.setattr(board, "CARDS_IN_SNAPSHOT", 2)

    snapshot = staff.board(cast.ana)

    assert len(snapshot["alerts"]) == 2
    assert sum(cluster["n"] for cluster in snapshot["clusters"]) == 3
    for cluster in snapshot["clusters"]:
        west, south, east, north = cluster["bbox"]
        assert west <= cluster["lng"] <= east
        assert south <= cluster["lat"] <= north
    assert snapshot["counts"]["open"] == 5


def test_the_snapshot_says_from_where_its_events_go_on(sender, staff, cast, publish):
    sender.pressed()
    seq = publish()
    late = sender.pressed()

    snapshot = staff.board(cast.ana)

    assert snapshot["seq"] >= seq  # a served relay may have stamped the late one already
    assert str(late) in {card["id"] for card in snapshot["alerts"]}
    publish()
    page = staff.get(cast.ana, "board/events/", after=str(snapshot["seq"])).json()
    assert {item["id"] for item in page["items"]} <= {str(late)}
    assert snapshot["seq"] > seq or page["items"]


def test_the_place_of_a_handled_alert_is_rounded_for_everybody(staff, cast, press):
    alert_id = press()
    staff.done(cast.ana, alert_id, "claim")
    assert staff.card(cast.oscar, alert_id)["location"]["precision"] == "exact"
    staff.done(cast.ana, alert_id, "dispose", disposition="false_alarm")

    for user in (cast.ana, cast.carmen, cast.oscar):
        location = staff.card(user, alert_id)["location"]
        assert (location["precision"], location["lat"], location["lng"]) == ("1km", 34.05, -118.24)
        assert location["accuracy_m"] >= 1000


def test_the_board_is_never_kept_by_a_browser(staff, cast):
    answer = staff.get(cast.ana, "board/")

    assert answer["cache-control"] == "no-store"
    assert answer["content-type"] == "application/json"


def test_drills_are_counted_apart(sender, staff, cast):
    sender.pressed(drill=True)
    assert staff.board(cast.ana)["counts"] == {"open": 0, "unclaimed": 0, "mine": 0, "unlocated": 0, "drills": 1}
