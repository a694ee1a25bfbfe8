-- Makes alerts members of an incident, or only shows members to more posts (`joins` false), and tells: one statement, however
-- many there are. All posts of the incident see each member; those that are not its own see about where it is.
WITH changed AS (
    UPDATE alerts_alert AS alert
    SET incident_id = %(incident)s, version = version + 1, updated_at = %(now)s,
        offered = nullif(ARRAY(SELECT unnest(coalesce(alert.offered, '{}') || %(posts)s::bigint[]) EXCEPT SELECT unnest(alert.posts) ORDER BY 1), '{}')
    WHERE id = ANY(%(ids)s::uuid[])
    RETURNING id, posts, handover_to_id
),
member AS (
    INSERT INTO alerts_membership (alert_id, incident_id, attached_at, attached_by_id, reason)
    SELECT id, %(incident)s, %(now)s, %(actor)s::bigint, '' FROM changed WHERE %(joins)s
)
INSERT INTO events_event (kind, subject_type, subject_id, posts, actor_id, at, payload)
SELECT CASE WHEN %(joins)s THEN 'alert.attached' ELSE 'alert.offered' END, 'alert', id,
       ARRAY(SELECT DISTINCT post FROM unnest(posts || %(posts)s::bigint[] || handover_to_id) AS post WHERE post IS NOT NULL ORDER BY post),
       %(actor)s::bigint, %(now)s, jsonb_build_object('incident', %(code)s::text)
FROM changed
