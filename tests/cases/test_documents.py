"""Documents by level: kept after they were checked, sealed in chunks, downloaded by who may read them, withdrawn for good."""

import hashlib
import io
import os
import tempfile
import threading

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from PIL import Image

from cases.files.content import CHUNK
from cases.models import Case, Document, DocumentChunk
from consular.events.models import Event
from consular.privacy.keys import Unreadable
from consular.privacy.models import AccessRecord

FINE = 302
CANARY = "Canary Quetzal"


def pdf(pages=1, **more):
    made = io.BytesIO()
    with pikepdf.new() as new:
        for _page in range(pages):
            new.add_blank_page(page_size=(612, 792))
        new.save(made, **more)
    return made.getvalue()


def noise(width, height):
    made = io.BytesIO()
    Image.frombytes("RGB", (width, height), os.urandom(width * height * 3)).save(made, "PNG")
    return made.getvalue()


@pytest.fixture
def send(stage):
    def send(user, code, content=None, name="scan.pdf", **form):
        form = {"title": "Notice to appear", "kind": "court", "level": "2"} | form
        file = SimpleUploadedFile(name, pdf() if content is None else content)
        return stage.client(user).post(f"/api/v1/cases/{code}/documents/", form | {"file": file})

    return send


@pytest.fixture
def sent(send):
    def sent(*args, **form):
        answer = send(*args, **form)
        assert answer.status_code == 201, answer.content
        return answer.json()

    return sent


def titles(stage, user, code):
    answer = stage.get(user, f"cases/{code}/documents/")
    assert answer.status_code == 200, answer.content
    return [one["title"] for one in answer.json()["items"]]


def content(stage, user, code, document):
    return stage.client(user).get(f"/cases/{code}/documents/{document}/")


def body(answer):
    return b"".join(answer)


@pytest.mark.parametrize(
    ("writer", "level", "readers"),
    [
        ("ana", "2", {"ana", "bruno", "carmen"}),
        ("ana", "3", {"ana", "luis"}),
        ("luis", "3", {"ana", "luis"}),
        ("luis", "L4", {"luis"}),
        ("luis", "5", {"luis"}),
    ],
)
def test_a_document_is_read_by_its_level_and_by_nobody_else(stage, cast, sent, writer, level, readers):
    code = stage.taken(cast.luis)
    kept = sent(getattr(cast, writer), code, level=level)
    for name in ("ana", "bruno", "carmen", "luis"):
        reads = name in readers
        assert bool(titles(stage, getattr(cast, name), code)) == reads, name
        assert content(stage, getattr(cast, name), code, kept["id"]).status_code == (200 if reads else 404), name
    for stranger in (cast.lucia, cast.hector, cast.helena):
        assert content(stage, stranger, code, kept["id"]).status_code == 404
        assert stage.get(stranger, f"cases/{code}/documents/").status_code == 404
    for stranger in (cast.oscar, cast.nadia, cast.aurelio, cast.adela):
        assert content(stage, stranger, code, kept["id"]).status_code == 403
        assert stage.get(stranger, f"cases/{code}/documents/{kept['id']}/content/").status_code == 404


def test_what_comes_out_is_what_was_kept_chunk_by_chunk(stage, cast, sent):
    code = stage.taken(cast.luis)
    for level in (2, 4):
        kept = sent(cast.luis, code, noise(500, 500), name="photo.png", level=level, kind="evidence")
        assert kept["size"] > 2 * CHUNK
        answer = content(stage, cast.luis, code, kept["id"])
        received = body(answer)
        assert hashlib.sha256(received).hexdigest() == kept["sha256"]
        assert (len(received), answer.headers["Content-Length"]) == (kept["size"], str(kept["size"]))
        assert answer.headers["Content-Type"] == "image/png"
        assert answer.headers["Content-Disposition"] == 'attachment; filename="Notice to appear.png"'
        assert answer.headers["X-Content-Type-Options"] == "nosniff" and "no-store" in answer.headers["Cache-Control"]


