"""Why a case is as urgent as it is: flags that count until they end or run out, and what a supervisor sets by hand."""

import pytest

from alerts import sweeping
from cases.models import Case, VulnerabilityFlag
from consular.events.models import Event
from consular.privacy.models import AccessRecord
from tests.alerts.stage import Clock
from tests.cases.forms_stage import later, read, send, sent


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch)


def flag(code="pregnant_or_nursing", **more):
    return {"flag": code, "evidence": "Seen on the visit.", **more}


def standing(code):
    case = Case.objects.get(code=code)
    return case.priority, case.priority_why


def test_before_a_first_judgement_the_priority_is_the_alerts(stage, cast):
    code = stage.opened()
    assert "as the alert came in" in read(stage, cast.ana, code)
    assert standing(code) == (1, ["as_it_came"])


def test_a_flag_and_a_move_say_why(stage, cast):
    code = stage.opened()
    sent(stage, cast.ana, code, "move", {"state": "in_custody"})
    assert standing(code) == (2, ["in_custody"])
    sent(stage, cast.ana, code, "flags", flag())
    assert standing(code) == (1, ["pregnant_or_nursing"])
    for path in ("people/", ""):
        assert "P1 because: pregnant or nursing + in custody" in read(stage, cast.ana, code, path)
    listed = stage.client(cast.ana).get("/cases/", headers={"accept-language": "en"}).content.decode()
    assert "P1 because: pregnant or nursing + in custody" in listed
    assert Event.objects.filter(kind="case.priority_changed").count() == 2


def test_who_is_not_located_is_never_less_urgent_than_the_alert_was(stage, cast):
    code = stage.opened()
    sent(stage, cast.ana, code, "flags", flag("older_65"))
    assert standing(code) == (1, ["as_it_came"])
    sent(stage, cast.ana, code, "move", {"state": "at_liberty"})
    assert standing(code) == (2, ["older_65"])


def test_ending_a_flag_judges_anew(stage, cast):
    code = stage.opened()
    sent(stage, cast.ana, code, "move", {"state": "in_custody"})
    sent(stage, cast.ana, code, "flags", flag("removal_imminent_48h"))
    assert standing(code)[0] == 0
    pk = VulnerabilityFlag.objects.get().pk
    sent(stage, cast.bruno, code, f"flags/{pk}/end")
    sent(stage, cast.bruno, code, f"flags/{pk}/end")
    assert standing(code) == (2, ["in_custody"])
    assert VulnerabilityFlag.objects.get().ended_by == cast.bruno
    other = stage.opened()
    assert send(stage, cast.ana, other, f"flags/{pk}/end").status_code == 404


def test_a_flag_that_ran_out_counts_no_more_and_the_sweeper_judges_anew(stage, cast, clock):
    code = stage.opened()
    sent(stage, cast.ana, code, "move", {"state": "in_custody"})
    sent(stage, cast.ana, code, "flags", flag("removal_imminent_48h"))
    later(stage, clock, hours=49)
    assert "No flag counts now." in read(stage, cast.ana, code, "people/")
    sweeping.sweep()
    assert standing(code) == (2, ["in_custody"])
    assert Event.objects.filter(kind="case.flag_ran_out").count() == 1
    sweeping.sweep()
    assert Event.objects.filter(kind="case.flag_ran_out").count() == 1


def test_a_flag_that_ran_out_unswept_can_be_set_anew(stage, cast, clock):
    code = stage.opened()
    sent(stage, cast.ana, code, "flags", flag("removal_imminent_48h"))
    later(stage, clock, hours=49)
    sent(stage, cast.ana, code, "flags", flag("removal_imminent_48h"))
    assert VulnerabilityFlag.objects.filter(ended_at=None).count() == 1


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"flag": "redhead"}, 422),
        ({"evidence": ""}, 422),
        ({"evidence": " . "}, 400),
        ({"review_on": "2020-01-01"}, 400),
        ({"expires_on": "2020-01-01"}, 400),
        ({"expires_on": "soon"}, 422),
        ({"expires_on": "9999-12-31"}, 422),
    ],
)
def test_a_flag_that_cannot_be_is_refused(stage, cast, typed, status):
    code = stage.opened()
    assert send(stage, cast.ana, code, "flags", flag() | typed).status_code == status
    assert not VulnerabilityFlag.objects.exists()


