"""Undoing a link between duplicates: the alert waits again, as if it had never been ended."""

import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from alerts import workflow
from alerts.actions.moves import check, lock, noted, save, tell
from alerts.actions.ownership import OWNERSHIP, SEEN_BY, wait_again
from alerts.locating import WHERE_FROM, set_locate_clock
from alerts.models import Alert
from consular.errors import invalid
from consular.organisation.access import Viewer


@transaction.atomic(durable=True)
def undo_duplicate(*, alert_id: uuid.UUID, actor: Any, viewer: Viewer, reason: str) -> Alert:
    """It was another person after all: the alert is open again and unclaimed, and its clock has never stopped."""
    alert = lock(alert_id, viewer)
    now = check("undo-duplicate", alert, viewer)
    if not workflow.says_enough(reason):
        raise invalid(reason=_("Say why they are not the same person."))
    alert.state, alert.disposition, alert.duplicate_of, alert.handled_at = workflow.RECEIVED, "", None, None
    alert.owner, alert.owner_since, alert.beat_at = None, None, None
    wait_again(alert, now)
    set_locate_clock(alert, now)
    save(alert, *OWNERSHIP, *SEEN_BY, *WHERE_FROM, "disposition", "duplicate_of", "handled_at")
    return tell(alert, "alert.duplicate_undone", actor, noted(alert, actor, reason))