def test_a_chunk_that_is_altered_moved_or_missing_is_never_sent(stage, cast, sent):
    code = stage.opened()
    kept = sent(cast.ana, code, noise(400, 400), name="photo.png")
    first, second = DocumentChunk.objects.filter(document=kept["id"]).order_by("number")[:2]
    DocumentChunk.objects.filter(pk=first.pk).update(content=bytes(second.content))
    with pytest.raises(Unreadable):
        body(content(stage, cast.ana, code, kept["id"]))


def test_every_download_is_on_record_before_the_first_byte(stage, cast, sent):
    code = stage.taken(cast.luis)
    kept = sent(cast.luis, code, level=4)
    before = AccessRecord.objects.count()
    answer = content(stage, cast.luis, code, kept["id"])  # nothing of it has been read
    record = AccessRecord.objects.order_by("-id").first()
    assert AccessRecord.objects.count() == before + 1
    assert (record.reader, record.subject_type, str(record.subject_id)) == (cast.luis, "document", kept["id"])
    assert record.fields == ["document.content.L4"]
    answer.close()


def test_the_database_holds_neither_title_nor_content_in_clear(stage, cast, sent):
    code = stage.taken(cast.luis)
    for level in (2, 5):
        sent(cast.luis, code, level=level, title=CANARY)
    with connection.cursor() as cursor:
        for table in ("cases_document", "cases_documentchunk", "events_event"):
            cursor.execute(f"SELECT string_agg({table}::text, ' ') FROM {table}")  # noqa: S608  our own names
            stored = cursor.fetchone()[0]
            for secret in (CANARY, CANARY.encode().hex(), "%PDF", b"%PDF-".hex()):
                assert secret not in stored


REFUSED = {
    "empty": b"",
    "unknown_type": b"<html><script>alert(1)</script></html>",
    "broken": b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj",
    "encrypted": pdf(encryption=pikepdf.Encryption(owner="owner", user="user")),
    "other_type": noise(4, 4),
}


@pytest.mark.parametrize("reason", REFUSED)
def test_a_file_that_is_not_what_it_should_be_is_refused_and_nothing_is_kept(stage, cast, send, reason):
    code = stage.opened()
    version = Case.objects.get(code=code).version
    refused = send(cast.ana, code, REFUSED[reason])
    assert (refused.status_code, refused.json()["code"], refused.json()["reason"]) == (400, "file_refused", reason)
    assert len(refused.json()["fields"]["file"]) == 1
    assert (Document.objects.count(), DocumentChunk.objects.count()) == (0, 0)
    assert Case.objects.get(code=code).version == version


def packed(pixels):
    made = io.BytesIO()
    Image.new("1", (pixels, pixels)).save(made, "PNG")
    return made.getvalue()


def unpacking_without_end():
    made = io.BytesIO()
    with pikepdf.new() as new:
        new.add_blank_page()
        new.pages[0].obj.Contents = new.make_indirect(pikepdf.Stream(new, b"0" * 250_000_000))
        new.save(made)
    return made.getvalue()


@pytest.mark.parametrize("name", ["photo.png", "scan.pdf"])
def test_what_unpacks_without_end_is_refused(stage, cast, send, name):
    code = stage.opened()
    bomb = packed(9_000) if name == "photo.png" else unpacking_without_end()
    assert len(bomb) < 1_000_000
    refused = send(cast.ana, code, bomb, name=name)
    assert (refused.status_code, refused.json()["reason"]) == (400, "bomb")


def test_a_file_of_a_hundred_megabytes_is_refused_by_its_announced_length(stage, cast):
    code = stage.opened()
    for path, said in ((f"/api/v1/cases/{code}/documents/", "20 MB"), (f"/cases/{code}/documents/", "20 MB")):
        refused = stage.client(cast.ana).post(path, {"file": SimpleUploadedFile("a.pdf", b"%PDF" + bytes(100 << 20))})
        assert refused.status_code == 413
        assert said in refused.content.decode()
    spanish = stage.signed_in(cast.ana, accept_language="es")
    assert (
        spanish.post(f"/cases/{code}/documents/", {"file": SimpleUploadedFile("a.pdf", bytes(22 << 20))}).status_code
        == 413
    )
    assert Document.objects.count() == 0


