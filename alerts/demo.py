"""Demo credentials: a source and a device with known PINs."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from alerts.models import Device, Person, Source
from alerts.models.sender import fingerprint, new_token, pin_fingerprint

SOURCE = "Demo app"
PIN, DURESS_PIN = "2468", "1357"


@transaction.atomic
def make_credentials(known: dict[str, Any] | None = None) -> dict[str, Any]:
    """`{"source": {name, key}, "device": {token, pin, duress_pin}}`; keeps what `known` holds while it is still valid."""
    return {"source": _source((known or {}).get("source") or {}), "device": _device((known or {}).get("device") or {})}


def _source(known: dict[str, Any]) -> dict[str, Any]:
    if Source.objects.filter(name=SOURCE, key_hash=fingerprint(str(known.get("key"))), revoked_at=None).exists():
        return known
    key = new_token("src")
    Source.objects.update_or_create(
        name=SOURCE, defaults={"kind": Source.Kind.APP, "key_hash": fingerprint(key), "revoked_at": None}
    )
    return {"name": SOURCE, "key": key}


def _device(known: dict[str, Any]) -> dict[str, Any]:
    if Device.objects.filter(token_hash=fingerprint(str(known.get("token"))), revoked_at=None).exists():
        return known
    token = new_token("dev")
    token_hash = fingerprint(token)
    person, _created = Person.objects.get_or_create(
        code="PX-DEMO01", defaults={"languages": ["es"], "created_at": timezone.now()}
    )
    Device.objects.create(
        person=person,
        token_hash=token_hash,
        pin_hash=pin_fingerprint(PIN, token_hash),
        duress_pin_hash=pin_fingerprint(DURESS_PIN, token_hash),
    )
    return {"token": token, "pin": PIN, "duress_pin": DURESS_PIN}
