"""Notes by level: who may write which, who may read which, and what the database holds."""

import pytest
from django.db import IntegrityError, connection, transaction

from cases.models import Case, Note
from consular.events.models import Event
from consular.privacy.models import AccessRecord


def texts(stage, user, code):
    response = stage.get(user, f"cases/{code}/notes/")
    assert response.status_code == 200, response.content
    return {note["text"] for note in response.json()["items"]}


@pytest.mark.parametrize(
    ("writer", "level", "readers"),
    [
        ("ana", "L1", {"ana", "bruno", "carmen"}),
        ("bruno", 2, {"ana", "bruno", "carmen"}),
        ("carmen", "l2", {"ana", "bruno", "carmen"}),
        ("ana", 3, {"ana", "luis"}),
        ("bruno", "3", {"ana", "bruno", "luis"}),
        ("luis", 1, {"ana", "bruno", "carmen", "luis"}),
        ("luis", 3, {"ana", "luis"}),
        ("luis", "L4", {"luis"}),
    ],
)
def test_a_note_is_read_by_its_level_and_by_nobody_else(stage, cast, writer, level, readers):
    code = stage.taken(cast.luis)
    stage.done(getattr(cast, writer), code, "notes", {"text": "Ask about the bond.", "level": level})
    for name in ("ana", "bruno", "carmen", "luis"):
        assert texts(stage, getattr(cast, name), code) == ({"Ask about the bond."} if name in readers else set()), name
    for stranger in (cast.lucia, cast.hector, cast.helena, cast.oscar, cast.nadia, cast.aurelio, cast.adela):
        assert stage.get(stranger, f"cases/{code}/notes/").status_code == 404


def test_a_shared_note_reaches_the_engaged_lawyer(stage, cast):
    code = stage.taken(cast.luis)
    stage.done(cast.ana, code, "notes", {"text": "Visit on Monday.", "level": 1, "shared": True})
    assert texts(stage, cast.luis, code) == {"Visit on Monday."}
    refused = stage.do(cast.ana, code, "notes", {"text": "Visit on Monday.", "level": 3, "shared": True})
    assert (refused.status_code, list(refused.json()["fields"])) == (400, ["shared"])


@pytest.mark.parametrize("level", [4, 5])
def test_the_post_may_not_write_inside_the_privilege(stage, cast, level):
    code = stage.taken(cast.luis)
    for user in (cast.ana, cast.bruno, cast.carmen):
        assert stage.do(user, code, "notes", {"text": "x", "level": level}).status_code == 403
    assert Note.objects.count() == 0


def test_protection_sensitive_text_is_refused_to_everyone_with_the_reason(stage, cast):
    code = stage.taken(cast.luis)
    refused = stage.do(cast.luis, code, "notes", {"text": "Fears return.", "level": 5})
    assert (refused.status_code, refused.json()["code"]) == (403, "level_not_kept")
    assert "own key" in refused.json()["fields"]["level"][0]
    assert Note.objects.count() == 0


def test_nothing_tells_the_post_that_a_privileged_note_exists(stage, cast, publish):
    code = stage.taken(cast.luis)
    before = stage.get(cast.ana, f"cases/{code}/").json(), stage.get(cast.ana, f"cases/{code}/timeline/").json()
    stage.done(cast.luis, code, "notes", {"text": "Privileged canary.", "level": 4})
    assert (
        stage.get(cast.ana, f"cases/{code}/").json(),
        stage.get(cast.ana, f"cases/{code}/timeline/").json(),
    ) == before
    event = Event.objects.get(kind="matter.noted")
    assert (event.subject_type, event.posts) == ("legalmatter", [])
    kinds = [step["kind"] for step in stage.get(cast.luis, f"cases/{code}/timeline/").json()["items"]]
    assert kinds[-1] == "matter.noted"


