"""A canary: what was said about one person is found in clear nowhere but in the answer to who may read it."""

import base64
import json
import logging
import os
import threading
import time
from pathlib import Path

import orjson
import psycopg
import pytest
import redis
from django.conf import settings

from alerts.models import Alert
from consular.events import publisher
from tests import cast as people
from tests.alerts.stage import ALERTS, written

NAME, PHONE, CURP = "Xóchitl Kanarienvogel Quetzalmora", "+12135550142", "KAQX800101MDFRRR09"
SAID, NOTED = "they took me near the laundry on 7th", "her sister hides in the chapel"
SECRETS = (
    NAME,
    "Kanarienvogel",
    PHONE,
    "2135550142",
    CURP,
    SAID,
    "the laundry on 7th",
    NOTED,
    "hides in the chapel",
    people.SOURCE_KEY,
    people.DEVICE_TOKEN,
)


def spellings(secret):
    """As text in the usual encodings, in JSON, in hexadecimal and in base 64 at each of its three offsets."""
    plain = secret.encode()
    yield from (
        plain,
        secret.encode("utf-16-le"),
        secret.encode("utf-16-be"),
        json.dumps(secret)[1:-1].encode(),
        plain.hex().encode(),
    )
    yield from (base64.b64encode(b"\0" * offset + plain)[4 * (offset > 0) : -4] for offset in range(3))
    if all(ord(letter) < 256 for letter in secret):
        yield secret.encode("latin-1")


NEEDLES = {needle.lower(): secret for secret in SECRETS for needle in spellings(secret)}


def found_in(haystack):
    haystack = haystack.lower()
    return {secret for needle, secret in NEEDLES.items() if needle in haystack}


def everything_stored():
    """Each table of the database, as PostgreSQL writes it down byte for byte."""
    with psycopg.connect(os.environ["DATABASE_URL"]) as plain:
        tables = plain.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'spatial_ref_sys'"
        ).fetchall()
        for (table,) in tables:
            with plain.cursor().copy(f'COPY "{table}" TO STDOUT (FORMAT binary)') as copied:
                yield table, b"".join(copied)


@pytest.fixture
def story(sender, staff, signed_in, cast):
    """Everything that anybody can say about a person, said by every road."""

    def tell():
        person = {"name": NAME, "phone": PHONE, "curp": CURP}
        alert_id = sender.pressed(message=SAID, person=person)
        sender.press(id=str(alert_id), message=SAID + " again", person=person)
        sender.press(message=SAID, person=person, battery="empty")
        sender.press(key=people.DEVICE_TOKEN, message=SAID, person=person)
        sender.send(ALERTS, written({"message": SAID, "person": person})[:-2])
        sender.send(ALERTS, json.dumps({"person": {"name": NAME}}, ensure_ascii=False).encode("latin-1"))
        sender.send(ALERTS, b"x" * 70_000 + NAME.encode())
        sender.send(ALERTS, {"message": SAID, "person": person}, key="src_nobody")
        sender.cancel(alert_id, PHONE)
        sender.send(f"{ALERTS}{alert_id}/positions/", {"positions": [NAME], NAME: PHONE})
        call = {
            "id": str(alert_id)[:-4] + "0000",
            "kind": "call",
            "name": NAME,
            "phone": PHONE,
            "caller": NAME,
            "message": SAID,
            "language": "es",
        }
        assert signed_in(cast.oscar).post("/call/", call).status_code == 302
        staff.done(cast.ana, alert_id, "claim")
        staff.done(cast.ana, alert_id, "contact", channel="phone", result="reached", note=NOTED)
        staff.done(cast.ana, alert_id, "note", text=NOTED)
        staff.done(cast.ana, alert_id, "release", reason=NOTED)
        staff.done(cast.bruno, alert_id, "claim")
        staff.done(cast.carmen, alert_id, "take", reason=NOTED)
        staff.act(cast.carmen, alert_id, "note", text="", NAME=NAME)
        staff.act(cast.carmen, alert_id, "dispose", disposition=NAME[:20], note=NOTED)
        assert staff.done(cast.carmen, alert_id, "unmask", purpose="contact")["name"] == NAME
        case = staff.done(cast.carmen, alert_id, "open-case", note=NOTED)["case"]["code"]
        path = f"/api/v1/cases/{case}/notes/"
        assert (
            staff.at(cast.carmen).post(path, {"text": NOTED, "level": 2}, content_type="application/json").status_code
            == 200
        )
        return alert_id

    return tell


def test_no_table_holds_it_in_clear(story):
    story()

    found = {table: secrets for table, content in everything_stored() if (secrets := found_in(content))}

    assert found == {}


def test_the_search_would_have_found_it(sender):
    """The same search finds what is put in clear: in a text, in a JSON, in bytes."""
    alert_id = sender.pressed()
    Alert.objects.filter(pk=alert_id).update(place=f"at {NAME}", routing={"by": [CURP]}, body_hash=PHONE.encode())

    found = {table: secrets for table, content in everything_stored() if (secrets := found_in(content))}

    assert found["alerts_alert"] == {NAME, "Kanarienvogel", CURP, PHONE, "2135550142"}


def test_no_line_of_any_log_holds_it(story, caplog, capfd):
    log = Path(settings.CONSULAR_HOME, "postgres", "postgres.log")
    before = log.stat().st_size if log.exists() else 0
    with caplog.at_level(logging.DEBUG):
        story()

    printed = capfd.readouterr()
    assert found_in((caplog.text + printed.out + printed.err).encode()) == set()
    if log.exists() and os.access(log, os.R_OK):
        assert found_in(log.read_bytes()[before:]) == set()


def test_nothing_that_travels_through_redis_holds_it(story, publish, loop):
    server = redis.Redis.from_url(settings.REDIS_URL)
    travelled, listening = [], threading.Event()

    def listen():
        with server.monitor() as monitor:
            listening.set()
            for command in monitor.listen():
                travelled.append(command["command"])
                if "the end" in command["command"]:
                    return

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    assert listening.wait(5)
    story()
    loop.run(publisher.Hint().send(publish()))
    time.sleep(0.2)
    server.echo("the end")
    listener.join(5)

    assert any("hint" in command for command in travelled), "the hint itself was heard"
    assert found_in("\n".join(travelled).encode()) == set()
    kept = b"\n".join(key + (server.dump(key) or b"") for key in server.scan_iter())
    assert found_in(kept) == set()


def test_no_answer_holds_it_but_the_one_that_is_written_down(story, staff, sender, publish, cast):
    alert_id = story()
    publish()

    for user in (cast.ana, cast.carmen, cast.oscar):
        for path, query in (("board/", {}), ("board/events/", {"after": "0"}), (f"alerts/{alert_id}/", {})):
            assert found_in(staff.get(user, path, **query).content) == set()
    assert found_in(sender.look(alert_id).content) == set()
    assert found_in(orjson.dumps(staff.timeline(cast.oscar, alert_id))) == set()
    assert found_in(orjson.dumps(staff.timeline(cast.ana, alert_id))) == {NOTED, "hides in the chapel"}
