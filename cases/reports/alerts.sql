-- How many alerts of which kind, how they ended, how long they waited for their first claim; continues cohort.sql.
-- By post and week, by post, by week and over all; a level that is summed over is NULL.
, cells AS MATERIALIZED (SELECT post_id, week, kind, ending, claim, count(*) AS n FROM mine GROUP BY post_id, week, kind, ending, claim)
SELECT post_id, week, figure, key, sum(n)::bigint AS n, NULL::float8 AS p50, NULL::float8 AS p90
FROM cells CROSS JOIN LATERAL (VALUES ('kind', kind), ('disposition', ending), ('claim', claim)) AS counted(figure, key)
GROUP BY GROUPING SETS ((post_id, week, figure, key), (post_id, figure, key), (week, figure, key), (figure, key))
UNION ALL
SELECT post_id, week, 'alerts', 'total', count(*),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY wait), percentile_cont(0.9) WITHIN GROUP (ORDER BY wait)
FROM mine GROUP BY GROUPING SETS ((post_id, week), (post_id), (week), ())
