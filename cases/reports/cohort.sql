-- The alerts that a report counts: received in the period, at one of the posts; no drills, no merged duplicates.
WITH cohort AS MATERIALIZED (
    -- Hand-overs and later fixes move `consulate_id`; the event of the arrival keeps the post that it reached first. What moved is
    -- seen by more than one post, or has an owner later than its first, so the few that moved are the only ones to look it up for.
    SELECT coalesce(
               CASE WHEN cardinality(alert.posts) > 1 OR alert.owner_since IS DISTINCT FROM alert.first_claimed_at THEN (
                   SELECT event.posts[1] FROM events_event AS event
                   WHERE event.subject_type = 'alert' AND event.subject_id = alert.id
                     AND event.kind IN ('alert.received', 'alert.flooded')
                   ORDER BY event.id LIMIT 1
               ) END,
               alert.consulate_id
           ) AS post_id,
           alert.id, alert.point,
           date_trunc('week', alert.received_at AT TIME ZONE 'UTC')::date AS week,
           alert.kind,
           CASE WHEN alert.state = 'handled' THEN alert.disposition ELSE 'open' END AS ending,
           CASE WHEN alert.first_claimed_at IS NOT NULL THEN 'claimed'
                WHEN alert.state = 'handled' THEN 'ended_unclaimed' ELSE 'open' END AS claim,
           -- Nobody has claimed it: it waits longer than every wait that has ended. Infinity sorts last, and whatever
           -- is interpolated with it is infinite or not a number, so a percentile that falls there is seen as not reached.
           CASE WHEN alert.first_claimed_at IS NULL THEN 'Infinity'
                ELSE greatest(extract(epoch FROM alert.first_claimed_at - alert.received_at), 0)::float8 END AS wait
    FROM alerts_alert AS alert
    WHERE alert.received_at >= %(start)s AND alert.received_at < %(end)s
      AND NOT alert.drill AND alert.disposition <> 'duplicate_of'
      AND (alert.consulate_id = ANY(%(posts)s) OR alert.posts && %(posts)s::bigint[]
           OR alert.owner_since IS DISTINCT FROM alert.first_claimed_at)
),
mine AS MATERIALIZED (SELECT * FROM cohort WHERE post_id = ANY(%(posts)s))
