"""Outcomes on three axes."""

import pytest

from cases.models import Outcome
from cases.outcomes import ALL


def test_the_engaged_lawyer_reports_on_every_axis(stage, cast):
    code = stage.taken()
    for axis, outcome in (("custody", "own_recognizance"), ("proceeding", "relief_granted"), ("service", "extended")):
        card = stage.done(cast.luis, code, "outcome", {"axis": axis, "code": outcome})
        assert card["outcomes"][axis] == outcome
    assert card["state"] == "at_liberty"


def test_the_post_reports_custody_and_while_nobody_is_engaged_the_rest(stage, cast):
    code = stage.offered()
    for axis, outcome in (("custody", "still_detained"), ("proceeding", "none_found"), ("service", "information")):
        stage.done(cast.ana, code, "outcome", {"axis": axis, "code": outcome})
    stage.done(cast.luis, code, "accept")
    assert stage.done(cast.bruno, code, "outcome", {"axis": "custody", "code": "removed"})["state"] == "removed"
    for axis, outcome in (("proceeding", "terminated"), ("service", "advice")):
        assert stage.do(cast.ana, code, "outcome", {"axis": axis, "code": outcome}).status_code == 403


def test_nobody_else_reports(stage, cast):
    code = stage.offered(cast.luis)
    body = {"axis": "custody", "code": "removed"}
    assert stage.do(cast.carmen, code, "outcome", body).status_code == 403
    assert stage.do(cast.luis, code, "outcome", body).status_code == 403
    for user in (cast.lucia, cast.hector, cast.helena, cast.oscar, cast.nadia, cast.aurelio, cast.adela):
        assert stage.do(user, code, "outcome", body).status_code == 404
    assert Outcome.objects.count() == 0


def test_a_new_outcome_supersedes_the_old_which_stays(stage, cast):
    code = stage.taken()
    stage.done(cast.luis, code, "outcome", {"axis": "custody", "code": "still_detained"})
    stage.done(cast.luis, code, "outcome", {"axis": "custody", "code": "bond_judge"})
    assert stage.get(cast.ana, f"cases/{code}/").json()["outcomes"]["custody"] == "bond_judge"
    old, new = Outcome.objects.order_by("set_at")
    assert (old.code, old.superseded_at) == ("still_detained", new.set_at)
    assert (new.code, new.superseded_at) == ("bond_judge", None)


def test_saying_the_same_again_changes_nothing(stage, cast):
    code = stage.taken()
    body = {"axis": "service", "code": "not_provided", "note": "The person asked for none."}
    first = stage.done(cast.luis, code, "outcome", body)
    assert stage.done(cast.luis, code, "outcome", body) == first
    assert Outcome.objects.count() == 1


@pytest.mark.parametrize("one", [one for one in ALL if one.note_required], ids=lambda one: one.code)
def test_some_outcomes_must_be_explained(stage, cast, one):
    code = stage.taken()
    body = {"axis": one.axis, "code": one.code}
    refused = stage.do(cast.luis, code, "outcome", body)
    assert (refused.status_code, list(refused.json()["fields"])) == (400, ["note"])
    assert stage.do(cast.luis, code, "outcome", body | {"note": "As the field office said."}).status_code == 200


def test_wrong_values_are_named(stage, cast):
    code = stage.taken()
    good = {"axis": "custody", "code": "removed"}
    wrong = (
        {}, {"axis": "custody"}, {"code": "removed"}, good | {"axis": "mood"}, good | {"axis": 1}, good | {"code": "x"},
        good | {"code": "advice"}, good | {"code": "\x00"}, good | {"code": ["removed"]}, good | {"note": "\x00"},
        good | {"note": "x" * 10_001}, good | {"note": {}}, [], "text",
    )  # fmt: skip
    for body in wrong:
        refused = stage.do(cast.luis, code, "outcome", body)
        assert (refused.status_code, bool(refused.json()["fields"])) == (400, True), body
    assert Outcome.objects.count() == 0


def test_codes_are_data(stage, cast):
    items = stage.get(cast.luis, "outcome-codes/").json()["items"]
    assert {"axis", "code", "label", "closes", "turn", "note_required"} == set(items[0])
    assert len(items) == len(ALL) == len({(one.axis, one.code) for one in ALL})
    assert stage.get(cast.adela, "outcome-codes/").status_code == 403
