"""Exact places are kept while they help, then coarsened for good."""

from datetime import datetime, timedelta

from django.db import connection, transaction

EXACT_FOR = timedelta(days=30)

FADE = """
WITH due AS (
    UPDATE alerts_alert
    SET point = ST_SnapToGrid(point, 0.01), accuracy_m = greatest(accuracy_m, 1000), version = version + 1,
        routing = routing - '{lat,lng,accuracy_m,shares}'::text[]
    WHERE state = 'handled' AND handled_at < %(before)s AND NOT ST_Equals(point, ST_SnapToGrid(point, 0.01))
    RETURNING id
)
SELECT count(*) FROM due
"""
FADE_INCIDENTS = """
UPDATE alerts_incident SET centre = ST_SnapToGrid(centre, 0.01), radius_m = greatest(radius_m, 1000)
WHERE state = 'closed' AND closed_at < %(before)s AND NOT ST_Equals(centre, ST_SnapToGrid(centre, 0.01))
"""
# Also what came for an alert after it had faded, and for an alert that never came.
FORGET = """
DELETE FROM alerts_position AS fix
WHERE EXISTS (SELECT FROM alerts_alert WHERE id = fix.alert_id AND state = 'handled' AND handled_at < %(before)s)
   OR fix.received_at < %(before)s AND NOT EXISTS (SELECT FROM alerts_alert WHERE id = fix.alert_id)
"""


@transaction.atomic(durable=True)
def fade_places(*, now: datetime) -> int:
    """Coarsens the place of alerts handled, and of incidents closed, more than 30 days ago to about 1 km and deletes the tracks.

    Returns how many alerts.
    """
    with connection.cursor() as cursor:
        cursor.execute(FORGET, {"before": now - EXACT_FOR})
        cursor.execute(FADE_INCIDENTS, {"before": now - EXACT_FOR})
        cursor.execute(FADE, {"before": now - EXACT_FOR})
        return cursor.fetchone()[0]
