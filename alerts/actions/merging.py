"""Re-pointing alerts and phones from one person to another, for the merge of two people and for its undoing."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Q

from alerts.actions.moves import save, tell
from alerts.models import Alert, Device, Person


def lock_people(ids: Iterable[UUID]) -> dict[UUID, Person]:
    """In one order, whoever asks, so that two merges that cross wait for each other instead of forever."""
    people = Person.objects.select_for_update(no_key=True).filter(pk__in=list(ids)).order_by("pk")
    return {person.pk: person for person in people}


def repoint_alerts_in_transaction(rule: Q, *, before: Person, after: Person, kind: str, actor: Any) -> list[UUID]:
    """Moves the alerts of `before` that fit the rule, and tells their posts. Returns the ids of those that were moved.

    Only what belongs to `before` moves: what somebody else has moved on since stays where it is.
    """
    alerts = list(Alert.objects.select_for_update(of=("self",)).filter(rule, person=before).order_by("pk"))
    for alert in alerts:
        alert.person = after
        save(alert, "person")
        tell(alert, kind, actor, {"to": after.code})
    return [alert.pk for alert in alerts]


def repoint_devices_in_transaction(rule: Q, *, before: Person, after: Person) -> list[int]:
    """The phones, so that the next press comes under the right person. Returns the ids of those that were moved."""
    devices = Device.objects.filter(rule, person=before)
    moved = list(devices.values_list("pk", flat=True))
    devices.filter(pk__in=moved).update(person=after)
    return moved
