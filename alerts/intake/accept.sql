-- Takes one batch of presses: finds who sent them, routes them, and writes person, identity, alert, fix, kept body and event
-- in one statement. Ids are locked by the caller, so that "not there yet" stays true until the commit.
WITH input AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(%(batch)s::jsonb) AS press(
        n int, id uuid, key_hash text, receipt text, kind text, pressed_at timestamptz, received_at timestamptz,
        lat float8, lng float8, accuracy_m float8, fixed_at timestamptz, sent_at timestamptz, fix_source text,
        message text, language text, battery int2, drill bool, problems jsonb, body_hash text, priority int2, chain jsonb,
        locate_due_at timestamptz,
        person_id uuid, name text, phone text, extra text, phone_index text, has_identity bool,
        submission_id uuid, body text, keep_body bool
    )
),
sent AS MATERIALIZED (
    SELECT input.*, source.id AS source_id, device.id AS device_id, device.person_id AS known_person_id,
           device.consulate_id AS home_post_id, device.created_at AS device_since, device.phone_verified_at,
           coalesce(source.kind = 'canary', false) AS canary,
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
           coalesce(route.post_id, fresh.home_post_id, fallback.id) AS post_id,
           coalesce(route.posts, ARRAY[coalesce(fresh.home_post_id, fallback.id)]) AS homes,
           coalesce(route.method, CASE WHEN fresh.home_post_id IS NOT NULL THEN 'home_post' ELSE 'call_centre' END) AS method,
           route.decision, place.words AS place, own_chain.steps AS own_steps,
           coalesce(person.code, 'PX-' || alerts_code(nextval('alerts_person_code'))) AS code,
           coalesce(travel.impossible, false) AS impossible_travel,
           fresh.device_id IS NOT NULL
               AND recent.n + row_number() OVER (PARTITION BY fresh.device_id, fresh.drill ORDER BY fresh.n) > %(flood_lane_after)s AS flooded
    FROM fresh
    LEFT JOIN alerts_person AS person ON person.id = fresh.known_person_id
    LEFT JOIN LATERAL alerts_route(fresh.true_point, fresh.accuracy_m) AS route ON true
    LEFT JOIN LATERAL (
        SELECT name || ', ' || state AS words FROM organisation_place AS near ORDER BY near.point <-> fresh.point LIMIT 1
    ) AS place ON fresh.point IS NOT NULL
    LEFT JOIN LATERAL (
        SELECT id FROM organisation_consulate AS centre
        ORDER BY centre.is_active DESC, centre.kind = 'call_centre' DESC, centre.kind = 'consulate' DESC, id LIMIT 1
    ) AS fallback ON true
    LEFT JOIN LATERAL (
        -- The chain of the post in place of the default; a drill takes the steps that stay inside the post.
        SELECT jsonb_agg(step ORDER BY n) AS steps
        FROM alerts_postchain AS own, jsonb_array_elements(own.steps) WITH ORDINALITY AS each(step, n)
        WHERE own.consulate_id = coalesce(route.post_id, fresh.home_post_id, fallback.id)
          AND own.kind = CASE WHEN fresh.kind = 'orientation' THEN 'orientation' ELSE 'emergency' END
          AND NOT (fresh.drill AND step ->> 'to' = ANY(%(beyond)s))
    ) AS own_chain ON true
    LEFT JOIN LATERAL (
        SELECT count(*) AS n FROM (
            SELECT FROM alerts_alert AS earlier
            -- Whoever practised, or asked a question, and then presses in need is heard like anyone.
            WHERE earlier.device_id = fresh.device_id AND earlier.state <> 'handled' AND earlier.drill = fresh.drill
              AND (earlier.kind <> 'orientation' OR fresh.kind = 'orientation')
              AND earlier.received_at > fresh.received_at - %(load_window)s
            LIMIT %(flood_lane_after)s
        ) AS few
    ) AS recent ON fresh.device_id IS NOT NULL
    LEFT JOIN LATERAL (
        -- Faster than an airliner, beyond what two coarse fixes may be apart.
        SELECT ST_DistanceSphere(last.point, fresh.true_point)
                   > greatest(300 * extract(epoch FROM fresh.received_at - last.received_at), 50000) AS impossible
        FROM alerts_alert AS last
        WHERE last.device_id = fresh.device_id AND last.point IS NOT NULL AND last.fix_source <> 'mock'
        ORDER BY last.received_at DESC LIMIT 1
    ) AS travel ON fresh.device_id IS NOT NULL AND fresh.true_point IS NOT NULL
),
-- Nobody on duty, or nobody at a board of the post: the fallback gets it at once. A drill stays at its post, and so does the flood lane.
watched AS MATERIALIZED (
    SELECT routed.*, coalesce(own_steps, chain) AS chain_here, centre.id IS NOT NULL AND off_duty.yes AS nobody_on_duty,
           centre.id IS NOT NULL AND NOT off_duty.yes AS nobody_watches,
           homes AS post_ids, CASE WHEN centre.id IS NOT NULL THEN ARRAY[centre.id] END AS called_ids,
           CASE WHEN flooded OR impossible_travel THEN 3
                WHEN device_id IS NULL THEN 1
                WHEN device_since < received_at - interval '1 day' THEN CASE WHEN phone_verified_at IS NOT NULL THEN 0 ELSE 1 END
                WHEN phone_verified_at IS NOT NULL THEN 1 ELSE 2 END AS band
    FROM routed
    CROSS JOIN LATERAL (
        -- Every one of its posts keeps a roster, and it is nobody's turn.
        SELECT count(*) = cardinality(homes) AS yes FROM alerts_postwatch AS watch
        WHERE watch.consulate_id = ANY(homes) AND watch.on_duty = 0
    ) AS off_duty
    LEFT JOIN LATERAL (
        SELECT alerts_fallback_of(post_id) AS id
        WHERE NOT (canary OR drill OR flooded) AND (
            off_duty.yes
            OR EXISTS (SELECT FROM alerts_postwatch AS watch WHERE watch.consulate_id = ANY(homes) AND watch.help_until > received_at)
            OR NOT EXISTS (
                SELECT FROM alerts_boardsession AS board
                WHERE board.eyes_at > received_at - %(eyes_gone_after)s AND board.posts && homes
            )
        )
    ) AS centre ON centre.id <> ALL(homes)
),
taken AS MATERIALIZED (SELECT * FROM watched WHERE NOT canary),
new_canary AS (
    INSERT INTO alerts_canary (id, consulate_id, pressed_at, received_at, point, place)
    SELECT id, post_id, pressed_at, received_at, point, coalesce(place, '') FROM watched WHERE canary
    ON CONFLICT DO NOTHING
),
new_person AS (
    INSERT INTO alerts_person (id, code, languages, created_at)
    SELECT person_id, code, CASE WHEN language = '' THEN '{}' ELSE ARRAY[language] END, received_at
    FROM taken WHERE known_person_id IS NULL
    RETURNING id
),
new_identity AS (
    INSERT INTO alerts_identity (person_id, name, phone, extra, phone_index)
    SELECT person_id, decode(name, 'base64'), decode(phone, 'base64'), decode(extra, 'base64'), decode(phone_index, 'hex')
    FROM taken WHERE has_identity AND known_person_id IS NULL
),
new_alert AS (
    INSERT INTO alerts_alert (
        id, code, kind, drill, source_id, device_id, person_id, receipt, body_hash, problems, message, language, battery,
        consulate_id, posts, offered, routing, state, disposition, person_state, duress, priority, presses, case_code,
        pressed_at, received_at, updated_at, version, point, accuracy_m, fixed_at, fix_source, place,
        chain, step, step_due_at, waiting_since, band, flood_lane, locate_step, locate_due_at
    )
    SELECT id, code, kind, drill, source_id, CASE WHEN source_id IS NULL THEN device_id END, subject_id, receipt,
           decode(body_hash, 'hex'), ARRAY(SELECT jsonb_array_elements_text(problems)), decode(message, 'base64'), language, battery,
           post_id, post_ids, called_ids, coalesce(decision, jsonb_build_object('method', method))
               || CASE WHEN nobody_watches THEN '{"nobody_watches": true}' WHEN nobody_on_duty THEN '{"nobody_on_duty": true}' ELSE '{}' END::jsonb,
           'received', '', 'unknown', false, priority, 1, '',
           pressed_at, received_at, received_at, 1, point, accuracy_m, CASE WHEN point IS NOT NULL THEN fixed_at END, fix_source,
           coalesce(place, ''), CASE WHEN flooded THEN %(flood_chain)s::jsonb ELSE chain_here END, 0,
           CASE WHEN flooded THEN received_at + make_interval(secs => (%(flood_chain)s::jsonb -> 0 ->> 'after_s')::float8)
                ELSE received_at + make_interval(secs => (chain_here -> 0 ->> 'after_s')::float8) END,
           received_at, band, flooded, 0, CASE WHEN NOT flooded THEN locate_due_at END
    FROM taken
    RETURNING id
),
new_position AS (
    INSERT INTO alerts_position (alert_id, source_id, device_id, received_at, point, accuracy_m, fixed_at, sent_at, fix_source)
    SELECT id, source_id, CASE WHEN source_id IS NULL THEN device_id END, received_at, point, accuracy_m, fixed_at, sent_at, fix_source
    FROM taken WHERE point IS NOT NULL
    ON CONFLICT DO NOTHING
),
new_submission AS (
    INSERT INTO alerts_submission (id, alert_id, received_at, body)
    SELECT submission_id, id, received_at, decode(body, 'base64')
    FROM taken WHERE keep_body OR (has_identity AND known_person_id IS NOT NULL)
),
new_event AS (
    INSERT INTO events_event (kind, subject_type, subject_id, posts, at, payload)
    SELECT CASE WHEN canary THEN 'canary.received' WHEN flooded THEN 'alert.flooded' ELSE 'alert.received' END,
           CASE WHEN canary THEN 'canary' ELSE 'alert' END, id, post_ids || called_ids, received_at,
           jsonb_build_object('kind', kind, 'method', method, 'problems', problems)
               || CASE WHEN nobody_watches THEN '{"nobody_watches": true}' WHEN nobody_on_duty THEN '{"nobody_on_duty": true}' ELSE '{}' END::jsonb
    FROM watched ORDER BY n
)
SELECT sent.n, sent.source_id, sent.device_id, sent.repeats OR NOT (fresh.n IS NOT NULL AND fresh.n = sent.n) AS repeats,
       coalesce(watched.canary, false) AS canary,
       EXISTS (SELECT FROM alerts_position AS early WHERE early.alert_id = sent.id)
       OR EXISTS (SELECT FROM alerts_cancelrequest AS early WHERE early.alert_id = sent.id) AS has_early_news,
       -- Whether it may be at a custody facility: a box only, the rule is in `alerts.facilities`.
       NOT coalesce(watched.canary, false) AND EXISTS (
           SELECT FROM organisation_facility AS facility, LATERAL (
               SELECT (%(at)s + least(coalesce(watched.accuracy_m, %(unknown)s), %(most)s)) / 110574 AS degrees
           ) AS reach
           WHERE facility.is_active AND facility.point
                 && ST_Expand(watched.true_point, degrees / greatest(cosd(greatest(abs(watched.lat), 1e-9)), 0.01), degrees)
       ) AS near_facility,
       pg_notify('consular_events', '') IS NOT NULL AS rung
FROM sent LEFT JOIN fresh ON fresh.id = sent.id LEFT JOIN watched ON watched.id = sent.id
ORDER BY sent.n
