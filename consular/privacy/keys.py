"""Seals and opens short texts: AES-256-GCM under data keys that the key file wraps.

A sealed value is `version(1) | key id(16) | nonce(12) | ciphertext and tag`; the key id makes room for keys per post and
person without a new format. The associated data bind a value to its place, so that it cannot be moved to another row.
"""

import hashlib
import hmac
import os
import uuid

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import IntegrityError, transaction

from consular.privacy.models import DataKey

VERSION = b"\x01"
NETWORK = "network"

_opened: dict[uuid.UUID, AESGCM] = {}
_current: dict[str, uuid.UUID] = {}


class Unreadable(Exception):
    """The value was not sealed here: the key file, the row or the bytes are not the ones it belongs to."""


def seal(text: str, *, place: str, scope: str = NETWORK) -> bytes:
    """Seals a text for one place ("alerts.identity.name:<uuid>"). The empty text stays empty."""
    return seal_bytes(text.encode("utf-8", "replace"), place=place, scope=scope) if text else b""


def open_sealed(value: bytes, *, place: str) -> str:
    """Opens what `seal` made for the same place. Raises Unreadable, never returns the ciphertext."""
    return open_bytes(bytes(value), place=place).decode() if value else ""


def seal_bytes(content: bytes, *, place: str, scope: str = NETWORK) -> bytes:
    key_id = _current_id(scope)
    nonce = os.urandom(12)
    return VERSION + key_id.bytes + nonce + _key(key_id).encrypt(nonce, content, place.encode())


def open_bytes(value: bytes, *, place: str) -> bytes:
    """Raises Unreadable."""
    if value[:1] != VERSION:
        raise Unreadable(f"{place}: unknown format")
    try:
        return _key(uuid.UUID(bytes=value[1:17])).decrypt(value[17:29], value[29:], place.encode())
    except (InvalidTag, ValueError, DataKey.DoesNotExist) as error:
        raise Unreadable(f"{place}: wrong key, row or bytes") from error


class Network:
    """Seals and opens under the network's key, where a ring of a circle would under its own. Holds no key of a circle."""

    key_id: uuid.UUID | None = None

    def seal(self, content: bytes, *, place: str) -> bytes:
        return seal_bytes(content, place=place)

    def open(self, value: bytes, *, place: str) -> bytes:
        return open_bytes(value, place=place)


def blind_index(text: str, *, scope: str) -> bytes:
    """16 bytes by which an exact value can be found without being readable (HMAC-SHA-256 under a derived key)."""
    key = hmac.digest(settings.MASTER_KEY, f"blind:{scope}".encode(), hashlib.sha256)
    return hmac.digest(key, text.encode("utf-8", "replace"), hashlib.sha256)[:16]


def _key(key_id: uuid.UUID) -> AESGCM:
    if key_id not in _opened:
        wrapped = bytes(DataKey.objects.values_list("wrapped", flat=True).get(pk=key_id))
        _opened[key_id] = AESGCM(_wrapper().decrypt(wrapped[:12], wrapped[12:], key_id.bytes))
    return _opened[key_id]


def _current_id(scope: str) -> uuid.UUID:
    """Remembered from the commit on: a key that was made in a transaction that is undone must seal nothing after it."""
    if scope in _current:
        return _current[scope]
    key_id = _find_or_make(scope)
    transaction.on_commit(lambda: _current.setdefault(scope, key_id))
    return key_id


def _find_or_make(scope: str) -> uuid.UUID:
    current = DataKey.objects.filter(scope=scope, is_current=True)
    if found := current.values_list("pk", flat=True).first():
        return found
    key_id, nonce = uuid.uuid4(), os.urandom(12)
    wrapped = nonce + _wrapper().encrypt(nonce, AESGCM.generate_key(256), key_id.bytes)
    try:
        with transaction.atomic():
            return DataKey.objects.create(pk=key_id, scope=scope, wrapped=wrapped).pk
    except IntegrityError:  # another process was first
        return current.values_list("pk", flat=True).get()


def _wrapper() -> AESGCM:
    return AESGCM(settings.MASTER_KEY)
