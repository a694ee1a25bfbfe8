"""Notes by level: who may write which, who may read which, and what the database holds."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from cases.models import Case, Note
from consular.events.models import Event
from consular.privacy import boxes
from consular.privacy.keys import Unreadable
from consular.privacy.models import AccessRecord, CircleKey, CircleWrap
from tests.cases.test_offers import at_once


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
        ("luis", 5, {"luis"}),
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


def replaced(stage, cast, code):
    """Lucía takes over from Luis, whom a supervisor takes off."""
    stage.done(cast.carmen, code, "assign", {"lawyer": cast.lucia.pk})
    assert stage.get(cast.luis, f"cases/{code}/notes/").status_code == 404
    assert texts(stage, cast.lucia, code) == set()
    assert not CircleWrap.objects.filter(member=cast.luis).exists()
    stage.done(cast.lucia, code, "accept")


@pytest.mark.parametrize("level", [4, 5])
def test_a_lawyer_taken_off_reads_nothing_and_the_file_is_closed_to_the_next(stage, cast, level):
    code = stage.taken(cast.luis)
    stage.done(cast.luis, code, "notes", {"text": "The client's own words.", "level": level})
    replaced(stage, cast, code)
    assert texts(stage, cast.lucia, code) == set()
    kinds = [step["kind"] for step in stage.get(cast.lucia, f"cases/{code}/timeline/").json()["items"]]
    assert "matter.noted" not in kinds
    assert "only the offline recovery key opens it" in page(stage, cast.lucia, code)
    stage.done(cast.lucia, code, "notes", {"text": "Begun anew.", "level": level})
    assert texts(stage, cast.lucia, code) == {"Begun anew."}


def page(stage, user, code):
    return stage.client(user).get(f"/cases/{code}/", headers={"accept-language": "en"}).content.decode()


def leave(stage, user, code, answer="yes"):
    return stage.client(user).post(f"/cases/{code}/leave-file/", {"leave": answer})


def test_a_file_that_was_left_is_read_by_who_follows_and_by_nobody_after(stage, cast):
    code = stage.taken(cast.luis)
    stage.done(cast.luis, code, "notes", {"text": "The client's own words.", "level": 5})
    assert leave(stage, cast.luis, code).status_code == 302
    replaced(stage, cast, code)
    assert texts(stage, cast.lucia, code) == {"The client's own words."}
    stage.done(cast.carmen, code, "assign", {"lawyer": cast.luis.pk})
    stage.done(cast.luis, code, "accept")
    assert texts(stage, cast.luis, code) == set(), "Lucía did not leave it"


def test_leaving_the_file_can_be_taken_back_and_is_the_lawyers_alone(stage, cast):
    code = stage.taken(cast.luis)
    stage.done(cast.luis, code, "notes", {"text": "The client's own words.", "level": 4})
    assert leave(stage, cast.luis, code).status_code == 302
    assert leave(stage, cast.luis, code).status_code == 302
    assert leave(stage, cast.luis, code, "no").status_code == 302
    for user, refused in ((cast.ana, 403), (cast.carmen, 403), (cast.lucia, 404), (cast.nadia, 403)):
        assert leave(stage, user, code).status_code == refused
    assert list(Event.objects.filter(subject_type="legalmatter").values_list("kind", "posts").order_by("id")) == [
        ("matter.noted", []),
        ("matter.file_left", []),
        ("matter.file_kept", []),
    ]
    replaced(stage, cast, code)
    assert texts(stage, cast.lucia, code) == set()


@pytest.fixture
def recovery(settings, tmp_path):
    """A recovery pair of the test's own; gives the file of the private half."""
    pair = boxes.make_pair()
    settings.RECOVERY_PUBLIC_KEY = pair.public
    path = tmp_path / "recovery.key"
    path.write_text(boxes.written(pair.private))
    return path


def recover(code, path, *more):
    out = StringIO()
    who = ["--by", "aurelio", "--purpose", "client asked for her file"]
    call_command("recover_matter", code, "--key-file", str(path), *who, *more, stdout=out)
    return out.getvalue()


def test_the_recovery_key_opens_a_matter_and_the_look_is_on_record(stage, cast, recovery):
    code = stage.taken(cast.luis)
    stage.done(cast.luis, code, "notes", {"text": "The client's own words.", "level": 5})
    replaced(stage, cast, code)
    assert "The client's own words." in recover(code, recovery)
    record = AccessRecord.objects.order_by("-id").first()
    assert (record.reader, record.fields, record.subject_type) == (cast.aurelio, ["recovery.read"], "legalmatter")
    assert texts(stage, cast.lucia, code) == set()
    assert "client's" not in recover(code, recovery, "--grant")
    assert texts(stage, cast.lucia, code) == {"The client's own words."}


def test_a_wrong_recovery_key_opens_nothing_and_says_so(stage, cast, recovery, tmp_path):
    code = stage.taken(cast.luis)
    stage.done(cast.luis, code, "notes", {"text": "The client's own words.", "level": 5})
    looks = AccessRecord.objects.count()
    for written in (boxes.written(boxes.make_pair().private), "short", ""):
        (tmp_path / "other.key").write_text(written)
        with pytest.raises(CommandError):
            recover(code, tmp_path / "other.key")
    for wrong in (("C-NONE22", recovery), (code, tmp_path / "nowhere")):
        with pytest.raises(CommandError):
            recover(*wrong)
    assert AccessRecord.objects.count() == looks


def test_the_network_key_does_not_open_a_privileged_note(stage, cast):
    code = stage.taken(cast.luis)
    stage.done(cast.luis, code, "notes", {"text": "The client's own words.", "level": 4})
    with pytest.raises(Unreadable):
        str(Note.objects.get().text)


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


def test_a_lawyer_who_is_taken_off_while_writing_leaves_no_key_and_no_half_note(stage, cast):
    for _ in range(4):
        code = stage.taken(cast.luis)
        calls = [(cast.luis, f"cases/{code}/notes/", {"text": "In a hurry.", "level": 5})] * 3
        calls.append((cast.carmen, f"cases/{code}/assign/", {"lawyer": cast.lucia.pk}))
        statuses = sorted(status for status, _body in at_once(stage, calls))
        assert set(statuses) <= {200, 403, 404}
        matter = Case.objects.get(code=code).matter
        assert Note.objects.filter(matter=matter).count() == statuses.count(200) - 1
        assert not CircleWrap.objects.filter(key__circle=matter.pk, member=cast.luis).exists()
        assert CircleKey.objects.filter(circle=matter.pk).count() == 1
