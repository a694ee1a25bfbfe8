-- Alerts behind a figure, in the order in which they came, a batch at a time: the cohort of the figures, at the post that they reached
-- first. How an alert went on at another post is that post's: these columns stay empty, and `moved` says so. No name, no place.
WITH cohort AS (
    SELECT alert.*, CASE WHEN alert.owner_since IS DISTINCT FROM alert.first_claimed_at THEN (
               SELECT event.posts[1] FROM events_event AS event
               WHERE event.subject_type = 'alert' AND event.subject_id = alert.id AND event.kind = 'alert.received'
               ORDER BY event.id LIMIT 1
           ) END AS first_post_id
    FROM alerts_alert AS alert
    WHERE alert.received_at >= %(start)s AND alert.received_at < %(end)s
      AND NOT alert.drill AND alert.disposition <> 'duplicate_of'
      AND (alert.consulate_id = %(post)s OR alert.owner_since IS DISTINCT FROM alert.first_claimed_at)
      AND (%(kind)s = '' OR alert.kind = %(kind)s)
),
mine AS (
    SELECT cohort.id, cohort.received_at AS at, cohort.code, cohort.kind, coalesce(source.kind, 'device') AS channel,
           coalesce(nullif(cohort.language, ''), person.languages[1], '') AS language,
           coalesce(facility.code, held.code, '') AS facility, coalesce(facility.name, held.name, '') AS facility_name,
           cohort.pressed_at, cohort.first_claimed_at, cohort.contacted_at, cohort.located_at, cohort.handled_at,
           cohort.state, cohort.disposition, cohort.case_code, cohort.consulate_id <> %(post)s AS moved
    FROM cohort
    JOIN alerts_person AS person ON person.id = cohort.person_id
    LEFT JOIN alerts_source AS source ON source.id = cohort.source_id
    LEFT JOIN organisation_facility AS facility ON facility.id = cohort.facility_id
    LEFT JOIN cases_casealert AS link ON link.alert_id = cohort.id
    LEFT JOIN LATERAL (
        SELECT place.code, place.name
        FROM cases_custodyepisode AS episode
        JOIN cases_stint AS stint ON stint.episode_id = episode.id AND stint.confidence >= 2
        JOIN organisation_facility AS place ON place.id = stint.facility_id
        WHERE episode.case_id = link.case_id ORDER BY stint.came_in_at DESC LIMIT 1
    ) AS held ON true
    WHERE coalesce(cohort.first_post_id, cohort.consulate_id) = %(post)s
)