def test_only_the_address_of_documents_takes_more_than_a_mebibyte(stage, cast):
    code = stage.opened()
    for path in (f"/cases/{code}/notes/", f"/api/v1/cases/{code}/notes/", f"/cases/{code}/letters/"):
        much = {"text": "x", "file": SimpleUploadedFile("a.pdf", bytes(2 << 20))}
        assert stage.client(cast.ana).post(path, much).status_code == 413


def test_nothing_is_left_in_temporary_folders(stage, cast, send):
    before = set(os.listdir(tempfile.gettempdir()))
    code = stage.opened()
    assert send(cast.ana, code, noise(600, 600), name="photo.png").status_code == 201
    assert send(cast.ana, code, b"", name="photo.png").status_code == 400
    left = {name for name in set(os.listdir(tempfile.gettempdir())) - before if name.startswith("tmp")}
    assert left == set()


def test_a_photograph_loses_what_it_tells_of_place_and_telephone(stage, cast, sent):
    code = stage.opened()
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = CANARY, 6  # description; turned by a quarter
    made = io.BytesIO()
    Image.new("RGB", (40, 20)).save(made, "JPEG", exif=exif, comment=CANARY.encode())
    trailing = made.getvalue() + b"PK\x03\x04" + CANARY.encode() + b"<script>"
    kept = sent(cast.ana, code, trailing, name="photo.JPG", kind="evidence")
    out = body(content(stage, cast.ana, code, kept["id"]))
    assert CANARY.encode() not in out and b"PK\x03\x04" not in out and b"<script>" not in out and b"Exif" not in out
    assert Image.open(io.BytesIO(out)).size == (20, 40)


def armed():
    """A PDF that acts, carries files, and tells of its author; behind it a ZIP."""
    made = io.BytesIO()
    with pikepdf.new() as new:
        new.add_blank_page()
        new.docinfo["/Author"] = CANARY
        new.attachments["canary.txt"] = CANARY.encode()
        new.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="cmd.exe")
        link = pikepdf.Dictionary(
            Subtype=pikepdf.Name.Link, Rect=pikepdf.Array([0, 0, 9, 9]), A=new.make_indirect(launch)
        )
        pinned = pikepdf.Dictionary(Subtype=pikepdf.Name.FileAttachment, Rect=pikepdf.Array([0, 0, 9, 9]))
        new.pages[0].obj.Annots = pikepdf.Array([new.make_indirect(link), pinned])
        photo = io.BytesIO()
        exif = Image.Exif()
        exif[0x010E] = CANARY
        Image.new("RGB", (8, 8)).save(photo, "JPEG", exif=exif)
        image = pikepdf.Stream(new, photo.getvalue(), Subtype=pikepdf.Name.Image, Width=8, Height=8)
        image.ColorSpace, image.BitsPerComponent, image.Filter = pikepdf.Name.DeviceRGB, 8, pikepdf.Name.DCTDecode
        new.pages[0].obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Photo=new.make_indirect(image)))
        with new.open_metadata() as metadata:
            metadata["dc:title"] = CANARY
        new.save(made)
    return made.getvalue() + b"PK\x03\x04" + CANARY.encode()


def test_a_pdf_loses_scripts_attachments_actions_and_metadata(stage, cast, sent):
    code = stage.opened()
    kept = sent(cast.ana, code, armed())
    out = body(content(stage, cast.ana, code, kept["id"]))
    assert b"PK\x03\x04" not in out
    with pikepdf.open(io.BytesIO(out)) as clean:
        everything = b"".join(
            one.unparse(resolved=True) + (one.read_raw_bytes() if isinstance(one, pikepdf.Stream) else b"")
            for one in clean.objects
        )
        assert "/Info" not in clean.trailer and not clean.attachments and len(clean.pages) == 1
        assert Image.open(io.BytesIO(clean.pages[0].obj.Resources.XObject.Photo.read_raw_bytes())).size == (8, 8)
    for gone in (
        CANARY.encode(),
        b"/JavaScript",
        b"/JS",
        b"/Launch",
        b"/OpenAction",
        b"/EmbeddedFile",
        b"/FileAttachment",
    ):
        assert gone not in everything


