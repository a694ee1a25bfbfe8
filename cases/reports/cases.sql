-- Cases of a period: opened, taken and closed in the week in which it happened; outcomes as they stand, by the week of opening.
WITH mine AS MATERIALIZED (
    SELECT id, consulate_id AS post_id, opened_at, taken_at, closed_at FROM cases_case
    WHERE NOT drill AND consulate_id = ANY(%(posts)s)
      AND (opened_at >= %(start)s AND opened_at < %(end)s OR taken_at >= %(start)s AND taken_at < %(end)s
           OR closed_at >= %(start)s AND closed_at < %(end)s)
),
steps AS (
    SELECT post_id, 'opened' AS step, opened_at AS at FROM mine
    UNION ALL SELECT post_id, 'taken', taken_at FROM mine
    UNION ALL SELECT post_id, 'closed', closed_at FROM mine
)
SELECT post_id, date_trunc('week', at AT TIME ZONE 'UTC')::date AS week, 'cases' AS figure, step AS key, count(*) AS n
FROM steps WHERE at >= %(start)s AND at < %(end)s GROUP BY post_id, week, step
UNION ALL
SELECT mine.post_id, date_trunc('week', mine.opened_at AT TIME ZONE 'UTC')::date AS week,
       asked.axis, coalesce(outcome.code, 'pending') AS key, count(*)
FROM mine CROSS JOIN unnest(%(axes)s::text[]) AS asked(axis)
LEFT JOIN cases_outcome AS outcome
       ON outcome.case_id = mine.id AND outcome.axis = asked.axis AND outcome.superseded_at IS NULL
WHERE mine.opened_at >= %(start)s AND mine.opened_at < %(end)s
GROUP BY mine.post_id, week, asked.axis, key
