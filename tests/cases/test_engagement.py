"""From engaged to active: the terms are asked for, work does not start without them, hours are charged to the contract."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases.models import LawyerProfile, LegalMatter, TimeEntry
from tests.cases import counsel_stage

FINE = 302
WHOLE = {"conflict_certified": True, "client_agreed": True, "scope": "full", "no_appearance": True}


def send(stage, user, code, verb, data=None):
    return stage.client(user).post(f"/cases/{code}/{verb}/", data or {})


def counsel(stage, user, code):
    return stage.client(user).get(f"/cases/{code}/counsel/").content.decode()


def test_accepting_with_nothing_said_engages_and_everything_is_asked_for_loudly(stage, cast):
    code = stage.taken(cast.luis)
    assert LegalMatter.objects.get().missing_terms() == ["conflict", "client_agreed", "scope", "appearance"]
    for user, path in ((cast.luis, "/desk/"), (cast.luis, f"/cases/{code}/"), (cast.ana, f"/cases/{code}/")):
        html = stage.client(user).get(path).content.decode()
        assert "Record that the client has agreed to be represented by you." in html, (user, path)
    refused = send(stage, cast.luis, code, "activate")
    html = refused.content.decode()
    assert refused.status_code == 409
    for sentence in ("Certify in words", "Say whether you represent", "Enter the day on which the E-28"):
        assert sentence in html
    assert LegalMatter.objects.get().state == "engaged"


def test_the_terms_may_come_with_the_acceptance(stage, cast):
    code = stage.offered(cast.luis)
    stage.done(cast.luis, code, "accept", WHOLE)
    assert LegalMatter.objects.get().missing_terms() == []
    assert send(stage, cast.luis, code, "activate").status_code == FINE
    matter = LegalMatter.objects.get()
    assert (matter.state, matter.no_appearance, matter.e28_on) == ("active", True, None)
    assert send(stage, cast.luis, code, "activate").status_code == FINE
    assert stage.get(cast.ana, f"cases/{code}/").json()["matter_state"] == "active"


@pytest.mark.parametrize("missing", ["conflict_certified", "client_agreed", "scope", "no_appearance"])
def test_work_does_not_start_without_any_one_of_them(stage, cast, missing):
    code = stage.offered(cast.luis)
    stage.done(cast.luis, code, "accept", {name: value for name, value in WHOLE.items() if name != missing})
    assert send(stage, cast.luis, code, "activate").status_code == 409
    typed = {"conflict_certified": "on", "client_agreed": "on", "scope": "limited", "e28_on": "2026-03-01"}
    assert send(stage, cast.luis, code, "terms", typed).status_code == FINE
    assert send(stage, cast.luis, code, "activate").status_code == FINE
    matter = LegalMatter.objects.get()
    assert (matter.scope, str(matter.e28_on), matter.no_appearance) == ("limited", "2026-03-01", False)


def test_the_page_asks_for_the_terms_when_accepting(stage, cast):
    code = stage.offered(cast.luis)
    typed = {"conflict_certified": "on", "client_agreed": "on", "scope": "full", "e28_on": "2026-03-01"}
    assert send(stage, cast.luis, code, "accept", typed | {"no_appearance": "on"}).status_code == 422
    assert send(stage, cast.luis, code, "accept", typed).status_code == FINE
    assert LegalMatter.objects.get().missing_terms() == []


@pytest.mark.parametrize(
    "body",
    [
        {"scope": "some"},
        {"e28_on": "soon"},
        {"client_agreed": "perhaps"},
        {"e28_on": "2026-03-01", "no_appearance": True},
    ],
)
def test_terms_that_cannot_be_read_are_named(stage, cast, body):
    code = stage.offered(cast.luis)
    refused = stage.do(cast.luis, code, "accept", body)
    assert (refused.status_code, bool(refused.json()["fields"])) == (400, True)
    assert LegalMatter.objects.get().state == "offered"


def test_the_terms_go_with_the_lawyer_who_is_taken_off(stage, cast):
    code = stage.offered(cast.luis)
    stage.done(cast.luis, code, "accept", WHOLE)
    send(stage, cast.luis, code, "activate")
    stage.done(cast.carmen, code, "assign", {"lawyer": cast.lucia.pk})
    stage.done(cast.lucia, code, "accept")
    assert LegalMatter.objects.get().missing_terms() == ["conflict", "client_agreed", "scope", "appearance"]


def test_the_database_refuses_work_without_terms(stage, cast):
    stage.taken(cast.luis)
    with pytest.raises(IntegrityError, match="matter_active_has_its_terms"), transaction.atomic():
        LegalMatter.objects.update(state="active")


def test_only_the_engaged_lawyer_sets_terms_starts_work_and_enters_hours(stage, cast):
    code = stage.taken(cast.luis)
    for verb in ("terms", "activate", "time"):
        for user in (cast.ana, cast.carmen):
            assert send(stage, user, code, verb).status_code == 403, (user, verb)
        for user in (cast.lucia, cast.hector):
            assert send(stage, user, code, verb).status_code == 404, (user, verb)
        for user in (cast.oscar, cast.nadia, cast.aurelio, cast.adela):
            assert send(stage, user, code, verb).status_code == 403, (user, verb)


@pytest.fixture
def contract(cast):
    contract = counsel_stage.contract(cast, hours_cap=10, fee_cap=500)
    LawyerProfile.objects.create(lawyer=cast.luis, firm=contract.firm)
    return contract


def hours(stage, cast, code, **data):
    given = {"day": timezone.localdate().isoformat(), "minutes": "270", "activity": "research", "fee": ""} | data
    return send(stage, cast.luis, code, "time", given)


def test_hours_are_charged_to_the_contract_and_never_beyond_it(stage, cast, contract):
    code = stage.taken(cast.luis)
    assert hours(stage, cast, code, fee="200").status_code == FINE
    assert hours(stage, cast, code).status_code == FINE
    refused = hours(stage, cast, code)
    assert refused.status_code == 400 and "The contract has 60 minutes left." in refused.content.decode()
    assert hours(stage, cast, code, minutes="30", fee="301").status_code == 400
    assert set(TimeEntry.objects.values_list("contract", "minutes")) == {(contract.pk, 270)}
    assert send(stage, cast.luis, code, f"time/{TimeEntry.objects.first().pk}/void").status_code == FINE
    assert hours(stage, cast, code).status_code == FINE


@pytest.mark.parametrize(
    ("data", "status"),
    [({"minutes": "0"}, 422), ({"minutes": "1500"}, 422), ({"minutes": "x"}, 422), ({"fee": "-1"}, 422)],
)
def test_wrong_hours_are_refused(stage, cast, contract, data, status):
    code = stage.taken(cast.luis)
    assert hours(stage, cast, code, **data).status_code == status
    assert not TimeEntry.objects.exists()


def test_without_a_contract_of_this_post_the_time_is_kept_and_a_fee_is_refused(stage, cast, contract):
    code = stage.taken(cast.luis)
    type(contract).objects.update(ends_on=timezone.localdate() - timedelta(days=1))
    assert hours(stage, cast, code, fee="50").status_code == 400
    assert hours(stage, cast, code).status_code == FINE
    assert TimeEntry.objects.get().contract is None
