"""The tab of the person: who it is, kept sealed, shown on record, found by its marks."""

import threading

import pytest
from django.db import connection, connections
from django.utils import timezone

from alerts import actions as alert_actions
from alerts import marks
from alerts.models import Identity, IdentityMark
from cases import actions
from cases.models import Case
from consular.errors import Conflict
from consular.events.models import Event
from consular.organisation.access import viewer_of
from consular.privacy.models import AccessRecord

KNOWN = {
    "given_names": "Canary María",
    "first_surname": "Quetzal",
    "second_surname": "Muñoz",
    "birth_date": "1990-02-03",
    "phones": "213 555 0100\n+52 55 1234 5678",
    "a_number": "a12-345-678",
    "curp": "BOXW310820HNERXN09",
    "consular_id": "mx 123456",
}


@pytest.fixture
def tab(stage):
    class Tab:
        def get(self, user, code):
            return stage.client(user).get(f"/cases/{code}/identity/")

        def set(self, user, code, **typed):
            return stage.client(user).post(f"/cases/{code}/identity/set/", typed)

        def show(self, user, code, purpose="verify"):
            return stage.client(user).post(f"/cases/{code}/identity/show/", {"purpose": purpose})

    return Tab()


def test_post_and_engaged_lawyer_write_it_down_and_it_is_sealed(stage, cast, tab):
    code = stage.taken()
    assert tab.set(cast.ana, code, **KNOWN).status_code == 302
    assert tab.set(cast.luis, code, consular_id="MX654321").status_code == 302
    identity = Case.objects.get(code=code).person.identity
    assert identity.name == "Canary María Quetzal Muñoz"
    assert (identity.phone, identity.phones) == ("+12135550100", "+525512345678")
    assert (identity.a_number, identity.curp, identity.consular_id) == ("A012345678", KNOWN["curp"], "MX654321")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i::text FROM alerts_identity AS i UNION ALL SELECT m::text FROM alerts_identitymark AS m"
        )
        stored = " ".join(row[0] for row in cursor.fetchall())
    assert "Quetzal" not in stored and b"A012345678".hex() not in stored


def test_the_event_names_the_fields_and_not_what_is_in_them(stage, cast, tab):
    code = stage.opened()
    tab.set(cast.ana, code, a_number="A12345678")
    event = Event.objects.get(kind="case.identity_changed")
    assert event.payload == {"code": code, "fields": ["a_number"]}
    tab.set(cast.ana, code, a_number="A12345678")
    assert Event.objects.filter(kind="case.identity_changed").count() == 1


def test_nobody_sees_it_without_a_record(stage, cast, tab):
    code = stage.taken()
    tab.set(cast.ana, code, **KNOWN)
    for user in (cast.ana, cast.carmen, cast.luis):
        assert "Quetzal" not in tab.get(user, code).content.decode()
        before = AccessRecord.objects.count()
        assert tab.show(user, code, purpose="").status_code == 422
        assert AccessRecord.objects.count() == before
        shown = tab.show(user, code).content.decode()
        assert "Quetzal" in shown and "A012345678" in shown
        record = AccessRecord.objects.order_by("id").last()
        assert (record.reader, record.purpose) == (user, "verify") and "curp" in record.fields


def test_others_get_no_tab(stage, cast, tab):
    code = stage.offered()
    for user in (cast.hector, cast.lucia, cast.luis):  # luis has only an offer
        assert tab.get(user, code).status_code == 404
        assert tab.set(user, code, a_number="A12345678").status_code == 404
        assert tab.show(user, code).status_code == 404
    for user in (cast.oscar, cast.nadia, cast.aurelio, cast.adela):
        assert tab.get(user, code).status_code == 403
    assert not Identity.objects.filter(person__cases__code=code).exists()


@pytest.mark.parametrize(
    "typed",
    [
        {"birth_date": "2999-01-01"},
        {"birth_date": "1066-10-14"},
        {"birth_date": "yesterday"},
        {"a_number": "A123456"},
        {"curp": "BOXW310820HNERXN08"},
        {"phones": "213 555 0100\nno number"},
        {"phones": "\n".join(f"213555010{n}" for n in range(7))},
        {"consular_id": "ABC"},
        {"given_names": "x" * 81},
        {"given_names": "a\x00b"},
    ],
)
def test_bad_input_is_named_at_its_field_and_nothing_is_kept(stage, cast, tab, typed):
    code = stage.opened()
    refused = tab.set(cast.ana, code, **typed)
    assert refused.status_code == 422
    assert "errorlist" in refused.content.decode()
    assert not IdentityMark.objects.exists()


def test_an_empty_field_stays_as_it_is_until_the_identity_was_on_the_screen(stage, cast, tab):
    code = stage.opened()
    tab.set(cast.ana, code, **KNOWN)
    tab.set(cast.ana, code, first_surname="Quetzalli")
    identity = Identity.objects.get(person__cases__code=code)
    assert (identity.curp, identity.name) == (KNOWN["curp"], "Canary María Quetzalli Muñoz")
    tab.set(cast.ana, code, **KNOWN | {"curp": "", "seen_version": identity.version})
    identity.refresh_from_db()
    assert (identity.curp, identity.name) == ("", "Canary María Quetzal Muñoz")
    assert not IdentityMark.objects.filter(kind="curp").exists()


def test_who_saves_what_somebody_else_has_changed_is_told(stage, cast, tab):
    code = stage.opened()
    tab.set(cast.ana, code, **KNOWN)
    seen = Identity.objects.get(person__cases__code=code).version
    tab.set(cast.bruno, code, second_surname="Luna")
    refused = tab.set(cast.ana, code, **KNOWN | {"seen_version": seen})
    assert refused.status_code == 409
    assert Identity.objects.get(person__cases__code=code).second_surname == "Luna"


def test_of_two_who_save_at_once_from_the_same_screen_one_is_told(stage, cast):
    code = stage.opened()
    told = []

    def save(user, surname):
        try:
            actions.set_identity(
                code=code, actor=user, viewer=viewer_of(user), given={"first_surname": surname}, seen_version=1
            )
        except Conflict as conflict:
            told.append(conflict.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=save, args=pair) for pair in ((cast.ana, "Luna"), (cast.bruno, "Sol"))]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert told == ["identity_changed"]
    assert Identity.objects.get(person__cases__code=code).version == 2


def test_a_closed_case_keeps_what_it_knows(stage, cast, tab):
    code = stage.closed()
    assert tab.set(cast.ana, code, a_number="A12345678").status_code == 409
    assert 'name="a_number"' not in tab.get(cast.ana, code).content.decode()


def test_the_sweeper_marks_what_the_intake_has_written_and_goes_past_what_it_cannot_open(stage, cast):
    code = stage.opened(person={"name": "Canary Quetzal", "phone": "213 555 0100"})
    broken = stage.opened(person={"name": "Canary Broken"})
    Identity.objects.filter(person__cases__code=broken).update(name=b"\x01" + b"x" * 60)
    assert alert_actions.mark_identities(now=timezone.now()) == 2
    assert alert_actions.mark_identities(now=timezone.now()) == 0
    kinds = IdentityMark.objects.filter(person__cases__code=code).values_list("kind", flat=True)
    assert sorted(kinds) == ["name", "phone", "sound", "sound"]
    assert not IdentityMark.objects.filter(person__cases__code=broken).exists()
    assert marks.mark("phone", "+12135550100")[1] in {bytes(one.index) for one in IdentityMark.objects.all()}
