-- What is counted of each alert. {chosen} says which ones. Waits are in microseconds from the receipt (see reports_wait); -3: not asked for.
WITH chosen AS MATERIALIZED (SELECT * FROM alerts_alert AS alert WHERE {chosen})
SELECT alert.id,
       -- Hand-overs and later fixes move `consulate_id`; the event of the arrival keeps the post that it reached first.
       coalesce(told.post_id, alert.consulate_id),
       alert.received_at,
       NOT alert.drill AND alert.disposition <> 'duplicate_of',
       alert.kind,
       coalesce(source.kind, 'device'),
       coalesce(nullif(alert.language, ''), person.languages[1], ''),
       coalesce(facility.code, held.code, ''),
       CASE WHEN over THEN alert.disposition ELSE 'open' END,
       CASE WHEN told.told_at IS NULL AND told.is_told THEN -3 ELSE reports_wait(alert.received_at, told.told_at, false) END,
       reports_wait(alert.received_at, alert.first_claimed_at, over),
       reports_wait(alert.received_at, coalesce(told.tried_at, alert.contacted_at), over),
       reports_wait(alert.received_at, alert.contacted_at, over),
       CASE WHEN alert.kind = 'orientation' OR alert.disposition IN ('false_alarm', 'cancelled_confirmed', 'orientation_given') THEN -3
            ELSE reports_wait(alert.received_at, least(alert.located_at, held.said_at), over AND coalesce(mine.state = 'closed', true)) END,
       reports_wait(alert.received_at, alert.handled_at, false),
       EXISTS (
           SELECT FROM alerts_alert AS earlier
           WHERE earlier.person_id = alert.person_id AND earlier.received_at < alert.received_at
             AND earlier.received_at >= alert.received_at - interval '30 days'
             AND NOT earlier.drill AND earlier.disposition <> 'duplicate_of'
       ),
       mine.taken_at IS NOT NULL OR counsel.engaged_at IS NOT NULL,
       coalesce(counsel.heard, false),
       ended.is_known
FROM chosen AS alert CROSS JOIN LATERAL (SELECT alert.state = 'handled' AS over) AS state
JOIN alerts_person AS person ON person.id = alert.person_id
LEFT JOIN alerts_source AS source ON source.id = alert.source_id
LEFT JOIN organisation_facility AS facility ON facility.id = alert.facility_id
LEFT JOIN LATERAL (
    SELECT (array_agg(posts[1] ORDER BY id) FILTER (WHERE kind IN ('alert.received', 'alert.flooded')))[1] AS post_id,
           (array_agg(event.told_at ORDER BY id) FILTER (WHERE kind IN ('alert.received', 'alert.flooded')))[1] AS told_at,
           coalesce(bool_or(seq IS NOT NULL) FILTER (WHERE kind IN ('alert.received', 'alert.flooded')), true) AS is_told,
           min(at) FILTER (WHERE kind = 'alert.contact_tried') AS tried_at
    FROM events_event AS event WHERE event.subject_type = 'alert' AND event.subject_id = alert.id
) AS told ON true
LEFT JOIN cases_casealert AS link ON link.alert_id = alert.id
LEFT JOIN cases_case AS mine ON mine.id = link.case_id
LEFT JOIN LATERAL (
    SELECT min(stint.said_at) AS said_at, (array_agg(place.code ORDER BY stint.came_in_at DESC) FILTER (WHERE place.code IS NOT NULL))[1] AS code
    FROM cases_custodyepisode AS episode JOIN cases_stint AS stint ON stint.episode_id = episode.id AND stint.confidence >= 2
    LEFT JOIN organisation_facility AS place ON place.id = stint.facility_id
    WHERE episode.case_id = mine.id
) AS held ON true
LEFT JOIN LATERAL (
    SELECT min(matter.engaged_at) AS engaged_at,
           bool_or(hearing.id IS NOT NULL) AS heard
    FROM cases_legalmatter AS matter
    LEFT JOIN cases_hearing AS hearing ON hearing.matter_id = matter.id AND hearing.state = 'held' AND hearing.level < 5
                                      AND matter.engaged_at <= hearing.starts_at
    WHERE matter.case_id = mine.id
) AS counsel ON true
LEFT JOIN LATERAL (
    SELECT EXISTS (
        SELECT FROM cases_outcome AS outcome
        WHERE outcome.case_id = mine.id AND outcome.axis = 'custody' AND outcome.superseded_at IS NULL
          AND outcome.code <> ALL(ARRAY['still_detained', 'unknown', 'to_other_agency', 'bond_no_jurisdiction'])
    ) AS is_known
) AS ended ON true