def test_a_lawyer_taken_off_reads_nothing_and_the_next_lawyer_reads_the_file(stage, cast):
    code = stage.taken(cast.luis)
    stage.done(cast.luis, code, "notes", {"text": "The client's own words.", "level": 4})
    stage.done(cast.carmen, code, "assign", {"lawyer": cast.lucia.pk})
    assert stage.get(cast.luis, f"cases/{code}/notes/").status_code == 404
    assert texts(stage, cast.lucia, code) == set()
    stage.done(cast.lucia, code, "accept")
    assert texts(stage, cast.lucia, code) == {"The client's own words."}


def test_a_lawyer_with_only_an_offer_neither_reads_nor_writes(stage, cast):
    code = stage.opened()
    stage.done(cast.ana, code, "notes", {"text": "L2", "level": 2, "shared": True})
    stage.done(cast.ana, code, "notes", {"text": "L3", "level": 3})
    stage.done(cast.ana, code, "assign", {"lawyer": cast.luis.pk})
    assert texts(stage, cast.luis, code) == set()
    assert stage.do(cast.luis, code, "notes", {"text": "x", "level": 1}).status_code == 403


def test_without_a_level_a_note_stays_inside_the_writers_circle(stage, cast):
    code = stage.taken(cast.luis)
    stage.done(cast.ana, code, "notes", {"text": "from the post"})
    stage.done(cast.luis, code, "notes", {"text": "from the lawyer"})
    assert list(Note.objects.order_by("written_at").values_list("level", flat=True)) == [2, 3]


def test_wrong_values_are_named(stage, cast):
    code = stage.opened()
    wrong = (
        {}, {"text": ""}, {"text": "   "}, {"text": None}, {"text": ["a"]}, {"text": "\x00"},
        {"text": "x" * 10_001}, {"text": "a", "level": 0}, {"text": "a", "level": 6}, {"text": "a", "level": "L9"},
        {"text": "a", "level": True}, {"text": "a", "level": 2.0}, {"text": "a", "level": 10**30},
        {"text": "a", "shared": "perhaps"}, [], "text", None,
    )  # fmt: skip
    for body in wrong:
        refused = stage.do(cast.ana, code, "notes", body if body is not None else "null")
        assert refused.status_code == 400, body
        assert refused.json()["fields"], body
    assert Note.objects.count() == 0


def test_the_text_is_sealed_in_the_database_and_absent_from_events(stage, cast):
    code = stage.taken(cast.luis)
    for user, level in ((cast.ana, 2), (cast.luis, 4)):
        stage.done(user, code, "notes", {"text": "Canary Quetzal", "level": level})
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(encode(text, 'escape'), ' ') FROM cases_note")
        assert "Quetzal" not in cursor.fetchone()[0]
        cursor.execute("SELECT string_agg(payload::text, ' ') FROM events_event")
        assert "Quetzal" not in cursor.fetchone()[0]


def test_a_look_is_on_record_before_the_text_is_sent(stage, cast):
    code = stage.taken(cast.luis)
    stage.done(cast.ana, code, "notes", {"text": "a", "level": 2})
    assert AccessRecord.objects.count() == 0
    texts(stage, cast.bruno, code)
    record = AccessRecord.objects.get()
    assert (record.reader, record.fields, record.subject_id) == (cast.bruno, ["note.L2"], Case.objects.get().pk)
    texts(stage, cast.luis, code)  # nothing to read, nothing to record
    assert AccessRecord.objects.count() == 1


def test_the_database_keeps_privileged_notes_off_the_case(stage, cast):
    stage.taken(cast.luis)
    with pytest.raises(IntegrityError, match="note_privileged_belongs_to_the_matter"), transaction.atomic():
        Note.objects.create(case=Case.objects.get(), level=4, text="x", author=cast.ana)


def test_a_closed_case_takes_no_more_notes(stage, cast):
    code = stage.closed()
    for user in (cast.ana, cast.luis):
        refused = stage.do(user, code, "notes", {"text": "late", "level": 1})
        assert (refused.status_code, refused.json()["state"]) == (409, "closed")
