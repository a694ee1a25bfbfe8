"""Who sees a case: every role, every stage, each address."""

import pytest
from django.utils import timezone

READS = ("", "timeline/", "notes/")
VERBS = {
    "assign": {"lawyer": "lucia"},
    "accept": {},
    "decline": {"code": "fee"},
    "notes": {"text": "a", "level": 1},
    "outcome": {"axis": "custody", "code": "removed"},
    "request-close": {},
    "close": {},
}
STRANGERS = ("hector", "helena", "lucia", "oscar", "nadia", "aurelio", "adela")


@pytest.mark.parametrize("step", ["opened", "offered", "taken", "reported", "asked_to_close", "closed"])
def test_the_post_sees_its_cases_all_the_way(stage, cast, step):
    code = getattr(stage, step)()
    for user in (cast.ana, cast.bruno, cast.carmen, cast.olga):
        assert [stage.get(user, f"cases/{code}/{read}").status_code for read in READS] == [200, 200, 200]
    for name in STRANGERS:
        answers = {stage.get(getattr(cast, name), f"cases/{code}/{read}").status_code for read in READS}
        answers |= {stage.do(getattr(cast, name), code, verb, body).status_code for verb, body in VERBS.items()}
        assert answers == {404}, name
    assert stage.get(cast.luis, f"cases/{code}/").status_code == (404 if step == "opened" else 200)


@pytest.mark.parametrize("step", ["opened", "offered", "taken", "reported", "asked_to_close"])
def test_what_a_card_allows_succeeds_and_nothing_else_does(stage, cast, step):
    for name in ("ana", "carmen", "luis"):
        user = getattr(cast, name)
        code = getattr(stage, step)()
        for verb, body in VERBS.items():
            answer = stage.get(user, f"cases/{code}/")
            allowed = answer.json()["allowed"] if answer.status_code == 200 else []
            status = stage.do(user, code, verb, body).status_code
            repeated = verb in ("accept", "request-close") and status == 200
            assert (status == 200) == (verb in allowed) or repeated, (name, verb, allowed, status)
            assert status in (200, 403, 404, 409)
            code = getattr(stage, step)() if status == 200 else code


def test_without_a_session_nothing_is_answered(client, stage):
    code = stage.opened()
    for path in (
        "cases/",
        f"cases/{code}/",
        f"cases/{code}/timeline/",
        f"cases/{code}/notes/",
        "lawyers/",
        "outcome-codes/",
    ):
        assert client.get(f"/api/v1/{path}").status_code == 401
    for verb in VERBS:
        assert client.post(f"/api/v1/cases/{code}/{verb}/", {}, content_type="application/json").status_code == 401


@pytest.mark.parametrize(
    "code", ["C-000000", "C-", "x", "C-IIIIII", "%00", "C-%00AAAAA", "é" * 6, "C-" + "A" * 500, "..", "'--"]
)
def test_codes_that_lead_nowhere_are_404(stage, cast, code):
    assert stage.get(cast.ana, f"cases/{code}/").status_code == 404
    assert stage.do(cast.ana, code, "close").status_code == 404


def test_a_code_is_read_as_people_say_it(stage, cast):
    code = stage.opened()
    assert stage.get(cast.ana, f"cases/{code.lower()}/").json()["code"] == code
    assert stage.get(cast.ana, f"cases/{code[2:]}/").json()["code"] == code


def test_a_lawyer_whose_posting_ended_sees_nothing_more(stage, cast):
    code = stage.taken(cast.luis)
    assert stage.get(cast.luis, f"cases/{code}/").status_code == 200
    cast.luis.postings.update(ends_at=timezone.now())
    try:
        assert stage.get(cast.luis, f"cases/{code}/").status_code == 404
        assert stage.get(cast.luis, "cases/").status_code == 403
        assert stage.do(cast.ana, stage.opened(), "assign", {"lawyer": cast.luis.pk}).status_code == 400
    finally:
        cast.luis.postings.update(ends_at=None)
