-- Where these alerts of one post were: by county of its district, elsewhere, or without a place.
-- Handled alerts lie on the points of a coarse grid, many on each: asked for once.
WITH spots AS MATERIALIZED (SELECT point, count(*) AS n FROM alerts_alert WHERE id = ANY(%(ids)s) GROUP BY point),
ground AS MATERIALIZED (SELECT code, boundary FROM organisation_county WHERE consulate_id = %(post)s)
SELECT CASE WHEN spots.point IS NULL THEN 'no_place' ELSE coalesce(placed.area, 'elsewhere') END AS area, sum(n)::bigint
FROM spots LEFT JOIN LATERAL (
    SELECT min(code) AS area FROM ground WHERE ground.boundary && spots.point AND ST_Intersects(ground.boundary, spots.point)
) AS placed ON true
GROUP BY 1
