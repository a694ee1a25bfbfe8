"""Sealed circles: keys that only named members, and whoever holds the offline recovery key, can open.

A circle is a UUID that its app gives (for cases: a legal matter). Its keys come in generations. Each is wrapped to the key pair of
every member and to the recovery key; the private halves of the members lie in the database, sealed under the key file. So a
copy of the database reads nothing, and another user's rights open nothing; the server with its key file could, and says so.
A member who leaves loses every wrap at once. What was kept until then is the successor's only if the member left it to them.
"""

import hashlib
import hmac
import os
from dataclasses import dataclass, field
from functools import partial
from uuid import UUID, uuid4

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from consular.privacy import boxes
from consular.privacy.keys import Unreadable
from consular.privacy.models import CircleKey, CircleWrap, MemberKey

VERSION = b"\x02"


@dataclass
class Ring:
    """The keys that somebody holds of one circle, each opened when it is needed. `key_id` is the one that seals now."""

    wrapped: dict[UUID, partial]
    key_id: UUID | None = None
    _opened: dict[UUID, bytes] = field(default_factory=dict)

    def seal(self, content: bytes, *, place: str) -> bytes:
        """Raises Unreadable for somebody who holds no current key: nothing may be sealed that its writer cannot read."""
        if self.key_id is None:
            raise Unreadable(f"{place}: no current key of this circle")
        nonce = os.urandom(12)
        return VERSION + self.key_id.bytes + nonce + self._cipher(self.key_id).encrypt(nonce, content, place.encode())

    def open(self, value: bytes, *, place: str) -> bytes:
        """Opens what a ring of this circle sealed for the same place. Raises Unreadable."""
        if value[:1] != VERSION:
            raise Unreadable(f"{place}: not sealed in a circle")
        try:
            return self._cipher(UUID(bytes=value[1:17])).decrypt(value[17:29], value[29:], place.encode())
        except (InvalidTag, ValueError, KeyError, boxes.Shut) as error:
            raise Unreadable(f"{place}: not of this circle, wrong row or bytes") from error

    def secrets(self) -> dict[UUID, bytes]:
        return {key_id: self._secret(key_id) for key_id in self.wrapped}

    def _cipher(self, key_id: UUID) -> AESGCM:
        return AESGCM(self._secret(key_id))

    def _secret(self, key_id: UUID) -> bytes:
        if key_id not in self._opened:
            self._opened[key_id] = self.wrapped[key_id]()
        return self._opened[key_id]


def ring(circle: UUID, user_id: int) -> Ring:
    """What this user holds of the circle: read anew every time, because whoever is taken off loses it at once."""
    wraps = list(CircleWrap.objects.filter(key__circle=circle, member=user_id).select_related("key"))
    if not wraps:
        return Ring({})
    private = _private_half(MemberKey.objects.get(pk=user_id))
    opening = {wrap.key_id: partial(_open, private, bytes(wrap.wrapped), wrap.key_id) for wrap in wraps}
    return Ring(opening, next((wrap.key_id for wrap in wraps if wrap.key.is_current), None))


def admit(circle: UUID, user_id: int) -> None:
    """Makes a generation of the member's own, and gives them what was left to the successor. Again: nothing.

    In the transaction of whatever makes them a member, under the lock of what the circle belongs to.
    """
    for left in CircleWrap.objects.filter(key__circle=circle, member=None):
        _wrap(left.key_id, _open_left(left), user_id)
        left.delete()
    if CircleKey.objects.filter(circle=circle, is_current=True, wraps__member=user_id).exists():
        return
    CircleKey.objects.filter(circle=circle, is_current=True).update(is_current=False)
    key = CircleKey(circle=circle, pk=uuid4())
    secret = AESGCM.generate_key(256)
    if settings.RECOVERY_PUBLIC_KEY:
        key.recovery = boxes.close_to(settings.RECOVERY_PUBLIC_KEY, secret, context=_recovery_context(key.pk))
    key.save(force_insert=True)
    _wrap(key.pk, secret, user_id)


def expel(circle: UUID, user_id: int, *, to_successor: bool = False) -> None:
    """Takes every key from the member at once; nothing more is sealed under them. In the transaction that takes them off."""
    if to_successor:
        for key_id, secret in ring(circle, user_id).secrets().items():
            _leave(key_id, secret)
    CircleWrap.objects.filter(key__circle=circle, member=user_id).delete()
    CircleKey.objects.filter(circle=circle, is_current=True).update(is_current=False)


def recovered(circle: UUID, private: bytes) -> Ring:
    """Every generation of the circle, by the private half of the recovery key. Raises boxes.Shut when it does not fit."""
    keys = [key for key in CircleKey.objects.filter(circle=circle) if key.recovery]
    opening = {
        key.pk: partial(boxes.open_with, private, bytes(key.recovery), context=_recovery_context(key.pk))
        for key in keys
    }
    found = Ring(opening)
    found.secrets()
    return found


def grant(keys: Ring, user_id: int) -> int:
    """Wraps recovered keys to a member too. Returns how many were new to them."""
    held = set(CircleWrap.objects.filter(key__in=keys.wrapped, member=user_id).values_list("key_id", flat=True))
    new = {key_id: secret for key_id, secret in keys.secrets().items() if key_id not in held}
    for key_id, secret in new.items():
        _wrap(key_id, secret, user_id)
    return len(new)


def is_whole(circle: UUID, user_id: int) -> bool:
    """Whether this member holds every key under which something of the circle was ever sealed."""
    return not CircleKey.objects.filter(circle=circle).exclude(wraps__member=user_id).exists()


def _wrap(key_id: UUID, secret: bytes, user_id: int) -> None:
    public = bytes(_member(user_id).public)
    box = boxes.close_to(public, secret, context=_member_context(key_id))
    CircleWrap.objects.get_or_create(key_id=key_id, member_id=user_id, defaults={"wrapped": box})


def _member(user_id: int) -> MemberKey:
    found = MemberKey.objects.filter(pk=user_id).first()
    if found:
        return found
    pair, nonce = boxes.make_pair(), os.urandom(12)
    sealed = nonce + _service_key(b"member").encrypt(nonce, pair.private, str(user_id).encode())
    made, _new = MemberKey.objects.get_or_create(pk=user_id, defaults={"public": pair.public, "private": sealed})
    return made


def _private_half(member: MemberKey) -> bytes:
    sealed = bytes(member.private)
    try:
        return _service_key(b"member").decrypt(sealed[:12], sealed[12:], str(member.pk).encode())
    except InvalidTag as error:
        raise Unreadable(f"key pair of user {member.pk}: wrong key file") from error


def _open(private: bytes, box: bytes, key_id: UUID) -> bytes:
    return boxes.open_with(private, box, context=_member_context(key_id))


def _leave(key_id: UUID, secret: bytes) -> None:
    nonce = os.urandom(12)
    wrapped = nonce + _service_key(b"successor").encrypt(nonce, secret, key_id.bytes)
    CircleWrap.objects.create(key_id=key_id, member=None, wrapped=wrapped)


def _open_left(left: CircleWrap) -> bytes:
    wrapped = bytes(left.wrapped)
    return _service_key(b"successor").decrypt(wrapped[:12], wrapped[12:], left.key_id.bytes)


def _service_key(what: bytes) -> AESGCM:
    return AESGCM(hmac.digest(settings.MASTER_KEY, b"circle:" + what, hashlib.sha256))


def _member_context(key_id: UUID) -> bytes:
    return b"member" + key_id.bytes


def _recovery_context(key_id: UUID) -> bytes:
    return b"recovery" + key_id.bytes
