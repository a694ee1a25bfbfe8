-- Cases behind a figure, in the order in which they were opened, a batch at a time: at the post that opened them. How a case went on at
-- another post is that post's: these columns stay empty, and `moved` says so. No name, no place.
WITH mine AS (
    SELECT "case".id, "case".opened_at AS at, "case".code, coalesce(first.kind, '') AS kind, coalesce(first.channel, '') AS channel,
           coalesce(nullif(first.language, ''), person.languages[1], '') AS language,
           coalesce(held.code, '') AS facility, coalesce(held.name, '') AS facility_name,
           "case".category, "case".taken_at, "case".closed_at, "case".state,
           outcomes.custody, outcomes.proceeding, outcomes.service, "case".consulate_id <> %(post)s AS moved
    FROM cases_case AS "case"
    JOIN alerts_person AS person ON person.id = "case".person_id
    LEFT JOIN LATERAL (
        SELECT alert.kind, coalesce(source.kind, 'device') AS channel, alert.language
        FROM cases_casealert AS link JOIN alerts_alert AS alert ON alert.id = link.alert_id
        LEFT JOIN alerts_source AS source ON source.id = alert.source_id
        WHERE link.case_id = "case".id ORDER BY alert.received_at, alert.id LIMIT 1
    ) AS first ON true
    LEFT JOIN LATERAL (
        SELECT place.code, place.name
        FROM cases_custodyepisode AS episode
        JOIN cases_stint AS stint ON stint.episode_id = episode.id AND stint.confidence > 0
        JOIN organisation_facility AS place ON place.id = stint.facility_id
        WHERE episode.case_id = "case".id ORDER BY stint.came_in_at DESC, stint.id LIMIT 1
    ) AS held ON true
    CROSS JOIN LATERAL (
        SELECT min(code) FILTER (WHERE axis = 'custody') AS custody, min(code) FILTER (WHERE axis = 'proceeding') AS proceeding,
               min(code) FILTER (WHERE axis = 'service') AS service
        FROM cases_outcome AS outcome WHERE outcome.case_id = "case".id AND outcome.superseded_at IS NULL
    ) AS outcomes
    WHERE "case".opened_at >= %(start)s AND "case".opened_at < %(end)s AND NOT "case".drill AND "case".counted_with_id IS NULL
      AND reports_post_at("case".id, "case".consulate_id, "case".opened_at) = %(post)s
)
