-- What the period counted, as the figures have it, or has of hearings, deadlines, offers, actions and sweeps, also of those that no longer
-- count (`counted`); and what was told of it since (`late`). How something goes on at another post is not theirs to read: that it does,
-- is said. A query over `late` follows.
WITH counted AS MATERIALIZED (
    SELECT 'alert' AS subject_type, alert.id, alert.code FROM alerts_alert AS alert
    WHERE alert.id = ANY(%(alerts)s::uuid[])
       OR alert.received_at >= %(start)s AND alert.received_at < %(end)s AND NOT alert.drill AND alert.consulate_id = ANY(%(posts)s)
    UNION ALL
    SELECT 'case', id, code FROM cases_case
    WHERE NOT drill AND (
        opened_at >= %(start)s AND opened_at < %(end)s AND reports_post_at(id, consulate_id, opened_at) = ANY(%(posts)s)
        OR taken_at >= %(start)s AND taken_at < %(end)s AND reports_post_at(id, consulate_id, taken_at) = ANY(%(posts)s)
        OR closed_at >= %(start)s AND closed_at < %(end)s AND reports_post_at(id, consulate_id, closed_at) = ANY(%(posts)s)
        OR id IN (
            SELECT own.id FROM (
                SELECT matter.case_id, hearing.starts_at AS at
                FROM cases_legalmatter AS matter JOIN cases_hearing AS hearing ON hearing.matter_id = matter.id
                WHERE hearing.level < 5 AND hearing.starts_at >= %(start)s AND hearing.starts_at < %(end)s
                UNION ALL
                SELECT matter.case_id, deadline.due_on::timestamp AT TIME ZONE 'UTC'
                FROM cases_legalmatter AS matter JOIN cases_deadline AS deadline ON deadline.matter_id = matter.id
                WHERE deadline.level < 5 AND deadline.due_on >= %(first)s AND deadline.due_on <= %(last)s
                UNION ALL
                SELECT matter.case_id, offer.sent_at
                FROM cases_legalmatter AS matter JOIN cases_offer AS offer ON offer.matter_id = matter.id
                WHERE offer.sent_at >= %(start)s AND offer.sent_at < %(end)s
                UNION ALL
                SELECT case_id, happened_at FROM cases_consularaction WHERE happened_at >= %(start)s AND happened_at < %(end)s
            ) AS had JOIN cases_case AS own ON own.id = had.case_id
            WHERE reports_post_at(own.id, own.consulate_id, had.at) = ANY(%(posts)s)
        ))
    UNION ALL
    SELECT 'incident', id, code FROM alerts_incident
    WHERE opened_at >= %(start)s AND opened_at < %(end)s AND NOT drill AND consulate_id = ANY(%(posts)s)
),
late AS MATERIALIZED (
    SELECT event.kind, event.subject_type, event.subject_id, counted.code, event.at, event.seq,
           event.posts && %(posts)s::bigint[] AS is_theirs
    FROM events_event AS event JOIN counted ON counted.id = event.subject_id AND counted.subject_type = event.subject_type
    WHERE event.seq > %(after)s
)
