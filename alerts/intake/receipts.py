"""What a sender is told: the receipt of a press, the state of a cancel, the status of an alert."""

import uuid
from types import SimpleNamespace
from typing import Any

from alerts import actions, workflow
from alerts.actions.intake import Accepted, Sender, find_sender
from alerts.board import as_the_phone_sees, status
from alerts.cards import iso, marks
from alerts.intake.decoder import Press
from alerts.querysets import named_rows

RECEIPTS = """
SELECT alert.id, alert.receipt, alert.state, alert.person_state, alert.cancel_requested_at, alert.duress, alert.drill,
       alert.problems, alert.claim_stale_at, alert.phone_closed_at, alert.phone_reopened_at, alert.owner_since,
       alert.first_claimed_at, alert.received_at, alert.updated_at,
       post.code AS post, post.code AS phone_post, post.name AS post_name,
       coalesce(nullif(post.emergency_phone, ''), nullif(post.phone, '')) AS post_phone,
       coalesce(nullif(centre.emergency_phone, ''), centre.phone, '') AS centre_phone
FROM alerts_alert AS alert
-- The post that the phone was told of, as long as `as_the_phone_sees` keeps it with an older story.
JOIN organisation_consulate AS post ON post.id = CASE
    WHEN alert.phone_closed_at IS NULL AND (alert.phone_reopened_at IS NULL OR alert.owner_since > alert.phone_reopened_at)
    THEN alert.consulate_id ELSE coalesce(alert.phone_consulate_id, alert.consulate_id) END
LEFT JOIN LATERAL (
    SELECT phone, emergency_phone FROM organisation_consulate WHERE kind = 'call_centre' AND is_active ORDER BY id LIMIT 1
) AS centre ON true
WHERE alert.id = ANY(%s)
"""


def accept(batch: list[tuple[bytes, Press]]) -> list[tuple[bool, dict[str, Any]] | None]:
    """Takes presses and answers each: (first time?, receipt), or None for an unknown sender."""
    taken = actions.accept(batch)
    rows = _rows([one.alert_id for one in taken if one and not one.canary])
    return [(one.created, _answer(one, rows)) if one else None for one in taken]


def _answer(one: Accepted, rows: dict[uuid.UUID, SimpleNamespace]) -> dict[str, Any]:
    """A test press is told only that it was taken: there is no alert to follow."""
    return {"id": str(one.alert_id), "canary": True} if one.canary else _receipt(rows[one.alert_id])


def cancelled(alert_id: uuid.UUID, *, key_hash: bytes) -> dict[str, Any]:
    """The same for every cancel, forced or not, before or after the alert itself. Another sender's alert is not there."""
    rows = _rows([alert_id], find_sender(key_hash))
    state = as_the_phone_sees(rows[alert_id]).state if alert_id in rows else workflow.RECEIVED
    return {"id": str(alert_id), "state": state, "marks": ["cancel_pending"]}


def status_for(sender: Sender, alert_id: uuid.UUID) -> dict[str, Any] | None:
    """The alert as its own source or device may see it, or None."""
    row = _rows([alert_id], sender).get(alert_id)
    return status(row) if row else None


def _rows(ids: list[uuid.UUID], sender: Sender | None = None) -> dict[uuid.UUID, SimpleNamespace]:
    query, parameters = RECEIPTS, list[Any]([ids])
    if sender:
        query += " AND alert.source_id IS NOT DISTINCT FROM %s AND alert.device_id IS NOT DISTINCT FROM %s"
        parameters += [sender.source_id, sender.device_id]
    return {row.id: row for row in named_rows(query, parameters)}


def _receipt(row: SimpleNamespace) -> dict[str, Any]:
    row = as_the_phone_sees(row)
    return {
        "id": str(row.id),
        "receipt": row.receipt,
        "state": row.state,
        "marks": marks(row, sees_duress=False),
        "received_at": iso(row.received_at),
        "consulate": {"code": row.post, "name": row.post_name, "phone": row.post_phone or None},
        "call_centre_phone": row.centre_phone,
        "drill": row.drill,
        "problems": row.problems,
    }
