-- Cases of a period: opened, taken and closed in the week in which it happened, at the post that had it then; outcomes as they stand, by the week of opening.
-- By post and week, by post, by week and over all; a level that is summed over is NULL.
WITH mine AS MATERIALIZED (
    SELECT id, consulate_id AS now_at, opened_at, taken_at, closed_at FROM cases_case
    WHERE NOT drill AND counted_with_id IS NULL
      AND (opened_at >= %(start)s AND opened_at < %(end)s OR taken_at >= %(start)s AND taken_at < %(end)s
           OR closed_at >= %(start)s AND closed_at < %(end)s)
),
counted(id, now_at, at, figure, key) AS (
    SELECT id, now_at, opened_at, 'cases', 'opened' FROM mine
    UNION ALL SELECT id, now_at, taken_at, 'cases', 'taken' FROM mine
    UNION ALL SELECT id, now_at, closed_at, 'cases', 'closed' FROM mine
    UNION ALL
    SELECT mine.id, mine.now_at, mine.opened_at, asked.axis, coalesce(outcome.code, 'pending')
    FROM mine CROSS JOIN unnest(%(axes)s::text[]) AS asked(axis)
    LEFT JOIN cases_outcome AS outcome
           ON outcome.case_id = mine.id AND outcome.axis = asked.axis AND outcome.superseded_at IS NULL
),
cells AS MATERIALIZED (
    SELECT post_id, date_trunc('week', at AT TIME ZONE 'UTC')::date AS week, figure, key, count(*) AS n
    FROM counted CROSS JOIN LATERAL (
        -- The post that had the case then: before an accepted hand-over it was the sender's.
        SELECT coalesce((SELECT sender_id FROM cases_casehandover AS moved WHERE moved.case_id = counted.id AND moved.accepted_at > counted.at
                         ORDER BY moved.accepted_at LIMIT 1), now_at) AS post_id
    ) AS had
    WHERE at >= %(start)s AND at < %(end)s AND post_id = ANY(%(posts)s) GROUP BY post_id, week, figure, key
)
SELECT post_id, week, figure, key, sum(n)::bigint AS n
FROM cells
GROUP BY GROUPING SETS ((post_id, week, figure, key), (post_id, figure, key), (week, figure, key), (figure, key))
