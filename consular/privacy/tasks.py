"""What privacy asks of the background worker."""

from celery import shared_task
from django.core.management import call_command


@shared_task
def clear_sessions() -> None:
    """Deletes ended sign-in sessions."""
    call_command("clearsessions")
