-- Hearings by the day on which they begin, never one that tells of fear (L5). {chosen} says of which cases.
SELECT "case".id,
       reports_post_at("case".id, "case".consulate_id, hearing.starts_at),
       hearing.starts_at,
       NOT "case".drill AND "case".counted_with_id IS NULL,
       coalesce(first.kind, ''), coalesce(first.channel, ''), coalesce(nullif(first.language, ''), person.languages[1], ''),
       coalesce(held.facility, ''),
       hearing.kind,
       CASE WHEN hearing.state IN ('tentative', 'scheduled', 'verified') THEN 'to_come' ELSE hearing.state END,
       matter.engaged_at IS NOT NULL AND matter.engaged_at <= hearing.starts_at,
       EXISTS (
           SELECT FROM cases_custodyepisode AS episode JOIN cases_stint AS stint ON stint.episode_id = episode.id AND stint.confidence >= 2
           WHERE episode.case_id = "case".id AND stint.came_in_at <= hearing.starts_at
             AND (stint.went_out_at IS NULL OR stint.went_out_at > hearing.starts_at)
             AND (episode.ended_at IS NULL OR episode.ended_at > hearing.starts_at)
       )
FROM cases_hearing AS hearing JOIN cases_legalmatter AS matter ON matter.id = hearing.matter_id
JOIN cases_case AS "case" ON "case".id = matter.case_id JOIN alerts_person AS person ON person.id = "case".person_id
LEFT JOIN LATERAL ({first}) AS first ON true
CROSS JOIN LATERAL ({held}) AS held
WHERE hearing.level < 5 AND {chosen}
