-- Tables like those of alerts and events, with the indexes that a press has to maintain.
DROP TABLE IF EXISTS limit_alert, limit_event;
CREATE TABLE limit_alert (
    id uuid PRIMARY KEY, code text NOT NULL, kind text NOT NULL, source_id bigint NOT NULL, posts bigint[] NOT NULL,
    state text NOT NULL, body text NOT NULL, pressed_at timestamptz NOT NULL, received_at timestamptz NOT NULL,
    point geometry(Point, 4326), accuracy_m float8
);
CREATE INDEX ON limit_alert USING gin (posts) WHERE state <> 'handled';
CREATE INDEX ON limit_alert (received_at);
CREATE TABLE limit_event (
    id bigserial PRIMARY KEY, kind text NOT NULL, subject_type text NOT NULL, subject_id uuid NOT NULL, posts bigint[] NOT NULL,
    at timestamptz NOT NULL, payload jsonb NOT NULL, seq bigint UNIQUE
);
CREATE INDEX ON limit_event (subject_type, subject_id, id);
