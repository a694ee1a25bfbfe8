"""Letters: printed without network, kept as documents of the case, and never without the name's reading on record."""

import io

import pikepdf
import pytest

from cases import letters
from cases.files import printing
from cases.models import Case, Document
from consular.privacy.models import AccessRecord

NAME = "María de los Ángeles Hernández-Guadarrama y Villaseñor"
LETTER = {"kind": "consular_access", "language": "es", "purpose": "locate"}


def write(stage, user, code, **form):
    return stage.client(user).post(f"/cases/{code}/letters/", LETTER | form)


def content(stage, user, code, document):
    return b"".join(stage.client(user).get(f"/cases/{code}/documents/{document.pk}/"))


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("kind", letters.LETTERS)
def test_each_letter_becomes_a_document_of_its_level(stage, cast, kind, language):
    code = stage.taken(cast.luis, person={"name": NAME})
    answer = write(stage, cast.ana, code, kind=kind, language=language)
    assert answer.status_code == 302, answer.content
    document = Document.objects.get()
    assert (document.kind, document.level, document.content_type) == (
        kind,
        letters.LETTERS[kind].level,
        "application/pdf",
    )
    assert str(document.title) == letters.LETTERS[kind].titles[language]
    with pikepdf.open(io.BytesIO(content(stage, cast.ana, code, document))) as pdf:
        assert pdf.docinfo["/Title"] == str(document.title) and pdf.Root.Lang == language
        assert 1 <= len(pdf.pages) <= 2
        assert all([float(edge) for edge in page.mediabox] == [0, 0, 612, 792] for page in pdf.pages)


def test_the_letter_carries_the_name_and_the_look_is_on_record_first(stage, cast):
    code = stage.opened(person={"name": NAME})
    assert write(stage, cast.ana, code, purpose="").status_code == 422
    assert AccessRecord.objects.filter(fields__contains=["name"]).count() == 0
    assert write(stage, cast.ana, code).status_code == 302
    record = AccessRecord.objects.get(fields__contains=["name"])
    assert (record.reader, record.purpose, record.subject_type) == (cast.ana, "locate", "person")
    case = Case.objects.get(code=code)
    page = letters.html("consular_access", "es", case=case, identity={"name": NAME, "phone": ""}, author=cast.ana)
    assert NAME in page and code in page and "Convención de Viena" in page


def test_a_name_cannot_bring_markup_or_an_address_into_the_letter(stage, cast):
    case = Case.objects.get(code=stage.opened())
    hostile = {"name": '<img src="http://127.0.0.1:9/x"><style>@import "file:///etc/passwd"</style>', "phone": ""}
    page = letters.html("visit_sheet", "en", case=case, identity=hostile, author=cast.ana)
    assert "<img" not in page and "<style>@import" not in page


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:9/a.css", "file:///etc/passwd", "static:///../manage.py", "data:text/css,x"]
)
def test_the_printer_fetches_nothing_but_our_stylesheets(address):
    linked = f'<html><head><link rel="stylesheet" href="{address}"><link rel="attachment" href="{address}"></head><body>x</body></html>'
    printed = printing.pdf(linked)
    printed.file.seek(0)
    with pikepdf.open(printed.file) as pdf:
        assert not pdf.attachments and len(pdf.pages) == 1


@pytest.mark.parametrize("form", [{"kind": "love"}, {"language": "fr"}, {"purpose": "curiosity"}, {"kind": ""}])
def test_wrong_values_are_named_and_nothing_is_read_or_kept(stage, cast, form):
    code = stage.opened()
    assert write(stage, cast.ana, code, **form).status_code == 422
    assert (Document.objects.count(), AccessRecord.objects.filter(fields__contains=["name"]).count()) == (0, 0)


def test_the_engaged_lawyer_writes_letters_and_nobody_else(stage, cast):
    code = stage.taken(cast.luis)
    assert write(stage, cast.luis, code, kind="bond_checklist").status_code == 302
    for stranger, refused in (
        (cast.lucia, 404),
        (cast.hector, 404),
        (cast.oscar, 403),
        (cast.nadia, 403),
        (cast.adela, 403),
    ):
        assert write(stage, stranger, code).status_code == refused
    assert Document.objects.count() == 1


@pytest.mark.parametrize("state", ["closed", "blocked_opposed"])
def test_against_the_persons_wish_or_after_the_end_no_letter_goes_out(stage, cast, state):
    code = stage.closed() if state == "closed" else stage.opened()
    Case.objects.filter(code=code).update(state=state)
    looks = AccessRecord.objects.filter(fields__contains=["name"]).count()
    assert write(stage, cast.ana, code).status_code == 409
    assert AccessRecord.objects.filter(fields__contains=["name"]).count() == looks
    assert (
        'action="/cases/' + code + '/letters/"'
        not in stage.client(cast.ana).get(f"/cases/{code}/documents/").content.decode()
    )
