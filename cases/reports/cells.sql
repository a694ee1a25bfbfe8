-- Where these alerts of one post were: by hexagon of its district, elsewhere, or without a place.
-- Handled alerts lie on the points of a coarse grid, many on each: asked for once.
WITH spots AS MATERIALIZED (SELECT point, count(*) AS n FROM alerts_alert WHERE id = ANY(%(ids)s) GROUP BY point),
ground AS MATERIALIZED (
    SELECT part.area FROM organisation_district AS district JOIN organisation_districtpart AS part ON part.district_id = district.id
    WHERE district.consulate_id = %(post)s
)
SELECT CASE WHEN spots.point IS NULL THEN 'no_place' ELSE coalesce(placed.area, 'elsewhere') END AS area, sum(n)::bigint
FROM spots LEFT JOIN LATERAL (
    SELECT min(cell.i || ' ' || cell.j) AS area
    FROM ST_Transform(spots.point, 3857) AS spot, LATERAL ST_HexagonGrid(%(side)s, spot) AS cell
    WHERE ST_Intersects(cell.geom, spot)
      AND EXISTS (SELECT FROM ground WHERE ground.area && spots.point AND ST_Intersects(ground.area, spots.point))
) AS placed ON true
GROUP BY 1
