"""Writes a look at protected data before it is shown, chained so that a missing or altered row is named."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from consular.privacy.models import AccessRecord

CHAIN_LOCK = 0x41434353


@transaction.atomic
def record_read(*, reader: Any, subject: models.Model, fields: Iterable[str], purpose: str) -> AccessRecord:
    """Appends to the chain. The caller shows the data only after this has been committed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
    last = AccessRecord.objects.order_by("-id").values_list("hash", flat=True).first()
    record = AccessRecord(
        at=timezone.now(),
        reader=reader,
        subject_type=subject._meta.model_name,
        subject_id=subject.pk,
        fields=list(fields),
        purpose=purpose,
        previous_hash=bytes(last or b""),
    )
    record.hash = _digest(record)
    record.save(force_insert=True)
    return record


def first_broken() -> AccessRecord | None:
    """The first row that does not follow from the one before it, or None when the chain holds."""
    previous = b""
    for record in AccessRecord.objects.order_by("id").iterator(2000):
        if bytes(record.previous_hash) != previous or bytes(record.hash) != _digest(record):
            return record
        previous = bytes(record.hash)
    return None


def _digest(record: AccessRecord) -> bytes:
    content = [
        record.at.isoformat(),
        record.reader_id,
        record.subject_type,
        str(record.subject_id),
        list(record.fields),
        record.purpose,
    ]
    return hashlib.sha256(bytes(record.previous_hash) + json.dumps(content).encode()).digest()
