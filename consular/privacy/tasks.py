"""What privacy asks of the background worker."""

import logging

from celery import shared_task
from django.core.management import call_command

from consular.privacy import access_log

log = logging.getLogger(__name__)


@shared_task
def anchor_access_log() -> None:
    """Writes the head of the access log into the process log, which whoever alters the database does not hold."""
    length, last_hash = access_log.head()
    log.info("access log: %d records, head %s", length, last_hash)


@shared_task
def clear_sessions() -> None:
    """Deletes ended sign-in sessions."""
    call_command("clearsessions")
