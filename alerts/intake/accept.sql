-- Takes one batch of presses: finds who sent them, routes them, and writes person, identity, alert, fix, kept body and event
-- in one statement. Ids are locked by the caller, so that "not there yet" stays true until the commit.
WITH input AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(%(batch)s::jsonb) AS press(
        n int, id uuid, key_hash text, receipt text, kind text, pressed_at timestamptz, received_at timestamptz,
        lat float8, lng float8, accuracy_m float8, fixed_at timestamptz, sent_at timestamptz, fix_source text,
        message text, language text, battery int2, drill bool, problems jsonb, body_hash text, priority int2, chain jsonb, step_due_at timestamptz,
        person_id uuid, name text, phone text, extra text, phone_index text, has_identity bool,
        submission_id uuid, body text, keep_body bool
    )
),
sent AS MATERIALIZED (
    SELECT input.*, source.id AS source_id, device.id AS device_id, device.person_id AS known_person_id,
           device.consulate_id AS home_post_id,
           coalesce(device.person_id, input.person_id) AS subject_id,
           CASE WHEN lat IS NOT NULL THEN ST_SetSRID(ST_MakePoint(lng, lat), 4326) END AS point,
           -- A simulated place is shown as what it is, and decides nothing.
           CASE WHEN lat IS NOT NULL AND fix_source <> 'mock' THEN ST_SetSRID(ST_MakePoint(lng, lat), 4326) END AS true_point,
           EXISTS (SELECT FROM alerts_alert AS known WHERE known.id = input.id) AS repeats
    FROM input
    LEFT JOIN alerts_source AS source ON source.key_hash = decode(input.key_hash, 'hex') AND source.revoked_at IS NULL
    LEFT JOIN alerts_device AS device ON device.token_hash = decode(input.key_hash, 'hex') AND device.revoked_at IS NULL
),
fresh AS MATERIALIZED (
    SELECT DISTINCT ON (id) sent.* FROM sent
    WHERE NOT repeats AND (source_id IS NOT NULL OR device_id IS NOT NULL)
    ORDER BY id, n
),
routed AS MATERIALIZED (
    SELECT fresh.*,
           coalesce(inside.consulate_id, nearest.id, fresh.home_post_id, fallback.id) AS post_id,
           CASE WHEN inside.consulate_id IS NOT NULL THEN 'district' WHEN nearest.id IS NOT NULL THEN 'nearest'
                WHEN fresh.home_post_id IS NOT NULL THEN 'home_post' ELSE 'call_centre' END AS method,
           inside.version AS district_version, place.words AS place,
           coalesce(person.code, 'PX-' || alerts_code(nextval('alerts_person_code'))) AS code
    FROM fresh
    LEFT JOIN alerts_person AS person ON person.id = fresh.known_person_id
    LEFT JOIN LATERAL (
        SELECT district.consulate_id, district.version
        FROM organisation_districtpart AS part JOIN organisation_district AS district ON district.id = part.district_id
        JOIN organisation_consulate AS seat ON seat.id = district.consulate_id AND seat.is_active
        WHERE ST_Intersects(part.area, fresh.true_point)
        ORDER BY seat.seat <-> fresh.true_point LIMIT 1
    ) AS inside ON fresh.true_point IS NOT NULL
    LEFT JOIN LATERAL (
        SELECT id FROM organisation_consulate AS seat
        WHERE seat.kind = 'consulate' AND seat.is_active AND seat.seat IS NOT NULL
        ORDER BY ST_DistanceSphere(seat.seat, fresh.true_point), id LIMIT 1
    ) AS nearest ON fresh.true_point IS NOT NULL AND inside.consulate_id IS NULL
    LEFT JOIN LATERAL (
        SELECT name || ', ' || state AS words FROM organisation_place AS near ORDER BY near.point <-> fresh.point LIMIT 1
    ) AS place ON fresh.point IS NOT NULL
    LEFT JOIN LATERAL (
        SELECT id FROM organisation_consulate AS centre
        ORDER BY centre.is_active DESC, centre.kind = 'call_centre' DESC, centre.kind = 'consulate' DESC, id LIMIT 1
    ) AS fallback ON true
),
new_person AS (
    INSERT INTO alerts_person (id, code, languages, created_at)
    SELECT person_id, code, CASE WHEN language = '' THEN '{}' ELSE ARRAY[language] END, received_at
    FROM routed WHERE known_person_id IS NULL
    RETURNING id
),
new_identity AS (
    INSERT INTO alerts_identity (person_id, name, phone, extra, phone_index)
    SELECT person_id, decode(name, 'base64'), decode(phone, 'base64'), decode(extra, 'base64'), decode(phone_index, 'hex')
    FROM routed WHERE has_identity AND known_person_id IS NULL
),
new_alert AS (
    INSERT INTO alerts_alert (
        id, code, kind, drill, source_id, device_id, person_id, receipt, body_hash, problems, message, language, battery,
        consulate_id, posts, routing, state, disposition, person_state, duress, priority, presses, case_code,
        pressed_at, received_at, updated_at, version, point, accuracy_m, fixed_at, fix_source, place,
        chain, step, step_due_at, waiting_since
    )
    SELECT id, code, kind, drill, source_id, CASE WHEN source_id IS NULL THEN device_id END, subject_id, receipt,
           decode(body_hash, 'hex'), ARRAY(SELECT jsonb_array_elements_text(problems)), decode(message, 'base64'), language, battery,
           post_id, ARRAY[post_id], jsonb_build_object('method', method, 'district_version', district_version),
           'received', '', 'unknown', false, priority, 1, '',
           pressed_at, received_at, received_at, 1, point, accuracy_m, CASE WHEN point IS NOT NULL THEN fixed_at END, fix_source,
           coalesce(place, ''), chain, 0, step_due_at, received_at
    FROM routed
    RETURNING id
),
new_position AS (
    INSERT INTO alerts_position (alert_id, source_id, device_id, received_at, point, accuracy_m, fixed_at, sent_at, fix_source)
    SELECT id, source_id, CASE WHEN source_id IS NULL THEN device_id END, received_at, point, accuracy_m, fixed_at, sent_at, fix_source
    FROM routed WHERE point IS NOT NULL
    ON CONFLICT DO NOTHING
),
new_submission AS (
    INSERT INTO alerts_submission (id, alert_id, received_at, body)
    SELECT submission_id, id, received_at, decode(body, 'base64')
    FROM routed WHERE keep_body OR (has_identity AND known_person_id IS NOT NULL)
),
new_event AS (
    INSERT INTO events_event (kind, subject_type, subject_id, posts, at, payload)
    SELECT 'alert.received', 'alert', id, ARRAY[post_id], received_at,
           jsonb_build_object('kind', kind, 'method', method, 'problems', problems)
    FROM routed ORDER BY n
)
SELECT sent.n, sent.source_id, sent.device_id, sent.repeats OR NOT (fresh.n IS NOT NULL AND fresh.n = sent.n) AS repeats,
       routed.post_id,
       EXISTS (SELECT FROM alerts_position AS early WHERE early.alert_id = sent.id)
       OR EXISTS (SELECT FROM alerts_cancelrequest AS early WHERE early.alert_id = sent.id) AS has_early_news,
       pg_notify('consular_events', '') IS NOT NULL AS rung
FROM sent LEFT JOIN fresh ON fresh.id = sent.id LEFT JOIN routed ON routed.id = sent.id
ORDER BY sent.n
