-- The least that an accepted alert costs: one row, one event, one commit.
\set lng random(-11800000, -8000000) / 100000.0
\set lat random(2600000, 4800000) / 100000.0
\set post random(1, 53)
BEGIN;
INSERT INTO limit_alert (id, code, kind, source_id, posts, state, body, pressed_at, received_at, point, accuracy_m)
VALUES (gen_random_uuid(), 'PX-000000', 'panic', 1, ARRAY[:post], 'received', repeat('x', 200), now(), now(),
        ST_SetSRID(ST_MakePoint(:lng, :lat), 4326), 25);
INSERT INTO limit_event (kind, subject_type, subject_id, posts, at, payload)
VALUES ('alert.received', 'alert', gen_random_uuid(), ARRAY[:post], now(), '{"kind": "panic"}');
COMMIT;
