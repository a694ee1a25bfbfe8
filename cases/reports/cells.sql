-- The hexagon of the post's district in which each of these places (EWKB) lies.
WITH ground AS MATERIALIZED (
    SELECT part.area FROM organisation_district AS district JOIN organisation_districtpart AS part ON part.district_id = district.id
    WHERE district.consulate_id = %(post)s
)
SELECT place, coalesce(placed.area, 'elsewhere')
FROM unnest(%(places)s::bytea[]) AS place, ST_GeomFromEWKB(place) AS spot LEFT JOIN LATERAL (
    SELECT min(cell.i || ' ' || cell.j) AS area
    FROM ST_Transform(spot, 3857) AS flat, LATERAL ST_HexagonGrid(%(side)s, flat) AS cell
    WHERE ST_Intersects(cell.geom, flat)
      AND EXISTS (SELECT FROM ground WHERE ground.area && spot AND ST_Intersects(ground.area, spot))
) AS placed ON true
