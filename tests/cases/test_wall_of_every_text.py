"""Words of the lawyer, typed anywhere below the privilege, bring a question; nothing typed is lost, nothing kept in silence."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cases.models import ConsularAction, Deadline, Note, ProgressReport, Task, VulnerabilityFlag
from tests.cases.pages import LOS_ANGELES, moment, send

FINE = 302
FEAR = "She fears going back and wants asylum."
ADDRESSES = {"consular_action": "actions", "flag": "flags", "tasks/add": "tasks/add"}
DAY = (timezone.now() + timedelta(days=5)).date().isoformat()


def texts(cast):
    """verb: (what is typed beside the words, the field of the words, what keeps them)."""
    return {
        "consular_action": ({"kind": "call", "happened_at": moment(-1), "result": "done"}, "remark", ConsularAction),
        "flag": ({"flag": "serious_medical", "review_on": DAY}, "evidence", VulnerabilityFlag),
        "tasks/add": ({"kind": "call_person", "owner": cast.ana.pk, "due_at": moment(30)}, "detail", Task),
    }


@pytest.mark.parametrize("verb", ["consular_action", "flag", "tasks/add"])
def test_the_post_is_asked_and_may_state_that_it_is_general(stage, cast, verb):
    code = stage.taken(cast.luis)
    typed, field, kept = texts(cast)[verb]
    address = ADDRESSES[verb]
    asked = send(stage, cast.ana, code, address, typed | {field: FEAR})
    assert asked.status_code == 400
    page = asked.content.decode()
    assert 'name="wall"' in page and FEAR in page
    assert 'value="move"' not in page
    assert not kept.objects.exists()
    assert send(stage, cast.ana, code, address, typed | {field: FEAR, "wall": "keep"}).status_code == FINE
    assert getattr(kept.objects.get(), field) == FEAR


def test_the_lawyer_moves_a_remark_into_a_privileged_note(stage, cast):
    code = stage.taken(cast.luis)
    report = {
        "stage": "preparing",
        "next_step": "bond",
        "hearing_known": "no",
        "hours": "3",
        "removal_risk": "no",
        "remark": FEAR,
    }
    asked = send(stage, cast.luis, code, "progress", report)
    assert asked.status_code == 400, asked.content.decode()
    assert 'value="move"' in asked.content.decode()
    assert not ProgressReport.objects.exists() and not Note.objects.exists()
    assert send(stage, cast.luis, code, "progress", report | {"wall": "move"}).status_code == FINE
    assert ProgressReport.objects.get().remark == ""
    assert Note.objects.get().level == 5
    assert FEAR not in stage.client(cast.ana).get(f"/cases/{code}/log/").content.decode()


def test_a_deadline_of_ones_own_becomes_protected(stage, cast):
    code = stage.taken(cast.luis)
    typed = {"title": "Asylum application", "on": (timezone.now().astimezone(LOS_ANGELES).date()).isoformat()}
    assert send(stage, cast.luis, code, "calendar/deadline", typed).status_code == 400
    assert send(stage, cast.luis, code, "calendar/deadline", typed | {"wall": "move"}).status_code == FINE
    assert Deadline.objects.get().level == 5
