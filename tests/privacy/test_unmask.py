"""Unmasking: the post that works on the alert may learn who it is; the look is on record before the answer is."""

import json
import os
import uuid

import psycopg
import pytest
from django.db import OperationalError
from django.test import Client

from alerts.models import Alert
from consular.privacy import access_log, keys
from consular.privacy.models import AccessRecord
from tests import cast as people

MARTA = {"name": "Marta Canary Ruiz", "phone": "+12135550142", "curp": "KAQX800101MDFRRR09", "age": 34, "minor": False}


@pytest.fixture
def alert_id(press):
    return press(message="they are at the door", person=MARTA)


@pytest.mark.parametrize("name", ["ana", "bruno", "carmen", "olga"])
def test_the_post_learns_who_it_is(staff, cast, alert_id, name):
    user = getattr(cast, name)

    shown = staff.done(user, alert_id, "unmask", purpose="contact")

    assert shown == {
        "code": Alert.objects.get().person.code, "name": MARTA["name"], "phone": MARTA["phone"], "message": "they are at the door",
        "extra": {"curp": MARTA["curp"], "age": 34, "minor": False}, "kept": [],
    }  # fmt: skip
    record = AccessRecord.objects.get()
    assert (record.reader, record.subject_id, record.purpose) == (user, Alert.objects.get().person_id, "contact")
    assert set(record.fields) == {"name", "phone", "extra", "message", "kept"}


def test_every_look_is_one_record(staff, cast, alert_id):
    for purpose in ("contact", "locate", "identify", "contact"):
        staff.done(cast.ana, alert_id, "unmask", purpose=purpose)

    assert AccessRecord.objects.count() == 4
    assert access_log.first_broken() is None


def test_the_record_is_committed_before_anything_is_opened(staff, cast, alert_id, monkeypatch):
    on_record, opens = [], keys.open_sealed

    def watched(value, *, place):
        with psycopg.connect(os.environ["DATABASE_URL"]) as another:
            on_record.append(another.execute("SELECT count(*) FROM privacy_accessrecord").fetchone()[0])
        return opens(value, place=place)

    monkeypatch.setattr(keys, "open_sealed", watched)
    staff.done(cast.ana, alert_id, "unmask", purpose="contact")

    assert on_record
    assert min(on_record) == 1


@pytest.mark.parametrize("error", [OperationalError("the disk is full"), RuntimeError("no")])
def test_what_cannot_be_recorded_is_not_shown(staff, cast, alert_id, monkeypatch, error):
    def fails(**kwargs):
        raise error

    monkeypatch.setattr(access_log, "record_read", fails)
    staff.at(cast.ana).raise_request_exception = False

    answer = staff.act(cast.ana, alert_id, "unmask", purpose="contact")

    assert answer.status_code >= 500
    assert answer.json().keys() == {"code", "detail", "fields"}
    for secret in ("Marta", "5550142", "KAQX", "door", "disk"):
        assert secret not in answer.content.decode()


def refused(answer, *statuses):
    assert answer.status_code in statuses
    assert "Marta" not in answer.content.decode()
    assert not AccessRecord.objects.exists()


def test_the_operator_sees_the_alert_and_not_the_person(staff, cast, alert_id):
    refused(staff.act(cast.oscar, alert_id, "unmask", purpose="contact"), 403)


def test_another_post_gets_404_and_an_offered_one_403(staff, cast, alert_id):
    for user in (cast.hector, cast.helena):
        refused(staff.act(user, alert_id, "unmask", purpose="contact"), 404)
    staff.done(cast.ana, alert_id, "claim")
    staff.done(cast.ana, alert_id, "handover", to="HOU")
    refused(staff.act(cast.hector, alert_id, "unmask", purpose="contact"), 403)

    staff.done(cast.hector, alert_id, "handover-accept")

    assert staff.done(cast.hector, alert_id, "unmask", purpose="contact")["name"] == MARTA["name"]
    assert staff.act(cast.ana, alert_id, "unmask", purpose="contact").status_code == 404


@pytest.mark.parametrize("name", ["luis", "nadia", "aurelio", "adela"])
def test_nobody_else_learns_it(staff, cast, alert_id, name):
    refused(staff.act(getattr(cast, name), alert_id, "unmask", purpose="contact"), 403, 404)


def test_without_a_session_or_a_token_of_the_page_nobody_does(client, cast, alert_id):
    path = f"/api/v1/alerts/{alert_id}/unmask/"
    refused(client.post(path, {"purpose": "contact"}, content_type="application/json"), 401)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.ana, backend="allauth.account.auth_backends.AuthenticationBackend")
    refused(strict.post(path, {"purpose": "contact"}, content_type="application/json"), 403)
    refused(strict.get(path), 405)


@pytest.mark.parametrize("purpose", [None, "", "curiosity", 7, ["contact"], {"contact": 1}, "contact\x00"])
def test_without_a_purpose_that_is_one_nobody_does(staff, cast, alert_id, purpose):
    refused(staff.act(cast.ana, alert_id, "unmask", **({} if purpose is None else {"purpose": purpose})), 400)


def test_who_was_not_named_is_nobody_in_particular(staff, cast, press):
    shown = staff.done(cast.ana, press(), "unmask", purpose="identify")

    assert (shown["name"], shown["phone"], shown["extra"], shown["message"]) == ("", "", {}, "")
    assert AccessRecord.objects.count() == 1


def test_an_alert_that_does_not_exist_leaves_no_record(staff, cast):
    refused(staff.act(cast.ana, uuid.uuid4(), "unmask", purpose="contact"), 404)


def test_what_her_own_phone_says_about_marta_can_be_read(sender, staff, cast):
    alert_id = sender.pressed(key=people.DEVICE_TOKEN, person=MARTA)

    assert staff.done(cast.ana, alert_id, "unmask", purpose="contact")["name"] == MARTA["name"]


def test_what_the_second_press_says_can_be_read(sender, staff, cast):
    alert_id = sender.pressed(message="they are at the corner")
    sender.press(id=str(alert_id), message="they are at the door")

    shown = staff.done(cast.ana, alert_id, "unmask", purpose="contact")

    assert "they are at the door" in json.dumps(shown)


def test_what_no_reader_could_take_apart_can_be_read_by_a_person(sender, staff, cast):
    answer = sender.send("/api/v1/alerts/", b"auxilio, estoy en la esquina {")

    sender.locate(answer.json()["id"], people.DOWNTOWN_LA)

    shown = staff.done(cast.ana, answer.json()["id"], "unmask", purpose="contact")

    assert [one["text"] for one in shown["kept"]] == ["auxilio, estoy en la esquina {"]
