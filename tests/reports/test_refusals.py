"""Who may not ask, what cannot be asked, and what the answer then says."""

import pytest


def address(**asked):
    return "/api/v1/reports/weekly/?" + "&".join(f"{name}={value}" for name, value in asked.items())


def test_without_a_session_the_answer_is_401(client, cast):
    answer = client.get(address())

    assert answer.status_code == 401
    assert answer.json()["code"] == "not_authenticated"


@pytest.mark.parametrize("name", ["ana", "oscar", "luis", "aurelio", "adela"])
def test_other_roles_are_refused(ask, cast, name):
    answer = ask(getattr(cast, name))

    assert answer.status_code == 403
    assert answer.json()["code"] == "not_permitted" or answer.json()["detail"]


@pytest.mark.parametrize("post", ["HOU", "CIAM", "NOPE", "lax'; --"])
def test_another_post_and_one_that_does_not_exist_get_the_same_answer(ask, cast, post):
    answer = ask(cast.carmen, post=post)

    assert answer.status_code == 404
    assert answer.json() == ask(cast.carmen, post="XYZ").json()
    assert answer.json()["code"] == "not_found"
    assert list(answer.json()["fields"]) == ["post"]
    assert ask(cast.carmen, post="LAX").status_code == 200


def test_an_analyst_sees_every_post_but_none_that_does_not_exist(ask, cast):
    assert ask(cast.nadia, post="HOU").status_code == 200
    assert ask(cast.nadia, post="NOPE").status_code == 404


@pytest.mark.parametrize(
    ("asked", "fields"),
    [
        ({"first": "yesterday"}, {"from"}),
        ({"first": "2026-02-30"}, {"from"}),
        ({"last": "2026-13-01"}, {"to"}),
        ({"first": "12/10/2026", "last": "x"}, {"from", "to"}),
        ({"first": "2026-10-19", "last": "2026-10-18"}, {"to"}),
        ({"first": "2024-10-16", "last": "2026-10-18"}, {"to"}),
        ({"first": "0001-01-01", "last": "0001-01-02"}, {"from", "to"}),
        ({"first": "9999-12-30", "last": "9999-12-31"}, {"from", "to"}),
        ({"first": "1999-12-31", "last": "2000-01-05"}, {"from"}),
        ({"format": "xml"}, {"format"}),
        ({"format": "api"}, {"format"}),
        ({"format": "JSON"}, {"format"}),
        ({"post": "A" * 17}, {"post"}),
        ({"post": "LA\0X"}, {"post"}),
    ],
)
@pytest.mark.parametrize("language", ["en", "es"])
def test_what_cannot_be_read_is_named(signed_in, cast, asked, fields, language):
    query = {{"first": "from", "last": "to"}.get(name, name): value for name, value in asked.items()}

    answer = signed_in(cast.carmen, accept_language=language).get("/api/v1/reports/weekly/", query)

    assert answer.status_code == 400
    body = answer.json()
    assert body["code"] == "invalid"
    assert set(body["fields"]) == fields
    assert all(sentence for sentences in body["fields"].values() for sentence in sentences)


def test_two_years_are_not_too_long(ask, cast):
    assert ask(cast.carmen, first="2024-10-18", last="2026-10-18").status_code == 200
    assert ask(cast.carmen, first="2023-03-01", last="2025-03-01").status_code == 200


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_a_report_is_only_read(signed_in, cast, method):
    answer = getattr(signed_in(cast.carmen), method)(address(), {}, content_type="application/json")

    assert answer.status_code == 405
    assert set(answer.json()) == {"code", "detail", "fields"}


def test_a_supervisor_whose_posting_has_ended_is_refused(ask, cast, second_post):
    posting = cast.carmen.postings.get(consulate__code="HOU")
    assert ask(cast.carmen, post="HOU").status_code == 200
    cast.carmen.postings.filter(pk=posting.pk).update(starts_at="2020-01-01T00:00Z", ends_at="2021-01-01T00:00Z")

    assert ask(cast.carmen, post="HOU").status_code == 404
    assert ask(cast.carmen, post="LAX").status_code == 200


def test_the_page_answers_the_same_way(signed_in, client, cast):
    assert client.get("/reports/").status_code == 302
    assert signed_in(cast.ana).get("/reports/").status_code == 403
    carmen = signed_in(cast.carmen)
    assert carmen.get("/reports/?post=HOU").status_code == 404
    assert carmen.get("/reports/?post=NOPE").status_code == 404
    page = carmen.get("/reports/?from=2026-10-19&to=2026-10-18")
    assert page.status_code == 400
    assert "The period ends before it starts." in page.content.decode()
