"""Who pressed, in words: the sealed identity, and what was sent that no field could hold. Every look is on record first."""

from typing import Any

import orjson
from django.db.models import Q

from alerts.intake.decoder import read_json, text
from alerts.models import Alert, Identity, Person, Submission
from consular.privacy import access_log

LOOKED_AT = ("name", "phone", "extra", "message", "kept")
FIELDS = (
    "given_names",
    "first_surname",
    "second_surname",
    "birth_date",
    "phone",
    "phones",
    "a_number",
    "curp",
    "consular_id",
)
KEPT_SHOWN, KEPT_LENGTH = 20, 4_000


def unmask(alert: Alert, *, reader: Any, purpose: str) -> dict[str, Any]:
    """`{code, name, phone, extra, message, kept: [{received_at, message, person, text}]}`; `text` is what nobody could read apart.

    What a phone says about its person fills a name or a number that nobody has given yet.
    """
    access_log.record_read(reader=reader, subject=alert.person, fields=LOOKED_AT, purpose=purpose)
    known = identities_of(alert.person)
    identity = next((one for one in known if one.name or one.phone), None) or Identity(person=alert.person)
    kept = [_opened(one) for one in Submission.objects.filter(alert_id=alert.pk).order_by("-received_at")[:KEPT_SHOWN]]
    said = {name: value for one in reversed(kept) for name, value in one["person"].items() if value}
    extra = orjson.loads(identity.extra) if identity.extra else {}
    others = {name: value for name, value in said.items() if name not in ("name", "phone")}
    return {
        "code": alert.person.code,
        "name": identity.name or said.get("name", ""),
        "phone": identity.phone or said.get("phone", ""),
        "extra": others | extra,
        "message": alert.message,
        "kept": kept,
    }


def identities_of(person: Person) -> list[Identity]:
    """The person's own, then those of whoever was merged into them."""
    known = Identity.objects.filter(Q(person=person) | Q(person__merged_into=person)).select_related("person")
    return sorted(known, key=lambda one: (one.person_id != person.pk, one.person.code))


def opened(identity: Identity | None) -> dict[str, str]:
    """All fields of one identity, in clear. Whoever asks has put the look on record."""
    return {field: str(getattr(identity, field)) if identity else "" for field in ("name", *FIELDS)}


def _opened(submission: Submission) -> dict[str, Any]:
    body = str(submission.body).encode("latin-1", "replace")
    data = read_json(body)
    readable = isinstance(data, dict)
    person = data.get("person") if readable else None
    return {
        "received_at": submission.received_at,
        "message": text(data.get("message"), KEPT_LENGTH) if readable else "",
        "person": {str(name)[:40]: _word(value) for name, value in person.items()} if isinstance(person, dict) else {},
        "text": "" if readable else text(body.decode("utf-8", "replace"), KEPT_LENGTH),
    }


def _word(value: Any) -> Any:
    return value if isinstance(value, (bool, int, float)) else text(value, KEPT_LENGTH)
