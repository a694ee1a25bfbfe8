-- So many cases of two years at every post, as officers and lawyers would have left them: matters, offers, outcomes, notes, custody,
-- hearings, deadlines, tasks, and so many events. Each table is filled by one statement, its constraints and indexes in force. Sealed
-- texts hold no bytes: nothing here opens them.
INSERT INTO organisation_user (password, is_superuser, username, first_name, last_name, email, is_staff, is_active, date_joined, language, theme, is_demo)
SELECT '', false, role || n, 'Benchmark', role || n, '', false, true, now(), '', '', true
FROM (VALUES ('lawyer', %(lawyers)s), ('officer', %(officers)s)) AS kind(role, many), generate_series(1, many) AS n
ON CONFLICT DO NOTHING;
INSERT INTO organisation_posting (user_id, consulate_id, role, starts_at)
SELECT one.id, CASE WHEN kind.role = 'officer' THEN (SELECT min(id) FROM organisation_consulate WHERE code = 'LAX') END, kind.role, now()
FROM (VALUES ('lawyer'), ('officer')) AS kind(role) JOIN organisation_user AS one ON one.username ~ ('^' || kind.role || '[0-9]+$')
WHERE NOT EXISTS (SELECT FROM organisation_posting AS held WHERE held.user_id = one.id);

CREATE TEMP TABLE seed AS
SELECT n, gen_random_uuid() AS case_id, gen_random_uuid() AS matter_id, gen_random_uuid() AS person_id, gen_random_uuid() AS episode_id,
       posts.ids[1 + (random() * random() * (cardinality(posts.ids) - 1))::int] AS post_id,
       officers.ids[1 + n %% cardinality(officers.ids)] AS officer_id,
       lawyers.ids[1 + n %% cardinality(lawyers.ids)] AS lawyer_id,
       now() - interval '1 hour' - n * (interval '730 days' / %(cases)s) AS at,
       n > %(cases)s / 10 AS over, n %% 10 < 7 AS engaged, n %% 10 = 8 AS asked
FROM generate_series(1, %(cases)s) AS n,
     (SELECT array_agg(id ORDER BY (code = 'LAX') DESC, code) AS ids FROM organisation_consulate WHERE is_active) AS posts,
     (SELECT array_agg(user_id ORDER BY id) AS ids FROM organisation_posting WHERE role = 'officer') AS officers,
     (SELECT array_agg(user_id ORDER BY id) AS ids FROM organisation_posting WHERE role = 'lawyer') AS lawyers;

INSERT INTO alerts_person (id, code, languages, created_at) SELECT person_id, 'PX-B' || n, '{es}', at FROM seed;
INSERT INTO alerts_identity (person_id, name, phone, extra, phone_index, marked_as) SELECT person_id, '', '', '', '', 1 FROM seed;

INSERT INTO cases_case (id, code, consulate_id, person_id, category, priority, state, drill, officer_id, opened_by_id, opened_at, taken_at,
    close_requested_by_id, close_requested_at, closed_by_id, closed_at, locate_step, locate_due_at, version, updated_at,
    hand_reason, priority_start, priority_why, stopped_from)
SELECT case_id, 'C-' || lpad(n::text, 6, '0'), post_id, person_id, 'migratory', n %% 4,
       CASE WHEN over THEN 'closed' WHEN n %% 7 = 0 THEN 'locating' ELSE 'in_custody' END, false, officer_id, officer_id, at, at,
       CASE WHEN over THEN officer_id END, CASE WHEN over THEN at + interval '60 days' END,
       CASE WHEN over THEN lawyer_id END, CASE WHEN over THEN at + interval '61 days' END, 0,
       CASE WHEN NOT over AND n %% 7 = 0 THEN at + interval '1 hour' END, 9, at, '', n %% 4, '{in_custody}', ''
FROM seed;

INSERT INTO cases_legalmatter (id, case_id, area, language, state, lawyer_id, engaged_at, conflict_certification, conflict_certified_by_id,
    conflict_certified_at, opened_at, closed_at, version, updated_at, no_appearance, scope, ineligible_for)
SELECT matter_id, case_id, 'migratory', 'es',
       CASE WHEN over THEN 'closed' WHEN engaged THEN 'engaged' WHEN asked THEN 'offered' ELSE 'seeking_counsel' END,
       CASE WHEN engaged THEN lawyer_id END, CASE WHEN engaged THEN at END, CASE WHEN engaged THEN 'stated' ELSE '' END,
       CASE WHEN engaged THEN lawyer_id END, CASE WHEN engaged THEN at END, at, CASE WHEN over THEN at + interval '61 days' END, 5, at, false, '', ''
