"""The sweeper that runs beside the publisher: fires what is due, asks the auditor, and sends the heartbeat only when all is well."""

import asyncio
import logging
import urllib.request
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from alerts import canary, paging
from alerts.actions import detect, drills, handover, person, timers, watch, welfare
from consular.events.feed import in_thread

log = logging.getLogger(__name__)

SWEEP_S = 0.5
AUDIT_S = 10.0
COUNT_S = 2.0
PAGE_S = 1.0
GRACE = timedelta(seconds=10)
HEARTBEAT_TIMEOUT_S = 5

SWEEPS: list[Callable[..., int]] = [
    timers.escalate,
    detect.detect_incidents,
    timers.mark_stale_claims,
    timers.settle_cancels,
    person.strike_locate_clocks,
    welfare.ring_welfare,
    handover.ring_unanswered_offers,
    drills.send_drill_presses,
    drills.end_drills,
    drills.close_what_a_drill_left,
]  # apps that stand above add theirs when they are ready


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
    """Sweeps, counts, audits and sends test presses until it is cancelled, which happens when this process no longer leads."""
    await asyncio.gather(
        _every(SWEEP_S, sweep),
        _every(COUNT_S, count),
        _every(AUDIT_S, audit),
        _every(PAGE_S, paging.send_due_pages),
        canary.run(),
    )


def count() -> None:
    watch.count_watches(now=timezone.now())


async def _every(seconds: float, job: Callable[[], Any]) -> None:
    while True:
        try:
            await in_thread(job)()
        except Exception as error:
            log.error("%s could not be done: %s", job.__name__, type(error).__name__)
        await asyncio.sleep(seconds)
