-- What happened to cases, when it happened: opened, first taken by a lawyer, closed, opened again. {chosen} says of which cases.
SELECT "case".id,
       reports_post_at("case".id, "case".consulate_id, move.at),
       move.at,
       NOT "case".drill AND "case".counted_with_id IS NULL,
       coalesce(first.kind, ''), coalesce(first.channel, ''), coalesce(nullif(first.language, ''), person.languages[1], ''),
       coalesce(held.facility, ''),
       move.what
FROM (
    SELECT id AS case_id, opened_at AS at, 'opened' AS what FROM cases_case
    UNION ALL SELECT id, taken_at, 'taken' FROM cases_case WHERE taken_at IS NOT NULL
    UNION ALL SELECT id, closed_at, 'closed' FROM cases_case WHERE closed_at IS NOT NULL
    UNION ALL SELECT subject_id, at, 'reopened' FROM events_event WHERE kind = 'case.reopened'
) AS move JOIN cases_case AS "case" ON "case".id = move.case_id JOIN alerts_person AS person ON person.id = "case".person_id
LEFT JOIN LATERAL ({first}) AS first ON true
CROSS JOIN LATERAL ({held}) AS held
WHERE {chosen}
