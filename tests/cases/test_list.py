"""The list of cases: whose, which, in what order, and at what cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import DOWNTOWN_HOUSTON


def listed(stage, user, query=""):
    response = stage.get(user, f"cases/{query}")
    assert response.status_code == 200, response.content
    return [case["code"] for case in response.json()["items"]]


def test_everyone_lists_their_own_newest_first(stage, cast):
    first, second = stage.opened(cast.ana), stage.opened(cast.bruno)
    houston = stage.opened(cast.hector, location=DOWNTOWN_HOUSTON)
    taken = stage.taken(cast.luis)
    for user in (cast.ana, cast.bruno, cast.carmen, cast.olga):
        assert listed(stage, user) == [taken, second, first]
    for user in (cast.hector, cast.helena):
        assert listed(stage, user) == [houston]
    assert listed(stage, cast.luis) == [taken]
    assert listed(stage, cast.lucia) == []
    for user in (cast.oscar, cast.nadia, cast.aurelio, cast.adela):
        assert stage.get(user, "cases/").status_code == 403


def test_filters(stage, cast):
    ana, bruno, offered, closed = (
        stage.opened(cast.ana),
        stage.opened(cast.bruno),
        stage.offered(cast.luis),
        stage.closed(),
    )
    assert listed(stage, cast.bruno, "?mine=1") == [bruno]
    assert listed(stage, cast.carmen, "?state=closed") == [closed]
    assert listed(stage, cast.carmen, "?state=open") == [offered, bruno, ana]
    assert listed(stage, cast.luis, "?mine=true") == [closed]
    assert listed(stage, cast.luis, "?state=new") == [offered]
    assert listed(stage, cast.carmen, f"?q={bruno}") == [bruno]
    assert listed(stage, cast.hector, f"?q={bruno}") == []


def test_a_person_is_found_by_code_but_not_by_a_lawyer_with_only_an_offer(stage, cast):
    code = stage.offered(cast.luis)
    person = stage.get(cast.ana, f"cases/{code}/").json()["person"]
    assert listed(stage, cast.ana, f"?q={person.lower()}") == [code]
    assert listed(stage, cast.luis, f"?q={person}") == []
    stage.done(cast.luis, code, "accept")
    assert listed(stage, cast.luis, f"?q={person}") == [code]


@pytest.mark.parametrize(
    "query",
    ["?state=lost", "?state=%00", "?mine=perhaps", "?page=0", "?page=x", "?page=99999999999999999999", "?q=%00"],
)
def test_filters_that_cannot_be_read_are_named(stage, cast, query):
    response = stage.get(cast.ana, f"cases/{query}")
    assert (response.status_code, bool(response.json()["fields"])) == (400, True)


def test_pages(stage, cast, monkeypatch):
    monkeypatch.setattr("cases.reading.PAGE_SIZE", 2)
    codes = [stage.opened() for _ in range(3)]
    first = stage.get(cast.ana, "cases/?state=open").json()
    assert (first["count"], [case["code"] for case in first["items"]]) == (3, codes[:0:-1])
    assert first["next"] == "/api/v1/cases/?state=open&page=2"
    second = stage.signed_in(cast.ana).get(first["next"]).json()
    assert ([case["code"] for case in second["items"]], second["next"]) == (codes[:1], None)


def test_a_longer_list_asks_no_more_of_the_database(stage, cast):
    client = stage.signed_in(cast.ana)

    def asked():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get("/api/v1/cases/").status_code == 200
        return len(queries)

    stage.taken(cast.luis)
    one = asked()
    for _ in range(3):
        stage.reported()
    assert asked() == one
    assert one <= 10
