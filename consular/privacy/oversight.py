"""Who looks at too many people: more than 30 in an hour is an alarm for the auditor (trust.md, the malicious insider)."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from consular.errors import NotFound
from consular.privacy.models import ReadAlarm

log = logging.getLogger(__name__)

PEOPLE, WITHIN = 30, timedelta(hours=1)
OVERSIGHT_LOCK = 0x41434C4D

# A person is looked at as a person, as a case and as an alert: the largest of the three, so that nobody counts three times. Who
# has been named within the hour is not named again, but the open alarm grows.
MANY = """
SELECT reader_id, max(subjects) FROM (
    SELECT reader_id, subject_type, count(DISTINCT subject_id) AS subjects FROM privacy_accessrecord
    WHERE at > %(since)s AND at <= %(now)s GROUP BY reader_id, subject_type
) AS looks GROUP BY reader_id HAVING max(subjects) > %(people)s
"""


@transaction.atomic(durable=True)
def raise_alarms(*, now: datetime) -> int:
    """Raises one for every reader who has none from the last hour; one that nobody has seen yet only grows. Returns how many are new."""
    raised = 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [OVERSIGHT_LOCK])
        cursor.execute(MANY, {"since": now - WITHIN, "now": now, "people": PEOPLE})
        many = cursor.fetchall()
    for reader_id, people in many:
        last = ReadAlarm.objects.filter(reader=reader_id, raised_at__gt=now - WITHIN).order_by("-raised_at").first()
        if last is None:
            ReadAlarm.objects.create(reader_id=reader_id, people=people, raised_at=now)
            log.error("access log: reader %d has looked at %d people within an hour", reader_id, people)
            raised += 1
        elif people > last.people and last.seen_at is None:
            last.people = people
            last.save(update_fields=["people"])
    return raised


@transaction.atomic(durable=True)
def see_alarm(*, alarm_id: int, actor: Any, now: datetime) -> ReadAlarm:
    """An auditor has looked into it. Whoever was first stays named."""
    alarm = ReadAlarm.objects.select_for_update(of=("self",)).filter(pk=alarm_id).first()
    if alarm is None:
        raise NotFound
    if alarm.seen_at is None:
        alarm.seen_at, alarm.seen_by = now, actor
        alarm.save(update_fields=["seen_at", "seen_by"])
    return alarm
