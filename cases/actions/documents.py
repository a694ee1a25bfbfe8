"""Verbs of documents: keep one that was checked, withdraw one. What comes in here has been cleaned before (see cases/files)."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import sealing, workflow
from cases.actions import wall as asylum_wall
from cases.actions.locked import admit, conflict, record, save, visible
from cases.actions.notes import check_level
from cases.consent import CONSULAR, refuse_if_opposed
from cases.files.content import keep
from cases.files.intake import Cleaned
from cases.models import Case, Document
from consular.errors import Forbidden, NotFound, invalid
from consular.events import outbox
from consular.organisation.access import Viewer


@transaction.atomic(durable=True)
def add_document(
    *,
    code: str,
    actor: Any,
    viewer: Viewer,
    file: Cleaned,
    title: str,
    kind: str,
    level: int,
    shared: bool = False,
    supersedes: UUID | None = None,
    wall: str = "",
    verb: str = "documents",
) -> Document:
    """Keeps the file in sealed chunks. Its title is free text: below L4 the asylum wall asks about it."""
    case = visible(code, viewer)
    admit(verb, case, viewer)
    if verb == "letters":
        refuse_if_opposed(case, CONSULAR)
    if wall == asylum_wall.MOVE:
        level, shared = Document.Level.L5, False
    check_level(case, viewer, level, shared)
    privileged = level in workflow.PRIVILEGED_LEVELS
    stated = not privileged and asylum_wall.passes(title, wall, case=case, viewer=viewer, field="title")
    older = _superseded(case, viewer, supersedes, level)
    ring = sealing.to_write(case, level, actor.pk)
    document = Document(
        case=None if privileged else case,
        matter=case.matter if privileged else None,
        level=level,
        is_shared=shared,
        key_id=ring.key_id,
        kind=kind,
        content_type=file.content_type,
        size=file.size,
        supersedes=older,
        author=actor,
        added_at=timezone.now(),
    )
    sealing.seal(document, ring, title=title, sha256=file.sha256, received_sha256=file.received_sha256)
    document.save(force_insert=True)
    keep(document, file, ring)
    said = {"stated_general": True} if stated else {}
    _tell("document_added", case, document, actor, **said)
    return document


@transaction.atomic(durable=True)
def withdraw_document(
    *, code: str, actor: Any, viewer: Viewer, document: UUID, reason: str, wall: str = ""
) -> Document:
    """Erases the content; that there was one, whose and why it went stays. Only its author, a supervisor or the matter's lawyer."""
    case = visible(code, viewer)
    admit("withdraw-document", case, viewer)
    found = Document.objects.readable_by(viewer, case).select_for_update(of=("self",)).filter(pk=document).first()
    if found is None:
        raise NotFound
    if not may_withdraw(found, case, viewer):
        raise Forbidden(_("Only who added a document, a supervisor, or the lawyer of a privileged one withdraws it."))
    if found.withdrawn_at is not None:
        raise conflict(case, "already_withdrawn", _("This document has been withdrawn before."))
    if not found.is_privileged:
        asylum_wall.passes(reason, wall, case=case, viewer=viewer, field="reason")
    sealing.seal(found, sealing.to_amend(case, found, actor.pk), withdrawal_reason=reason)
    found.withdrawn_by, found.withdrawn_at = actor, timezone.now()
    found.save(update_fields=["withdrawal_reason", "withdrawn_by", "withdrawn_at"])
    found.chunks.all().delete()
    _tell("document_withdrawn", case, found, actor)
    return found


def check_letter(case: Case, viewer: Viewer) -> None:
    """Asked before the name is read and the letter printed; the action that keeps it asks again under its lock."""
    admit("letters", case, viewer)
    refuse_if_opposed(case, CONSULAR)


def may_withdraw(document: Document, case: Case, viewer: Viewer) -> bool:
    if document.is_privileged:
        return workflow.is_engaged_lawyer(case, viewer)
    return document.author_id == viewer.user_id or workflow.is_supervisor(case, viewer)


def _superseded(case: Case, viewer: Viewer, document: UUID | None, level: int) -> Document | None:
    """What the new one takes the place of: readable, still current, and of the same level, or one level would tell of the other."""
    if document is None:
        return None
    older = Document.objects.readable_by(viewer, case).select_related("superseded_by").filter(pk=document).first()
    if older is None or not older.is_current:
        raise invalid(supersedes=_("There is no such current document."))
    if older.level != level:
        raise invalid(supersedes=_("A document takes the place of one of the same level only."))
    return older


def _tell(what: str, case: Case, document: Document, actor: Any, **more: Any) -> None:
    """A privileged document changes nothing of the case, and its event is the matter's: the post cannot tell."""
    payload = {"document": str(document.pk), "level": document.level, **more}
    if document.is_privileged:
        outbox.record(f"matter.{what}", subject=case.matter, posts=[], actor=actor, payload=payload)
        return
    save(case, timezone.now())
    record(f"case.{what}", case, actor, **payload | {"shared": document.is_shared, "author": document.author_id})
