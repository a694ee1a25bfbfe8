"""Firms, contracts and profiles on their pages; where counsel is missing; whether all are asked alike."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases import ranking
from cases.models import Absence, BarAdmission, Contract, Coverage, Firm, LawyerProfile, LegalMatter, Offer, TimeEntry
from consular.organisation.models import Court, Facility
from tests.cases import counsel_stage

FINE = 302
PRACTICE = {"languages": ["es", "mix"], "capacity": "7", "detained_weight": "1.5", "takes_detained": "on"}


def profile(stage, user, lawyer, verb, data=None, row=None):
    path = f"/counsel/lawyers/{lawyer.pk}/{verb}/" + (f"{row}/" if row else "")
    return stage.client(user).post(path, data or {})


def days(first, last):
    today = timezone.localdate()
    return {name: (today + timedelta(days=n)).isoformat() for name, n in (("starts_on", first), ("ends_on", last))}


def test_a_supervisor_enters_firm_contract_and_lawyer_and_the_lawyer_can_be_asked(stage, cast):
    client = stage.client(cast.carmen)
    assert (
        client.post("/counsel/firms/add/", {"name": "Luz Legal", "city": "Los Angeles", "state": "CA"}).status_code
        == FINE
    )
    firm = Firm.objects.get()
    contract = {"firm": firm.pk, "consulate": cast.posts["LAX"].pk, "number": "2026-1", "areas": ["migratory"]}
    contract |= days(0, 30) | {"hours_cap": "50", "fee_cap": "9000"}
    assert client.post("/counsel/contracts/add/", contract).status_code == FINE
    assert (
        profile(stage, cast.carmen, cast.luis, "register", {"firm": firm.pk, "eoir_number": "EO7"}).status_code == FINE
    )
    bar = {"state": "CA", "number": "12345", "since": "2015-01-01"}
    assert profile(stage, cast.carmen, cast.luis, "admissions", bar).status_code == FINE
    assert profile(stage, cast.luis, cast.luis, "practice", PRACTICE).status_code == FINE
    court, jail = Court.objects.filter(state="CA").first(), Facility.objects.filter(state="CA").first()
    places = {"courts": [court.pk], "facilities": [jail.pk], "states": ["CA"], "districts": [cast.posts["LAX"].pk]}
    assert profile(stage, cast.luis, cast.luis, "coverage", places).status_code == FINE
    html = client.get("/counsel/").content.decode()
    assert "Luz Legal" in html and "Mixtec" in html
    code = stage.opened(language="mix")
    assert stage.client(cast.ana).post(f"/cases/{code}/wave/").status_code == FINE
    offer = Offer.objects.get()
    assert offer.lawyer == cast.luis
    by_name = {one["name"]: one["why"] for one in offer.factors}
    assert (by_name["language"], by_name["admission"]) == ("speaks_it", "bar_and_eoir")


def test_a_lawyer_keeps_the_own_profile_but_not_the_papers(stage, cast):
    own = stage.client(cast.luis).get("/desk/profile/")
    assert own.status_code == 200 and "are kept by the supervisor" in own.content.decode()
    assert profile(stage, cast.luis, cast.luis, "practice", PRACTICE).status_code == FINE
    kept = LawyerProfile.objects.get()
    assert (kept.languages, kept.capacity, float(kept.detained_weight)) == (["es", "mix"], 7, 1.5)
    for verb, data in (
        ("register", {"eoir_number": "1"}),
        ("admissions", {"state": "CA", "number": "1", "since": "2020-01-01"}),
    ):
        assert profile(stage, cast.luis, cast.luis, verb, data).status_code == 403
        assert profile(stage, cast.luis, cast.lucia, verb, data).status_code == 404
    assert stage.client(cast.luis).get(f"/counsel/lawyers/{cast.lucia.pk}/").status_code == 404
    assert not BarAdmission.objects.exists()


def test_a_supervisor_of_another_post_keeps_neither(stage, cast):
    contract = counsel_stage.contract(cast)
    counsel_stage.ready(cast.luis, contract.firm)
    client = stage.client(cast.helena)
    assert client.get(f"/counsel/lawyers/{cast.luis.pk}/").status_code == 404
    assert profile(stage, cast.helena, cast.luis, "practice", PRACTICE).status_code == 404
    assert client.post(f"/counsel/contracts/{contract.pk}/end/", {"ends_on": "2030-01-01"}).status_code == 404
    assert contract.number not in client.get("/counsel/firms/").content.decode()
    own = {"firm": contract.firm.pk, "consulate": cast.posts["LAX"].pk, "number": "x", "areas": ["civil"]}
    own |= days(0, 3) | {"hours_cap": "5", "fee_cap": "5"}
    assert client.post("/counsel/contracts/add/", own).status_code == 422
    assert Contract.objects.count() == 1


def test_others_have_no_business_here(stage, cast):
    for user in (cast.ana, cast.oscar, cast.nadia, cast.aurelio, cast.adela):
        for path in ("/counsel/", "/counsel/firms/", "/counsel/gaps/", "/counsel/fairness/", "/desk/profile/"):
            assert stage.client(user).get(path).status_code == 403, (user, path)
        assert stage.client(user).post("/counsel/firms/add/", {"name": "x"}).status_code == 403
        assert profile(stage, user, cast.luis, "practice", PRACTICE).status_code == 403
    assert stage.client(cast.luis).post("/counsel/firms/add/", {"name": "x"}).status_code == 403


def test_a_contract_ends_earlier_but_not_before_what_was_charged_to_it(stage, cast):
    contract = counsel_stage.contract(cast)
    LawyerProfile.objects.create(lawyer=cast.luis, firm=contract.firm)
    code = stage.taken(cast.luis)
    today = timezone.localdate()
    data = {"day": today.isoformat(), "minutes": "60", "activity": "research"}
    assert stage.client(cast.luis).post(f"/cases/{code}/time/", data).status_code == FINE
    end = f"/counsel/contracts/{contract.pk}/end/"
    yesterday = (today - timedelta(days=1)).isoformat()
    refused = stage.client(cast.carmen).post(end, {"ends_on": yesterday})
    assert refused.status_code == 400 and "Hours after that day are charged to it." in refused.content.decode()
    assert stage.client(cast.carmen).post(end, {"ends_on": "2000-01-01"}).status_code == 400
    assert stage.client(cast.carmen).post(end, {"ends_on": today.isoformat()}).status_code == FINE


@pytest.mark.parametrize(
    ("verb", "data", "status"),
    [
        ("practice", {"languages": ["klingon"], "capacity": "1", "detained_weight": "1"}, 422),
        ("practice", {"capacity": "-1", "detained_weight": "0"}, 422),
        ("coverage", {"courts": ["999999"]}, 422),
        ("coverage", {"states": ["\x00"]}, 422),
        ("absences", {"starts_on": "2026-05-02", "ends_on": "2026-05-01"}, 422),
        ("absences", {"starts_on": "soon", "ends_on": ""}, 422),
        ("unknown", {}, 404),
    ],
)
def test_what_cannot_be_read_is_a_form_with_errors(stage, cast, verb, data, status):
    assert profile(stage, cast.luis, cast.luis, verb, data).status_code == status
    assert not Coverage.objects.exists() and not Absence.objects.exists()


def test_absences_do_not_overlap_and_can_be_removed(stage, cast):
    assert profile(stage, cast.luis, cast.luis, "absences", days(0, 5)).status_code == FINE
    refused = profile(stage, cast.luis, cast.luis, "absences", days(5, 6))
    assert refused.status_code == 400 and "Another absence covers part" in refused.content.decode()
    row = Absence.objects.get().pk
    assert profile(stage, cast.lucia, cast.lucia, "remove-absence", row=row).status_code == FINE
    assert Absence.objects.count() == 1
    assert profile(stage, cast.luis, cast.luis, "remove-absence", row=row).status_code == FINE
    assert not Absence.objects.exists()


def test_an_admission_that_has_ended_counts_no_more(stage, cast):
    counsel_stage.ready(cast.luis, counsel_stage.contract(cast).firm)
    row = BarAdmission.objects.get()
    assert profile(stage, cast.carmen, cast.luis, "end-admission", row=row.pk).status_code == FINE
    code = stage.opened()
    stage.client(cast.ana).post(f"/cases/{code}/wave/")
    assert {one["name"]: one["why"] for one in Offer.objects.get().factors}["admission"] == "no_bar"


def gaps(stage, user, query=""):
    return stage.client(user).get(f"/counsel/gaps/{query}").context["gaps"]


def test_nobody_for_mixtec_in_this_district_until_somebody_speaks_it(stage, cast):
    firm = counsel_stage.contract(cast).firm
    counsel_stage.ready(cast.luis, firm)
    code = stage.opened(language="mix")
    first = gaps(stage, cast.carmen).languages[0]
    assert (first["tag"], first["asked"], [n for _post, n in first["by_post"]]) == ("mix", 1, [0])
    assert "nobody" in stage.client(cast.carmen).get("/counsel/gaps/").content.decode()
    LawyerProfile.objects.update(languages=["es", "mix"])
    assert [n for _post, n in gaps(stage, cast.carmen).languages[0]["by_post"]] == [1]
    found = gaps(stage, cast.carmen, "?language=mix")
    assert found.counties and all(n == 1 for _name, n in found.counties)
    assert all(n == 0 for _name, n in gaps(stage, cast.carmen, "?language=zap").counties)
    today = timezone.localdate()
    Absence.objects.create(lawyer=cast.luis, starts_on=today, ends_on=today)
    assert [n for _post, n in gaps(stage, cast.carmen).languages[0]["by_post"]] == [0]
    stage.client(cast.ana).post(f"/cases/{code}/wave/")
    assert [matter.case.code for matter in gaps(stage, cast.carmen).waiting] == [code]


def test_courts_to_which_nobody_goes_stand_first(stage, cast):
    firm = counsel_stage.contract(cast).firm
    counsel_stage.ready(cast.luis, firm)
    courts = list(Court.objects.filter(consulate=cast.posts["LAX"], is_active=True))
    Coverage.objects.create(lawyer=cast.luis, court=courts[0])
    found = dict(gaps(stage, cast.carmen).courts)
    assert found[courts[0]] == 1 and sum(found.values()) == 1


@pytest.mark.parametrize(("query", "status"), [("?post=HOU", 404), ("?post=%00", 404), ("?language=%00", 200)])
def test_gaps_of_another_post_are_not_there(stage, cast, query, status):
    assert stage.client(cast.carmen).get(f"/counsel/gaps/{query}").status_code == status


def test_the_chart_counts_what_became_of_each_offer(stage, cast):
    contract = counsel_stage.contract(cast)
    LawyerProfile.objects.create(lawyer=cast.luis, firm=contract.firm)
    code = stage.taken(cast.luis)
    stage.done(cast.luis, stage.offered(cast.luis), "decline", {"code": "fee"})
    stage.offered(cast.luis)
    stage.offered(cast.lucia)
    TimeEntry.objects.create(
        matter=LegalMatter.objects.get(case__code=code),
        contract=contract,
        lawyer=cast.luis,
        day=timezone.localdate(),
        minutes=180,
        activity="research",
    )
    page = stage.client(cast.carmen).get("/counsel/fairness/")
    rows = {
        row.name: (row.offers, row.accepted, row.declined, row.expired, row.other, row.hours)
        for row in page.context["rows"]
    }
    assert rows == {"Luis Herrera": (3, 1, 1, 0, 1, 3.0), "Lucía Ibarra": (1, 0, 0, 0, 1, 0.0)}
    assert "Luis Herrera" in page.content.decode()
    assert stage.client(cast.helena).get("/counsel/fairness/").context["rows"] == []
    assert stage.client(cast.carmen).get("/counsel/fairness/?from=2020-01-01&to=2020-02-01").context["rows"] == []
    for query in ("?from=x", "?from=2026-02-01&to=2026-01-01", "?from=1990-01-01&to=2026-01-01"):
        assert stage.client(cast.carmen).get(f"/counsel/fairness/{query}").status_code == 400, query


def test_the_ranking_is_pure_and_totals_a_hundred():
    assert sum(ranking.MOST.values()) == 100
