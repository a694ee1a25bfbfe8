"""Whether a person's express opposition to consular contact (Vienna Convention, art. 36(1)(c)) holds for an alert of theirs."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from alerts.models import Alert
from consular.events.models import Event

PRESSES = ("alert.pressed_again", "alert.reopened")


def stands(alert: Alert) -> bool:
    """Not for who has pressed since: that is a new fact, and a person must ask whether the opposition still holds."""
    opposed_at = alert.person.opposed_at
    return opposed_at is not None and not pressed_since([alert], opposed_at)


def pressed_since(alerts: Iterable[Alert], opposed_at: datetime) -> bool:
    """Whether any of these alerts came in, or was pressed again, after that moment."""
    ids: list[uuid.UUID] = []
    for alert in alerts:
        if alert.received_at > opposed_at:
            return True
        ids.append(alert.pk)
    return Event.objects.filter(subject_type="alert", subject_id__in=ids, kind__in=PRESSES, at__gt=opposed_at).exists()
