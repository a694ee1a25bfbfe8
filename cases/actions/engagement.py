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
from cases.models import Case, Contract, HoursWorked, LegalMatter
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


@transaction.atomic(durable=True)
def enter_hours(
    *, code: str, actor: Any, viewer: Viewer, worked_on: date, hours: Decimal, fee: Decimal = Decimal(0)
) -> Case:
    """Charges hours to the contract of the lawyer's firm with the post on that day. More than its cap is refused."""
    case = visible(code, viewer)
    admit("hours", case, viewer)
    now = timezone.now()
    if worked_on > timezone.localdate(now):
        raise invalid(worked_on=_("This day is still to come."))
    contract = _contract(case, actor, worked_on)
    # The lock makes two who enter hours at once see each other's.
    used = Contract.objects.select_for_update(of=("self",)).with_use().get(pk=contract.pk)
    if used.hours_used + hours > used.hours_cap:
        raise invalid(hours=_("The contract has %(left)s hours left.") % {"left": used.hours_cap - used.hours_used})
    if fee and used.fee_used + fee > used.fee_cap:
        raise invalid(fee=_("The contract has %(left)s dollars left.") % {"left": used.fee_cap - used.fee_used})
    HoursWorked.objects.create(
        matter=case.matter, contract=used, lawyer=actor, worked_on=worked_on, hours=hours, fee=fee, said_at=now
    )
    save(case, now)
    record("case.hours_entered", case, actor, hours=str(hours))
    return case


def put_terms(matter: LegalMatter, terms: Terms, now: datetime) -> None:
    """The caller saves (`TERMS`)."""
    if terms.client_agreed:
        matter.client_agreed_at = matter.client_agreed_at or now
    matter.scope = terms.scope or matter.scope
    if terms.e28_on:
        matter.e28_on, matter.no_appearance = terms.e28_on, False
    elif terms.no_appearance:
        matter.e28_on, matter.no_appearance = None, True


def _contract(case: Case, lawyer: Any, day: date) -> Contract:
    found = Contract.objects.running(day).filter(
        consulate=case.consulate_id, firm__profiles__lawyer=lawyer, areas__contains=[case.matter.area]
    )
    contract = found.order_by("ends_on").first()
    if contract is None:
        raise invalid(worked_on=_("On that day your firm had no contract with this post for this area."))
    return contract
