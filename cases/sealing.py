"""Which keys seal and open the notes and documents of a case: the network's up to L3, from L4 those of the matter's lawyers."""

from collections.abc import Iterable

from cases import workflow
from cases.models import Case, Levelled
from consular.privacy import circles, keys

Ring = circles.Ring | keys.Network


def to_write(case: Case, level: int, user_id: int) -> Ring:
    """In the transaction of what is written. A lawyer without keys of their own yet gets them first."""
    if level not in workflow.PRIVILEGED_LEVELS:
        return keys.Network()
    circles.admit(case.matter.pk, user_id)
    return circles.ring(case.matter.pk, user_id)


def to_read(case: Case, records: Iterable[Levelled], user_id: int) -> Ring:
    """For records that this user may read; costs nothing when none of them is privileged."""
    return circles.ring(case.matter.pk, user_id) if any(one.is_privileged for one in records) else keys.Network()


def to_amend(case: Case, record: Levelled, user_id: int) -> Ring:
    """Seals on under the key of a record that this user reads: whoever reads the one text of it reads the other."""
    ring = to_read(case, [record], user_id)
    ring.key_id = record.key_id
    return ring


def seal(record: Levelled, ring: Ring, **texts: str) -> None:
    """Puts sealed texts into a record that is about to be saved."""
    for name, text in texts.items():
        place = record._meta.get_field(name).place(record)  # type: ignore[union-attr]
        setattr(record, name, ring.seal(text.encode("utf-8", "replace"), place=place) if text else b"")


def open_all(records: Iterable[Levelled], ring: Ring) -> None:
    """From here on their sealed fields read as text. Up to L3 the fields open by themselves."""
    for record in records:
        for name in record.SEALED if record.is_privileged else ():
            field = record._meta.get_field(name)
            stored = field.stored(record)  # type: ignore[union-attr]
            setattr(record, name, ring.open(stored, place=field.place(record)).decode() if stored else "")  # type: ignore[union-attr]
