"""Verbs of the case itself: open it from an alert, ask for its closing, close it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alerts import actions as alert_actions
from alerts import workflow as alert_workflow
from alerts.models import Alert
from cases import codes, workflow
from cases.actions import wall as asylum_wall
from cases.actions.custody import begin_from_alert
from cases.actions.judging import judge_anew
from cases.actions.locating import CLOCK, take_over
from cases.actions.locked import admit, conflict, record, save, save_matter, visible
from cases.actions.notes import write_note
from cases.actions.offers import COUNSEL, release_counsel
from cases.actions.stopping import stop_if_opposed
from cases.models import Case, CaseAlert, Category, LegalMatter, Note
from consular.errors import Forbidden, NotFound, Refusal
from consular.organisation.access import Viewer

# The post is never told what the lawyer still has to do: a deadline may tell of fear.
KEEPS_IT_OPEN = {
    "counsel": gettext_lazy("The lawyer has not yet released the case for closing."),
    "children": gettext_lazy("The case of the children still runs: it is closed for itself."),
}

# Where the alert knew the person to be -> where the case starts.
STARTS_AS = {
    "detained_confirmed": Case.State.IN_CUSTODY,
    "transferred": Case.State.IN_CUSTODY,
    "released": Case.State.AT_LIBERTY,
    "safe_confirmed": Case.State.AT_LIBERTY,
    "removed": Case.State.REMOVED,
}


@transaction.atomic(durable=True)
def open_case(
    *, alert_id: UUID, actor: Any, viewer: Viewer, category: str = "", note: str = "", wall: str = ""
) -> tuple[Case, bool]:
    """The alert's case, and whether it was opened now: the same alert again finds the same case."""
    alert = Alert.objects.visible_to(viewer).select_for_update(of=("self",)).filter(pk=alert_id).first()
    if alert is None:
        raise NotFound
    link = CaseAlert.objects.filter(alert=alert).first()
    if link is not None:
        case = _opened_before(link, viewer)
        if alert.state in alert_workflow.OPEN:
            # Pressed again since: the case goes on, and the alert ends with it again.
            alert_actions.attach_case_in_transaction(alert_id=alert.pk, actor=actor, viewer=viewer, case_code=case.code)
        return case, False
    stated = asylum_wall.passes(note, wall, case=None, viewer=viewer, field="note")
    now = timezone.now()
    case = _new_case(alert, actor, viewer, category or Category.MIGRATORY, now)
    take_over(case, alert)
    stop_if_opposed(case)
    case.save(update_fields=[*CLOCK, "state", "stopped_from", *judge_anew(case, now, actor)])
    alert_actions.attach_case_in_transaction(alert_id=alert.pk, actor=actor, viewer=viewer, case_code=case.code)
    record("case.opened", case, actor, category=case.category, priority=case.priority, alert=str(alert.pk))
    begin_from_alert(case, alert, actor, now)
    if note:
        write_note(case, actor, level=Note.Level.L2, text=note, now=now, stated=stated)
    return case, True


@transaction.atomic(durable=True)
def request_close(*, code: str, actor: Any, viewer: Viewer) -> Case:
    """Asks a supervisor to close. What the case still lacks is named to whoever tries to close it."""
    case = visible(code, viewer)
    if case.state == Case.State.PENDING_CLOSE and case.close_requested_by_id == actor.pk:
        return case
    admit("request-close", case, viewer)
    now = timezone.now()
    case.state = workflow.moved(workflow.CASE, case.state, "pending_close")
    case.close_requested_by, case.close_requested_at = actor, now
    save(case, now, "state", "close_requested_by", "close_requested_at")
    record("case.close_requested", case, actor, missing=case.missing_outcomes())
    return case


@transaction.atomic(durable=True)
def close(*, code: str, actor: Any, viewer: Viewer) -> Case:
    """Closes: a supervisor, not the one who asked, with an outcome on every axis."""
    case = visible(code, viewer)
    if case.is_over and case.closed_by_id == actor.pk:
        return case
    if not workflow.has_role_for("close", case, viewer):
        raise Forbidden
    _check_ready(case, viewer)
    now = timezone.now()
    _close_matter(case, actor, now)
    case.state = workflow.moved(workflow.CASE, case.state, "closed")
    case.closed_by, case.closed_at = actor, now
    save(case, now, "state", "closed_by", "closed_at")
    record("case.closed", case, actor, outcomes={axis: one.code for axis, one in case.current_outcomes.items()})
    return case


def _new_case(alert: Alert, actor: Any, viewer: Viewer, category: str, now: datetime) -> Case:
    case = Case.objects.create(
        code=codes.next_code(),
        consulate_id=_post_of(alert, viewer),
        person_id=alert.person_id,
        category=category,
        priority=alert.priority,
        priority_start=alert.priority,
        state=STARTS_AS.get(alert.person_state, Case.State.CONTACTING if alert.contacted_at else Case.State.NEW),
        drill=alert.drill,
        officer=actor,
        opened_by=actor,
        opened_at=now,
        updated_at=now,
    )
    CaseAlert.objects.create(case=case, alert=alert, linked_by=actor, linked_at=now)
    language = (alert.person.languages or [alert.language])[0]
    LegalMatter.objects.create(case=case, area=category, language=language, opened_at=now, updated_at=now)
    return case


def _post_of(alert: Alert, viewer: Viewer) -> int:
    """The alert's home post; for an alert on two boards that the other post claimed, that one."""
    if alert.consulate_id in viewer.posts:
        return alert.consulate_id
    return min(viewer.posts.intersection(alert.posts), default=alert.consulate_id)


def _opened_before(link: CaseAlert, viewer: Viewer) -> Case:
    case = Case.objects.visible_to(viewer).filter(pk=link.case_id).first()
    if case is None:
        raise Forbidden(_("Another post has opened a case for this alert."))
    return case


def _check_ready(case: Case, viewer: Viewer) -> None:
    lacking: dict[str, list[str]] = {axis: [_("This outcome is missing.")] for axis in case.missing_outcomes()}
    if case.state != Case.State.PENDING_CLOSE:
        lacking["request_close"] = [_("Nobody has asked to close this case.")]
    lacking |= {what: [str(KEEPS_IT_OPEN[what])] for what in ([] if case.is_over else case.keeps_it_open())}
    if lacking and case.is_over:
        raise conflict(case, "already_closed", _("The case is closed."))
    if lacking:
        raise conflict(case, "not_ready_to_close", _("The case cannot be closed yet."), fields=lacking)
    if case.close_requested_by_id == viewer.user_id:
        raise Refusal(
            403, "second_person_needed", _("Whoever asked to close a case cannot close it: a second person must.")
        )


def _close_matter(case: Case, actor: Any, now: datetime) -> None:
    """A lawyer's matter is concluded first; one without a lawyer ends as it stands."""
    matter = case.matter
    if matter.state in workflow.FINISHED_MATTER:
        return
    if matter.state in ("offered", "accepted_pending_conflict"):
        release_counsel(case, actor, now)
    if matter.state in ("engaged", "active"):
        matter.state = workflow.moved(workflow.MATTER, matter.state, "concluded")
    matter.state = workflow.moved(workflow.MATTER, matter.state, "closed")
    matter.closed_at = now
    save_matter(matter, now, "state", "closed_at", *COUNSEL)
