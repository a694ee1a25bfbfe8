"""Verbs of handing a case to another post: open it, accept it, take it back, say when nobody has answered."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import workflow
from cases.actions.locked import admit, conflict, locked, save, visible
from cases.models import Case, CaseHandover
from consular.errors import Forbidden, NotFound, invalid
from consular.events import outbox
from consular.organisation.access import Viewer
from consular.organisation.models import Consulate, Facility

WAITS = timedelta(hours=4)  # ours: half a shift; an alert's hand-over waits ten minutes (alerts/workflow.py)
BATCH = 200


@transaction.atomic(durable=True)
def ask_handover(*, code: str, actor: Any, viewer: Viewer, receiver: Consulate) -> Case:
    """Offers the case to another post. Until that post accepts, this one answers for it."""
    case = visible(code, viewer)
    admit("handover", case, viewer)
    if receiver.pk == case.consulate_id:
        raise invalid(receiver=_("The case is with this post already."))
    _open(case, receiver, CaseHandover.Reason.ASKED, actor, timezone.now())
    return case


@transaction.atomic(durable=True)
def withdraw_handover(*, code: str, actor: Any, viewer: Viewer) -> Case:
    """The sender keeps the case."""
    case = visible(code, viewer)
    admit("handover", case, viewer)
    now = timezone.now()
    open_one = case.handovers.waiting().first()
    if open_one is None:
        raise conflict(case, "no_handover", _("The case is not on its way to another post."))
    _withdraw(open_one, case, actor, now)
    save(case, now)
    return case


@transaction.atomic(durable=True)
def accept_handover(*, pk: int, actor: Any, viewer: Viewer) -> Case:
    """The receiving post answers for the case from now on; whoever accepts is in charge. No clock begins anew."""
    offered = CaseHandover.objects.filter(pk=pk, receiver__in=viewer.posts).first()
    if offered is None:
        raise NotFound
    case = locked(Case.objects.filter(pk=offered.case_id))
    if offered.receiver_id not in viewer.officer_posts:
        raise Forbidden(_("An officer of the receiving post accepts."))
    offered.refresh_from_db()
    if offered.accepted_at or offered.withdrawn_at or case.state in workflow.STOPPED:
        raise conflict(case, "handover_over", _("This hand-over has been answered or taken back."))
    now = timezone.now()
    offered.accepted_by, offered.accepted_at = actor, now
    offered.save(update_fields=["accepted_by", "accepted_at"])
    case.consulate_id, case.officer = offered.receiver_id, actor
    save(case, now, "consulate", "officer")
    _tell("case.handed_over", case, offered, actor)
    return case


def open_if_moved(case: Case, facility: Facility, actor: Any, now: datetime) -> None:
    """Held in another post's district: that post is asked. Back in this one, an offer made for that reason is taken back."""
    waiting = case.handovers.waiting().first()
    moved = facility.consulate is not None and facility.consulate_id != case.consulate_id
    if waiting and waiting.reason == CaseHandover.Reason.MOVED and waiting.receiver_id != facility.consulate_id:
        _withdraw(waiting, case, actor, now)
        waiting = None
    if moved and not waiting and case.state not in workflow.STOPPED:
        _open(case, facility.consulate, CaseHandover.Reason.MOVED, actor, now)


@transaction.atomic(durable=True)
def ring_unanswered_case_handovers(*, now: datetime) -> int:
    """Tells both posts once of an offer that nobody has answered in time. Returns how many."""
    due = CaseHandover.objects.waiting().filter(opened_at__lte=now - WAITS, overdue_at=None)
    found = list(due.select_related("case").select_for_update(of=("self",), skip_locked=True)[:BATCH])
    for one in found:
        one.overdue_at = now
        one.save(update_fields=["overdue_at"])
        _tell("case.handover_overdue", one.case, one, None)
    return len(found)


def _open(case: Case, receiver: Any, reason: str, actor: Any, now: datetime) -> None:
    if case.handovers.waiting().exists():
        raise conflict(case, "handover_waits", _("The case is on its way to another post already."))
    one = CaseHandover.objects.create(
        case=case, sender_id=case.consulate_id, receiver=receiver, reason=reason, opened_by=actor, opened_at=now
    )
    save(case, now)
    _tell("case.handover_opened", case, one, actor)


def _withdraw(one: CaseHandover, case: Case, actor: Any, now: datetime) -> None:
    one.withdrawn_by, one.withdrawn_at = actor, now
    one.save(update_fields=["withdrawn_by", "withdrawn_at"])
    _tell("case.handover_withdrawn", case, one, actor)


def _tell(kind: str, case: Case, one: CaseHandover, actor: Any) -> None:
    payload = {"code": case.code, "from": one.sender_id, "to": one.receiver_id, "reason": one.reason}
    outbox.record(kind, subject=case, posts=[one.sender_id, one.receiver_id], actor=actor, payload=payload)
