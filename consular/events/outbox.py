"""The one way to say that something happened: `record`, inside the transaction that made it so."""

from collections.abc import Iterable
from typing import Any

from django.db import connection, models
from django.utils import timezone

from consular.events.models import Event, subject_id_of

CHANNEL = "consular_events"


def record(
    kind: str,
    *,
    subject: models.Model,
    posts: Iterable[int],
    actor: Any = None,
    payload: dict | None = None,
) -> Event:
    """Writes an event and rings the publisher when (and only if) the transaction commits.

    `posts` are the ids of every post that saw the subject before or sees it after: a post that loses it must be told.
    Raises RuntimeError outside a transaction: rule and event stand or fall together.
    """
    if not connection.in_atomic_block:
        raise RuntimeError(f"{kind}: an event is recorded in the transaction of the change it tells of")
    event = Event.objects.create(
        kind=kind,
        subject_type=str(subject._meta.model_name),
        subject_id=subject_id_of(subject),
        posts=sorted(set(posts)),
        actor=actor,
        at=timezone.now(),
        payload=payload or {},
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])
    return event
