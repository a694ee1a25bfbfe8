-- Fires the steps that are due on alerts that nobody owns: whom to ring next, and when the step after that is due. The last
-- step comes again every five minutes. One statement, so that 1,000 alerts cost one round trip, and so that a sweeper that is
-- killed leaves either the whole step, with its event, or nothing.
WITH due AS MATERIALIZED (
    SELECT id, posts, step, chain, waiting_since, consulate_id, drill,
           coalesce(CASE WHEN fix_source <> 'mock' THEN point END, seat) AS place, coalesce(offered, '{}') AS called,
           chain -> least(step, jsonb_array_length(chain) - 1) AS now_due, chain -> (step + 1) AS after_it
    FROM (
        SELECT alert.*, post.seat FROM alerts_alert AS alert JOIN organisation_consulate AS post ON post.id = alert.consulate_id
        WHERE alert.step_due_at <= %(now)s AND alert.state = 'received'
        ORDER BY alert.step_due_at LIMIT %(batch)s
        FOR UPDATE OF alert SKIP LOCKED
    ) AS locked
),
widened AS MATERIALIZED (
    -- Other posts are called: they see about where it is, and may claim it.
    SELECT due.*, called || CASE now_due ->> 'to'
                                WHEN 'neighbours' THEN alerts_neighbours(place, consulate_id, due.posts || called, %(neighbours)s)
                                WHEN 'fallback' THEN ARRAY(SELECT centre FROM alerts_fallback_of(consulate_id) AS centre WHERE centre <> ALL(due.posts || called))
                                WHEN 'call_centre' THEN ARRAY(SELECT centre FROM alerts_call_centre_for(consulate_id) AS centre WHERE centre <> ALL(due.posts || called))
                            END AS now_called
    FROM due
),
moved AS (
    UPDATE alerts_alert AS alert
    SET step = least(widened.step + 1, jsonb_array_length(widened.chain)),
        step_due_at = CASE WHEN after_it IS NULL THEN %(now)s + %(again)s
                           ELSE greatest(widened.waiting_since + make_interval(secs => (after_it ->> 'after_s')::float8), %(now)s) END,
        offered = nullif(coalesce(now_called, called), '{}'), version = version + 1, updated_at = %(now)s
    FROM widened WHERE alert.id = widened.id
    RETURNING alert.id
),
told AS (
    INSERT INTO events_event (kind, subject_type, subject_id, posts, at, payload)
    SELECT 'alert.escalated', 'alert', id, posts || coalesce(now_called, called), %(now)s,
           jsonb_build_object('to', now_due ->> 'to', 'step', step + 1)
    FROM widened
    RETURNING 1
)
SELECT (SELECT count(*) FROM moved), (SELECT count(*) FROM told), (SELECT pg_notify('consular_events', '') FROM told LIMIT 1) IS NOT NULL,
       -- Whose telephones ring as well: the posts of each alert with the step that fired, drills left out.
       (SELECT coalesce(jsonb_agg(DISTINCT jsonb_build_array(posts, now_due ->> 'to')), '[]') FROM widened WHERE NOT drill)
