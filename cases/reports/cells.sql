-- Where the alerts of one post were: by hexagon of its district, elsewhere, or without a place; continues cohort.sql.
, placed AS (
    SELECT mine.id, min(cell.i || ' ' || cell.j) AS area
    FROM mine CROSS JOIN LATERAL ST_Transform(mine.point, 3857) AS spot
    CROSS JOIN LATERAL ST_HexagonGrid(%(side)s, spot) AS cell
    WHERE ST_Intersects(cell.geom, spot) AND EXISTS (
        SELECT FROM organisation_district AS district JOIN organisation_districtpart AS part ON part.district_id = district.id
        WHERE district.consulate_id = ANY(%(posts)s) AND ST_Intersects(part.area, mine.point)
    )
    GROUP BY mine.id
)
SELECT CASE WHEN mine.point IS NULL THEN 'no_place' ELSE coalesce(placed.area, 'elsewhere') END AS area, count(*)
FROM mine LEFT JOIN placed USING (id) GROUP BY 1
