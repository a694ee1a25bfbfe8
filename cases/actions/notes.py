"""Verbs of notes."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import workflow
from cases.actions.locked import admit, record, save, visible
from cases.models import Case, Note
from consular.errors import Forbidden, Refusal, invalid
from consular.events import outbox
from consular.organisation.access import Viewer


@transaction.atomic(durable=True)
def add_note(*, code: str, actor: Any, viewer: Viewer, text: str, level: int, shared: bool = False) -> Case:
    """Keeps a sealed note. A level that the writer may not write is refused, never lowered."""
    case = visible(code, viewer)
    admit("notes", case, viewer)
    if level not in workflow.writable_levels(case, viewer):
        raise _level_refused(level, case, viewer)
    if shared and level > Note.Level.L2:
        raise invalid(shared=_("Only notes of level L1 and L2 can be shared; the lawyer reads L3 anyway."))
    now = timezone.now()
    if level in workflow.PRIVILEGED_LEVELS:
        _write_privileged_note(case, actor, level=level, text=text, now=now)
        return case
    write_note(case, actor, level=level, text=text, shared=shared, now=now)
    save(case, now)
    return case


def write_note(case: Case, actor: Any, *, level: int, text: str, now: datetime, shared: bool = False) -> None:
    Note.objects.create(case=case, level=level, is_shared=shared, text=text, author=actor, written_at=now)
    record("case.noted", case, actor, level=level, shared=shared)


def _write_privileged_note(case: Case, actor: Any, *, level: int, text: str, now: datetime) -> None:
    """Belongs to the matter, and so does its event. Nothing of the case changes: the post cannot tell."""
    Note.objects.create(matter=case.matter, level=level, text=text, author=actor, written_at=now)
    outbox.record("matter.noted", subject=case.matter, posts=[], actor=actor, payload={"level": level})


def _level_refused(level: int, case: Case, viewer: Viewer) -> Refusal:
    if level == Note.Level.L5 and workflow.is_engaged_lawyer(case, viewer):
        reason = _("Protection-sensitive notes (L5) are not kept here until each matter has its own key.")
        return Refusal(403, "level_not_kept", reason, fields={"level": [reason]})
    return Forbidden(_("Notes of this level belong to the engaged lawyer alone."))
