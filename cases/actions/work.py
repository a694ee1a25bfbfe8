"""Verbs of the post's work: what it did, money that a second person approves, the facts of the notification."""

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.actions.locked import admit, conflict, record, save, visible
from cases.actions.notes import keep_below
from cases.consent import refuse_if_opposed
from cases.models import Art36Fact, Case, Consent, ConsularAction, Stint
from cases.words import check_past
from consular.errors import NotFound, Refusal, invalid
from consular.organisation.access import Viewer

# What one person may spend alone; above it a second one approves. Ours: each ministry brings its own figures.
ALONE_UP_TO = {"USD": Decimal(500), "MXN": Decimal(10_000)}
# What reaches out to the person, the family or an authority on their behalf, and by which consent. A document and the
# reception of who is sent home are given to a person who comes for them.
REACHES_OUT = {
    "visit": Consent.Scope.CONSULAR,
    "interview": Consent.Scope.CONSULAR,
    "call": Consent.Scope.CONSULAR,
    "letter": Consent.Scope.CONSULAR,
    "diplomatic_note": Consent.Scope.CONSULAR,
    "money": Consent.Scope.CONSULAR,
    "family_message": Consent.Scope.FAMILY,
}
MEETS = ("visit", "interview", "call")
MET = ("done", "partly")


@transaction.atomic(durable=True)
def record_consular_action(
    *,
    code: str,
    actor: Any,
    viewer: Viewer,
    kind: str,
    happened_at: datetime,
    result: str,
    done_by: Any = None,
    facility: Any = None,
    place: str = "",
    minutes: int | None = None,
    remark: str = "",
    amount: Decimal | None = None,
    currency: str = "",
    wall: str = "",
) -> ConsularAction:
    """Writes down what was done. Refused where the person opposed it before it was done; the first meeting is also a fact of art. 36."""
    case = visible(code, viewer)
    admit("consular_action", case, viewer)
    now = timezone.now()
    check_past("happened_at", happened_at, now)
    _check_money(kind, amount, currency)
    if kind in REACHES_OUT:
        refuse_if_opposed(case, REACHES_OUT[kind], at=happened_at)
    action = ConsularAction.objects.create(
        case=case,
        kind=kind,
        happened_at=happened_at,
        done_by=done_by or actor,
        facility=facility,
        place=place.strip(),
        result=result,
        minutes=minutes,
        remark=keep_below(remark, wall, case=case, actor=actor, viewer=viewer, field="remark"),
        amount=amount,
        currency=currency,
        needs_approval=amount is not None and amount > ALONE_UP_TO[currency],
        recorded_by=actor,
        recorded_at=now,
    )
    if kind in MEETS and result in MET:
        _note_first_contact(case, action, actor, now)
    save(case, now)
    record("case.consular_action", case, actor, action=str(action.pk), what=kind, result=result)
    return action


@transaction.atomic(durable=True)
def approve_money(*, code: str, actor: Any, viewer: Viewer, action: UUID) -> ConsularAction:
    """The second person: neither who recorded it nor who did it."""
    return _answer_money(code, actor, viewer, action, approves=True)


@transaction.atomic(durable=True)
def refuse_money(*, code: str, actor: Any, viewer: Viewer, action: UUID) -> ConsularAction:
    """It is not paid. The entry stays, and enters no figure."""
    return _answer_money(code, actor, viewer, action, approves=False)


@transaction.atomic(durable=True)
def record_art36_fact(
    *,
    code: str,
    actor: Any,
    viewer: Viewer,
    kind: str,
    at: datetime,
    source: str,
    agency: str = "",
    how: str = "",
    remark: str = "",
    wall: str = "",
) -> Art36Fact:
    """One fact of the notification. A better one replaces what was known; both stay."""
    case = visible(code, viewer)
    admit("art36", case, viewer)
    now = timezone.now()
    check_past("at", at, now)
    if kind == Art36Fact.Kind.NOTIFIED and not how:
        raise invalid(how=_("Say how the consulate learned of it."))
    _check_order(case, kind, at)
    remark = keep_below(remark, wall, case=case, actor=actor, viewer=viewer, field="remark")
    fact = _keep_fact(case, actor, now, kind=kind, at=at, source=source, agency=agency, how=how, remark=remark)
    save(case, now)
    return fact


def _check_money(kind: str, amount: Decimal | None, currency: str) -> None:
    if kind != ConsularAction.Kind.MONEY:
        if amount is not None or currency:
            raise invalid(amount=_("Only money has an amount."))
        return
    if amount is None or amount <= 0:
        raise invalid(amount=_("Say how much."))
    if currency not in ALONE_UP_TO:
        raise invalid(currency=_("Say in which currency."))


def _answer_money(code: str, actor: Any, viewer: Viewer, action: UUID, *, approves: bool) -> ConsularAction:
    case = visible(code, viewer)
    admit("approve_money", case, viewer)
    found = ConsularAction.objects.select_for_update(of=("self",)).filter(case=case, pk=action).first()
    if found is None:
        raise NotFound
    if not found.is_waiting:
        raise conflict(case, "answered_already", _("That has been answered already, or needs no answer."))
    now = timezone.now()
    if approves:
        if actor.pk in (found.recorded_by_id, found.done_by_id):
            raise Refusal(403, "second_person_needed", _("Who entered or paid the money cannot approve it."))
        refuse_if_opposed(case, Consent.Scope.CONSULAR, at=found.happened_at)
        found.approved_by, found.approved_at = actor, now
    else:
        found.refused_by, found.refused_at = actor, now
    found.save(update_fields=["approved_by", "approved_at", "refused_by", "refused_at"])
    save(case, now)
    record("case.money_approved" if approves else "case.money_refused", case, actor, action=str(found.pk))
    return found


def _note_first_contact(case: Case, action: ConsularAction, actor: Any, now: datetime) -> None:
    """Once: what somebody entered by hand is left as it is."""
    known = Art36Fact.objects.current(case)
    kind = Art36Fact.Kind.FIRST_CONTACT
    if kind in known or not (case.is_held or known):
        return
    detained = known.get(Art36Fact.Kind.DETAINED)
    if detained and action.happened_at < detained.at:
        return
    source = Stint.Source.VISIT if action.kind == ConsularAction.Kind.VISIT else Stint.Source.PERSON
    _keep_fact(case, actor, now, kind=kind, at=action.happened_at, source=source)


def _check_order(case: Case, kind: str, at: datetime) -> None:
    """Nothing of the notification comes before the detention."""
    known = Art36Fact.objects.current(case)
    if kind == Art36Fact.Kind.DETAINED:
        if any(fact.at < at for other, fact in known.items() if other != kind):
            raise invalid(at=_("Another fact is recorded for an earlier time. Correct that one first."))
        return
    detained = known.get(Art36Fact.Kind.DETAINED)
    if detained and at < detained.at:
        raise invalid(at=_("That would be before the detention."))


def _keep_fact(case: Case, actor: Any, now: datetime, **fact: Any) -> Art36Fact:
    Art36Fact.objects.filter(case=case, kind=fact["kind"], superseded_at=None).update(superseded_at=now)
    kept = Art36Fact.objects.create(case=case, recorded_by=actor, recorded_at=now, **fact)
    record("case.art36_fact", case, actor, fact=kept.kind, source=kept.source)
    return kept
