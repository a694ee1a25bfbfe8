-- What posts did for people, when it happened. {chosen} says of which cases.
SELECT "case".id,
       reports_post_at("case".id, "case".consulate_id, work.happened_at),
       work.happened_at,
       NOT "case".drill AND "case".counted_with_id IS NULL AND work.result IN ('done', 'partly') AND work.refused_at IS NULL,
       coalesce(first.kind, ''), coalesce(first.channel, ''), coalesce(nullif(first.language, ''), person.languages[1], ''),
       coalesce(place.code, ''),
       work.kind,
       work.facility_id IS NOT NULL
FROM cases_consularaction AS work
JOIN cases_case AS "case" ON "case".id = work.case_id JOIN alerts_person AS person ON person.id = "case".person_id
LEFT JOIN organisation_facility AS place ON place.id = work.facility_id
LEFT JOIN LATERAL ({first}) AS first ON true
WHERE {chosen}
