-- Where these alerts were (EWKB, null where nobody knows), and how many at each place. Most are still of the post that they reached
-- first: its days are read in one go, and only the others one by one.
WITH here AS MATERIALIZED (
    SELECT id, point FROM alerts_alert WHERE consulate_id = %(post)s AND received_at >= %(start)s AND received_at < %(end)s
),
places AS (
    SELECT point FROM here WHERE id = ANY(%(ids)s::uuid[])
    UNION ALL
    SELECT point FROM alerts_alert WHERE id = ANY(ARRAY(SELECT unnest(%(ids)s::uuid[]) EXCEPT SELECT id FROM here))
)
SELECT ST_AsEWKB(point) AS place, count(*) AS n FROM places GROUP BY point
