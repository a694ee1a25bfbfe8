"""Reads that API and pages share: a page of cases, and protected texts, which are logged before they are shown."""

from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator

from alerts import identity as alert_identity
from alerts.models import Identity
from cases import cards, sealing, spellings, workflow
from cases.models import Case, ConflictCheck, Document, Note, Party
from consular.errors import Forbidden, NotFound
from consular.organisation.access import Viewer
from consular.privacy import access_log, circles

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
    found = Paginator(cases.order_by("-opened_at", "code").values_list("pk", flat=True), PAGE_SIZE).get_page(page)
    # The facts of fifty, not of all that were sorted: the database would gather them before it cuts.
    found.object_list = cards.with_facts(Case.objects.filter(pk__in=list(found.object_list))).order_by(
        "-opened_at", "code"
    )
    return found


def notes(case: Case, *, reader: Any, viewer: Viewer, purpose: str) -> list[Note]:
    """The notes that the viewer may read, newest first."""
    readable = list(Note.objects.readable_by(viewer, case))
    if readable:
        fields = sorted({f"note.L{note.level}" for note in readable})
        access_log.record_read(reader=reader, subject=case, fields=fields, purpose=purpose)
        sealing.open_all(readable, sealing.to_read(case, readable, viewer.user_id))
    return readable


def lacks_keys(case: Case, viewer: Viewer) -> bool:
    """Whether a former lawyer's file is closed to the present one: it was not left, so only the recovery key opens it."""
    return workflow.is_engaged_lawyer(case, viewer) and not circles.is_whole(case.matter.pk, viewer.user_id)


def documents(case: Case, *, reader: Any, viewer: Viewer, purpose: str) -> list[Document]:
    """The documents whose titles the viewer may read, newest first."""
    readable = list(Document.objects.readable_by(viewer, case).select_related("superseded_by", "withdrawn_by"))
    if readable:
        fields = sorted({f"document.L{document.level}" for document in readable})
        access_log.record_read(reader=reader, subject=case, fields=fields, purpose=purpose)
        sealing.open_all(readable, sealing.to_read(case, readable, viewer.user_id))
    return readable


def document_content(
    case: Case, document_id: UUID, *, reader: Any, viewer: Viewer, purpose: str
) -> tuple[Document, sealing.Ring]:
    """A document with what opens its chunks. The look is on record before the first byte leaves."""
    found = list(Document.objects.readable_by(viewer, case).filter(pk=document_id, withdrawn_at=None))
    if not found:
        raise NotFound
    [document] = found
    fields = [f"document.content.L{document.level}"]
    access_log.record_read(reader=reader, subject=document, fields=fields, purpose=purpose)
    ring = sealing.to_read(case, found, viewer.user_id)
    sealing.open_all(found, ring)
    return document, ring


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
    known = alert_identity.identities_of(case.person)
    people = [case.person, *(one.person for one in known if one.person_id != case.person_id)]
    access_log.record_reads(reader=reader, looks=[(one, ["name", "phone"]) for one in people], purpose=purpose)
    sealed = next((one for one in known if one.name or one.phone), None)
    return {"name": str(sealed.name), "phone": str(sealed.phone)} if sealed else {"name": "", "phone": ""}


def parties(case: Case, *, reader: Any, viewer: Viewer, purpose: str) -> list[Party]:
    """Those that the viewer may read by name. The client is no row of it, and what the lawyer entered is the lawyer's."""
    named = Party.objects.filter(matter=case.matter).exclude(role=Party.Role.CLIENT)
    if not workflow.is_engaged_lawyer(case, viewer):
        named = named.filter(is_privileged=False)
    readable = list(named.select_related("said_by"))
    if readable:
        access_log.record_read(reader=reader, subject=case, fields=["party.name"], purpose=purpose)
    return readable


def names_to_check(case: Case, check: ConflictCheck, *, reader: Any, viewer: Viewer) -> list[dict[str, Any]]:
    """Every name of the matter, for a lawyer who has asked for them, with what the check has found about each. Names only."""
    if check.lawyer_id != viewer.user_id or not check.saw_names:
        raise Forbidden
    access_log.record_read(reader=reader, subject=case, fields=["party.name"], purpose="conflict check")
    access_log.record_read(reader=reader, subject=case.person, fields=["name"], purpose="conflict check")
    identity = getattr(case.person, "identity", None)
    rows = []
    for party in Party.objects.filter(matter=case.matter):
        is_client = party.role == Party.Role.CLIENT
        name = str(identity.name) if is_client and identity else str(party.name)
        rows.append(
            {"name": name, "party": party, "hits": [one for one in check.found if one["party"] == str(party.pk)]}
        )
    return sorted(rows, key=lambda row: row["party"].role != Party.Role.CLIENT)


def whole_identity(case: Case, *, reader: Any, viewer: Viewer, purpose: str) -> list[dict[str, Any]]:
    """All that is known of who the person is, and of those merged into them: `{code, version, is_own, …}`; own first."""
    if not workflow.may_unmask(case, viewer):
        raise Forbidden
    known = alert_identity.identities_of(case.person)
    if not known or known[0].person_id != case.person_id:
        known = [Identity(person=case.person), *known]
    looks = [(one.person, ["name", *alert_identity.FIELDS]) for one in known]
    access_log.record_reads(reader=reader, looks=looks, purpose=purpose)
    return [
        {
            "code": one.person.code,
            "version": one.version,
            "is_own": one.person_id == case.person_id,
            **alert_identity.opened(one),
        }
        for one in known
    ]


def name_in_parts(case: Case, *, reader: Any, viewer: Viewer, purpose: str) -> tuple[str, str]:
    """Given names and surnames: as they were written down, or, from a name in one, as Spanish names are made."""
    name = identity(case, reader=reader, viewer=viewer, purpose=purpose)["name"]
    sealed = getattr(case.person, "identity", None)
    surnames = f"{sealed.first_surname} {sealed.second_surname}".strip() if sealed else ""
    return (str(sealed.given_names), surnames) if sealed and surnames else spellings.split(name)
