"""What is near an alert, as a function: its plan is made once per connection, and making it took longer than running it."""

from django.db import migrations

NEAR = """
-- For each alert that is asked about and belongs to no incident: which open incidents are near it (2 km, 30 minutes), which
-- alerts near it belong to none, and how many people those are. An alert is near itself. Only the alerts of that place and
-- that hour are read (index alert_near), however long the history is; of an incident, members until one of them is near.
CREATE FUNCTION alerts_near(ids uuid[], near_m float, near_deg float, near_time interval, sure_within_m float)
RETURNS TABLE (id uuid, people bigint, incidents uuid[], loose uuid[]) LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
BEGIN RETURN QUERY
WITH counting AS NOT MATERIALIZED (
    -- What may make an incident: a true and certain place, somebody in need, not undone, not taken out by a person before.
    SELECT alert.id, alert.person_id, alert.point, alert.received_at, alert.drill, alert.incident_id
    FROM alerts_alert AS alert
    WHERE alert.point IS NOT NULL AND alert.fix_source <> 'mock' AND NOT alert.flood_lane AND alert.kind <> 'orientation'
      AND alert.disposition NOT IN ('false_alarm', 'duplicate_of')
      AND coalesce(alert.accuracy_m, 0) <= sure_within_m
      AND NOT EXISTS (SELECT FROM alerts_membership AS past WHERE past.alert_id = alert.id AND past.reason = 'taken_out')
),
asked AS MATERIALIZED (
    SELECT *, ST_Expand(point, near_deg / greatest(cosd(greatest(abs(ST_Y(point)), 1e-9)), 0.01), near_deg) AS box
    FROM counting WHERE id = ANY(ids) AND incident_id IS NULL
)
SELECT asked.id, alone.people, touched.incidents, alone.loose
FROM asked
CROSS JOIN LATERAL (
    SELECT coalesce(array_agg(incident.id), '{}') AS incidents
    FROM alerts_incident AS incident CROSS JOIN LATERAL (
        SELECT FROM counting AS other
        WHERE other.incident_id = incident.id
          AND other.point && asked.box
          AND other.received_at BETWEEN asked.received_at - near_time AND asked.received_at + near_time
          AND ST_DistanceSphere(other.point, asked.point) <= near_m
        LIMIT 1 -- also tells the planner not to read them all, as it would for EXISTS
    ) AS member
    WHERE incident.state = 'open' AND incident.drill = asked.drill
) AS touched
CROSS JOIN LATERAL (
    SELECT count(DISTINCT other.person_id) AS people,
           -- The oldest of them are enough: whoever was looked at before and belongs to none has few people near, and whoever
           -- was not is looked at later.
           coalesce((array_agg(other.id ORDER BY other.received_at, other.id))[1:50], '{}') AS loose
    FROM counting AS other
    WHERE other.incident_id IS NULL
      AND other.point && asked.box
      AND other.received_at BETWEEN asked.received_at - near_time AND asked.received_at + near_time
      AND ST_DistanceSphere(other.point, asked.point) <= near_m
      AND other.drill = asked.drill
) AS alone;
END
$$;
"""
NO_NEAR = "DROP FUNCTION alerts_near(uuid[], float, float, interval, float)"


class Migration(migrations.Migration):
    dependencies = [("alerts", "0011_due_claims")]

    operations = [migrations.RunSQL(NEAR, NO_NEAR)]
