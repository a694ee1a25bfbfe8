-- So many alerts of two years at every post, with their events, beside the cases of cases.sql: every third belongs to one of them.
CREATE TEMP TABLE pressed AS
SELECT press.n, gen_random_uuid() AS id,
       CASE WHEN press.n %% 10 IN (3, 6, 9) THEN seed.post_id ELSE posts.ids[1 + (random() * random() * (cardinality(posts.ids) - 1))::int] END AS post_id,
       CASE WHEN press.n %% 10 IN (3, 6, 9) THEN seed.person_id END AS person_id, seed.case_id,
       now() - interval '1 hour' - press.n * (interval '730 days' / %(alerts)s) AS at,
       (ARRAY['panic', 'panic', 'panic', 'panic', 'relative', 'relative', 'witness', 'call', 'call', 'orientation'])[1 + press.n %% 10] AS kind,
       (ARRAY['es', 'es', 'es', 'es', 'es', 'mix', 'zap', 'nah', 'en', ''])[1 + press.n / 7 %% 10] AS language,
       3 - ln(greatest(random(), 1e-9)) * 12 AS claim_s, press.n <= %(alerts)s / 500 AND press.n %% 4 = 0 AS waits, press.n %% 97 = 0 AS unclaimed, random() AS dice
FROM generate_series(1, %(alerts)s) AS press(n)
LEFT JOIN seed ON seed.n = (CASE WHEN press.n %% 10 IN (3, 6, 9) THEN press.n / 10 * 3 + press.n %% 10 / 3 END),
     (SELECT array_agg(id ORDER BY (code = 'LAX') DESC, code) AS ids FROM organisation_consulate WHERE is_active) AS posts;
ANALYZE pressed;

INSERT INTO alerts_person (id, code, languages, created_at)
SELECT gen_random_uuid(), 'PX-H' || n, '{}', now() FROM generate_series(1, greatest(1, %(alerts)s / 10)) AS n;
UPDATE pressed SET person_id = people.ids[1 + n %% cardinality(people.ids)]
FROM (SELECT array_agg(id) AS ids FROM alerts_person WHERE code LIKE 'PX-H%%') AS people WHERE person_id IS NULL;

INSERT INTO alerts_alert (
    id, code, kind, drill, source_id, person_id, receipt, body_hash, problems, message, language, consulate_id, posts, routing, state, disposition,
    person_state, duress, priority, presses, case_code, pressed_at, received_at, updated_at, first_claimed_at, contacted_at, located_at, handled_at,
    version, accuracy_m, fix_source, place, chain, step, step_due_at, waiting_since, band, flood_lane, locate_step, owner_id, owner_since, point, fixed_at
)
SELECT pressed.id, 'PX-B' || n, kind, false, source.id, person_id, n::text, '', '{}', '', language, post_id, ARRAY[post_id], '{}',
       CASE WHEN waits THEN 'received' ELSE 'handled' END,
       CASE WHEN waits THEN '' WHEN unclaimed THEN 'cancelled_confirmed' WHEN case_id IS NOT NULL THEN 'case_opened'
            WHEN kind = 'orientation' THEN 'orientation_given' WHEN dice < 0.5 THEN 'false_alarm' ELSE 'no_contact' END,
       CASE WHEN case_id IS NOT NULL THEN 'detained_confirmed' ELSE 'unknown' END, false, 1, 1, '', at, at, at + interval '1 day',
       CASE WHEN NOT waits AND NOT unclaimed THEN at + claim_s * interval '1 second' END,
       CASE WHEN NOT waits AND NOT unclaimed AND dice < 0.8 THEN at + claim_s * interval '7 seconds' END,
       CASE WHEN case_id IS NOT NULL AND dice < 0.9 THEN at + claim_s * interval '5 minutes' END,
       CASE WHEN NOT waits THEN at + interval '1 day' END, 5, 25, '', '', '[]', 0,
       CASE WHEN waits THEN now() + interval '30 days' END, at, 1, false, 0,
       CASE WHEN NOT waits AND NOT unclaimed THEN (SELECT min(user_id) FROM organisation_posting WHERE role = 'officer') END,
       CASE WHEN NOT waits AND NOT unclaimed THEN at + claim_s * interval '1 second' END,
       ST_SnapToGrid(ST_Translate(seat, random() - 0.5, random() - 0.5), 0.01), at
FROM pressed JOIN (SELECT id AS at_post, seat FROM organisation_consulate) AS post ON post.at_post = post_id, (SELECT id FROM alerts_source WHERE kind = 'app' ORDER BY id LIMIT 1) AS source;

INSERT INTO cases_casealert (case_id, alert_id, linked_by_id, linked_at)
SELECT case_id, id, (SELECT min(id) FROM organisation_user), at FROM pressed WHERE case_id IS NOT NULL;

INSERT INTO events_event (kind, subject_type, subject_id, posts, at, payload, told_at)
SELECT kinds.kind, 'alert', id, ARRAY[post_id], at + claim_s * kinds.step * interval '1 second', '{}',
       at + claim_s * kinds.step * interval '1 second' + interval '30 milliseconds'
FROM pressed, (VALUES ('alert.received', 0), ('alert.claimed', 1), ('alert.contact_tried', 3), ('alert.disposed', 9)) AS kinds(kind, step)
WHERE NOT (waits AND kinds.step > 0);

INSERT INTO cases_consularaction (id, case_id, kind, happened_at, done_by_id, place, result, remark, currency, needs_approval, recorded_by_id, recorded_at)
SELECT gen_random_uuid(), case_id, (ARRAY['visit', 'interview', 'call', 'diplomatic_note', 'repatriation'])[1 + n %% 5], at + interval '2 days',
       officer_id, '', 'done', '', '', false, officer_id, at FROM seed;

UPDATE events_event SET seq = id + (SELECT last FROM events_stream WHERE name = 'events') WHERE seq IS NULL;
UPDATE events_stream SET last = (SELECT max(seq) FROM events_event)
