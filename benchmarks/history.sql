-- So many handled alerts of two years, around the places of the gazetteer, as the intake and an officer would have left them.
INSERT INTO alerts_person (id, code, languages, created_at)
SELECT gen_random_uuid(), 'PX-H' || n, '{}', now() FROM generate_series(1, greatest(1, %(alerts)s / 10)) AS n;

WITH places AS MATERIALIZED (
    SELECT array_agg(point ORDER BY population DESC) AS points FROM (
        SELECT point, population FROM organisation_place ORDER BY population DESC LIMIT 2000
    ) AS largest
),
people AS MATERIALIZED (SELECT array_agg(id) AS ids FROM alerts_person WHERE code LIKE 'PX-H%%')
INSERT INTO alerts_alert (
    id, code, kind, drill, source_id, person_id, receipt, body_hash, problems, message, language, consulate_id, posts, routing,
    state, disposition, person_state, duress, priority, presses, case_code, pressed_at, received_at, updated_at, handled_at, version,
    point, accuracy_m, fixed_at, fix_source, place, chain, step, waiting_since, band, flood_lane, locate_step
)
SELECT gen_random_uuid(), 'PX-HISTORY', 'panic', false, source.id, ids[1 + n %% cardinality(ids)], n::text, '', '{}', '', 'es', post.id,
       ARRAY[post.id], '{}', 'handled', 'case_opened', 'detained_confirmed', false, 1, 1, '', at, at, at, at, 5,
       ST_Translate(points[1 + (random() * random() * 1999)::int], random() * 0.2 - 0.1, random() * 0.2 - 0.1),
       25, at, 'gps', '', '[]', 0, at, 1, false, 0
FROM (
    SELECT n, now() - interval '1 hour' - n * (interval '730 days' / %(alerts)s) AS at FROM generate_series(1, %(alerts)s) AS n
) AS moments, places, people, (SELECT id FROM alerts_source ORDER BY id LIMIT 1) AS source,
     (SELECT id FROM organisation_consulate WHERE code = 'LAX') AS post
