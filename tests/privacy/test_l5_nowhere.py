"""What is protection-sensitive (L5) is nowhere outside of the lawyer's circle: no page, answer, frame, log line, export or count."""

import io
import logging
import re
from typing import Any

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from cases.models import Case
from consular.events.models import Event
from consular.privacy.models import AccessRecord
from tests.alerts.conftest import live
from tests.privacy.test_canary import everything_stored, spellings
from tests.routes import ROLES, ROUTES
from tests.test_routes import places

__all__ = ["live", "places"]

CANARY = "Xochiquetzal teme a Tlacaelel"
SECRETS = (CANARY, "Xochiquetzal", "Tlacaelel")
OUTSIDE = (*(role for role in ROLES if role != "luis"), "bruno", "olga", "hector", "helena", "lucia")
# What one case shows to its post, without clocks and tokens: equal before and after, L5 is not even a count.
COUNTED = (
    "/api/v1/cases/",
    "/api/v1/cases/{case}/",
    "/api/v1/cases/{case}/timeline/",
    "/api/v1/cases/{case}/notes/",
    "/api/v1/cases/{case}/documents/",
    "/api/v1/reports/weekly/",
    "/api/v1/reports/weekly/?format=csv",
)


def holds(content: bytes) -> bool:
    lower = content.lower()
    return any(needle.lower() in lower for secret in SECRETS for needle in spellings(secret))


@pytest.fixture
def told(places: dict[str, str], signed_in: Any, cast: Any):
    """Luis has the matter; `tell` writes L5 by every road there is."""
    code = places["case"]
    carmen, luis = signed_in(cast.carmen), signed_in(cast.luis)
    for client, verb, body in ((carmen, "assign", {"lawyer": cast.luis.pk}), (luis, "accept", {})):
        path = f"/api/v1/cases/{code}/{verb}/"
        assert client.post(path, body, content_type="application/json").status_code == 200

    def tell() -> None:
        path = f"/api/v1/cases/{code}"
        as_json = {"content_type": "application/json"}
        assert luis.post(f"{path}/notes/", {"text": CANARY, "level": 5}, **as_json).status_code == 200
        asked = luis.post(f"{path}/notes/", {"text": CANARY, "level": 2}, **as_json)
        assert asked.status_code == 400  # asked about; nothing is kept of it
        moved = {"text": CANARY, "level": 2, "wall": "move"}
        assert luis.post(f"{path}/notes/", moved, **as_json).status_code == 200
        for form in ({"text": CANARY, "level": "2"}, {"text": CANARY, "level": "2", "wall": "move"}):
            luis.post(f"/cases/{code}/notes/", form)
        kept = luis.post(f"{path}/documents/", document())
        assert kept.status_code == 201, kept.content
        withdrawn = luis.post(f"{path}/documents/", document()).json()["id"]
        form = {"reason": CANARY, "sure": "on"}
        assert luis.post(f"/cases/{code}/documents/{withdrawn}/withdraw/", form).status_code == 302
        assert b"".join(luis.get(f"/cases/{code}/documents/{kept.json()['id']}/")).startswith(b"%PDF")
        assert CANARY in luis.get(f"/cases/{code}/").content.decode()
        luis.post(f"/cases/{code}/leave-file/", {"leave": "yes"})

    return tell


def document() -> dict:
    made = io.BytesIO()
    with pikepdf.new() as new:
        new.add_blank_page()
        new.pages[0].obj.Contents = new.make_indirect(pikepdf.Stream(new, f"% {CANARY}".encode()))
        new.save(made, compress_streams=False)
    title = {"title": CANARY, "kind": "evidence", "level": "5"}
    return title | {"file": SimpleUploadedFile(f"{CANARY}.pdf", made.getvalue())}


def client_of(role: str, signed_in: Any, cast: Any) -> Client:
    return signed_in(None if role == "nobody" else getattr(cast, role))


def content_of(client: Client, path: str) -> bytes:
    answer = client.get(path)
    return b"".join(answer) if answer.streaming else answer.content


def test_no_address_gives_it_to_anybody_outside_the_circle(told, places, signed_in, cast, publish):
    told()
    publish()
    paths = [route.path.format(**places) for route in ROUTES] + ["/audit/?page=1", "/cases/?q=" + places["case"]]
    for role in OUTSIDE:
        client = client_of(role, signed_in, cast)
        assert [path for path in paths if holds(content_of(client, path))] == [], role


def test_its_lawyer_does_see_it(told, places, signed_in, cast):
    told()
    client = signed_in(cast.luis)
    shown = [route.path for route in ROUTES if holds(content_of(client, route.path.format(**places)))]
    assert shown == [
        "/cases/{case}/",
        "/cases/{case}/documents/",
        "/api/v1/cases/{case}/notes/",
        "/api/v1/cases/{case}/documents/",
    ]


def test_it_is_not_even_a_count(told, places, signed_in, cast):
    def snapshot() -> dict:
        return {
            (role, path): re.sub(
                rb'"(generated_at|as_of|until|now)": ?"[^"]*"', b"", content_of(client, path.format(**places))
            )
            for role, client in clients.items()
            for path in COUNTED
        }

    clients = {role: client_of(role, signed_in, cast) for role in OUTSIDE}
    case = Case.objects.filter(code=places["case"])
    facts = case.values_list("version", "updated_at", "state", "priority").get()
    before = snapshot()
    told()
    assert case.values_list("version", "updated_at", "state", "priority").get() == facts
    changed = [key for key, content in snapshot().items() if content != before[key]]
    assert changed == []


def test_no_board_hears_of_it(told, live, cast, publish):
    publish()
    users = (cast.ana, cast.carmen, cast.oscar, cast.hector)
    live.news(*users)
    told()
    assert live.news(*users) == [[] for _user in users]
    events = Event.objects.filter(kind__startswith="matter.")
    assert {kind for kind in events.values_list("kind", flat=True)} >= {"matter.noted", "matter.document_added"}
    assert not [event for event in events if event.posts]
    assert not holds(repr(list(Event.objects.values_list("kind", "posts", "payload"))).encode())


def test_no_line_of_any_log_and_no_table_holds_it(told, caplog, capfd):
    with caplog.at_level(logging.DEBUG):
        told()
    printed = capfd.readouterr()
    assert not holds((caplog.text + printed.out + printed.err).encode())
    assert [table for table, content in everything_stored() if holds(content)] == []


def test_the_auditor_sees_that_a_look_happened_and_nothing_else(told, places, signed_in, cast):
    told()
    fields = {field for record in AccessRecord.objects.filter(reader=cast.luis) for field in record.fields}
    assert {"note.L5", "document.L5", "document.content.L5"} <= fields
    page = signed_in(cast.aurelio).get("/audit/")
    assert "note.L5" in page.content.decode() and not holds(page.content)


def test_what_the_post_may_ask_the_database_for_does_not_hold_its_key(told, cast):
    told()
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT member_id FROM privacy_circlewrap")
        assert cursor.fetchall() == [(cast.luis.pk,)]
