"""Exact places are kept while they help, then coarsened for good."""

from datetime import datetime, timedelta

from django.db import connection, transaction

EXACT_FOR = timedelta(days=30)

FADE = """
WITH due AS (
    UPDATE alerts_alert
    SET point = ST_SnapToGrid(point, 0.01), accuracy_m = greatest(accuracy_m, 1000), version = version + 1
    WHERE state = 'handled' AND handled_at < %s AND point IS NOT NULL AND point <> ST_SnapToGrid(point, 0.01)
    RETURNING id
),
forgotten AS (DELETE FROM alerts_position USING due WHERE alerts_position.alert_id = due.id)
SELECT count(*) FROM due
"""


@transaction.atomic(durable=True)
def fade_places(*, now: datetime) -> int:
    """Coarsens the place of alerts handled more than 30 days ago to about 1 km and deletes their tracks. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(FADE, [now - EXACT_FOR])
        return cursor.fetchone()[0]
