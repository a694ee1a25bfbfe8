"""Verbs of the matter's counsel: offer it to a lawyer, see, accept or decline the offer."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import ranking, workflow
from cases.actions import conflicts
from cases.actions.engagement import TERMS, put_terms
from cases.actions.locked import admit, conflict, locked, record, save, save_matter, visible
from cases.actions.waves import end_wave, go_on
from cases.consent import refuse_if_opposed
from cases.engagement import Terms
from cases.models import Case, LegalMatter, Offer
from consular.organisation.access import Viewer
from consular.privacy import circles

NO_TERMS = Terms()


@transaction.atomic(durable=True)
def assign(*, code: str, actor: Any, viewer: Viewer, lawyer: Any, court: Any = None) -> Case:
    """Offers the matter to a lawyer. A waiting offer is withdrawn; a supervisor thereby takes an engaged lawyer off."""
    case = visible(code, viewer)
    admit("assign", case, viewer)
    if case.has_open_offer_for(lawyer.pk) or case.lawyer_id == lawyer.pk:
        return case
    refuse_if_opposed(case, "lawyer")
    now = timezone.now()
    matter = case.matter
    release_counsel(case, actor, now)
    matter.state = workflow.moved(workflow.MATTER, matter.state, "offered")
    matter.court = court or matter.court
    save_matter(matter, now, "state", "court", *COUNSEL)
    Offer.objects.create(
        matter=matter,
        lawyer=lawyer,
        state=Offer.State.SENT,
        sent_by=actor,
        created_at=now,
        sent_at=now,
        expires_at=now + ranking.ANSWER_WITHIN[case.priority],
    )
    save(case, now)
    record("case.offered", case, actor, lawyer=lawyer.pk, matter_state=matter.state)
    return case


@transaction.atomic(durable=True)
def view_offer(*, code: str, actor: Any, viewer: Viewer) -> Case:
    """The lawyer has opened the offer; said once."""
    case = visible(code, viewer)
    offer = case.open_offer_to(viewer.user_id)
    if offer is None or offer.state != Offer.State.SENT:
        return case
    offer.state = workflow.moved(workflow.OFFER, offer.state, "viewed")
    offer.viewed_at = timezone.now()
    offer.save(update_fields=["state", "viewed_at"])
    record("case.offer_viewed", case, actor, lawyer=actor.pk)
    return case


@transaction.atomic(durable=True)
def accept(
    *,
    code: str,
    actor: Any,
    viewer: Viewer,
    certified: bool = False,
    explanation: str = "",
    terms: Terms = NO_TERMS,
) -> Case:
    """The lawyer takes the matter. One wins: other open offers are withdrawn; who comes later is told who has it.

    The names are compared first. What the engagement still lacks afterwards is asked for before work may start.
    """
    case = _to_answer(code, viewer)
    if case.matter.state in workflow.ENGAGED and workflow.is_engaged_lawyer(case, viewer):
        return case
    admit("accept", case, viewer)
    now = timezone.now()
    offer = conflicts.offer_to(case, viewer)
    conflicts.refuse_late(case, offer, now)
    conflicts.clear(case, offer, certified, explanation, now)
    _answer(offer, "accepted", now)
    _withdraw_open_offers(case, actor, now)
    matter = case.matter
    end_wave(matter, now)
    matter.lawyer = actor
    put_terms(matter, terms, now)
    matter.state = workflow.moved(workflow.MATTER, matter.state, "accepted_pending_conflict")
    record("case.accepted", case, actor, lawyer=actor.pk, matter_state=matter.state)
    _engage(matter, actor, certified, now)
    case.taken_at = case.taken_at or now
    save(case, now, "taken_at")
    record(
        "case.engaged", case, actor, lawyer=actor.pk, matter_state=matter.state, certified=matter.conflict_certification
    )
    return case


@transaction.atomic(durable=True)
def decline(*, code: str, actor: Any, viewer: Viewer, reason: str) -> Case:
    """The lawyer does not take it. The matter seeks counsel again, unless somebody else still considers it."""
    case = _to_answer(code, viewer)
    admit("decline", case, viewer)
    now = timezone.now()
    offer = conflicts.offer_to(case, viewer)
    conflicts.refuse_late(case, offer, now)
    offer.decline_code = reason
    _answer(offer, "declined", now)
    matter_state = case.matter.state if case.open_offers else LegalMatter.State.SEEKING_COUNSEL
    record("case.declined", case, actor, lawyer=actor.pk, reason=reason, matter_state=matter_state)
    go_on(case, offer, now)
    save(case, now)
    return case


COUNSEL = (
    "lawyer",
    "engaged_at",
    "conflict_certification",
    "conflict_certified_by",
    "conflict_certified_at",
    "work_started_at",
    *TERMS,
    "file_left_at",
)


def release_counsel(case: Case, actor: Any, now: datetime) -> None:
    """Nobody is asked or engaged any more: the matter seeks counsel. The caller saves the matter (`COUNSEL`)."""
    matter = case.matter
    _withdraw_open_offers(case, actor, now)
    end_wave(matter, now)
    if matter.lawyer_id is not None:
        _withdraw(next(offer for offer in matter.offers.all() if offer.state == Offer.State.ACCEPTED), now)
        record("case.lawyer_removed", case, actor, lawyer=matter.lawyer_id)
        circles.expel(matter.pk, matter.lawyer_id, to_successor=matter.file_left_at is not None)
        matter.file_left_at = None
        matter.lawyer = matter.engaged_at = matter.conflict_certified_by = matter.conflict_certified_at = None
        matter.conflict_certification = LegalMatter.Certification.NONE
        matter.client_agreed_at = matter.e28_on = matter.work_started_at = None
        matter.scope, matter.no_appearance = "", False
    if matter.state != LegalMatter.State.SEEKING_COUNSEL:
        matter.state = workflow.moved(workflow.MATTER, matter.state, "seeking_counsel")


def _to_answer(code: str, viewer: Viewer) -> Case:
    case = locked(Case.objects.answerable_by(viewer).filter(code=code))
    if not workflow.is_of_post(case, viewer) and not workflow.has_role_for("accept", case, viewer):
        raise conflict(case, "offer_gone", _("This offer is no longer yours to answer."))
    return case


def _engage(matter: LegalMatter, actor: Any, certified: bool, now: datetime) -> None:
    """Accepting states that there is no conflict; the page has the lawyer say so in words. Both are kept apart."""
    certification = LegalMatter.Certification
    matter.conflict_certification = certification.STATED if certified else certification.BY_ACCEPTING
    matter.conflict_certified_by, matter.conflict_certified_at = actor, now
    matter.state = workflow.moved(workflow.MATTER, matter.state, "engaged")
    matter.engaged_at = now
    circles.admit(matter.pk, actor.pk)
    save_matter(matter, now, "state", *COUNSEL)


def _answer(offer: Offer, state: str, now: datetime) -> None:
    offer.state = workflow.moved(workflow.OFFER, offer.state, state)
    offer.answered_at = now
    offer.save(update_fields=["state", "decline_code", "answered_at"])


def _withdraw_open_offers(case: Case, actor: Any, now: datetime) -> None:
    for offer in case.open_offers:
        _withdraw(offer, now)
        record("case.offer_withdrawn", case, actor, lawyer=offer.lawyer_id)


def _withdraw(offer: Offer, now: datetime) -> None:
    offer.state = workflow.moved(workflow.OFFER, offer.state, "withdrawn")
    offer.withdrawn_at = now
    offer.save(update_fields=["state", "withdrawn_at"])
