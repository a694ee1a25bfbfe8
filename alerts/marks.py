"""Marks: the blind values by which a sealed identity can be found. The same text gives the same mark, and a mark gives no text back."""

from collections.abc import Callable, Iterable
from typing import Any

from alerts import identifiers, phonetics
from consular.privacy import keys

VERSION = 1  # raise it when a rule below or in `phonetics` changes: the sweeper then marks every identity anew
A_NUMBER, CURP, CONSULAR_ID, PHONE, NAME, SOUND = "a_number", "curp", "consular_id", "phone", "name", "sound"
NUMBERS: dict[str, Callable[[str], str]] = {
    A_NUMBER: identifiers.a_number,
    CURP: identifiers.curp,
    CONSULAR_ID: identifiers.consular_id,
    PHONE: identifiers.phone,
}
Mark = tuple[str, bytes]


def mark(kind: str, text: str) -> Mark:
    return kind, keys.blind_index(text, scope=f"identity.{kind}")


def of_identity(identity: Any) -> set[Mark]:
    """All marks of an Identity, whatever of it is known. A number that cannot be one has none: nobody could ask for it."""
    phones = [str(identity.phone), *str(identity.phones).splitlines()]
    given = [(PHONE, text) for text in phones]
    given += [(kind, str(getattr(identity, kind))) for kind in (A_NUMBER, CURP, CONSULAR_ID)]
    return set(of_numbers(given)) | set(of_name(str(identity.name)))


def of_numbers(given: Iterable[tuple[str, str]]) -> list[Mark]:
    found = []
    for kind, text in given:
        try:
            found.append(mark(kind, NUMBERS[kind](text)))
        except ValueError:
            continue
    return found


def of_name(name: str) -> list[Mark]:
    """The whole of it in plain letters, and how each part sounds."""
    whole = phonetics.plain(name)
    return [mark(NAME, whole), *(mark(SOUND, sound) for sound in phonetics.sounds(name))] if whole else []