def test_the_same_flag_twice_is_refused(stage, cast):
    code = stage.opened()
    sent(stage, cast.ana, code, "flags", flag())
    assert send(stage, cast.ana, code, "flags", flag()).status_code == 409


def test_the_evidence_is_for_the_officer_in_charge_and_the_lawyer(stage, cast):
    code = stage.taken(cast.luis)
    sent(stage, cast.ana, code, "flags", flag(evidence="Canary of health"))
    for user in (cast.ana, cast.luis):
        assert "Canary of health" in read(stage, user, code, "people/")
        assert AccessRecord.objects.filter(reader=user, fields__contains=["flag.evidence"]).exists()
    for user in (cast.bruno, cast.carmen):
        html = read(stage, user, code, "people/")
        assert "Canary of health" not in html and "pregnant or nursing" in html


def test_the_locate_clock_sets_its_own_flag_and_locating_ends_it(stage, cast, clock):
    code = stage.opened()
    later(stage, clock, hours=25)
    sweeping.sweep()
    found = VulnerabilityFlag.objects.get()
    assert (found.flag, found.source, found.set_by) == ("no_location_24h", "clock", None)
    assert standing(code) == (1, ["no_location_24h"])
    sent(stage, cast.ana, code, "move", {"state": "in_custody"})
    assert not VulnerabilityFlag.objects.filter(ended_at=None).exists()
    assert standing(code) == (2, ["in_custody"])


def test_the_outcome_that_locates_the_person_ends_it_too(stage, cast, clock):
    code = stage.opened()
    later(stage, clock, hours=25)
    sweeping.sweep()
    stage.done(cast.ana, code, "outcome", {"axis": "custody", "code": "still_detained"})
    assert standing(code) == (2, ["in_custody"])


def test_a_supervisor_sets_it_by_hand_for_seven_days_and_says_why(stage, cast, clock):
    code = stage.opened()
    sent(stage, cast.ana, code, "move", {"state": "in_custody"})
    for user in (cast.ana, cast.bruno):
        assert send(stage, user, code, "priority", {"priority": "0", "reason": "I think so"}).status_code == 403
    assert send(stage, cast.carmen, code, "priority", {"priority": "0", "reason": " . "}).status_code == 400
    assert send(stage, cast.carmen, code, "priority", {"priority": "4", "reason": "I think so"}).status_code == 422
    sent(stage, cast.carmen, code, "priority", {"priority": "0", "reason": "The press asks by the hour."})
    html = read(stage, cast.ana, code)
    assert "P0, set by hand" in html and "The press asks by the hour." in html and "Carmen Duarte" in html
    sent(stage, cast.ana, code, "move", {"state": "at_liberty"})
    assert Case.objects.get().priority == 0
    later(stage, clock, days=8)
    sweeping.sweep()
    assert standing(code) == (3, ["at_liberty"])
    assert not Case.objects.get().is_set_by_hand


def test_something_newer_and_worse_ends_a_priority_by_hand(stage, cast):
    code = stage.opened()
    sent(stage, cast.ana, code, "move", {"state": "in_custody"})
    sent(stage, cast.carmen, code, "priority", {"priority": "3", "reason": "Release is on its way."})
    assert Case.objects.get().priority == 3
    sent(stage, cast.ana, code, "flags", flag("self_harm_risk"))
    assert standing(code) == (1, ["self_harm_risk"])


def test_the_supervisor_leaves_it_to_the_rules_again(stage, cast):
    code = stage.opened()
    sent(stage, cast.ana, code, "move", {"state": "in_custody"})
    sent(stage, cast.carmen, code, "priority", {"priority": "0", "reason": "Just to be sure."})
    sent(stage, cast.olga, code, "priority/rules")
    assert standing(code) == (2, ["in_custody"])


def test_strangers_set_nothing(stage, cast):
    code = stage.taken(cast.luis)
    for user, status in (
        (cast.hector, 404),
        (cast.lucia, 404),
        (cast.oscar, 403),
        (cast.nadia, 403),
        (cast.adela, 403),
    ):
        assert send(stage, user, code, "flags", flag()).status_code == status
        assert send(stage, user, code, "priority", {"priority": "0", "reason": "Because"}).status_code == status
    sent(stage, cast.luis, code, "flags", flag())
