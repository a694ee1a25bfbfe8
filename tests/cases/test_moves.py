"""Where the post moves a case, how a matter ends, and how a closed case goes on."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import Case, Deadline, LegalMatter, Note
from consular.events.models import Event
from tests.cases.forms_stage import read, send, sent

NOT_RELEASED = "The lawyer has not yet released the case for closing."
WHY = {"reason": "new_facts", "text": "The bond was revoked."}


def deadline(level=3, state="confirmed"):
    matter = LegalMatter.objects.latest("opened_at")
    return Deadline.objects.create(
        matter=matter,
        title="Canary of fear",
        level=level,
        zone="America/Los_Angeles",
        due_on=timezone.localdate() + timedelta(days=9),
        state=state,
        confirmed_by=matter.lawyer,
        confirmed_at=timezone.now(),
    )


def met(one):
    one.state, one.ended_at = "met", timezone.now()
    one.save(update_fields=["state", "ended_at"])


def test_the_post_moves_a_case_and_the_locate_clock_follows(stage, cast):
    code = stage.opened()
    sent(stage, cast.ana, code, "move", {"state": "locating"})
    assert Case.objects.get().locate_due_at is not None
    sent(stage, cast.bruno, code, "move", {"state": "in_custody"})
    assert Case.objects.get().locate_due_at is None
    sent(stage, cast.carmen, code, "move", {"state": "locating"})
    case = Case.objects.get()
    assert case.locate_step == 0 and case.locate_due_at > timezone.now()
    assert "Case moved" in read(stage, cast.ana, code)


def test_a_move_takes_the_closing_back(stage, cast):
    code = stage.asked_to_close()
    sent(stage, cast.ana, code, "move", {"state": "in_custody"})
    case = Case.objects.get()
    assert (case.state, case.close_requested_by) == ("in_custody", None)
    assert stage.do(cast.carmen, code, "close").status_code == 409


@pytest.mark.parametrize("state", ["closed", "new", "pending_close", "blocked_opposed", "", "moon"])
def test_a_state_that_is_not_for_the_hand_is_refused(stage, cast, state):
    code = stage.opened()
    assert send(stage, cast.ana, code, "move", {"state": state}).status_code == 422
    assert Case.objects.get().state == "new"


def test_who_may_move(stage, cast):
    code = stage.taken(cast.luis)
    for user, status in ((cast.luis, 403), (cast.lucia, 404), (cast.hector, 404), (cast.oscar, 403), (cast.adela, 403)):
        for path in ("move", "ineligible", "reopen", "screen-again"):
            assert send(stage, user, code, path, {"state": "locating"}).status_code == status, (user, path)
    for user in (cast.ana, cast.carmen):
        for path in ("conclude", "hold", "release"):
            assert send(stage, user, code, path).status_code == 403, (user, path)


def test_a_supervisor_reopens_and_a_new_matter_is_screened(stage, cast):
    code = stage.closed()
    assert send(stage, cast.ana, code, "reopen", WHY).status_code == 403
    assert send(stage, cast.carmen, code, "reopen", WHY | {"reason": "boredom"}).status_code == 422
    assert send(stage, cast.carmen, code, "reopen", WHY | {"text": " . "}).status_code == 400
    sent(stage, cast.carmen, code, "reopen", WHY)
    case = Case.objects.get()
    assert (case.state, case.closed_at, case.matter.state, case.matters.count()) == ("reopened", None, "screening", 2)
    assert Note.objects.latest("written_at").text == "The bond was revoked."
    assert "revoked" not in str(list(Event.objects.values_list("payload", flat=True)))
    assert send(stage, cast.carmen, code, "reopen", WHY).status_code == 409


def test_the_former_lawyer_does_not_get_a_reopened_case_back(stage, cast):
    code = stage.closed()
    assert stage.get(cast.luis, f"cases/{code}/").status_code == 200
    sent(stage, cast.carmen, code, "reopen", WHY)
    assert stage.get(cast.luis, f"cases/{code}/").status_code == 404
    stage.done(cast.ana, code, "assign", {"lawyer": cast.lucia.pk})
    stage.done(cast.lucia, code, "accept")
    assert stage.get(cast.luis, f"cases/{code}/").status_code == 404
    assert stage.get(cast.lucia, f"cases/{code}/").json()["matter_state"] == "engaged"


def test_a_matter_is_found_not_eligible_with_a_reason_and_screened_again(stage, cast):
    code = stage.opened()
    assert send(stage, cast.ana, code, "ineligible", {"reason": "dislike"}).status_code == 422
    sent(stage, cast.ana, code, "ineligible", {"reason": "represented"})
    assert LegalMatter.objects.get().ineligible_for == "represented"
    assert stage.do(cast.ana, code, "assign", {"lawyer": cast.luis.pk}).status_code == 409
    assert send(stage, cast.ana, code, "ineligible", {"reason": "other"}).status_code == 409
    assert send(stage, cast.ana, code, "screen-again").status_code == 403
    sent(stage, cast.carmen, code, "screen-again")
    assert stage.done(cast.ana, code, "assign", {"lawyer": cast.luis.pk})["matter_state"] == "offered"


def test_a_matter_that_somebody_was_asked_for_is_not_found_ineligible(stage, cast):
    code = stage.offered()
    assert send(stage, cast.ana, code, "ineligible", {"reason": "other"}).status_code == 409


def test_the_lawyer_concludes_when_no_deadline_is_open(stage, cast):
    code = stage.taken(cast.luis)
    one = deadline(level=5)
    refused = send(stage, cast.luis, code, "conclude")
    assert refused.status_code == 409 and "Deadlines are still open: 1." in refused.content.decode()
    met(one)
    sent(stage, cast.luis, code, "conclude")
    assert LegalMatter.objects.get().state == "concluded"


@pytest.mark.parametrize("level", [1, 3, 4, 5])
@pytest.mark.parametrize("state", ["proposed", "confirmed"])
def test_an_open_deadline_keeps_the_case_open_and_the_refusal_says_nothing_of_it(stage, cast, level, state):
    code = stage.asked_to_close(cast.ana)
    one = deadline(level=level, state=state)
    refused = stage.do(cast.carmen, code, "close")
    assert refused.status_code == 409
    assert refused.json()["fields"] == {"counsel": [NOT_RELEASED]}
    assert "close" not in stage.get(cast.carmen, f"cases/{code}/").json()["allowed"]
    html = read(stage, cast.carmen, code)
    assert NOT_RELEASED in html and "Canary of fear" not in html and "deadline" not in html.lower()
    met(one)
    assert stage.done(cast.carmen, code, "close")["state"] == "closed"


def test_the_lawyers_hold_reads_exactly_as_an_open_deadline_does(stage, cast):
    code = stage.asked_to_close(cast.ana)
    before = Case.objects.get().version
    sent(stage, cast.luis, code, "hold")
    held, page = stage.do(cast.carmen, code, "close"), read(stage, cast.carmen, code)
    assert Case.objects.get().version == before
    assert "Kept from being closed" not in page and "Kept from being closed" in read(stage, cast.luis, code)
    sent(stage, cast.luis, code, "release")
    one = deadline(level=5)
    assert held.json() == stage.do(cast.carmen, code, "close").json()
    met(one)
    assert stage.done(cast.carmen, code, "close")["state"] == "closed"


def test_the_buttons_are_those_that_would_succeed(stage, cast):
    code = stage.taken(cast.luis)
    assert f'action="/cases/{code}/move/"' in read(stage, cast.ana, code)
    assert f'action="/cases/{code}/conclude/"' not in read(stage, cast.ana, code)
    html = read(stage, cast.luis, code)
    assert f'action="/cases/{code}/conclude/"' in html and f'action="/cases/{code}/hold/"' in html
    assert f'action="/cases/{code}/move/"' not in html
