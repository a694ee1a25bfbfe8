"""Writes a look at protected data before it is shown, chained so that a missing or altered row is named.

The chain is keyed by the key file: who can write to the database alone cannot write it anew. The length and the last hash
are sealed in a row of their own, so that records cannot be cut off the end; `head()` goes to the process log every day, for
only what lies outside of the database shows that all of it was set back.
"""

import hashlib
import hmac
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, models, transaction
from django.utils import timezone

from consular.privacy.models import AccessChain, AccessRecord

CHAIN_LOCK = 0x41434353


@dataclass(frozen=True, slots=True)
class Break:
    """Where the chain does not hold: at this record, or, when it is None, at the end, where records are missing."""

    record: AccessRecord | None


def record_read(*, reader: Any, subject: models.Model, fields: Iterable[str], purpose: str) -> AccessRecord:
    """Appends to the chain. The caller shows the data only after this has been committed."""
    return record_reads(reader=reader, looks=[(subject, fields)], purpose=purpose)[0]


@transaction.atomic
def record_reads(
    *, reader: Any, looks: Iterable[tuple[models.Model, Iterable[str]]], purpose: str
) -> list[AccessRecord]:
    """The same for several subjects, each with the fields that are shown of it, at the cost of one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
    chain, _made = AccessChain.objects.get_or_create(name=AccessChain.READS)
    now, last, records = timezone.now(), bytes(chain.last_hash), []
    for subject, fields in looks:
        record = AccessRecord(
            at=now,
            reader=reader,
            subject_type=str(subject._meta.model_name),
            subject_id=subject.pk if isinstance(subject.pk, uuid.UUID) else uuid.UUID(int=subject.pk),
            fields=list(fields),
            purpose=purpose,
            previous_hash=last,
        )
        record.hash = last = _digest(record)
        records.append(record)
    AccessRecord.objects.bulk_create(records)
    chain.length, chain.last_hash = chain.length + len(records), last
    chain.seal = _seal(chain)
    chain.save(update_fields=["length", "last_hash", "seal"])
    return records


def first_broken() -> Break | None:
    """The first row that does not follow from the one before it, or None when the chain holds to its end."""
    previous, length = b"", 0
    for record in AccessRecord.objects.order_by("id").iterator(2000):
        if bytes(record.previous_hash) != previous or bytes(record.hash) != _digest(record):
            return Break(record)
        previous, length = bytes(record.hash), length + 1
    chain = AccessChain.objects.filter(name=AccessChain.READS).first() or AccessChain()
    holds = (chain.length, bytes(chain.last_hash)) == (length, previous)
    return None if holds and (not length or bytes(chain.seal) == _seal(chain)) else Break(None)


def head() -> tuple[int, str]:
    """How many records there are, and the last hash: what a copy outside of the database is compared with."""
    chain = AccessChain.objects.filter(name=AccessChain.READS).first()
    return (chain.length, bytes(chain.last_hash).hex()) if chain else (0, "")


def _digest(record: AccessRecord) -> bytes:
    content = [
        record.at.isoformat(),
        record.reader_id,
        record.subject_type,
        str(record.subject_id),
        list(record.fields),
        record.purpose,
    ]
    return _keyed(b"record", bytes(record.previous_hash) + json.dumps(content).encode())


def _seal(chain: AccessChain) -> bytes:
    return _keyed(b"head", chain.length.to_bytes(8) + bytes(chain.last_hash))


def _keyed(what: bytes, content: bytes) -> bytes:
    key = hmac.digest(settings.MASTER_KEY, b"access-log:" + what, hashlib.sha256)
    return hmac.digest(key, content, hashlib.sha256)
