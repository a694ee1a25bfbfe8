-- What is counted of each case, at the post that opened it. {chosen} says which ones. Waits are in microseconds from the opening; -3: not asked for.
WITH chosen AS MATERIALIZED (SELECT * FROM cases_case AS "case" WHERE {chosen})
SELECT "case".id,
       reports_post_at("case".id, "case".consulate_id, "case".opened_at),
       "case".opened_at,
       NOT "case".drill AND "case".counted_with_id IS NULL,
       coalesce(first.kind, ''), coalesce(first.channel, ''),
       coalesce(nullif(first.language, ''), person.languages[1], ''),
       coalesce(held.facility, ''),
       "case".category,
       "case".state,
       coalesce(outcomes.custody, 'pending'), coalesce(outcomes.proceeding, 'pending'), coalesce(outcomes.service, 'pending'),
       CASE WHEN NOT counsel.is_wanted AND counsel.engaged_at IS NULL THEN -3 ELSE reports_wait("case".opened_at, offers.sent_at, over) END,
       CASE WHEN NOT counsel.is_wanted AND counsel.engaged_at IS NULL THEN -3 ELSE reports_wait("case".opened_at, offers.accepted_at, over) END,
       CASE WHEN NOT counsel.is_wanted AND counsel.engaged_at IS NULL THEN -3 ELSE reports_wait("case".opened_at, counsel.engaged_at, over) END,
       reports_wait("case".opened_at, done.first_at, over),
       reports_wait("case".opened_at, "case".closed_at, false),
       least(held.episodes, 255), least(held.transfers, 255),
       least(children.n, 255), least(children.safe_in_time, 255), least(children.late, 255)
FROM chosen AS "case" CROSS JOIN LATERAL (SELECT "case".state = 'closed' AS over) AS state
JOIN alerts_person AS person ON person.id = "case".person_id
LEFT JOIN LATERAL (
    SELECT alert.kind, coalesce(source.kind, 'device') AS channel, alert.language
    FROM cases_casealert AS link JOIN alerts_alert AS alert ON alert.id = link.alert_id
    LEFT JOIN alerts_source AS source ON source.id = alert.source_id
    WHERE link.case_id = "case".id ORDER BY alert.received_at, alert.id LIMIT 1
) AS first ON true
CROSS JOIN LATERAL (
    SELECT (array_agg(place.code ORDER BY stint.came_in_at DESC, stint.id) FILTER (WHERE place.code IS NOT NULL))[1] AS facility,
           count(DISTINCT episode.id) AS episodes,
           greatest(count(DISTINCT (episode.id, coalesce(place.code, stint.place))) FILTER (WHERE stint.confidence >= 2)
                    - count(DISTINCT episode.id) FILTER (WHERE stint.confidence >= 2), 0) AS transfers
    FROM cases_custodyepisode AS episode LEFT JOIN cases_stint AS stint ON stint.episode_id = episode.id AND stint.confidence > 0
    LEFT JOIN organisation_facility AS place ON place.id = stint.facility_id
    WHERE episode.case_id = "case".id
) AS held
CROSS JOIN LATERAL (
    SELECT min(code) FILTER (WHERE axis = 'custody') AS custody, min(code) FILTER (WHERE axis = 'proceeding') AS proceeding,
           min(code) FILTER (WHERE axis = 'service') AS service
    FROM cases_outcome AS outcome WHERE outcome.case_id = "case".id AND outcome.superseded_at IS NULL
) AS outcomes
CROSS JOIN LATERAL (
    SELECT min(engaged_at) AS engaged_at, coalesce(bool_or(matter.state <> 'ineligible'), true) AS is_wanted
    FROM cases_legalmatter AS matter WHERE matter.case_id = "case".id
) AS counsel
CROSS JOIN LATERAL (
    SELECT min(offer.sent_at) AS sent_at,
           min(offer.answered_at) FILTER (WHERE offer.state IN ('accepted', 'withdrawn') AND offer.answered_at IS NOT NULL) AS accepted_at
    FROM cases_legalmatter AS matter JOIN cases_offer AS offer ON offer.matter_id = matter.id
    WHERE matter.case_id = "case".id
) AS offers
CROSS JOIN LATERAL (
    SELECT min(happened_at) AS first_at FROM cases_consularaction AS done
    WHERE done.case_id = "case".id AND done.kind IN ('interview', 'visit') AND done.result IN ('done', 'partly')
) AS done
CROSS JOIN LATERAL (
    SELECT count(*) AS n,
           count(*) FILTER (WHERE safe_at <= known_at + interval '4 hours') AS safe_in_time,
           count(*) FILTER (WHERE safe_at > known_at + interval '4 hours' OR safe_at IS NULL AND overdue_at IS NOT NULL) AS late
    FROM cases_childcase AS child WHERE child.case_id = "case".id
) AS children
