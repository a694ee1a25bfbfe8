-- Deadlines by the day on which they are due, never one that tells of fear (L5). {chosen} says of which cases.
SELECT "case".id,
       reports_post_at("case".id, "case".consulate_id, due.at),
       due.at,
       NOT "case".drill AND "case".counted_with_id IS NULL AND deadline.state <> 'dropped',
       coalesce(first.kind, ''), coalesce(first.channel, ''), coalesce(nullif(first.language, ''), person.languages[1], ''),
       coalesce(held.facility, ''),
       CASE WHEN deadline.state IN ('proposed', 'confirmed') THEN 'open' ELSE deadline.state END,
       matter.lawyer_id IS NOT NULL
FROM cases_deadline AS deadline JOIN cases_legalmatter AS matter ON matter.id = deadline.matter_id
JOIN cases_case AS "case" ON "case".id = matter.case_id JOIN alerts_person AS person ON person.id = "case".person_id
CROSS JOIN LATERAL (SELECT deadline.due_on::timestamp AT TIME ZONE 'UTC' AS at) AS due
LEFT JOIN LATERAL ({first}) AS first ON true
CROSS JOIN LATERAL ({held}) AS held
WHERE deadline.level < 5 AND deadline.due_on IS NOT NULL AND {chosen}
