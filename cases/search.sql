-- People who have one of the wanted marks and belong to something that the searcher may look into, the best first: who shares a
-- number, then who shares the whole name, then by how many parts of the name sound alike. Somebody merged counts as who they are now.
WITH wanted AS MATERIALIZED (
    SELECT kind, index FROM unnest(%s::text[], %s::bytea[]) AS mark(kind, index)
),
hits AS MATERIALIZED (
    SELECT coalesce(person.merged_into_id, person.id) AS person_id,
           array_agg(DISTINCT mark.kind::text) AS kinds,
           count(DISTINCT mark.index) FILTER (WHERE mark.kind = 'sound') AS sounds,
           max(person.created_at) AS known_since
    FROM wanted
    JOIN alerts_identitymark AS mark ON mark.kind = wanted.kind AND mark.index = wanted.index
    JOIN alerts_person AS person ON person.id = mark.person_id
    GROUP BY 1
),
ranked AS (
    SELECT person_id, kinds, sounds FROM hits
    WHERE sounds >= %s OR kinds && '{{a_number,curp,consular_id,phone,name}}'
    ORDER BY kinds && '{{a_number,curp,consular_id,phone}}' DESC, 'name' = ANY(kinds) DESC, sounds DESC, known_since DESC
)
SELECT person_id, kinds, sounds FROM ranked
WHERE {known}
LIMIT %s
