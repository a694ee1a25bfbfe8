"""The mail of a schedule: that a report is ready, and a link. No figure, no post, no name."""

import logging
import time
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cases.reports import scheduling
from cases.reports.scheduling import Taken

log = logging.getLogger(__name__)

BUSY_S = 60  # a round is over well before its task is stopped; the next minute goes on


def send_due() -> int:
    """Queues what has fallen due and sends what is queued. Without a mail server the rows wait."""
    while scheduling.queue_due(now=timezone.now()) == scheduling.BATCH:
        pass
    if not settings.MAIL_IS_SET_UP:
        return 0
    sent, until = 0, time.monotonic() + BUSY_S
    while time.monotonic() < until and (taken := scheduling.take(now=timezone.now())):
        sent += _deliver(taken, timezone.now())
    return sent


def _deliver(taken: Taken, now: datetime) -> bool:
    try:
        message_of(taken).send()
    except Exception as error:  # one mail must not stop the others; what mail servers say may hold the address
        log.warning("a scheduled mail was not taken by the mail server: %s", type(error).__name__)
        scheduling.settle(mail_id=taken.id, is_sent=False, now=now)
        return False
    scheduling.settle(mail_id=taken.id, is_sent=True, now=now)
    return True


def message_of(taken: Taken) -> EmailMessage:
    origin = settings.ORIGINS[0]
    with translation.override(taken.language):
        subject = _("Your report is ready")
        text = _(
            "Your report is ready. Sign in to read it:\n\n%(report)s\n\n"
            "This message carries no figures. To pause these messages or to stop them:\n\n%(schedules)s\n"
        ) % {
            "report": origin + reverse("schedule-ready", kwargs={"mail": taken.id}),
            "schedules": origin + reverse("schedules"),
        }
    # The same row has the same Message-ID: mail programs show a mail that was sent twice once.
    headers = {"Message-ID": f"<{taken.id}@consular.invalid>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [taken.address], headers=headers)
