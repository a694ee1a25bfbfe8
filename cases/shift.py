"""The cases' part of a post's shift digest: what happened, what comes next, and what nobody has answered. Codes and times only.

Officers see of a deadline its day and nothing else (domain.md, section 4), but for a child's clock, which is the consulate's own to
keep. What tells of fear (above L3) is not in it, not even as a number.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.dateparse import parse_date, parse_datetime

from alerts.cards import iso
from cases import hearings, workflow
from cases.models import Case, CaseHandover, Deadline, Hearing, Offer, Task
from cases.querysets import CaseQuerySet
from consular.organisation.models import Consulate

SOON, NEXT = timedelta(hours=24), timedelta(hours=72)
LISTED = 100
POST_LEVEL = 3
# Clocks of a child whom the agency has taken (8 USC 1232): the consulate's own screening, and the move to a shelter.
CHILDREN = ("UAC-MX-48", "UAC-72")
UNLOCATED = ("new", "contacting", "locating", "reopened")


def digest(post: Consulate, *, since: datetime, now: datetime) -> dict[str, Any]:
    """Only strings, whole numbers, lists and objects: it is hashed with the rest of the digest."""
    own = Case.objects.filter(consulate=post, drill=False)
    due = _deadlines(own, now)
    return {
        "counts": _counts(own, post, since, now),
        "hearings": [
            {"case": one.matter.case.code, "kind": one.kind, "state": one.state, "zone": one.zone}
            | {"at": iso(one.starts_at), "soon": int(one.starts_at <= now + SOON)}
            for one in _hearings(own, now)
        ],
        "deadlines": [_deadline(one, now) for one in due if not _is_childs(one)],
        "children": [_deadline(one, now) | {"rule": str(one.rule.code)} for one in due if one.rule and _is_childs(one)],
        "not_located": [
            {"case": case.code, "at": iso(case.locate_due_at)}
            for case in own.filter(locate_due_at__isnull=False, state__in=UNLOCATED).order_by("locate_due_at")[:LISTED]
        ],
        "offers": [
            {"case": offer.matter.case.code, "lawyer": offer.lawyer.display_name(), "at": iso(offer.sent_at)}
            for offer in _offers(own)
        ],
        "handovers": [
            {"case": one.case.code, "from": one.sender.code, "to": one.receiver.code, "at": iso(one.opened_at)}
            for one in _handovers(post)
        ],
    }


def _counts(own: QuerySet, post: Consulate, since: datetime, now: datetime) -> dict[str, int]:
    span = (since, now)
    cases = own.aggregate(
        open=Count("pk", filter=~Q(state="closed")),
        opened=Count("pk", filter=Q(opened_at__range=span)),
        closed=Count("pk", filter=Q(closed_at__range=span)),
    )
    moved = CaseHandover.objects.filter(accepted_at__range=span, case__drill=False).aggregate(
        handed_out=Count("pk", filter=Q(sender=post)), handed_in=Count("pk", filter=Q(receiver=post))
    )
    late = Task.objects.open().filter(Q(consulate=post) | Q(case__in=own), due_at__lte=now)
    return cases | moved | {"tasks_overdue": late.count()}


def coming_hearings(own: QuerySet, now: datetime, within: timedelta) -> QuerySet[Hearing]:
    """Those that the post may know of, of these cases."""
    span = (now, now + within)
    coming = Hearing.objects.filter(starts_at__range=span, state__in=hearings.TO_COME, level__lte=POST_LEVEL)
    return coming.filter(matter__case__in=own)


def _hearings(own: QuerySet, now: datetime) -> QuerySet[Hearing]:
    return coming_hearings(own, now, NEXT).select_related("matter__case").order_by("starts_at")[:LISTED]


def _deadlines(own: CaseQuerySet, now: datetime) -> list[Deadline]:
    """Open ones that are over or end within three days; the first of them first."""
    days = Q(due_on__lte=(now + NEXT).date())
    running = Deadline.objects.filter(days, state__in=["proposed", "confirmed"], level__lte=POST_LEVEL)
    due = running.filter(matter__case__in=own.open()).select_related("matter__case", "rule")
    return list(due.order_by("due_on", "due_at", "pk")[:LISTED])


def _is_childs(one: Deadline) -> bool:
    return one.rule is not None and one.rule.code in CHILDREN


def _deadline(one: Deadline, now: datetime) -> dict[str, Any]:
    over = one.due_at <= now if one.due_at else one.due_on is not None and one.due_on < now.date()
    return {
        "case": one.matter.case.code,
        "due_on": one.due_on.isoformat() if one.due_on else "",
        "at": iso(one.due_at),
        "over": int(over),
    }


def _offers(own: QuerySet) -> QuerySet[Offer]:
    waiting = Offer.objects.filter(state__in=workflow.OPEN_OFFER, matter__case__in=own)
    return waiting.select_related("matter__case", "lawyer").order_by("sent_at")[:LISTED]


def waiting_handovers(posts: Iterable[Any]) -> QuerySet[CaseHandover]:
    """From these posts or to them."""
    between = Q(sender__in=posts) | Q(receiver__in=posts)
    return CaseHandover.objects.waiting().filter(between, case__drill=False)


def _handovers(post: Consulate) -> QuerySet[CaseHandover]:
    return waiting_handovers([post]).select_related("case", "sender", "receiver").order_by("opened_at")[:LISTED]


def readable(part: dict[str, Any]) -> dict[str, Any]:
    """With moments for text and words for codes; a code that is not known any more is shown as it is."""
    return {
        "counts": part["counts"],
        "hearings": [
            _timed(one) | {"kind": _word(Hearing.Kind, one["kind"]), "state": _word(Hearing.State, one["state"])}
            for one in part["hearings"]
        ],
        **{
            name: [_timed(one) | {"due_on": parse_date(one["due_on"]) if one["due_on"] else None} for one in part[name]]
            for name in ("deadlines", "children")
        },
        **{name: [_timed(one) for one in part[name]] for name in ("not_located", "offers", "handovers")},
    }


def _timed(one: dict[str, Any]) -> dict[str, Any]:
    return one | {"at": parse_datetime(one["at"]) if one["at"] else None}


def _word(choices: Any, code: str) -> str:
    return str(choices(code).label) if code in choices.values else code
