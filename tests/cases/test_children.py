"""Children left behind: a case beside the adult's, with its own clock, officer and end."""

import pytest

from alerts import sweeping
from cases.models import Case, ChildCase, VulnerabilityFlag
from consular.events.models import Event
from consular.privacy.models import AccessRecord
from tests.alerts.stage import Clock
from tests.cases.forms_stage import later, local, read, send, sent

PLACE = "Canary Street 12, second door"


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch)


def reported(**more):
    return {"number": "2", "flag": "children_left_alone", "known_at": local(), "ages": "3, 11", "place": PLACE, **more}


def opened(stage, user, code, **more):
    sent(stage, user, code, "children", reported(**more))
    return ChildCase.objects.latest("opened_at").pk


def moved(stage, user, code, child, state, **more):
    sent(stage, user, code, f"children/{child}", {"state": state, "carer_consent": "given", **more})


def settled(stage, user, code, child, state="in_safe_care", outcome="safe_care"):
    moved(stage, user, code, child, state)
    sent(stage, user, code, f"children/{child}/ask", {"outcome": outcome})


def test_it_makes_the_case_p0_and_has_four_hours(stage, cast):
    code = stage.opened()
    child = ChildCase.objects.get(pk=opened(stage, cast.ana, code))
    assert (child.number, child.ages, child.state, child.officer) == (2, [3, 11], "reported", cast.ana)
    assert (child.safe_due_at - child.known_at).total_seconds() == 4 * 3600
    assert Case.objects.get().priority == 0
    assert "P0 because: children left alone" in read(stage, cast.ana, code)
    assert "2 children left behind" in read(stage, cast.ana, code)


def test_nobody_in_care_after_four_hours_is_told_loudly_and_once(stage, cast, clock):
    code = stage.opened()
    opened(stage, cast.ana, code)
    later(stage, clock, hours=4, minutes=1)
    sweeping.sweep()
    sweeping.sweep()
    assert Event.objects.filter(kind="case.children_overdue").count() == 1
    for tab in ("", "people/"):
        assert "Overdue: nobody answers for them." in read(stage, cast.ana, code, tab)


def test_in_care_the_clock_stops_and_they_were_left_alone_no_longer(stage, cast, clock):
    code = stage.opened()
    child = opened(stage, cast.ana, code)
    moved(stage, cast.bruno, code, child, "in_safe_care", carer="Her aunt")
    found = ChildCase.objects.get()
    assert found.safe_at and found.safe_due_at is None
    assert not VulnerabilityFlag.objects.filter(ended_at=None).exists()
    first = found.safe_at
    later(stage, clock, hours=10)
    sweeping.sweep()
    assert not Event.objects.filter(kind="case.children_overdue").exists()
    moved(stage, cast.ana, code, child, "located")
    found = ChildCase.objects.get()
    assert found.safe_due_at and found.safe_at == first
    assert VulnerabilityFlag.objects.get(ended_at=None).flag == "children_left_alone"


def test_the_only_caregiver_stays_flagged_until_the_children_are_settled(stage, cast):
    code = stage.opened()
    child = opened(stage, cast.ana, code, flag="sole_caregiver")
    settled(stage, cast.ana, code, child)
    assert VulnerabilityFlag.objects.get(ended_at=None).flag == "sole_caregiver"
    sent(stage, cast.bruno, code, f"children/{child}/close")
    assert not VulnerabilityFlag.objects.filter(ended_at=None).exists()


def test_a_second_person_closes_it(stage, cast):
    code = stage.opened()
    child = opened(stage, cast.ana, code)
    assert send(stage, cast.ana, code, f"children/{child}/close").status_code == 409
    assert send(stage, cast.ana, code, f"children/{child}/ask", {"outcome": "safe_care"}).status_code in (400, 422)
    settled(stage, cast.ana, code, child, "reunified", "reunified")
    assert send(stage, cast.ana, code, f"children/{child}/close").status_code == 403
    sent(stage, cast.carmen, code, f"children/{child}/close")
    found = ChildCase.objects.get()
    assert (found.state, found.outcome, found.closed_by) == ("closed", "reunified", cast.carmen)
    assert send(stage, cast.bruno, code, f"children/{child}/close").status_code == 409
    assert send(stage, cast.bruno, code, f"children/{child}", {"state": "located"}).status_code == 409


