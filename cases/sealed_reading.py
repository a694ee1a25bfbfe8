"""The sealed texts of the tabs People and Work: who may read which, logged in one record before any is opened."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.db import models

from cases import workflow
from cases.models import Case
from consular.organisation.access import Viewer
from consular.privacy import access_log

Texts = dict[UUID, dict[str, str]]
Rule = Callable[[Case, Viewer, Any], bool]


def _sensitive(case: Case, viewer: Viewer, row: Any) -> bool:
    """L3: the officer in charge, the engaged lawyer, and whoever wrote it."""
    author = (
        getattr(row, "recorded_by_id", None) or getattr(row, "set_by_id", None) or getattr(row, "written_by_id", None)
    )
    if author == viewer.user_id:
        return True
    in_charge = workflow.is_officer(case, viewer) and case.officer_id == viewer.user_id
    return in_charge or workflow.is_engaged_lawyer(case, viewer)


def _of_officers(case: Case, viewer: Viewer, row: Any) -> bool:
    """Any officer of the post, for children are looked for at night, too; and the engaged lawyer. Supervisors see the state."""
    return workflow.is_officer(case, viewer) or workflow.is_engaged_lawyer(case, viewer)


def _of_post(case: Case, viewer: Viewer, row: Any) -> bool:
    return workflow.is_of_post(case, viewer)


def _inside(case: Case, viewer: Viewer, row: Any) -> bool:
    return workflow.is_inside(case, viewer)


# kind: (what may be read, by whom)
RULES: dict[str, tuple[tuple[str, ...], Rule]] = {
    "consent": (("statement",), _sensitive),
    "flag": (("evidence",), _sensitive),
    "child": (("names", "place", "carer"), _of_officers),
    "priority": (("hand_reason",), _inside),
    "report": (("remark",), _sensitive),
    "action": (("place", "remark"), _of_post),
    "art36": (("remark",), _inside),
}


def texts(case: Case, *, reader: Any, viewer: Viewer, purpose: str, **rows: Iterable[models.Model]) -> Texts:
    """By row, the texts that this viewer may read of `rows`, whose names are kinds of RULES."""
    readable = [
        (kind, row, field)
        for kind, several in rows.items()
        for row in several
        if RULES[kind][1](case, viewer, row)
        for field in RULES[kind][0]
        if row.__dict__.get(field)
    ]
    if not readable:
        return {}
    fields = sorted({f"{kind}.{field}" for kind, _row, field in readable})
    access_log.record_read(reader=reader, subject=case, fields=fields, purpose=purpose)
    opened: Texts = {}
    for _kind, row, field in readable:
        opened.setdefault(row.pk, {})[field] = str(getattr(row, field))
    return opened


def of_hours(case: Case, entries: Iterable[Any], *, reader: Any, viewer: Viewer, purpose: str) -> Texts:
    """What the lawyer wrote beside the hours: attorney-client, for the lawyer alone. The look is one at the matter."""
    written = [entry for entry in entries if entry.__dict__.get("text")]
    if not written or not workflow.is_engaged_lawyer(case, viewer):
        return {}
    access_log.record_read(reader=reader, subject=case.matter, fields=["time.text"], purpose=purpose)
    return {entry.pk: {"text": str(entry.text)} for entry in written}
