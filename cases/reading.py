"""Reads that API and pages share: a page of cases, and protected texts, which are logged before they are shown."""

from typing import Any

from django.core.paginator import Page, Paginator

from cases import cards, workflow
from cases.models import Case, Note
from consular.errors import Forbidden
from consular.organisation.access import Viewer
from consular.privacy import access_log

PAGE_SIZE = 50


def page_of_cases(viewer: Viewer, *, state: str = "", mine: bool = False, q: str = "", page: int | str = 1) -> Page:
    """Cases that the viewer may see, newest first. A page past the last is the last."""
    cases = Case.objects.visible_to(viewer)
    if q:
        cases = cases.called(q, viewer)
    if mine:
        cases = cases.in_charge_of(viewer)
    if state == "open":
        cases = cases.open()
    elif state:
        cases = cases.filter(state=state)
    return Paginator(cards.with_facts(cases).order_by("-opened_at", "code"), PAGE_SIZE).get_page(page)


def notes(case: Case, *, reader: Any, viewer: Viewer, purpose: str) -> list[Note]:
    """The notes that the viewer may read, newest first."""
    readable = list(Note.objects.readable_by(viewer, case))
    if readable:
        fields = sorted({f"note.L{note.level}" for note in readable})
        access_log.record_read(reader=reader, subject=case, fields=fields, purpose=purpose)
    return readable


def explanations(case: Case, *, reader: Any, viewer: Viewer, purpose: str) -> dict[str, str]:
    """What was written beside the outcomes, by axis. Supervisors get the outcomes only, without the words."""
    if not (workflow.is_officer(case, viewer) or workflow.is_engaged_lawyer(case, viewer)):
        return {}
    written = {axis: str(outcome.note) for axis, outcome in case.current_outcomes.items() if outcome.note}
    if written:
        access_log.record_read(reader=reader, subject=case, fields=["outcome.note"], purpose=purpose)
    return written


def identity(case: Case, *, reader: Any, viewer: Viewer, purpose: str) -> dict[str, str]:
    """Name and phone, for the post and the engaged lawyer. An unmasking has a purpose and is on record."""
    if not workflow.may_unmask(case, viewer):
        raise Forbidden
    access_log.record_read(reader=reader, subject=case.person, fields=["name", "phone"], purpose=purpose)
    sealed = getattr(case.person, "identity", None)
    return {"name": str(sealed.name), "phone": str(sealed.phone)} if sealed else {"name": "", "phone": ""}
