"""What alerts ask of the background worker."""

from celery import shared_task
from django.utils import timezone

from alerts import actions


@shared_task
def fade_places() -> int:
    """Forgets exact places of alerts that were handled a while ago."""
    return actions.fade_places(now=timezone.now())
