-- The county of the post's district in which each of these places (EWKB) lies.
WITH ground AS MATERIALIZED (SELECT code, boundary FROM organisation_county WHERE consulate_id = %(post)s)
SELECT place, coalesce(placed.area, 'elsewhere')
FROM unnest(%(places)s::bytea[]) AS place, ST_GeomFromEWKB(place) AS spot LEFT JOIN LATERAL (
    SELECT min(code) AS area FROM ground WHERE ground.boundary && spot AND ST_Intersects(ground.boundary, spot)
) AS placed ON true
