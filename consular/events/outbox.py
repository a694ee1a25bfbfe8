"""The one way to say that something happened: `record`, inside the transaction that made it so."""

from collections.abc import Iterable
from typing import Any

from django.db import connection, models
from django.utils import timezone
from psycopg.types.json import Jsonb

from consular.events.models import subject_id_of

CHANNEL = "consular_events"
# One statement: most transactions of the product end with it, and a second round trip would be a tenth of their time.
RECORD = """
INSERT INTO events_event (kind, subject_type, subject_id, posts, actor_id, at, payload)
VALUES (%s, %s, %s, %s::bigint[], %s, %s, %s) RETURNING pg_notify(%s, '')
"""


def record(
    kind: str,
    *,
    subject: models.Model,
    posts: Iterable[int],
    actor: Any = None,
    payload: dict | None = None,
) -> None:
    """Writes an event and rings the publisher when (and only if) the transaction commits.

    `posts` are the ids of every post that saw the subject before or sees it after: a post that loses it must be told.
    Raises RuntimeError outside a transaction: rule and event stand or fall together.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"{kind}: an event is recorded in the transaction of the change it tells of")
    row: tuple[Any, ...] = (
        kind,
        subject._meta.model_name,
        subject_id_of(subject),
        sorted(set(posts)),
        actor and actor.pk,
        timezone.now(),
        Jsonb(payload or {}),
        CHANNEL,
    )
    with connection.cursor() as cursor:
        cursor.execute(RECORD, row)
