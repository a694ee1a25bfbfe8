"""The public pages as the server gives them: the panic client and its worker, and the family's status by receipt."""

import json
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from alerts import actions, people_pages
from alerts.models import Alert
from alerts.models.sender import fingerprint
from tests.cast import DEVICE_TOKEN, DURESS_PIN, PIN

UNKNOWN = "Nothing is known under this receipt."


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """No test inherits another's tries."""
    monkeypatch.setattr(people_pages, "lookups", people_pages.Pace(per_minute=30))


@pytest.fixture
def from_phone(press):
    """A press from the test phone: its receipt."""
    return lambda **body: Alert.objects.get(pk=press(key=DEVICE_TOKEN, **body))


def look(client, receipt, **extra):
    return client.post("/f/", {"receipt": receipt}, **extra)


def stage(answer):
    found = re.search(r'data-stage="(\w+)"', answer.content.decode())
    return found and found[1]


def cancel(alert, pin):
    actions.request_cancel(alert_id=alert.pk, key_hash=fingerprint(DEVICE_TOKEN), pin=pin)


def claim(signed_in, user, alert):
    assert signed_in(user).post(f"/api/v1/alerts/{alert.pk}/claim/", content_type="application/json").status_code == 200


# ---- /sos/


def test_the_panic_client_opens_for_anybody_and_leaves_no_trace(client, cast):
    answer = client.get("/sos/")

    assert answer.status_code == 200
    assert not answer.cookies
    assert "csrf" not in answer.content.decode().lower()


