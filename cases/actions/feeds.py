"""Verbs of calendar subscriptions: make a secret address, revoke it, note that it was read."""

import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from alerts.models.sender import fingerprint
from cases.models import CalendarFeed
from consular.errors import NotFound, invalid

MOST = 5


@transaction.atomic(durable=True)
def make_feed(*, actor: Any, label: str, language: str) -> str:
    """The token of a new subscription: shown once, kept as a fingerprint."""
    if CalendarFeed.objects.select_for_update().filter(lawyer=actor, revoked_at=None).count() >= MOST:
        raise invalid(label=_("You have five subscriptions: revoke one first."))
    token = secrets.token_urlsafe(32)
    CalendarFeed.objects.create(lawyer=actor, label=label, language=language, token_hash=fingerprint(token))
    return token


@transaction.atomic(durable=True)
def revoke_feed(*, actor: Any, which: UUID) -> None:
    """From now on its address answers 410."""
    feed = CalendarFeed.objects.select_for_update().filter(pk=which, lawyer=actor).first()
    if feed is None:
        raise NotFound
    if feed.revoked_at is None:
        feed.revoked_at = timezone.now()
        feed.save(update_fields=["revoked_at"])


def note_reading(feed: CalendarFeed, now: datetime) -> None:
    CalendarFeed.objects.filter(pk=feed.pk).update(read_at=now)
