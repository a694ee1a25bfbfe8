"""What happened since: every event once, in order, only what the reader may see, or a plain "fetch a fresh snapshot"."""

import pytest

from alerts import board
from tests import cast as people


@pytest.fixture
def page(staff, publish):
    def read(user, after):
        publish()
        answer = staff.get(user, "board/events/", after=str(after))
        assert answer.status_code == 200, answer.content
        return answer.json()

    return read


def test_ana_reads_what_happened_in_order(sender, staff, cast, page):
    alert_id = sender.pressed()
    staff.done(cast.bruno, alert_id, "claim")

    got = page(cast.ana, 0)

    assert (got["from"], got["to"], got["more"]) == (0, 2, False)
    assert [(item["seq"], item["kind"], item["id"]) for item in got["items"]] == [
        (1, "alert.received", str(alert_id)), (2, "alert.claimed", str(alert_id)),
    ]  # fmt: skip
    assert got["items"][0].keys() == {"seq", "kind", "at", "id", "alert"}
    assert got["items"][0]["at"].endswith("Z")


def test_a_card_in_an_old_event_is_as_new_as_the_database(sender, staff, cast, page):
    alert_id = sender.pressed()
    page(cast.ana, 0)
    staff.done(cast.bruno, alert_id, "claim")

    items = page(cast.ana, 0)["items"]

    assert [item["alert"]["state"] for item in items] == ["claimed", "claimed"]


def test_what_happens_in_houston_moves_anas_place_and_shows_her_nothing(sender, cast, page):
    sender.pressed(location=people.DOWNTOWN_HOUSTON)

    got = page(cast.ana, 0)

    assert (got["from"], got["to"], got["items"]) == (0, 1, [])
    assert len(page(cast.hector, 0)["items"]) == len(page(cast.oscar, 0)["items"]) == 1


def test_nothing_new_is_nothing(sender, cast, page):
    sender.pressed()
    last = page(cast.ana, 0)["to"]

    assert page(cast.ana, last) == {"from": last, "to": last, "items": [], "more": False}


def test_pages_join_without_a_gap_or_a_double(sender, cast, page, monkeypatch):
    monkeypatch.setattr(board, "EVENTS_AT_ONCE", 3)
    alerts = [str(sender.pressed(location=place)) for place in (people.DOWNTOWN_LA, people.DOWNTOWN_HOUSTON) * 4]
    at, seen, more = 0, [], True

    while more:
        got = page(cast.oscar, at)
        assert got["from"] == at
        at, more = got["to"], got["more"]
        seen += [item["id"] for item in got["items"]]

    assert seen == alerts


def test_what_a_case_does_is_no_news_for_the_board(sender, staff, cast, page):
    alert_id = sender.pressed()
    staff.done(cast.ana, alert_id, "claim")
    before = page(cast.ana, 0)["to"]
    opened = staff.act(cast.ana, alert_id, "open-case")
    assert opened.status_code == 201

    got = page(cast.ana, before)

    assert got["to"] > before
    assert {item["kind"] for item in got["items"]} == {"alert.case_opened"}
    assert got["items"][0]["alert"]["case"] == opened.json()["case"]["code"]


@pytest.mark.parametrize(
    "after", ["", "-1", "x", "1.5", "1e3", "0x1", "²", "１", " 1", "1 ", "9" * 19, "\x00", "NaN", "null"]
)
def test_a_place_that_is_none_is_400(staff, cast, after):
    answer = staff.get(cast.ana, "board/events/", after=after)

    assert (answer.status_code, answer.json()["code"], list(answer.json()["fields"])) == (400, "invalid", ["after"])


def test_without_a_place_it_is_400(staff, cast):
    assert staff.get(cast.ana, "board/events/").status_code == 400


def test_too_far_behind_or_ahead_of_everything_is_410(sender, staff, cast, publish, monkeypatch):
    monkeypatch.setattr(board, "TOO_FAR_BEHIND", 2)
    for _ in range(3):
        sender.pressed()
    publish()

    for after in ("0", "4", "9" * 18):
        answer = staff.get(cast.ana, "board/events/", after=after)
        assert (answer.status_code, answer.json()["code"]) == (410, "resync")
        assert answer.json()["fields"] == {}
    for after in ("1", "2", "3"):
        assert staff.get(cast.ana, "board/events/", after=after).status_code == 200


def test_what_leaves_a_viewer_is_said_once_and_without_a_card(sender, staff, cast, page):
    alert_id = sender.pressed()
    staff.done(cast.ana, alert_id, "claim")
    staff.done(cast.ana, alert_id, "handover", to="HOU")
    before = page(cast.ana, 0)["to"]
    staff.done(cast.hector, alert_id, "handover-accept")

    got = page(cast.ana, before)

    assert [(item["kind"], item["alert"]) for item in got["items"]] == [("alert.hidden", None)]


def test_an_event_that_was_not_published_yet_is_not_told(sender, staff, cast):
    sender.pressed()

    assert staff.get(cast.ana, "board/events/", after="0").json() == {"from": 0, "to": 0, "items": [], "more": False}
