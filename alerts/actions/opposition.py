"""A person opposes consular contact, or no longer does: what their alerts then show and refuse. Said by the app above."""

import uuid
from datetime import datetime
from typing import Any

from alerts.actions.moves import save, tell
from alerts.models import Alert, Person


def mark_opposed_in_transaction(*, person_id: uuid.UUID, opposed_at: datetime | None, actor: Any) -> None:
    """Since when the person opposes contact, or None for no longer; inside the transaction that keeps the statement.

    All alerts of the person are told, the handled ones too: each shows it, and boards keep cards by their version.
    """
    Person.objects.filter(pk=person_id).update(opposed_at=opposed_at)
    for alert in Alert.objects.filter(person=person_id).order_by("pk").select_for_update(of=("self",)):
        save(alert)
        kind = "alert.contact_opposed" if opposed_at else "alert.opposition_ended"
        tell(alert, kind, actor, {})
