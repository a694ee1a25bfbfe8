-- Offers by the moment at which they were sent. {chosen} says of which cases. The wait for the answer is in microseconds.
SELECT "case".id,
       reports_post_at("case".id, "case".consulate_id, offer.sent_at),
       offer.sent_at,
       NOT "case".drill AND "case".counted_with_id IS NULL,
       coalesce(first.kind, ''), coalesce(first.channel, ''), coalesce(nullif(first.language, ''), person.languages[1], ''),
       coalesce(held.facility, ''),
       'user:' || offer.lawyer_id,
       CASE WHEN offer.state IN ('sent', 'viewed') THEN 'waiting'
            WHEN offer.state = 'withdrawn' AND offer.answered_at IS NOT NULL THEN 'accepted' ELSE offer.state END,
       offer.decline_code,
       reports_wait(offer.sent_at, offer.answered_at, offer.state IN ('expired', 'withdrawn'))
FROM cases_offer AS offer JOIN cases_legalmatter AS matter ON matter.id = offer.matter_id
JOIN cases_case AS "case" ON "case".id = matter.case_id JOIN alerts_person AS person ON person.id = "case".person_id
LEFT JOIN LATERAL ({first}) AS first ON true
CROSS JOIN LATERAL ({held}) AS held
WHERE offer.sent_at IS NOT NULL AND {chosen}