def test_a_pdf_whose_pages_inherit_their_size_is_kept(stage, cast, sent):
    made = io.BytesIO()
    with pikepdf.new() as new:
        new.add_blank_page(page_size=(612, 792))
        new.Root.Pages.MediaBox = new.pages[0].obj.MediaBox
        del new.pages[0].obj["/MediaBox"]
        new.save(made)
    assert sent(cast.ana, stage.opened(), made.getvalue())["content_type"] == "application/pdf"


def test_bad_fields_are_named(stage, cast, send):
    code = stage.opened()
    wrong = (
        {"title": ""}, {"title": "x" * 201}, {"title": "\x00"}, {"kind": "love letter"}, {"level": "6"}, {"level": "L9"},
        {"supersedes": "x"}, {"supersedes": "00000000-0000-4000-8000-000000000000"}, {"shared": "perhaps"}, {"wall": "?"},
    )  # fmt: skip
    for form in wrong:
        refused = send(cast.ana, code, **form)
        assert (refused.status_code, list(refused.json()["fields"])) == (400, list(form)), form
    assert send(cast.ana, code, level="4").status_code == 403
    client = stage.client(cast.ana)
    for odd in ({}, {"file": "text"}):
        assert client.post(f"/api/v1/cases/{code}/documents/", odd).status_code == 400
    assert client.post(f"/api/v1/cases/{code}/documents/", b"{", content_type="application/json").status_code == 415
    assert Document.objects.count() == 0


def test_a_file_name_can_neither_leave_its_folder_nor_break_a_header(stage, cast, sent):
    code = stage.opened()
    kept = sent(cast.ana, code, title='../..\\etc/"passwd"; x=\u202efdp.exe')
    name = content(stage, cast.ana, code, kept["id"]).headers["Content-Disposition"]
    assert "/" not in name and "\\" not in name and "\u202e" not in name and "%E2%80%AE" not in name
    assert name.startswith("attachment; filename=") and name.endswith('.pdf"')


def test_a_newer_one_takes_the_place_of_one_of_the_same_level(stage, cast, sent, send):
    code = stage.taken(cast.luis)
    older = sent(cast.ana, code)
    refused = send(cast.ana, code, level="3", supersedes=older["id"])
    assert (refused.status_code, list(refused.json()["fields"])) == (400, ["supersedes"])
    newer = sent(cast.ana, code, supersedes=older["id"])
    shown = {
        one["id"]: one["superseded_by"] for one in stage.get(cast.bruno, f"cases/{code}/documents/").json()["items"]
    }
    assert shown == {older["id"]: newer["id"], newer["id"]: None}
    assert send(cast.ana, code, supersedes=older["id"]).status_code == 400


def withdraw(stage, user, code, document, **form):
    form = {"reason": "Of somebody else", "sure": "on"} | form
    return stage.client(user).post(f"/cases/{code}/documents/{document}/withdraw/", form)


def test_withdrawing_erases_the_content_and_keeps_why(stage, cast, sent):
    code = stage.taken(cast.luis)
    kept = sent(cast.ana, code)
    assert withdraw(stage, cast.bruno, code, kept["id"]).status_code == 403
    assert withdraw(stage, cast.luis, code, kept["id"]).status_code == 404
    unsure = withdraw(stage, cast.ana, code, kept["id"], sure="")
    assert unsure.status_code == 422 and "Of somebody else" in unsure.content.decode()
    assert withdraw(stage, cast.ana, code, kept["id"]).status_code == FINE
    assert DocumentChunk.objects.count() == 0
    [shown] = stage.get(cast.bruno, f"cases/{code}/documents/").json()["items"]
    assert (shown["withdrawal_reason"], bool(shown["withdrawn_at"])) == ("Of somebody else", True)
    assert content(stage, cast.ana, code, kept["id"]).status_code == 404
    assert withdraw(stage, cast.ana, code, kept["id"]).status_code == 409


