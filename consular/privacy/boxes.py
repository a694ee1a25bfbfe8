"""Boxes that anybody can close and one key pair opens: X25519, HKDF-SHA-256, AES-256-GCM. As a program: makes the recovery pair.

    python -m consular.privacy.boxes recovery.key recovery.pub

A box is `ephemeral public key(32) | nonce(12) | ciphertext and tag`; `context` binds it to what it is for. Without Django, so
that `make run` can make the pair before there is a database.
"""

import base64
import binascii
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Shut(Exception):
    """This private key does not open this box."""


@dataclass(frozen=True, slots=True)
class Pair:
    private: bytes
    public: bytes


def make_pair() -> Pair:
    private = X25519PrivateKey.generate()
    return Pair(private.private_bytes_raw(), private.public_key().public_bytes_raw())


def close_to(public: bytes, secret: bytes, *, context: bytes) -> bytes:
    """A box around `secret` for the holder of the private half of `public`."""
    once = X25519PrivateKey.generate()
    ephemeral = once.public_key().public_bytes_raw()
    shared = once.exchange(X25519PublicKey.from_public_bytes(public))
    nonce = os.urandom(12)
    return ephemeral + nonce + _cipher(shared, ephemeral, public).encrypt(nonce, secret, context)


def open_with(private: bytes, box: bytes, *, context: bytes) -> bytes:
    """What `close_to` was given. Raises Shut."""
    own = X25519PrivateKey.from_private_bytes(private)
    ephemeral, nonce, content = box[:32], box[32:44], box[44:]
    try:
        shared = own.exchange(X25519PublicKey.from_public_bytes(ephemeral))
        return _cipher(shared, ephemeral, own.public_key().public_bytes_raw()).decrypt(nonce, content, context)
    except (InvalidTag, ValueError) as error:
        raise Shut from error


def read_key(text: str) -> bytes:
    """32 bytes written as base64. Raises ValueError."""
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
    if len(key) != 32:
        raise ValueError(f"{len(key)} bytes instead of 32")
    return key


def written(key: bytes) -> str:
    return base64.b64encode(key).decode()


def _cipher(shared: bytes, ephemeral: bytes, public: bytes) -> AESGCM:
    derived = HKDF(SHA256(), 32, salt=None, info=b"consular box" + ephemeral + public).derive(shared)
    return AESGCM(derived)


def _write_pair(private_path: Path, public_path: Path) -> None:
    """The private half first and never anew: what is sealed to it would be lost. Interrupted in between, it is taken up again."""
    if not private_path.exists():
        with open(os.open(private_path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(written(make_pair().private) + "\n")
    private = X25519PrivateKey.from_private_bytes(read_key(private_path.read_text()))
    public_path.write_text(written(private.public_key().public_bytes_raw()) + "\n")


if __name__ == "__main__":
    _write_pair(Path(sys.argv[1]), Path(sys.argv[2]))
