-- Sweeps by the moment at which they were opened, with the people in them and those of them who were detained. {chosen} says which ones.
SELECT incident.id, incident.consulate_id, incident.opened_at,
       NOT incident.drill AND incident.merged_into_id IS NULL,
       '', '', '', '',
       least(members.people, 65535), least(members.detained, 65535)
FROM alerts_incident AS incident
CROSS JOIN LATERAL (
    SELECT count(DISTINCT alert.person_id) AS people,
           count(DISTINCT alert.person_id) FILTER (
               WHERE alert.person_state IN ('detained_unconfirmed', 'detained_confirmed', 'transferred', 'removed')
           ) AS detained
    FROM alerts_alert AS alert WHERE alert.incident_id = incident.id
) AS members
WHERE {chosen}
