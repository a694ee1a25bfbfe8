"""Sealed circles: who holds a key opens, nobody else does, and a key pair offline opens when nobody is left."""

import uuid

import pytest
from django.db import connection, transaction

from consular.privacy import boxes, circles
from consular.privacy.keys import Unreadable
from consular.privacy.models import CircleKey, CircleWrap, MemberKey

PLACE = "cases.note.text:1"


@pytest.fixture
def circle(cast):
    """A circle that Luis belongs to."""
    made = uuid.uuid4()
    with transaction.atomic():
        circles.admit(made, cast.luis.pk)
    return made


def sealed(circle, user, content=b"the client's own words"):
    return circles.ring(circle, user.pk).seal(content, place=PLACE)


def test_a_member_reads_what_a_member_sealed_in_its_place_only(circle, cast):
    value = sealed(circle, cast.luis)
    assert circles.ring(circle, cast.luis.pk).open(value, place=PLACE) == b"the client's own words"
    with pytest.raises(Unreadable):
        circles.ring(circle, cast.luis.pk).open(value, place="cases.note.text:2")
    with pytest.raises(Unreadable):
        circles.ring(circle, cast.luis.pk).open(value[:-1] + b"x", place=PLACE)


@pytest.mark.parametrize("name", ["lucia", "ana", "adela"])
def test_nobody_else_opens_or_seals(circle, cast, name):
    value, outside = sealed(circle, cast.luis), circles.ring(circle, getattr(cast, name).pk)
    with pytest.raises(Unreadable):
        outside.open(value, place=PLACE)
    with pytest.raises(Unreadable):
        outside.seal(b"x", place=PLACE)


def test_being_admitted_again_changes_nothing(circle, cast):
    value = sealed(circle, cast.luis)
    circles.admit(circle, cast.luis.pk)
    assert CircleKey.objects.filter(circle=circle).count() == 1
    assert circles.ring(circle, cast.luis.pk).open(value, place=PLACE)


def test_who_leaves_loses_every_key_and_who_follows_gets_none(circle, cast):
    value = sealed(circle, cast.luis)
    with transaction.atomic():
        circles.expel(circle, cast.luis.pk)
        circles.admit(circle, cast.lucia.pk)
    for user in (cast.luis, cast.lucia):
        with pytest.raises(Unreadable):
            circles.ring(circle, user.pk).open(value, place=PLACE)
    assert not circles.is_whole(circle, cast.lucia.pk)
    assert not CircleWrap.objects.filter(member=cast.luis).exists()
    assert circles.ring(circle, cast.lucia.pk).open(sealed(circle, cast.lucia), place=PLACE)


def test_what_was_left_to_the_successor_is_theirs_once(circle, cast):
    value = sealed(circle, cast.luis)
    with transaction.atomic():
        circles.expel(circle, cast.luis.pk, to_successor=True)
    with pytest.raises(Unreadable):
        circles.ring(circle, cast.luis.pk).open(value, place=PLACE)
    with transaction.atomic():
        circles.admit(circle, cast.lucia.pk)
    assert circles.ring(circle, cast.lucia.pk).open(value, place=PLACE)
    assert circles.is_whole(circle, cast.lucia.pk)
    assert not CircleWrap.objects.filter(member=None).exists()


def test_the_recovery_key_opens_every_generation_and_gives_them_on(cast, settings):
    pair, circle = boxes.make_pair(), uuid.uuid4()
    settings.RECOVERY_PUBLIC_KEY = pair.public
    values = []
    for lawyer in (cast.luis, cast.lucia):
        circles.admit(circle, lawyer.pk)
        values.append(sealed(circle, lawyer))
        if lawyer is cast.luis:
            circles.expel(circle, lawyer.pk)
    found = circles.recovered(circle, pair.private)
    assert [found.open(value, place=PLACE) for value in values] == [b"the client's own words"] * 2
    assert circles.grant(found, cast.lucia.pk) == 1
    assert circles.ring(circle, cast.lucia.pk).open(values[0], place=PLACE)
    with pytest.raises(boxes.Shut):
        circles.recovered(circle, boxes.make_pair().private)


def test_without_a_recovery_key_nothing_is_recovered(cast, settings):
    settings.RECOVERY_PUBLIC_KEY, circle = b"", uuid.uuid4()
    circles.admit(circle, cast.luis.pk)
    assert circles.recovered(circle, boxes.make_pair().private).wrapped == {}


def test_a_copy_of_the_database_with_another_key_file_opens_nothing(circle, cast, settings):
    value = sealed(circle, cast.luis)
    settings.MASTER_KEY = bytes(32)
    with pytest.raises(Unreadable):
        circles.ring(circle, cast.luis.pk).open(value, place=PLACE)


def test_the_database_holds_no_key_in_clear(circle, cast):
    secrets = circles.ring(circle, cast.luis.pk).secrets().values()
    with connection.cursor() as cursor:
        for table in ("privacy_memberkey", "privacy_circlekey", "privacy_circlewrap"):
            cursor.execute(f"SELECT string_agg({table}::text, ' ') FROM {table}")  # noqa: S608  our own names
            stored = cursor.fetchone()[0]
            assert not [secret for secret in secrets if secret.hex() in stored]
    assert len(bytes(MemberKey.objects.get(pk=cast.luis.pk).private)) == 12 + 32 + 16


def test_a_box_opens_with_its_own_key_and_context_only():
    pair = boxes.make_pair()
    box = boxes.close_to(pair.public, b"secret", context=b"a")
    assert boxes.open_with(pair.private, box, context=b"a") == b"secret"
    for private, content, context in (
        (boxes.make_pair().private, box, b"a"),
        (pair.private, box, b"b"),
        (pair.private, box[:-1], b"a"),
        (pair.private, b"", b"a"),
    ):
        with pytest.raises(boxes.Shut):
            boxes.open_with(private, content, context=context)
