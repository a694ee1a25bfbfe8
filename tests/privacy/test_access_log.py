"""The log of who looked: written before anything is shown, and a row that was changed is named."""

import hashlib
import json
import threading

import pytest
from django.db import ProgrammingError, connection, transaction

from consular.privacy import access_log
from consular.privacy.models import AccessRecord
from tests.databases import owner_connection


@pytest.fixture
def looks(cast):
    """Five looks by Ana and Bruno at one person."""
    return [
        access_log.record_read(reader=user, subject=cast.device.person, fields=["name", "phone"], purpose=purpose)
        for user, purpose in (
            (cast.ana, "contact"),
            (cast.bruno, "locate"),
            (cast.ana, "identify"),
            (cast.carmen, "contact"),
            (cast.ana, "locate"),
        )
    ]


def altered(sql, *parameters):
    """By the owner of the tables: the application itself may only append."""
    with owner_connection() as owner:
        owner.execute(sql, parameters)


@pytest.mark.parametrize("table", ["privacy_accessrecord", "events_event"])
@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET at = now()"])
def test_the_application_may_neither_alter_nor_remove_what_happened(looks, table, change):
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        connection.cursor().execute(change.format(table))


def test_a_whole_log_has_no_broken_row(looks):
    assert access_log.first_broken() is None


def test_an_empty_log_has_none_either(cast):
    assert access_log.first_broken() is None


def test_a_record_says_who_looked_at_what_and_why_and_holds_no_value(looks, cast):
    first = AccessRecord.objects.order_by("id").first()

    assert (first.reader, first.subject_type, first.subject_id) == (cast.ana, "person", cast.device.person.pk)
    assert (first.fields, first.purpose) == (["name", "phone"], "contact")


@pytest.mark.parametrize("column", [
    "at = at + interval '1 second'", "reader_id = reader_id + 1", "subject_type = 'alert'", "subject_id = gen_random_uuid()",
    "fields = ARRAY['name']", "fields = ARRAY['phone', 'name']", "purpose = 'contact '", "previous_hash = ''",
    "hash = decode(repeat('00', 32), 'hex')",
])  # fmt: skip
@pytest.mark.parametrize("place", [0, 2])
def test_a_changed_row_is_named(looks, column, place):
    altered(f"UPDATE privacy_accessrecord SET {column} WHERE id = %s", looks[place].pk)  # noqa: S608

    assert (column == "previous_hash = ''" and place == 0) or access_log.first_broken().record == looks[place]


@pytest.mark.parametrize("place", [0, 1, 3])
def test_where_a_row_is_missing_the_next_one_is_named(looks, place):
    altered("DELETE FROM privacy_accessrecord WHERE id = %s", looks[place].pk)

    assert access_log.first_broken().record == looks[place + 1]


def test_the_first_of_several_is_named(looks):
    for place in (3, 1, 4):
        altered("UPDATE privacy_accessrecord SET purpose = 'x' WHERE id = %s", looks[place].pk)

    assert access_log.first_broken().record == looks[1]


def test_rows_that_change_places_are_noticed(looks):
    one, other = looks[1].pk, looks[2].pk
    for old, new in ((one, -1), (other, one), (-1, other)):
        altered("UPDATE privacy_accessrecord SET id = %s WHERE id = %s", new, old)

    assert access_log.first_broken() is not None


def test_the_last_look_cannot_be_deleted_unnoticed(looks):
    altered("DELETE FROM privacy_accessrecord WHERE id = %s", looks[-1].pk)

    assert access_log.first_broken() is not None


def test_an_insider_without_the_key_file_cannot_write_the_chain_anew(looks, cast):
    """Who can write to the database knows the rule, but must not be able to follow it."""
    altered("UPDATE privacy_accessrecord SET reader_id = %s", cast.hector.pk)
    previous = b""
    for record in AccessRecord.objects.order_by("id"):
        record.previous_hash, previous = previous, forged(record)
        altered(
            "UPDATE privacy_accessrecord SET previous_hash = %s, hash = %s WHERE id = %s",
            bytes(record.previous_hash), previous, record.pk,
        )  # fmt: skip

    assert access_log.first_broken() is not None


def forged(record):
    content = [
        record.at.isoformat(),
        record.reader_id,
        record.subject_type,
        str(record.subject_id),
        list(record.fields),
        record.purpose,
    ]
    return hashlib.sha256(bytes(record.previous_hash) + json.dumps(content).encode()).digest()


def test_many_who_look_at_once_make_one_chain(cast):
    ready = threading.Barrier(8)

    def look():
        ready.wait()
        try:
            for _ in range(5):
                access_log.record_read(reader=cast.ana, subject=cast.device.person, fields=["name"], purpose="contact")
        finally:
            connection.close()

    threads = [threading.Thread(target=look) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert AccessRecord.objects.count() == 40
    assert access_log.first_broken() is None


def test_the_auditor_reads_the_log_and_is_told_where_it_breaks(looks, signed_in, cast):
    page = signed_in(cast.aurelio, accept_language="en").get("/audit/")
    assert page.status_code == 200
    assert page.context["broken"] is None
    altered("UPDATE privacy_accessrecord SET purpose = 'x' WHERE id = %s", looks[1].pk)

    assert signed_in(cast.aurelio).get("/audit/").context["broken"].record == looks[1]


@pytest.mark.parametrize("name", ["ana", "carmen", "oscar", "luis", "nadia", "adela"])
def test_nobody_else_reads_the_log(signed_in, cast, name):
    assert signed_in(getattr(cast, name)).get("/audit/").status_code == 403
