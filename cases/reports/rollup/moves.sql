-- What happened to cases, when it happened: opened, first taken by a lawyer, closed, opened again. {chosen} says of which cases.
SELECT "case".id,
       reports_post_at("case".id, "case".consulate_id, move.at),
       move.at,
       NOT "case".drill AND "case".counted_with_id IS NULL,
       coalesce(first.kind, ''), coalesce(first.channel, ''), coalesce(nullif(first.language, ''), person.languages[1], ''),
       coalesce(held.facility, ''),
       move.what
FROM cases_case AS "case" JOIN alerts_person AS person ON person.id = "case".person_id
CROSS JOIN LATERAL (
    SELECT "case".opened_at AS at, 'opened' AS what
    UNION ALL SELECT "case".taken_at, 'taken'
    UNION ALL SELECT "case".closed_at, 'closed'
    UNION ALL SELECT event.at, 'reopened' FROM events_event AS event
              WHERE event.subject_type = 'case' AND event.subject_id = "case".id AND event.kind = 'case.reopened'
) AS move
LEFT JOIN LATERAL ({first}) AS first ON true
CROSS JOIN LATERAL ({held}) AS held
WHERE move.at IS NOT NULL AND {chosen}