def test_the_matters_lawyer_withdraws_a_privileged_one_and_the_post_cannot_tell(stage, cast, sent):
    code = stage.taken(cast.luis)
    before = stage.get(cast.ana, f"cases/{code}/").json(), stage.get(cast.ana, f"cases/{code}/timeline/").json()
    kept = sent(cast.luis, code, level=5, title="Declaration of fear")
    assert withdraw(stage, cast.luis, code, kept["id"], reason="Asylum is in another file").status_code == FINE
    after = stage.get(cast.ana, f"cases/{code}/").json(), stage.get(cast.ana, f"cases/{code}/timeline/").json()
    assert before == after
    events = Event.objects.filter(kind__startswith="matter.document")
    assert [(event.kind, event.posts) for event in events] == [
        ("matter.document_added", []),
        ("matter.document_withdrawn", []),
    ]


def test_the_page_keeps_a_document_and_what_was_typed(stage, cast):
    code = stage.opened()
    path, form = f"/cases/{code}/documents/", {"title": "Declaration of asylum", "kind": "evidence", "level": "2"}
    client = stage.client(cast.ana)
    asked = client.post(path, form | {"file": SimpleUploadedFile("a.pdf", pdf())})
    assert asked.status_code == 422
    assert "Declaration of asylum" in asked.content.decode() and 'name="wall"' in asked.content.decode()
    refused = client.post(path, form | {"wall": "keep", "file": SimpleUploadedFile("a.pdf", b"nothing")})
    assert refused.status_code == 400 and "Declaration of asylum" in refused.content.decode()
    assert client.post(path, form | {"wall": "keep", "file": SimpleUploadedFile("a.pdf", pdf())}).status_code == FINE
    page = client.get(path)
    assert page.status_code == 200 and "Declaration of asylum" in page.content.decode()


def test_a_closed_case_takes_no_more_documents_but_gives_those_it_has(stage, cast, send, sent):
    code = stage.taken(cast.luis)
    kept = sent(cast.luis, code, level=4)
    for axis, outcome in (("custody", "bond_judge"), ("proceeding", "terminated"), ("service", "extended")):
        stage.done(cast.luis, code, "outcome", {"axis": axis, "code": outcome})
    stage.done(cast.ana, code, "request-close")
    stage.done(cast.carmen, code, "close")
    assert send(cast.ana, code).status_code == 409
    assert content(stage, cast.luis, code, kept["id"]).status_code == 200


def test_a_lawyer_taken_off_loses_every_document_at_once(stage, cast, sent):
    code = stage.taken(cast.luis)
    kept = sent(cast.luis, code, level=4)
    stage.done(cast.carmen, code, "assign", {"lawyer": cast.lucia.pk})
    assert content(stage, cast.luis, code, kept["id"]).status_code == 404
    stage.done(cast.lucia, code, "accept")
    assert content(stage, cast.lucia, code, kept["id"]).status_code == 404
    assert titles(stage, cast.lucia, code) == []


def test_of_many_who_supersede_or_withdraw_the_same_at_once_one_wins(stage, cast, sent):
    code = stage.opened()
    older = sent(cast.ana, code)
    ready, answers = threading.Barrier(4), []

    def act(client, path, form):
        ready.wait()
        answers.append(client.post(path, form).status_code)
        connections.close_all()

    def newer():
        file = SimpleUploadedFile("a.pdf", pdf())
        return {"title": "Newer", "kind": "court", "level": "2", "supersedes": older["id"], "file": file}

    calls = [(f"/api/v1/cases/{code}/documents/", newer()) for _ in range(4)]
    threads = [threading.Thread(target=act, args=(stage.signed_in(cast.ana), *call)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [201, 400, 400, 400]
    answers.clear()
    calls = [(f"/cases/{code}/documents/{older['id']}/withdraw/", {"reason": "twice", "sure": "on"}) for _ in range(4)]
    threads = [threading.Thread(target=act, args=(stage.signed_in(cast.ana), *call)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [FINE, 409, 409, 409]
