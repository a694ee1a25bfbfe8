"""How a case is written down for one viewer: the only place that renders it, for the API and for pages alike."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch

from alerts.cards import iso
from cases import outcomes, workflow
from cases.models import Case, ChildCase, LegalMatter, Offer, Outcome
from cases.models.case import not_released
from cases.querysets import CaseQuerySet
from consular.organisation.access import Viewer


def with_facts(cases: CaseQuerySet) -> CaseQuerySet:
    """Everything that a card and the rules ask for, in five queries whatever the number of cases."""
    kept_open = {
        "kept_by_counsel": Exists(LegalMatter.objects.filter(not_released(), case=OuterRef("pk"))),
        "kept_by_children": Exists(ChildCase.objects.running().filter(case=OuterRef("pk"))),
    }
    staff = ("officer", "close_requested_by", "closed_by", "hand_by")
    return (
        cases.annotate(**kept_open)
        .select_related("consulate", "person", *staff)
        .prefetch_related(
            Prefetch("matters", queryset=LegalMatter.objects.select_related("lawyer", "court")),
            Prefetch("matters__offers", queryset=Offer.objects.select_related("lawyer")),
            Prefetch("outcomes", queryset=Outcome.objects.filter(superseded_at=None)),
            "alert_links",
        )
    )


def render_case(cases: Iterable[Case], viewer: Viewer) -> list[dict]:
    """Cards of cases fetched `with_facts`. A lawyer with only an offer gets what an answer needs, and no code."""
    return [_card(case, viewer) for case in cases]


def is_limited(case: Case, viewer: Viewer) -> bool:
    """Whether the viewer knows of the case by an offer alone."""
    return not workflow.is_of_post(case, viewer) and not workflow.is_engaged_lawyer(case, viewer)


def _card(case: Case, viewer: Viewer) -> dict:
    matter = case.matter
    card = {
        "code": case.code,
        "state": case.state,
        "matter_state": matter.state,
        "category": case.category,
        "priority": case.priority,
        "post": case.consulate.code,
        "drill": case.drill,
        "area": matter.area,
        "language": matter.language,
        "court": matter.court.name if matter.court else None,
        "opened_at": iso(case.opened_at),
        "updated_at": iso(case.updated_at),
        "version": case.version,
        "allowed": workflow.allowed(case, viewer),
    }
    return card | (_offer_only(case, viewer) if is_limited(case, viewer) else _whole(case, matter))


def _offer_only(case: Case, viewer: Viewer) -> dict:
    return {
        "person": None,
        "alert_ids": [],
        "officer": None,
        "lawyer": None,
        "offer": _offer(case.open_offer_to(viewer.user_id)),
        "outcomes": dict.fromkeys(outcomes.AXES),
        "taken_at": None,
        "locate_due_at": None,
        "close_requested": None,
        "closed_at": None,
    }


def _whole(case: Case, matter: LegalMatter) -> dict:
    current = case.current_outcomes
    return {
        "person": case.person.code,
        "alert_ids": [str(link.alert_id) for link in case.alert_links.all()],
        "officer": _person(case.officer, case.opened_at),
        "lawyer": _person(matter.lawyer, matter.engaged_at),
        "offer": _offer(next(iter(case.open_offers), None)),
        "outcomes": {axis: current[axis].code if axis in current else None for axis in outcomes.AXES},
        "taken_at": iso(case.taken_at),
        "locate_due_at": iso(case.locate_due_at),
        "close_requested": _person(case.close_requested_by, case.close_requested_at),
        "closed_at": iso(case.closed_at),
    }


def _offer(offer: Offer | None) -> dict | None:
    if offer is None:
        return None
    return {"lawyer": _person(offer.lawyer, offer.sent_at), "state": offer.state, "sent_at": iso(offer.sent_at)}


def _person(user: Any, since: Any) -> dict | None:
    return {"id": user.pk, "name": user.display_name(), "since": iso(since)} if user else None
