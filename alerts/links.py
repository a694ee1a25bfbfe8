"""Alerts that are, or may be, about the same person. What makes it likely is told; whose name or number it is never leaves."""

from datetime import timedelta
from typing import Any

from django.contrib.gis.measure import D
from django.db.models import Q, QuerySet
from django.utils import timezone

from alerts.cards import iso
from alerts.models import Alert, Identity
from alerts.standing import owner_of, standing_of
from consular.errors import Forbidden
from consular.organisation.access import Viewer

SAME_PERSON_WITHIN = timedelta(days=3)
NEAR_M, NEAR_WITHIN = 500, timedelta(minutes=10)
SHOWN = 10


def for_viewer(alert: Alert, viewer: Viewer) -> dict[str, Any]:
    """`{duplicate_of: link | null, duplicates: [link], maybe: [link]}`, of those that the viewer may see."""
    standing = standing_of(alert, viewer, timezone.now())
    if not (standing.works_here or viewer.is_operator):
        raise Forbidden
    visible = Alert.objects.visible_to(viewer).select_related("owner", "consulate")
    original = visible.filter(pk=alert.duplicate_of_id).first() if alert.duplicate_of_id else None
    return {
        "duplicate_of": _link(original) if original else None,
        "duplicates": [_link(one) for one in visible.filter(duplicate_of=alert).order_by("received_at")],
        "maybe": [_link(one, why) for one, why in _maybe(alert, visible, viewer)],
    }


def _maybe(alert: Alert, visible: QuerySet, viewer: Viewer) -> list[tuple[Alert, list[str]]]:
    """The likeliest first. What is only offered to the viewer's post is not measured: "near" would tell the place that its card rounds."""
    others = visible.exclude(pk__in=[alert.pk, *filter(None, [alert.duplicate_of_id])])
    others = others.exclude(disposition=Alert.Disposition.DUPLICATE_OF).filter(drill=alert.drill)
    if not viewer.is_operator:
        others = others.filter(posts__overlap=sorted(viewer.posts))
    lately = Q(received_at__range=(alert.received_at - SAME_PERSON_WITHIN, alert.received_at + SAME_PERSON_WITHIN))
    reasons = {
        "phone": lately & Q(person__in=_same_phone(alert)),
        "device": lately
        & (Q(person=alert.person_id) | (Q(device=alert.device_id) if alert.device_id else Q(pk__in=[]))),
        "near": _near(alert),
    }
    found: dict[Any, tuple[Alert, list[str]]] = {}
    for reason, rule in reasons.items():
        for one in others.filter(rule).order_by("-received_at")[:SHOWN]:
            found.setdefault(one.pk, (one, []))[1].append(reason)
    return sorted(found.values(), key=lambda pair: (-len(pair[1]), pair[1][0] == "near"))[:SHOWN]


def _same_phone(alert: Alert) -> list[Any]:
    """The people who gave the same telephone, found by its blind index alone."""
    index = Identity.objects.filter(person=alert.person_id).values_list("phone_index", flat=True).first()
    if not index:
        return []
    return list(Identity.objects.filter(phone_index=index).exclude(phone_index=b"").values_list("person_id", flat=True))


def _near(alert: Alert) -> Q:
    """The same kind, within 500 m and 10 minutes; never by a simulated place."""
    if alert.point is None or alert.fix_source == "mock":
        return Q(pk__in=[])
    soon = (alert.received_at - NEAR_WITHIN, alert.received_at + NEAR_WITHIN)
    near = Q(kind=alert.kind, received_at__range=soon, point__distance_lte=(alert.point, D(m=NEAR_M)))
    return near & ~Q(fix_source="mock")


def _link(alert: Alert, why: list[str] | None = None) -> dict[str, Any]:
    link = {
        "id": str(alert.pk),
        "code": alert.code,
        "kind": alert.kind,
        "state": alert.state,
        "disposition": alert.disposition or None,
        "post": alert.consulate.code,
        "received_at": iso(alert.received_at),
        "owner": (owner_of(alert) or {}).get("name"),
    }
    return link if why is None else link | {"why": why}
