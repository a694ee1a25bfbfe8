"""The sweeper that runs beside the publisher: fires what is due, asks the auditor, and sends the heartbeat only when all is well."""

import asyncio
import logging
import time
import urllib.request
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from alerts.actions import timers
from consular.events.feed import in_thread

log = logging.getLogger(__name__)

SWEEP_S = 0.5
AUDIT_S = 10.0
GRACE = timedelta(seconds=10)
HEARTBEAT_TIMEOUT_S = 5

SWEEPS = (timers.escalate, timers.mark_stale_claims, timers.settle_cancels)


def sweep() -> int:
    """Fires everything that is due, until nothing is. One sweep that fails does not keep the others from running."""
    fired = 0
    for action in SWEEPS:
        try:
            while done := action(now=timezone.now()):
                fired += done
        except Exception as error:
            log.error("%s failed: %s", action.__name__, type(error).__name__)
    return fired


def audit() -> bool:
    """Whether every open alert has a next step and none is overdue. Only then the outside heartbeat is told."""
    lost = timers.without_next_step(now=timezone.now(), grace=GRACE)
    if lost:
        log.error("audit: %d open alerts have no next step or are overdue; no heartbeat", lost)
        return False
    if settings.HEARTBEAT_URL:
        _beat(settings.HEARTBEAT_URL)
    return True


def _beat(url: str) -> None:
    try:
        with urllib.request.urlopen(url, timeout=HEARTBEAT_TIMEOUT_S):
            return
    except OSError as error:
        log.warning("the heartbeat could not be sent: %s", type(error).__name__)


async def run() -> None:
    """Sweeps twice a second until it is cancelled, which happens when this process no longer leads."""
    audited = 0.0
    while True:
        await in_thread(sweep)()
        if time.monotonic() - audited >= AUDIT_S:
            audited = time.monotonic()
            await in_thread(_audit_safely)()
        await asyncio.sleep(SWEEP_S)


def _audit_safely() -> None:
    try:
        audit()
    except Exception as error:
        log.error("the audit could not be made: %s", type(error).__name__)
