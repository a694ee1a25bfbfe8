"""Sealed fields: readable here, in their own row and field, with this key file, and nowhere else."""

import threading
import time
import uuid

import pytest
from django.db import connection, transaction

from alerts.models import Alert, AlertNote, Identity, Person, Submission
from consular.privacy import keys
from consular.privacy.keys import Unreadable, open_sealed, seal
from consular.privacy.models import DataKey

PLACE = "alerts.identity.name:1"


@pytest.fixture
def fresh_process(cast, monkeypatch):
    """A process that has opened no key yet; call it to become another one."""

    def forget():
        monkeypatch.setattr(keys, "_opened", {})
        monkeypatch.setattr(keys, "_current", {})

    forget()
    return forget


@pytest.mark.parametrize("text", ["Marta", "Ñandú 👩‍👧 \U0010ffff", "x" * 1_000_000, " ", "\n", "\x00"])
def test_what_is_sealed_opens_again(cast, text):
    sealed = seal(text, place=PLACE)

    assert open_sealed(sealed, place=PLACE) == text
    assert text.encode() not in sealed or len(text) == 1


def test_nothing_stays_nothing(cast):
    assert seal("", place=PLACE) == b""
    assert open_sealed(b"", place=PLACE) == ""


def test_the_same_words_never_look_the_same(cast):
    assert len({seal("Marta", place=PLACE) for _ in range(50)}) == 50


def test_a_half_letter_is_sealed_as_a_question_mark(cast):
    assert open_sealed(seal("a\ud800", place=PLACE), place=PLACE) == "a?"


def test_moved_to_another_row_or_field_it_does_not_open(press, cast):
    marta, miguel = (
        Identity.objects.get(person__alerts=press(person={"name": name, "phone": "+1213555" + name}))
        for name in ("Marta", "Miguel")
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE alerts_identity SET name = (SELECT name FROM alerts_identity WHERE person_id = %s) WHERE person_id = %s",
            [marta.pk, miguel.pk],
        )
        cursor.execute("UPDATE alerts_identity SET phone = name WHERE person_id = %s", [marta.pk])

    with pytest.raises(Unreadable):
        _ = Identity.objects.get(pk=miguel.pk).name
    with pytest.raises(Unreadable):
        _ = Identity.objects.get(pk=marta.pk).phone
    assert Identity.objects.get(pk=marta.pk).name == "Marta"
    assert Identity.objects.get(pk=miguel.pk).phone == "+1213555Miguel"


def test_any_changed_byte_is_noticed(cast):
    sealed = seal("Marta", place=PLACE)

    for at in range(len(sealed)):
        with pytest.raises(Unreadable):
            open_sealed(sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :], place=PLACE)


@pytest.mark.parametrize(
    "garbage",
    [
        b"M",
        b"Marta",
        b"\x01",
        b"\x01Marta",
        b"\x01" + bytes(16),
        b"\x01" + bytes(28),
        b"\x01" + bytes(100),
        b"\x02" + bytes(100),
        bytes(64),
    ],
)
def test_what_was_never_sealed_is_never_shown(cast, garbage):
    with pytest.raises(Unreadable):
        open_sealed(garbage, place=PLACE)


def test_a_value_that_is_cut_short_is_unreadable(cast):
    sealed = seal("Marta", place=PLACE)

    for length in range(1, len(sealed)):
        with pytest.raises(Unreadable):
            open_sealed(sealed[:length], place=PLACE)


def test_another_key_file_opens_nothing(fresh_process, settings):
    sealed = seal("Marta", place=PLACE)
    fresh_process()
    settings.MASTER_KEY = bytes(32)

    with pytest.raises(Unreadable):
        open_sealed(sealed, place=PLACE)


def test_another_process_opens_it(fresh_process):
    sealed = seal("Marta", place=PLACE)
    fresh_process()

    assert open_sealed(sealed, place=PLACE) == "Marta"


def test_a_row_that_is_saved_again_is_sealed_once(press, cast):
    identity = Identity.objects.get(person__alerts=press(person={"name": "Marta"}))
    for _ in range(3):
        identity.save(update_fields=["name"])
        identity = Identity.objects.get(pk=identity.pk)

    assert identity.name == "Marta"
    identity.name = "Marta Ruiz"
    identity.save(update_fields=["name"])
    assert Identity.objects.get(pk=identity.pk).name == "Marta Ruiz"


