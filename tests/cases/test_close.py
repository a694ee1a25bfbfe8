"""Closing: three outcomes, somebody who asks, and a second person."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from cases.models import Case, LegalMatter


def test_a_supervisor_closes_what_an_officer_asked_to_close(stage, cast):
    code = stage.asked_to_close(cast.ana)
    assert "close" in stage.get(cast.carmen, f"cases/{code}/").json()["allowed"]
    card = stage.done(cast.carmen, code, "close")
    assert (card["state"], card["matter_state"], card["allowed"]) == ("closed", "closed", [])
    assert card["closed_at"]
    assert stage.get(cast.luis, f"cases/{code}/").json()["state"] == "closed"


def test_a_supervisor_who_asked_needs_another_supervisor(stage, cast):
    code = stage.asked_to_close(cast.carmen)
    refused = stage.do(cast.carmen, code, "close")
    assert (refused.status_code, refused.json()["code"]) == (403, "second_person_needed")
    assert stage.done(cast.olga, code, "close")["state"] == "closed"


def test_the_lawyer_may_ask_for_the_closing(stage, cast):
    code = stage.asked_to_close(cast.luis)
    assert stage.get(cast.ana, f"cases/{code}/").json()["close_requested"]["id"] == cast.luis.pk
    assert stage.done(cast.carmen, code, "close")["state"] == "closed"


def test_only_a_supervisor_of_the_post_closes(stage, cast):
    code = stage.asked_to_close(cast.ana)
    for user in (cast.ana, cast.bruno, cast.luis):
        assert stage.do(user, code, "close").status_code == 403
    for user in (cast.lucia, cast.hector, cast.helena, cast.oscar, cast.nadia, cast.aurelio, cast.adela):
        assert stage.do(user, code, "close").status_code == 404
        assert stage.do(user, code, "request-close").status_code == 404


def test_what_is_missing_is_named(stage, cast):
    code = stage.taken()
    refused = stage.do(cast.carmen, code, "close")
    assert refused.status_code == 409
    assert set(refused.json()["fields"]) == {"custody", "proceeding", "service", "request_close"}
    assert (refused.json()["state"], refused.json()["owner"]["id"]) == ("engaged", cast.luis.pk)
    stage.done(cast.luis, code, "outcome", {"axis": "custody", "code": "removed"})
    stage.done(cast.ana, code, "request-close")
    assert set(stage.do(cast.carmen, code, "close").json()["fields"]) == {"proceeding", "service"}
    assert "close" not in stage.get(cast.carmen, f"cases/{code}/").json()["allowed"]
    stage.done(cast.luis, code, "outcome", {"axis": "proceeding", "code": "terminated"})
    stage.done(cast.luis, code, "outcome", {"axis": "service", "code": "advice"})
    assert stage.done(cast.carmen, code, "close")["state"] == "closed"


def test_asking_and_closing_again_changes_nothing(stage, cast):
    code = stage.asked_to_close(cast.ana)
    before = stage.get(cast.ana, f"cases/{code}/").json()
    assert stage.done(cast.ana, code, "request-close") == before
    assert stage.do(cast.bruno, code, "request-close").status_code == 409
    closed = stage.done(cast.carmen, code, "close")
    assert stage.done(cast.carmen, code, "close") == closed
    again = stage.do(cast.olga, code, "close")
    assert (again.status_code, again.json()["code"], again.json()["state"]) == (409, "already_closed", "closed")


def test_a_closed_case_does_not_move(stage, cast):
    code = stage.closed()
    assert stage.do(cast.ana, code, "assign", {"lawyer": cast.lucia.pk}).status_code == 409
    assert stage.do(cast.carmen, code, "assign", {"lawyer": cast.lucia.pk}).status_code == 409
    assert stage.do(cast.luis, code, "outcome", {"axis": "custody", "code": "removed"}).status_code == 409
    assert stage.do(cast.ana, code, "request-close").status_code == 409
    assert stage.do(cast.luis, code, "accept").status_code == 409


def test_a_case_that_never_had_a_lawyer_can_be_closed(stage, cast):
    code = stage.offered(cast.luis)
    reports = ({"axis": "custody", "code": "never_detained"}, {"axis": "proceeding", "code": "none_found"})
    for body in (*reports, {"axis": "service", "code": "information"}):
        stage.done(cast.ana, code, "outcome", body)
    stage.done(cast.ana, code, "request-close")
    assert stage.done(cast.carmen, code, "close")["matter_state"] == "closed"
    assert stage.get(cast.luis, f"cases/{code}/").status_code == 404
    late = stage.do(cast.luis, code, "accept")
    assert (late.status_code, late.json()["state"]) == (409, "closed")


def test_the_database_refuses_one_person_in_both_parts(stage, cast):
    stage.asked_to_close(cast.carmen)
    LegalMatter.objects.update(state="closed")
    with pytest.raises(IntegrityError, match="case_closed_by_a_second_person"), transaction.atomic():
        Case.objects.update(state="closed", closed_by=cast.carmen, closed_at=timezone.now())
