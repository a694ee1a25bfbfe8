"""Wrong input: every field of every verb, and bodies that are no JSON. An answer, never a server error."""

import pytest

NASTY = [
    None, True, False, 0, -1, 1.5, 1e308, 2**31, 2**63, -(2**63) - 1, 10**400, "", " ", "\x00", "a\x00b", "\ud800",
    "\u202e\u2066x", "x" * 20_000, "'; DROP TABLE cases_case; --", "<script>alert(1)</script>", "%s%n{0}", "NaN",
    [], [[]], {}, {"$ne": 1}, [1] * 1_000,
]  # fmt: skip
GOOD = {
    "assign": {"lawyer": "luis", "court": None},
    "accept": {"conflict_certified": True},
    "decline": {"code": "fee"},
    "notes": {"text": "a", "level": 1, "shared": False},
    "outcome": {"axis": "custody", "code": "removed", "note": ""},
}
ACTOR = {"assign": "ana", "accept": "luis", "decline": "luis", "notes": "ana", "outcome": "ana"}


@pytest.mark.parametrize(("verb", "name"), [(verb, name) for verb, body in GOOD.items() for name in body])
def test_any_value_in_any_field_is_answered(stage, cast, verb, name):
    actor = getattr(cast, ACTOR[verb])
    code = stage.opened() if verb == "assign" else stage.offered(cast.luis)
    for value in NASTY:
        answer = stage.do(actor, code, verb, GOOD[verb] | {name: value})
        assert answer.status_code in (200, 400, 409), (value, answer.content)
        if answer.status_code == 400:
            assert set(answer.json()) == {"code", "detail", "fields"}
            assert list(answer.json()["fields"]) == [name] or answer.json()["code"] == "parse_error"


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 50_000, b'{"text": NaN}', b"null", b'"', b"1e999"])
def test_a_body_that_cannot_be_read_is_answered(stage, cast, body):
    code = stage.opened()
    client = stage.signed_in(cast.ana)
    for path in (f"cases/{code}/notes/", f"cases/{code}/assign/", f"cases/{code}/outcome/"):
        answer = client.post(f"/api/v1/{path}", body, content_type="application/json")
        assert (answer.status_code, set(answer.json())) == (400, {"code", "detail", "fields"})
    assert client.post(f"/api/v1/cases/{code}/notes/", b"a=1", content_type="text/plain").status_code == 415
    assert client.put(f"/api/v1/cases/{code}/notes/", body, content_type="application/json").status_code == 405
