"""Verbs of an engagement: record its terms, start the work, enter the hours."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import workflow
from cases.actions.locked import admit, conflict, record, save, save_matter, visible
from cases.engagement import Terms, sentences
from cases.models import Case, Contract, LegalMatter
from consular.errors import invalid
from consular.organisation.access import Viewer

TERMS = ("client_agreed_at", "scope", "e28_on", "no_appearance")


@transaction.atomic(durable=True)
def set_terms(*, code: str, actor: Any, viewer: Viewer, terms: Terms, certified: bool = False) -> Case:
    """What the client and the lawyer have agreed. What is not given stays; certifying in words replaces certifying by accepting."""
    case = visible(code, viewer)
    admit("terms", case, viewer)
    now = timezone.now()
    matter = case.matter
    put_terms(matter, terms, now)
    if certified:
        matter.conflict_certification = LegalMatter.Certification.STATED
        matter.conflict_certified_by, matter.conflict_certified_at = actor, now
    certificate = ("conflict_certification", "conflict_certified_by", "conflict_certified_at")
    save_matter(matter, now, *TERMS, *certificate)
    save(case, now)
    record("case.terms_set", case, actor, scope=matter.scope, missing=matter.missing_terms())
    return case


@transaction.atomic(durable=True)
def activate(*, code: str, actor: Any, viewer: Viewer) -> Case:
    """Work starts. Refused with what the engagement still lacks, one sentence for each."""
    case = visible(code, viewer)
    matter = case.matter
    if matter.state == LegalMatter.State.ACTIVE and workflow.is_engaged_lawyer(case, viewer):
        return case
    admit("activate", case, viewer)
    if lacking := sentences(matter.missing_terms()):
        detail = _("Work cannot start yet.")
        raise conflict(case, "engagement_incomplete", detail, fields={name: [text] for name, text in lacking.items()})
    now = timezone.now()
    matter.state = workflow.moved(workflow.MATTER, matter.state, "active")
    matter.work_started_at = now
    save_matter(matter, now, "state", "work_started_at")
    save(case, now)
    record("case.work_started", case, actor, lawyer=actor.pk, matter_state=matter.state)
    return case


def contract_to_charge(case: Case, lawyer: Any, day: date, minutes: int, fee: Decimal) -> Contract | None:
    """The contract of the lawyer's firm with the post on that day, locked so that two entries at once see each other's.

    More than its caps is refused. Without a contract the time is kept all the same, and a fee is refused.
    """
    contract = _contract(case, lawyer, day)
    if contract is None:
        if fee:
            raise invalid(fee=_("On that day your firm had no contract with this post for this area."))
        return None
    used = Contract.objects.select_for_update(of=("self",)).with_use().get(pk=contract.pk)
    hours = Decimal(minutes) / 60
    if used.hours_used + hours > used.hours_cap:
        left = (used.hours_cap - used.hours_used) * 60
        raise invalid(minutes=_("The contract has %(left)s minutes left.") % {"left": int(left)})
    if fee and used.fee_used + fee > used.fee_cap:
        raise invalid(fee=_("The contract has %(left)s dollars left.") % {"left": used.fee_cap - used.fee_used})
    return used


def put_terms(matter: LegalMatter, terms: Terms, now: datetime) -> None:
    """The caller saves (`TERMS`)."""
    if terms.client_agreed:
        matter.client_agreed_at = matter.client_agreed_at or now
    matter.scope = terms.scope or matter.scope
    if terms.e28_on:
        matter.e28_on, matter.no_appearance = terms.e28_on, False
    elif terms.no_appearance:
        matter.e28_on, matter.no_appearance = None, True


def _contract(case: Case, lawyer: Any, day: date) -> Contract | None:
    found = Contract.objects.running(day).filter(
        consulate=case.consulate_id, firm__profiles__lawyer=lawyer, areas__contains=[case.matter.area]
    )
    return found.order_by("ends_on").first()
