"""Verbs of two people who are one: merge them, and undo it exactly."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from alerts.actions.merging import lock_people, repoint_alerts_in_transaction, repoint_devices_in_transaction
from alerts.models import Person
from cases import merging
from cases.actions.locked import admit, conflict, record, save, visible
from cases.models import Case, CaseAlert, PersonMerge
from consular.errors import NotFound
from consular.organisation.access import Viewer


@transaction.atomic(durable=True)
def merge_people(*, code: str, actor: Any, viewer: Viewer, other: str, count_once: bool = False) -> PersonMerge:
    """The other person is this case's person: alerts, cases and phones go over, and a list of them is kept. No case is swallowed.

    `count_once`: where both have an open case at one post, reports count the two as one.
    """
    kept, absorbed = _both(code, actor, viewer, other)
    now = timezone.now()
    moved: dict[str, list] = {
        "alerts": [
            str(pk)
            for pk in repoint_alerts_in_transaction(
                Q(), before=absorbed, after=kept, kind="alert.person_merged", actor=actor
            )
        ],
        "devices": repoint_devices_in_transaction(Q(), before=absorbed, after=kept),
    }
    cases = _locked_cases(kept, absorbed)
    theirs = [case for case in cases if case.person_id == absorbed.pk]
    moved["counted"] = _count_once(cases, absorbed) if count_once else []
    moved["cases"] = [str(case.pk) for case in theirs]
    moved["people"] = [str(pk) for pk in Person.objects.filter(merged_into=absorbed).values_list("pk", flat=True)]
    for case in cases:
        _repoint(case, kept, now, "case.person_merged", actor, kept=kept.code, absorbed=absorbed.code)
    Person.objects.filter(Q(merged_into=absorbed) | Q(pk=absorbed.pk)).update(merged_into=kept)
    return PersonMerge.objects.create(kept=kept, absorbed=absorbed, moved=moved, merged_by=actor, merged_at=now)


@transaction.atomic(durable=True)
def undo_merge(*, code: str, actor: Any, viewer: Viewer, merge_id: UUID) -> PersonMerge:
    """Two people after all: what was moved goes back, and so does what has come from the absorbed person's phones since."""
    case = Case.objects.visible_to(viewer).filter(code=code).first()
    merge = PersonMerge.objects.filter(pk=merge_id, kept=case.person_id).first() if case else None
    if case is None or merge is None:
        raise NotFound
    people = lock_people([merge.kept_id, merge.absorbed_id])
    kept, absorbed = people[merge.kept_id], people[merge.absorbed_id]
    merge.refresh_from_db()
    alerts = Q(pk__in=merge.moved["alerts"])
    if merge.undone_at is None and absorbed.merged_into_id == kept.pk:
        since = Q(device__in=merge.moved["devices"], received_at__gte=merge.merged_at)
        returned = repoint_alerts_in_transaction(
            alerts | since, before=kept, after=absorbed, kind="alert.person_merge_undone", actor=actor
        )
    case = visible(code, viewer)
    admit("merge", case, viewer)
    if merge.undone_at is not None:
        raise conflict(case, "already_undone", _("This merge has been undone already."))
    if absorbed.merged_into_id != kept.pk:
        raise conflict(case, "merged_again", _("The person was merged again since: undo the later merge first."))
    now = timezone.now()
    repoint_devices_in_transaction(Q(pk__in=merge.moved["devices"]), before=kept, after=absorbed)
    Person.objects.filter(Q(pk__in=merge.moved["people"], merged_into=kept) | Q(pk=absorbed.pk)).update(
        merged_into=None
    )
    Person.objects.filter(pk__in=merge.moved["people"]).update(merged_into=absorbed)
    back = {UUID(pk) for pk in merge.moved["cases"]} | _opened_since(merge, returned)
    Case.objects.filter(pk__in=merge.moved["counted"]).update(counted_with=None)
    for one in _locked_cases(kept):
        whose = absorbed if one.pk in back else kept
        _repoint(one, whose, now, "case.person_merge_undone", actor, kept=kept.code, absorbed=absorbed.code)
    merge.undone_by, merge.undone_at = actor, now
    merge.save(update_fields=["undone_by", "undone_at"])
    return merge


def _both(code: str, actor: Any, viewer: Viewer, other: str) -> tuple[Person, Person]:
    """Kept and absorbed, locked; people first, then alerts, then cases, in every merge."""
    case = Case.objects.visible_to(viewer).filter(code=code).first()
    found = merging.person_known_to(viewer, other) if case else None
    if case is None:
        raise NotFound
    people = lock_people([case.person_id, *([found.pk] if found else [])])
    case = Case.objects.visible_to(viewer).filter(code=code).first()
    if case is None or case.person_id not in people:
        raise NotFound
    admit("merge", case, viewer)
    if found is None:
        raise NotFound
    kept, absorbed = people[case.person_id], people[found.pk]
    if kept.pk == absorbed.pk or absorbed.merged_into_id is not None:
        raise conflict(case, "already_merged", _("They are one person already."))
    return kept, absorbed


def _locked_cases(*people: Person) -> list[Case]:
    return list(Case.objects.select_for_update(of=("self",)).filter(person__in=people).order_by("pk"))


def _repoint(case: Case, person: Person, now: datetime, kind: str, actor: Any, **codes: str) -> None:
    case.person = person
    save(case, now, "person")
    record(kind, case, actor, **codes)


def _count_once(cases: list[Case], absorbed: Person) -> list[str]:
    """Open cases of the absorbed person where the same post has one of the kept too. Returns the ids of what is not counted by itself."""
    counted = []
    for case in cases:
        if case.person_id != absorbed.pk or case.is_over or case.counted_with_id:
            continue
        same = [
            one
            for one in cases
            if one.person_id != absorbed.pk and one.consulate_id == case.consulate_id and not one.is_over
        ]
        if same:
            case.counted_with = min(same, key=lambda one: one.opened_at)
            case.save(update_fields=["counted_with"])
            counted.append(str(case.pk))
    return counted


def _opened_since(merge: PersonMerge, returned: list[UUID]) -> set[UUID]:
    """Cases opened since the merge, of whose alerts all went back."""
    since = Case.objects.filter(person=merge.kept_id, opened_at__gte=merge.merged_at)
    stayed = CaseAlert.objects.filter(case__in=since).exclude(alert__in=returned).values("case_id")
    return set(since.filter(alert_links__alert__in=returned).exclude(pk__in=stayed).values_list("pk", flat=True))
