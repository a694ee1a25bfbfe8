-- For each alert that is asked about and belongs to no incident: how many people are near it (2 km, 30 minutes), in which
-- open incidents, and which of the alerts near it belong to none. An alert is near itself. Only the alerts of that place and
-- that hour are read (index alert_near), however long the history is.
WITH counting AS NOT MATERIALIZED (
    -- What may make an incident: a true and certain place, somebody in need, not undone, not taken out by a person before.
    SELECT alert.id, alert.person_id, alert.point, alert.received_at, alert.drill, alert.incident_id
    FROM alerts_alert AS alert
    WHERE alert.point IS NOT NULL AND alert.fix_source <> 'mock' AND NOT alert.flood_lane AND alert.kind <> 'orientation'
      AND alert.disposition NOT IN ('false_alarm', 'duplicate_of')
      AND coalesce(alert.accuracy_m, 0) <= %(sure_within_m)s
      AND NOT EXISTS (SELECT FROM alerts_membership AS past WHERE past.alert_id = alert.id AND past.reason = 'taken_out')
),
asked AS MATERIALIZED (
    SELECT * FROM counting WHERE id = ANY(%(ids)s) AND incident_id IS NULL
)
SELECT asked.id, near.people, near.incidents, near.loose
FROM asked CROSS JOIN LATERAL (
    SELECT count(DISTINCT other.person_id) AS people,
           coalesce(array_agg(DISTINCT other.incident_id) FILTER (WHERE other.incident_id IS NOT NULL), '{}') AS incidents,
           -- The oldest of them are enough: whoever was looked at before and belongs to none has few people near, and whoever
           -- was not is looked at later.
           coalesce((array_agg(other.id ORDER BY other.received_at, other.id) FILTER (WHERE other.incident_id IS NULL))[1:50], '{}') AS loose
    FROM counting AS other LEFT JOIN alerts_incident AS incident ON incident.id = other.incident_id
    WHERE other.point && ST_Expand(asked.point, %(near_deg)s / greatest(cosd(greatest(abs(ST_Y(asked.point)), 1e-9)), 0.01), %(near_deg)s)
      AND other.received_at BETWEEN asked.received_at - %(near_time)s AND asked.received_at + %(near_time)s
      AND ST_DistanceSphere(other.point, asked.point) <= %(near_m)s
      AND other.drill = asked.drill
      AND (incident.id IS NULL OR incident.state = 'open')
) AS near