def stored():
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM alerts_submission UNION ALL SELECT text FROM alerts_alertnote")
        return b"".join(bytes(row[0]) for row in cursor.fetchall())


def test_many_at_once_are_sealed_too(press, cast):
    now = cast.device.created_at
    Submission.objects.bulk_create(
        Submission(id=uuid.uuid4(), alert_id=uuid.uuid4(), received_at=now, body=f"Marta {n}") for n in range(3)
    )
    AlertNote.objects.bulk_create([AlertNote(alert_id=press(), author=cast.ana, at=now, text="Marta")])

    assert b"Marta" not in stored()
    assert sorted(one.body for one in Submission.objects.all()) == ["Marta 0", "Marta 1", "Marta 2"]


def test_a_shortcut_around_the_seal_stores_nothing_in_clear(press, cast):
    """`update` knows no row, so it cannot seal; it must refuse, not write."""
    alert_id = press(message="ayuda")
    with pytest.raises(TypeError), transaction.atomic():
        Alert.objects.filter(pk=alert_id).update(message="Marta Canary")

    with connection.cursor() as cursor:
        cursor.execute("SELECT message FROM alerts_alert")
        assert b"Marta" not in bytes(cursor.fetchone()[0])
    assert Alert.objects.get(pk=alert_id).message == "ayuda"


def test_searching_by_a_sealed_text_finds_nothing_and_leaks_nothing(press, cast):
    press(person={"name": "Marta"})
    try:
        found = Identity.objects.filter(name="Marta").exists()
    except TypeError:
        found = False
    assert not found


def test_the_first_key_of_a_change_that_is_undone_seals_nothing_afterwards(fresh_process, cast):
    """The key's row would be gone with the change, and with it everything that this process sealed until it ends."""
    scope = f"test {uuid.uuid4()}"
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        seal("before", place=PLACE, scope=scope)
        raise ZeroDivisionError

    sealed = seal("Marta", place=PLACE, scope=scope)

    fresh_process()
    assert open_sealed(sealed, place=PLACE) == "Marta"
    assert DataKey.objects.filter(scope=scope).count() == 1


def test_the_first_key_is_made_once_however_many_come_at_once(fresh_process, cast):
    scope, sealed = f"test {uuid.uuid4()}", []
    ready = threading.Barrier(8)

    def first():
        ready.wait()
        try:
            sealed.append(seal("Marta", place=PLACE, scope=scope))
        finally:
            connection.close()

    threads = [threading.Thread(target=first) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(sealed) == 8
    fresh_process()
    assert {open_sealed(one, place=PLACE) for one in sealed} == {"Marta"}
    assert DataKey.objects.filter(scope=scope).count() == 1


def test_two_first_changes_at_once_do_not_wait_for_each_other_for_ever(fresh_process, cast):
    scope, sealed = f"test {uuid.uuid4()}", []
    ready = threading.Barrier(2)

    def change():
        try:
            ready.wait()
            with transaction.atomic():
                for _ in range(3):
                    sealed.append(seal("Marta", place=PLACE, scope=scope))
                    time.sleep(0.05)
        finally:
            connection.close()

    threads = [threading.Thread(target=change, daemon=True) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)

    assert len(sealed) == 6
    fresh_process()
    assert {open_sealed(one, place=PLACE) for one in sealed} == {"Marta"}


def test_a_blind_index_finds_the_same_and_tells_nothing(cast):
    index = keys.blind_index("+12135550142", scope="phone")

    assert index == keys.blind_index("+12135550142", scope="phone")
    assert len(index) == 16
    assert (
        len({index, keys.blind_index("+12135550142", scope="name"), keys.blind_index("+12135550143", scope="phone")})
        == 3
    )


def test_a_phone_can_be_found_without_being_readable(press, cast):
    press(person={"phone": "+12135550142"})
    press(person={"phone": "+12135550199"})

    found = Identity.objects.get(phone_index=keys.blind_index("+12135550142", scope="phone"))

    assert found.phone == "+12135550142"


def test_what_a_developer_prints_names_nobody(press, cast):
    alert = Alert.objects.select_related("person__identity").get(pk=press(message="Canary", person={"name": "Canary"}))
    note = AlertNote(alert=alert, author=cast.ana, text="Canary")

    printed = f"{alert!r} {alert} {alert.person!r} {alert.person.identity!r} {alert.person.identity} {note!r} {Person.objects.all()!r}"

    assert "Canary" not in printed