def test_moving_them_again_takes_the_asking_back(stage, cast):
    code = stage.opened()
    child = opened(stage, cast.ana, code)
    settled(stage, cast.ana, code, child)
    moved(stage, cast.ana, code, child, "state_care")
    assert send(stage, cast.bruno, code, f"children/{child}/close").status_code == 409


def test_the_adults_case_is_not_closed_while_theirs_runs_and_its_release_ends_nothing(stage, cast):
    code = stage.asked_to_close(cast.ana)  # released on bond, all outcomes reported
    child = opened(stage, cast.ana, code)
    refused = stage.do(cast.carmen, code, "close")
    assert refused.status_code == 409 and set(refused.json()["fields"]) == {"children"}
    assert "close" not in stage.get(cast.carmen, f"cases/{code}/").json()["allowed"]
    assert "The case of the children still runs" in read(stage, cast.carmen, code)
    settled(stage, cast.ana, code, child)
    sent(stage, cast.bruno, code, f"children/{child}/close")
    assert stage.done(cast.carmen, code, "close")["state"] == "closed"


def test_an_opposition_of_the_parent_does_not_stop_the_childrens_case(stage, cast):
    code = stage.opened()
    words = {"statement": "Leave me alone.", "said_how": "in_person", "said_at": local()}
    sent(stage, cast.ana, code, "consent", {"scope": "consular", "state": "expressly_opposed", **words})
    child = opened(stage, cast.ana, code)
    moved(stage, cast.ana, code, child, "located")
    assert Case.objects.get().state == "blocked_opposed"


def test_where_they_are_is_for_officers_and_the_lawyer_and_every_look_is_logged(stage, cast):
    code = stage.taken(cast.luis)
    opened(stage, cast.ana, code, names="Quetzalito")
    for user in (cast.ana, cast.bruno, cast.luis):
        html = read(stage, user, code, "people/")
        assert PLACE in html and "Quetzalito" in html
        assert AccessRecord.objects.filter(reader=user, fields__contains=["child.names", "child.place"]).exists()
    html = read(stage, cast.carmen, code, "people/")
    assert PLACE not in html and "Quetzalito" not in html and "3, 11" in html
    for event in Event.objects.all():
        assert "Canary" not in str(event.payload) and "Quetzalito" not in str(event.payload)


def test_what_is_left_empty_stays_and_another_officer_takes_it(stage, cast):
    code = stage.opened()
    child = opened(stage, cast.ana, code)
    moved(stage, cast.ana, code, child, "located", officer=cast.bruno.pk)
    found = ChildCase.objects.get()
    assert (found.place, found.officer, found.carer_consent) == (PLACE, cast.bruno, "given")
    wrong = {"state": "located", "carer_consent": "given", "officer": cast.hector.pk}
    answer = send(stage, cast.ana, code, f"children/{child}", wrong)
    assert answer.status_code == 422 and f'id="child-{child}"' in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"number": "0"}, 422),
        ({"number": "21"}, 422),
        ({"number": "1"}, 400),  # with two ages
        ({"ages": "three"}, 422),
        ({"ages": "3, 18"}, 400),
        ({"ages": "٣"}, 422),
        ({"flag": "minor"}, 422),
        ({"known_at": "2999-01-01T00:00"}, 400),
        ({"known_at": ""}, 422),
    ],
)
def test_what_cannot_be_is_refused(stage, cast, typed, status):
    code = stage.opened()
    assert send(stage, cast.ana, code, "children", reported() | typed).status_code == status
    assert not ChildCase.objects.exists()


def test_nobody_else_touches_it(stage, cast):
    code = stage.taken(cast.luis)
    child = opened(stage, cast.ana, code)
    strangers = [(cast.hector, 404), (cast.lucia, 404), (cast.luis, 403), (cast.oscar, 403), (cast.nadia, 403)]
    for user, status in strangers:
        assert send(stage, user, code, "children", reported()).status_code == status
        for path in ("", "/ask", "/close"):
            assert send(stage, user, code, f"children/{child}{path}", {"state": "located"}).status_code == status
    other = stage.opened()
    assert send(stage, cast.ana, other, f"children/{child}", {"state": "located"}).status_code == 404
