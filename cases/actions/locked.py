"""What every action on a case begins and ends with: lock, permission, refusal, save, event."""

from datetime import datetime
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _

from cases import workflow
from cases.models import Case, LegalMatter
from cases.querysets import CaseQuerySet
from consular.errors import Conflict, Forbidden, NotFound
from consular.events import outbox
from consular.organisation.access import Viewer


def locked(cases: CaseQuerySet) -> Case:
    """Locks the one case, and only then reads what the rules ask: two who come at once see each other's work."""
    case = cases.select_for_update(of=("self",)).first()
    if case is None:
        raise NotFound
    prefetch_related_objects([case], "matters__offers", "matters__lawyer", "outcomes")
    return case


def visible(code: str, viewer: Viewer) -> Case:
    return locked(Case.objects.visible_to(viewer).filter(code=code))


def admit(verb: str, case: Case, viewer: Viewer) -> None:
    """403 when the viewer may never do this here, 409 when the state does not allow it now."""
    if not workflow.has_role_for(verb, case, viewer):
        raise Forbidden
    if not workflow.is_possible(verb, case, viewer):
        raise conflict(case, "not_possible_now", _("The case is not in a state that allows this."))


def conflict(case: Case, code: str, detail: str, fields: dict[str, list[str]] | None = None) -> Conflict:
    """409 with how things stand, and which lawyer has the matter since when."""
    matter = case.matter
    owner = None
    if matter.lawyer is not None:
        owner = {"id": matter.lawyer_id, "name": matter.lawyer.display_name(), "since": matter.engaged_at}
    state = case.state if case.state in workflow.STOPPED else matter.state
    return Conflict(code, detail, state=state, owner=owner, fields=fields)


def save(case: Case, now: datetime, *fields: str) -> None:
    case.touch(now)
    case.save(update_fields=[*fields, "version", "updated_at"])


def save_matter(matter: LegalMatter, now: datetime, *fields: str) -> None:
    """Whatever its move was: only a matter that seeks counsel can wait for a lawyer whom nobody has found."""
    if matter.state != LegalMatter.State.SEEKING_COUNSEL:
        matter.nobody_left_at = None
    matter.touch(now)
    matter.save(update_fields=[*fields, "nobody_left_at", "version", "updated_at"])


def record(kind: str, case: Case, actor: Any, **payload: Any) -> None:
    """An event of the case, for its post. Codes and staff ids only: no name, no place, no word of a note."""
    outbox.record(kind, subject=case, posts=[case.consulate_id], actor=actor, payload={"code": case.code, **payload})
