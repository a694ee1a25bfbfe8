"""Writers of who a person is: what staff learn, and the marks by which it can be found."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from alerts import marks
from alerts.identity import FIELDS
from alerts.models import Identity, IdentityMark, Person
from consular.privacy import keys

BATCH = 200
NAMES = ("given_names", "first_surname", "second_surname")


def write_identity_in_transaction(person: Person, given: Mapping[str, str]) -> list[str]:
    """Keeps what is given and leaves the rest; returns the fields that have changed. The caller holds the lock of what it belongs to.

    The whole name follows its parts; while none is known, it stays as it was sent.
    """
    identity = locked_identity(person)
    changed = [field for field in FIELDS if field in given and given[field] != str(getattr(identity, field))]
    if not changed:
        return []
    for field in changed:
        setattr(identity, field, given[field])
    if not set(changed).isdisjoint(NAMES):
        identity.name = " ".join(filter(None, (str(getattr(identity, part)) for part in NAMES)))
    phone = str(identity.phone)
    identity.phone_index = keys.blind_index(phone, scope="phone") if phone else b""
    identity.version += 1
    identity.marked_as = marks.VERSION
    identity.save()
    _mark([identity])
    return changed


def locked_identity(person: Person) -> Identity:
    """Made empty when nothing was known; of two who come at once, the second waits."""
    Identity.objects.bulk_create([Identity(person=person)], ignore_conflicts=True)
    return Identity.objects.select_for_update(of=("self",)).get(person=person)


@transaction.atomic(durable=True)
def mark_identities(*, now: datetime) -> int:
    """Makes the marks of what the intake has written, and of what older rules have marked. Returns how many identities."""
    unmarked = Identity.objects.filter(marked_as__lt=marks.VERSION)
    batch = list(unmarked.select_for_update(of=("self",), skip_locked=True)[:BATCH])
    _mark(batch)
    Identity.objects.filter(pk__in=[identity.pk for identity in batch]).update(marked_as=marks.VERSION)
    return len(batch)


def _mark(identities: list[Identity]) -> None:
    IdentityMark.objects.filter(person__in=[identity.pk for identity in identities]).delete()
    IdentityMark.objects.bulk_create(
        [
            IdentityMark(person_id=identity.pk, kind=kind, index=index)
            for identity in identities
            for kind, index in sorted(_marks_of(identity))
        ]
    )


def _marks_of(identity: Identity) -> set[marks.Mark]:
    """None for what this key file cannot open: one such row must not keep all others from being found."""
    try:
        return marks.of_identity(identity)
    except keys.Unreadable:
        return set()
