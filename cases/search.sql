-- People who have the wanted marks and belong to something that the searcher may look into, the best first: who shares a number,
-- then who shares the whole name, then by how many parts of the name sound alike. Somebody merged counts as who they are now.
-- Marks are counted before anything is joined to them: a common name has tens of thousands, and few people have two of three parts.
WITH wanted AS MATERIALIZED (
    SELECT kind, index FROM unnest(%s::text[], %s::bytea[]) AS mark(kind, index)
),
marked AS MATERIALIZED (
    SELECT mark.person_id, array_agg(mark.kind::text) AS kinds, count(*) FILTER (WHERE mark.kind = 'sound') AS sounds
    FROM wanted JOIN alerts_identitymark AS mark ON mark.kind = wanted.kind AND mark.index = wanted.index
    WHERE {among}
    GROUP BY mark.person_id
    HAVING count(*) FILTER (WHERE mark.kind = 'sound') >= %s OR count(*) FILTER (WHERE mark.kind <> 'sound') > 0
),
hits AS MATERIALIZED (
    SELECT DISTINCT ON (coalesce(person.merged_into_id, person.id)) coalesce(person.merged_into_id, person.id) AS person_id, kinds, sounds,
           kinds && '{a_number,curp,consular_id,phone}' AS by_number, 'name' = ANY(kinds) AS by_name, person.created_at AS known_since
    FROM marked JOIN alerts_person AS person ON person.id = marked.person_id
    ORDER BY 1, 4 DESC, 5 DESC, 3 DESC
),
ranked AS (
    SELECT person_id, kinds, sounds FROM hits ORDER BY by_number DESC, by_name DESC, sounds DESC, known_since DESC
)
SELECT person_id, kinds, sounds FROM ranked
WHERE {known}
LIMIT %s