FROM seed;

INSERT INTO cases_offer (id, matter_id, lawyer_id, state, decline_code, sent_by_id, created_at, sent_at, answered_at, withdrawn_at, facts, factors)
SELECT gen_random_uuid(), matter_id, lawyer_id,
       CASE WHEN engaged THEN 'accepted' WHEN asked AND NOT over THEN 'sent' ELSE 'declined' END,
       CASE WHEN engaged OR asked AND NOT over THEN '' ELSE 'capacity' END, officer_id, at, at,
       CASE WHEN engaged OR NOT (asked AND NOT over) THEN at + interval '20 minutes' END, NULL, '{}', '[]'
FROM seed;

INSERT INTO cases_outcome (id, case_id, axis, code, note, set_by_id, set_at)
SELECT gen_random_uuid(), case_id, axis, code, '', officer_id, at + interval '30 days'
FROM seed, (VALUES ('custody', 'bond_judge'), ('proceeding', 'terminated'), ('service', 'extended')) AS outcome(axis, code)
WHERE over OR axis = 'custody';

INSERT INTO cases_note (id, case_id, level, is_shared, text, author_id, written_at)
SELECT gen_random_uuid(), case_id, 2, false, '', officer_id, at + interval '1 hour' FROM seed;

INSERT INTO cases_custodyepisode (id, case_id, began_at, ended_at)
SELECT episode_id, case_id, at, CASE WHEN over THEN at + interval '40 days' END FROM seed;
INSERT INTO cases_stint (id, episode_id, facility_id, place, agency, came_in_at, went_out_at, source, confidence, said_by_id, said_at, verified_at)
SELECT gen_random_uuid(), episode_id, facilities.ids[1 + n %% cardinality(facilities.ids)], '', 'ice', at,
       CASE WHEN over THEN at + interval '40 days' END, 'locator', 3, officer_id, at, at
FROM seed, (SELECT array_agg(id) AS ids FROM organisation_facility WHERE is_active) AS facilities;

INSERT INTO cases_hearing (id, matter_id, kind, level, place, zone, starts_at, by_video, interpreter, state, result, adjourned_for,
    set_by_id, set_at, ended_at, version)
SELECT gen_random_uuid(), matter_id, 'master', 3, '', 'America/Los_Angeles',
       CASE WHEN over THEN at + interval '20 days' ELSE now() + (n %% 60) * interval '1 day' + interval '1 hour' END, false, '',
       CASE WHEN over THEN 'held' ELSE 'scheduled' END, '', '', officer_id, at, CASE WHEN over THEN at + interval '20 days' END, 1
FROM seed WHERE engaged;

INSERT INTO cases_deadline (id, matter_id, title, level, zone, due_on, others, flags, state, set_at, confirmed_by_id, confirmed_at, ended_at,
    version, computed, circuit)
SELECT gen_random_uuid(), matter_id, 'Benchmark', 3, 'America/Los_Angeles',
       CASE WHEN over THEN (at + interval '30 days')::date ELSE (now() + (n %% 40) * interval '1 day')::date END, '[]', '{}',
       CASE WHEN over THEN 'met' ELSE 'confirmed' END, at, lawyer_id, at, CASE WHEN over THEN at + interval '30 days' END, 1, '{}', '9'
FROM seed WHERE engaged;

INSERT INTO cases_task (id, case_id, kind, detail, owner_id, created_by_id, created_at, due_at, done_at, done_by_id)
SELECT gen_random_uuid(), case_id, 'call_family', '', officer_id, officer_id, at, at + interval '3 days',
       CASE WHEN over THEN at + interval '2 days' END, CASE WHEN over THEN officer_id END
FROM seed WHERE n %% 2 = 0;

-- The events of one case lie apart, as they do when many are worked on at the same time.
INSERT INTO events_event (kind, subject_type, subject_id, posts, actor_id, at, payload)
SELECT kind, 'case', case_id, ARRAY[post_id], officer_id, at + step * interval '1 hour', jsonb_build_object('code', 'C', 'level', 2, 'lawyer', lawyer_id)
FROM generate_series(1, greatest(1, %(events)s / %(cases)s) + 1) AS step,
     LATERAL (SELECT (ARRAY['case.opened', 'case.offered', 'case.engaged', 'case.noted'])[least(step, 4)]) AS which(kind),
     LATERAL (SELECT * FROM seed WHERE step <= %(events)s / %(cases)s OR n <= %(events)s %% %(cases)s ORDER BY step * 7919::bigint * n %% 300007) AS shuffled;