def test_the_panic_client_asks_the_database_one_question(client, cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get("/sos/")


def test_the_number_to_call_is_a_link_before_any_script_runs(client, cast):
    centre = cast.posts["CIAM"]
    number = centre.emergency_phone or centre.phone

    page = client.get("/sos/").content.decode()

    assert f'href="tel:{re.sub("[^0-9+]", "", number)}"' in page
    assert number in page


@pytest.mark.parametrize("path", ["/sos/", "/f/"])
def test_the_switch_changes_the_language_and_it_stays(client, cast, path):
    answer = client.get(path, {"language": "es"})

    assert answer.headers["Content-Language"] == "es"
    assert '<html lang="es"' in answer.content.decode()
    assert client.get(path).headers["Content-Language"] == "es"


@pytest.mark.parametrize("path", ["/sos/", "/f/"])
def test_a_language_that_nobody_offers_changes_nothing(client, cast, path):
    answer = client.get(path, {"language": "xx"})

    assert answer.headers["Content-Language"] == "en"
    assert not answer.cookies.get("django_language")


@pytest.mark.parametrize("path", ["/sos/", "/f/"])
def test_nothing_stands_inline(client, cast, path):
    page = client.get(path).content.decode()

    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", page)


def test_the_worker_serves_its_own_folder_only(client, cast):
    answer = client.get("/sos/sw.js")

    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert "Service-Worker-Allowed" not in answer.headers
    assert answer.content.startswith(b"const SHELL = {")


def shell(client):
    first = client.get("/sos/sw.js").content.decode().splitlines()[0]
    return json.loads(first.removeprefix("const SHELL = ").removesuffix(";"))


def test_the_worker_keeps_everything_that_the_client_asks_for_and_no_more(client, cast):
    page = client.get("/sos/").content.decode()
    wanted = {address.split("#")[0] for address in re.findall(r'(?:href|src)="(/static/[^"]+|/sos/[^"]+)"', page)}
    modules = {"js/sos/main.js"}
    for _round in range(5):
        modules |= {f"js/sos/{name}" for module in modules for name in imported(module)}
    described = json.loads(client.get("/sos/manifest.webmanifest").content)
    wanted |= {f"/static/{module}" for module in modules} | {icon["src"] for icon in described["icons"]}

    kept = shell(client)

    assert set(kept["files"]) == wanted
    assert kept["page"] == described["start_url"] == "/sos/"


def imported(module):
    return re.findall(r'(?:from|import) "\./(\w+\.js)"', Path(finders.find(module)).read_text())


def test_the_manifest_says_no_word_of_danger(client, cast):
    answer = client.get("/sos/manifest.webmanifest")

    assert answer.headers["Content-Type"] == "application/manifest+json"
    described = answer.json()
    assert described["scope"] == "/sos/" and described["display"] == "standalone"
    assert {described["name"], described["short_name"]} == {"Consular"}


# ---- /f/


def test_the_family_follows_an_alert_to_its_end(client, signed_in, cast, from_phone):
    alert = from_phone()
    assert stage(look(client, alert.receipt)) == "received"

    claim(signed_in, cast.ana, alert)
    assert stage(look(client, alert.receipt)) == "claimed"

    ana = signed_in(cast.ana)
    tried = {"channel": "phone", "result": "no_answer"}
    assert ana.post(f"/api/v1/alerts/{alert.pk}/contact/", tried, content_type="application/json").status_code == 200
    assert stage(look(client, alert.receipt)) == "contacting"

    ended = {"disposition": "false_alarm"}
    assert ana.post(f"/api/v1/alerts/{alert.pk}/dispose/", ended, content_type="application/json").status_code == 200
    assert stage(look(client, alert.receipt)) == "handled"


def test_a_released_alert_is_only_received_again(client, signed_in, cast, from_phone):
    alert = from_phone()
    claim(signed_in, cast.ana, alert)
    signed_in(cast.ana).post(f"/api/v1/alerts/{alert.pk}/release/", content_type="application/json")

    assert stage(look(client, alert.receipt)) == "received"


def test_the_page_holds_no_person_no_place_and_no_officer(client, signed_in, cast, from_phone):
    alert = from_phone(person={"name": "Rosa Ejemplo", "phone": "+1 213 555 0100"}, message="Vienen por mí")
    claim(signed_in, cast.ana, alert)

    with CaptureQueriesContext(connection) as asked:
        page = look(client, alert.receipt).content.decode()

    secrets = [
        "Rosa",
        "555 0100",
        "Vienen",
        "Ángeles",
        "Angeles",
        "LAX",
        "Beltrán",
        alert.code,
        str(alert.pk),
        alert.place,
    ]
    assert not [secret for secret in secrets if secret in page]
    about_alerts = [one["sql"] for one in asked.captured_queries if "alerts_alert" in one["sql"]]
    assert len(about_alerts) == 1
    assert not re.search("duress|point|person|owner|consulate", about_alerts[0])


STRANGE = ["", "AAAAbbbbCCCCdddd", "x", "\x00", "é" * 9, "'; DROP", "A" * 5_000]


@pytest.mark.parametrize("receipt", STRANGE, ids=lambda text: repr(text[:20]))
def test_an_unknown_receipt_gets_the_same_page_and_the_same_question(client, cast, from_phone, receipt):
    alert = from_phone()
    with CaptureQueriesContext(connection) as known:
        look(client, alert.receipt)
    with CaptureQueriesContext(connection) as unknown:
        answer = look(client, receipt)

    assert answer.status_code == 200
    assert UNKNOWN in answer.content.decode()
    assert stage(answer) is None
    if receipt.isalpha() and receipt.isascii():
        assert len(unknown) == len(known)


def test_spaces_in_a_copied_receipt_do_not_matter(client, cast, from_phone):
    receipt = from_phone().receipt

    assert stage(look(client, f"  {receipt[:4]} {receipt[4:8]}\t{receipt[8:]} ")) == "received"


def test_a_receipt_in_the_address_is_not_read(client, cast, from_phone):
    answer = client.get("/f/", {"receipt": from_phone().receipt})

    assert stage(answer) is None
    assert UNKNOWN not in answer.content.decode()


def test_the_form_is_held_against_foreign_pages(cast, from_phone):
    strict = Client(enforce_csrf_checks=True)

    assert look(strict, from_phone().receipt).status_code == 403

    page = strict.get("/f/").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    answer = strict.post("/f/", {"receipt": from_phone().receipt, "csrfmiddlewaretoken": token})
    assert stage(answer) == "received"


def test_a_forced_cancel_looks_exactly_like_any_cancel_also_when_the_alert_goes_on(client, signed_in, cast, from_phone):
    true, forced = from_phone(), from_phone()
    cancel(true, PIN)
    cancel(forced, DURESS_PIN)
    assert Alert.objects.get(pk=forced.pk).duress

    pages = {as_shown(look(client, alert.receipt), alert) for alert in (true, forced)}
    claim(signed_in, cast.ana, forced)
    claim(signed_in, cast.ana, true)
    ended = {"disposition": "cancelled_confirmed"}
    signed_in(cast.ana).post(f"/api/v1/alerts/{true.pk}/dispose/", ended, content_type="application/json")
    pages |= {as_shown(look(client, alert.receipt), alert) for alert in (true, forced)}

    assert len(pages) == 1
    assert 'data-stage="cancel_asked"' in pages.pop()


def as_shown(answer, alert):
    """The page without what differs between any two alerts: the receipt, the time, the form's token."""
    page = answer.content.decode().replace(alert.receipt, "")
    return re.sub(r"<time.*?</time>|<input type=\"hidden\"[^>]*>", "", page)


def test_a_drill_says_that_it_is_one(client, cast, from_phone):
    assert "This is an exercise" in look(client, from_phone(drill=True).receipt).content.decode()
    assert "This is an exercise" not in look(client, from_phone().receipt).content.decode()


def test_guessing_is_slowed_down_for_one_address_and_for_no_other(client, cast, from_phone):
    receipt = from_phone().receipt
    answers = [look(client, "AAAAbbbbCCCCdddd", REMOTE_ADDR="192.0.2.1").status_code for _try in range(31)]
    assert answers == [200] * 30 + [429]

    refused = look(client, receipt, REMOTE_ADDR="192.0.2.1")
    assert refused.status_code == 429
    assert "Wait one minute" in refused.content.decode()
    assert stage(refused) is None
    assert stage(look(client, receipt, REMOTE_ADDR="192.0.2.2")) == "received"


def test_behind_the_proxy_the_address_is_the_one_that_the_proxy_saw(client, cast, from_phone, settings):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    for _try in range(31):
        look(client, "AAAAbbbbCCCCdddd", headers={"X-Forwarded-For": "192.0.2.1"})

    assert stage(look(client, from_phone().receipt, headers={"X-Forwarded-For": "192.0.2.2"})) == "received"


def test_a_new_minute_starts_anew(monkeypatch):
    pace = people_pages.Pace(per_minute=1)
    now = [60.0]
    monkeypatch.setattr(people_pages.time, "monotonic", lambda: now[0])

    assert pace.allows("a") and not pace.allows("a")
    now[0] += 60
    assert pace.allows("a")


def test_the_catalogue_of_the_scripts_needs_no_session(client, cast):
    answer = client.get("/i18n/js/")

    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/javascript")
