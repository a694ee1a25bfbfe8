"""Verbs of those who can be counsel: firms, contracts, and what is known of each lawyer."""

from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import lawyers
from cases.models import Absence, BarAdmission, Contract, Coverage, Firm, LawyerProfile
from consular.errors import Forbidden, NotFound, invalid
from consular.events import outbox
from consular.organisation.access import Viewer


@transaction.atomic(durable=True)
def add_firm(*, actor: Any, viewer: Viewer, **given: Any) -> Firm:
    if not viewer.supervisor_posts:
        raise Forbidden
    if Firm.objects.filter(name__iexact=given["name"]).exists():
        raise invalid(name=_("There is a firm of this name already."))
    firm = Firm.objects.create(**given)
    _tell("firm.added", firm, viewer.supervisor_posts, actor)
    return firm


@transaction.atomic(durable=True)
def add_contract(*, actor: Any, viewer: Viewer, firm: Firm, consulate: Any, **given: Any) -> Contract:
    """Of a post that the actor supervises."""
    if consulate.pk not in viewer.supervisor_posts:
        raise Forbidden
    if Contract.objects.filter(consulate=consulate, number=given["number"]).exists():
        raise invalid(number=_("This post has a contract of that number already."))
    contract = Contract.objects.create(firm=firm, consulate=consulate, made_by=actor, **given)
    _tell("contract.added", contract, [consulate.pk], actor)
    return contract


@transaction.atomic(durable=True)
def end_contract(*, actor: Any, viewer: Viewer, contract_id: Any, ends_on: date) -> Contract:
    """On an earlier or a later day. What was charged to it stays; nothing that was charged falls out of its time."""
    contract = (
        Contract.objects.select_for_update(of=("self",))
        .filter(pk=contract_id, consulate__in=viewer.supervisor_posts)
        .first()
    )
    if contract is None:
        raise NotFound
    if ends_on < contract.starts_on:
        raise invalid(ends_on=_("It ends before it starts."))
    if contract.entries.filter(day__gt=ends_on, voided_at=None).exists():
        raise invalid(ends_on=_("Hours after that day are charged to it."))
    contract.ends_on = ends_on
    contract.save(update_fields=["ends_on"])
    _tell("contract.ended", contract, [contract.consulate_id], actor)
    return contract


@transaction.atomic(durable=True)
def register_lawyer(
    *, actor: Any, viewer: Viewer, lawyer_id: int, firm: Firm | None, eoir_number: str
) -> LawyerProfile:
    """The firm and the registration: what a supervisor has seen papers of."""
    profile = _profile(viewer, lawyer_id, by_supervisor=True)
    profile.firm, profile.eoir_number = firm, eoir_number
    return _kept(profile, "lawyer.registered", viewer, actor, "firm", "eoir_number")


@transaction.atomic(durable=True)
def set_practice(*, actor: Any, viewer: Viewer, lawyer_id: int, **given: Any) -> LawyerProfile:
    """Languages and capacity."""
    profile = _profile(viewer, lawyer_id)
    for name, value in given.items():
        setattr(profile, name, value)
    return _kept(profile, "lawyer.practice_set", viewer, actor, *given)


@transaction.atomic(durable=True)
def add_admission(*, actor: Any, viewer: Viewer, lawyer_id: int, **given: Any) -> LawyerProfile:
    profile = _profile(viewer, lawyer_id, by_supervisor=True)
    _made, is_new = BarAdmission.objects.get_or_create(
        lawyer_id=lawyer_id,
        state=given["state"],
        number=given["number"],
        defaults={"since": given["since"], "until": given["until"]},
    )
    if not is_new:
        raise invalid(number=_("This admission is entered already."))
    return _kept(profile, "lawyer.admitted", viewer, actor)


@transaction.atomic(durable=True)
def end_admission(*, actor: Any, viewer: Viewer, lawyer_id: int, row: int) -> LawyerProfile:
    """As of yesterday: today's ranking no longer counts it."""
    profile = _profile(viewer, lawyer_id, by_supervisor=True)
    admission = BarAdmission.objects.filter(pk=row, lawyer=lawyer_id).first()
    if admission is None:
        raise NotFound
    admission.until = max(admission.since, timezone.localdate() - timedelta(days=1))
    admission.save(update_fields=["until"])
    return _kept(profile, "lawyer.admission_ended", viewer, actor)


@transaction.atomic(durable=True)
def set_coverage(
    *,
    actor: Any,
    viewer: Viewer,
    lawyer_id: int,
    courts: Any,
    facilities: Any,
    districts: Any,
    states: list[str],
    counties: Any,
) -> LawyerProfile:
    """All of it anew."""
    profile = _profile(viewer, lawyer_id)
    Coverage.objects.filter(lawyer=lawyer_id).delete()
    rows = [Coverage(lawyer_id=lawyer_id, court=one) for one in courts]
    rows += [Coverage(lawyer_id=lawyer_id, facility=one) for one in facilities]
    rows += [Coverage(lawyer_id=lawyer_id, district=one) for one in districts]
    rows += [Coverage(lawyer_id=lawyer_id, county=one) for one in counties]
    rows += [Coverage(lawyer_id=lawyer_id, state=one) for one in states]
    Coverage.objects.bulk_create(rows)
    return _kept(profile, "lawyer.coverage_set", viewer, actor)


@transaction.atomic(durable=True)
def add_absence(*, actor: Any, viewer: Viewer, lawyer_id: int, starts_on: date, ends_on: date) -> LawyerProfile:
    profile = _profile(viewer, lawyer_id)
    try:
        with transaction.atomic():
            Absence.objects.create(lawyer_id=lawyer_id, starts_on=starts_on, ends_on=ends_on)
    except IntegrityError:
        raise invalid(starts_on=_("Another absence covers part of these days.")) from None
    return _kept(profile, "lawyer.absence_entered", viewer, actor)


@transaction.atomic(durable=True)
def remove_absence(*, actor: Any, viewer: Viewer, lawyer_id: int, row: int) -> LawyerProfile:
    profile = _profile(viewer, lawyer_id)
    Absence.objects.filter(pk=row, lawyer=lawyer_id).delete()
    return _kept(profile, "lawyer.absence_removed", viewer, actor)


def _profile(viewer: Viewer, lawyer_id: int, *, by_supervisor: bool = False) -> LawyerProfile:
    """Locked; made when there is none. A lawyer writes to the own one, but for what a supervisor must have seen papers of."""
    if not lawyers.readable_by(viewer).filter(pk=lawyer_id).exists():
        raise NotFound
    if by_supervisor and not lawyers.administered_by(viewer).filter(pk=lawyer_id).exists():
        raise Forbidden
    LawyerProfile.objects.get_or_create(lawyer_id=lawyer_id)
    return LawyerProfile.objects.select_for_update().get(pk=lawyer_id)


def _kept(profile: LawyerProfile, kind: str, viewer: Viewer, actor: Any, *fields: str) -> LawyerProfile:
    profile.updated_at = timezone.now()
    profile.save(update_fields=[*fields, "updated_at"])
    _tell(kind, profile, viewer.supervisor_posts, actor)
    return profile


def _tell(kind: str, subject: Any, posts: Any, actor: Any) -> None:
    outbox.record(kind, subject=subject, posts=posts, actor=actor)
