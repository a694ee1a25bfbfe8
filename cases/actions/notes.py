"""Verbs of notes, and of what becomes of the privileged file when its lawyer leaves."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import sealing, workflow
from cases.actions import wall as asylum_wall
from cases.actions.locked import admit, record, save, visible
from cases.models import Case, Note
from consular.errors import Forbidden, invalid
from consular.events import outbox
from consular.organisation.access import Viewer


@transaction.atomic(durable=True)
def add_note(
    *, code: str, actor: Any, viewer: Viewer, text: str, level: int, shared: bool = False, wall: str = ""
) -> Case:
    """Keeps a sealed note. A level that the writer may not write is refused, never lowered.

    Up to L3 words that belong to the lawyer are asked about: `wall` answers "keep", or "move" to make it an L5 note.
    """
    case = visible(code, viewer)
    admit("notes", case, viewer)
    if wall == asylum_wall.MOVE:
        level, shared = Note.Level.L5, False
    check_level(case, viewer, level, shared)
    now = timezone.now()
    if level in workflow.PRIVILEGED_LEVELS:
        write_privileged_note(case, actor, level=level, text=text, now=now)
        return case
    stated = asylum_wall.passes(text, wall, case=case, viewer=viewer, field="text")
    write_note(case, actor, level=level, text=text, shared=shared, now=now, stated=stated)
    save(case, now)
    return case


@transaction.atomic(durable=True)
def leave_file(*, code: str, actor: Any, viewer: Viewer, leave: bool) -> Case:
    """The lawyer says whether the privileged file goes to whoever follows. Without it only the recovery key opens it later."""
    case = visible(code, viewer)
    admit("leave-file", case, viewer)
    matter = case.matter
    if leave == (matter.file_left_at is not None):
        return case
    matter.file_left_at = timezone.now() if leave else None
    matter.save(update_fields=["file_left_at"])
    outbox.record("matter.file_left" if leave else "matter.file_kept", subject=matter, posts=[], actor=actor)
    return case


def check_level(case: Case, viewer: Viewer, level: int, shared: bool) -> None:
    """The same for notes and documents."""
    if level not in workflow.writable_levels(case, viewer):
        raise Forbidden(_("Notes and documents of this level belong to the engaged lawyer alone."))
    if shared and level > Note.Level.L2:
        raise invalid(shared=_("Only levels L1 and L2 can be shared; the lawyer reads L3 anyway."))


def write_note(
    case: Case, actor: Any, *, level: int, text: str, now: datetime, shared: bool = False, stated: bool = False
) -> None:
    """`stated`: the writer has said that words of the lawyer in it are about something else; kept in the event."""
    Note.objects.create(case=case, level=level, is_shared=shared, text=text, author=actor, written_at=now)
    said = {"stated_general": True} if stated else {}
    record("case.noted", case, actor, level=level, shared=shared, **said)


def write_privileged_note(case: Case, actor: Any, *, level: int, text: str, now: datetime) -> None:
    """Belongs to the matter, and so does its event. Nothing of the case changes: the post cannot tell."""
    ring = sealing.to_write(case, level, actor.pk)
    note = Note(matter=case.matter, level=level, key_id=ring.key_id, author=actor, written_at=now)
    sealing.seal(note, ring, text=text)
    note.save(force_insert=True)
    outbox.record("matter.noted", subject=case.matter, posts=[], actor=actor, payload={"level": level})


def keep_below(text: str, wall: str, *, case: Case, actor: Any, viewer: Viewer, field: str) -> str:
    """What of a free text may stay below the privilege: all of it, or nothing where its words were moved into a privileged note.

    Words that belong to the lawyer are asked about, unless the writer has stated ("keep") that they are about something else.
    """
    text = text.strip()
    if text and wall == asylum_wall.MOVE and workflow.is_engaged_lawyer(case, viewer):
        write_privileged_note(case, actor, level=Note.Level.L5, text=text, now=timezone.now())
        return ""
    asylum_wall.passes(text, wall, case=case, viewer=viewer, field=field)
    return text
