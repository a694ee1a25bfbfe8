-- Where the alerts of one post were: by county of its district, elsewhere, or without a place; continues cohort.sql.
, placed AS (
    SELECT mine.id, min(county.code) AS area
    FROM organisation_county AS county JOIN mine ON ST_Intersects(county.boundary, mine.point)
    WHERE county.consulate_id = ANY(%(posts)s)
    GROUP BY mine.id
)
SELECT CASE WHEN mine.point IS NULL THEN 'no_place' ELSE coalesce(placed.area, 'elsewhere') END AS area, count(*)
FROM mine LEFT JOIN placed USING (id) GROUP BY 1
