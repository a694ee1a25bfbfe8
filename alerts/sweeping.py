"""The sweeper that runs beside the publisher: fires what is due, asks the auditor, and sends the heartbeat only when all is well."""

import asyncio
import logging
import time
import urllib.request
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from alerts import canary, paging
from alerts.actions import detect, drills, handover, identity, pages, person, timers, watch, welfare
from consular.events.feed import in_thread
from consular.privacy import oversight

log = logging.getLogger(__name__)

SWEEP_S = 0.5
AUDIT_S = 10.0
COUNT_S = 2.0
PAGE_S = 1.0
MARK_S = 1.0
READS_S = 30.0
LATER_S = 5.0
LATER_FOR_S = 2.0
GRACE = timedelta(seconds=10)
DETECTED_WITHIN = timedelta(minutes=2)
PAGED_WITHIN = timedelta(minutes=2)
HEARTBEAT_TIMEOUT_S = 5

# Lanes run beside each other, so that nothing makes the steps of a chain wait; within one, each sweep does a batch in its turn.
STEPS: list[Callable[..., int]] = [timers.escalate]
INCIDENTS: list[Callable[..., int]] = [detect.detect_incidents]
PROMISES: list[Callable[..., int]] = [
    timers.mark_stale_claims,
    timers.ring_stale_claims,
    timers.settle_cancels,
    person.strike_locate_clocks,
    welfare.ring_welfare,
    handover.ring_unanswered_offers,
    drills.send_drill_presses,
    drills.end_drills,
    drills.close_what_a_drill_left,
]  # apps that stand above add theirs when they are ready

# What figures are made of: a few seconds late at the most, and never in the way of the lanes above.
LATER: list[Callable[..., int]] = []


def sweep() -> int:
    """Fires everything that is due, until nothing is. Returns how much."""
    return sum(sweep_lane(lane) for lane in (STEPS, INCIDENTS, PROMISES))


def sweep_lane(lane: list[Callable[..., int]]) -> int:
    """One sweep that fails does not keep the others from running."""
    fired, going = 0, list(lane)
    while going:
        done = {action: _do(action) for action in going}
        fired += sum(done.values())
        going = [action for action, n in done.items() if n]
    return fired


def _do(action: Callable[..., int]) -> int:
    try:
        return action(now=timezone.now())
    except Exception as error:
        log.error("%s failed: %s", action.__name__, type(error).__name__)
        return 0


def sweep_steps() -> int:
    return sweep_lane(STEPS)


def sweep_incidents() -> None:
    """What arrives meanwhile is looked at together half a second later: one by one, a raid would cost each board three frames a press."""
    while _do(detect.detect_incidents) >= detect.BATCH:
        pass


def sweep_promises() -> int:
    return sweep_lane(PROMISES)


def sweep_later() -> None:
    """A part of the time only: however much there is to do, what rings is served first."""
    end = time.monotonic() + LATER_FOR_S
    for action in LATER:
        while _do(action) and time.monotonic() < end:
            pass


def audit() -> bool:
    """Whether every open alert has a next step, none is overdue, and what time must do is done. Only then the heartbeat is told."""
    now = timezone.now()
    lost = timers.without_next_step(now=now, grace=GRACE)
    if lost:
        log.error("audit: %d open alerts have no next step or are overdue; no heartbeat", lost)
    behind = detect.behind(now=now) > DETECTED_WITHIN
    if behind:
        log.error("audit: no incidents are being looked for; no heartbeat")
    stuck = pages.overdue(now=now - PAGED_WITHIN)
    if stuck:
        log.error("audit: %d pages to telephones are not being sent; no heartbeat", stuck)
    if lost or behind or stuck:
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
        _every(SWEEP_S, sweep_steps),
        _every(SWEEP_S, sweep_incidents),
        _every(SWEEP_S, sweep_promises),
        _every(COUNT_S, count),
        _every(AUDIT_S, audit),
        _every(MARK_S, mark),
        _every(READS_S, watch_reads),
        _every(PAGE_S, paging.send_due_pages),
        _every(LATER_S, sweep_later),
        canary.run(),
    )


def mark() -> None:
    """One batch at a time, and in no lane: being found by name half a minute later is no promise, and the chain is."""
    _do(identity.mark_identities)


def watch_reads() -> None:
    """Whoever looks at too many people in an hour is named to the auditor."""
    oversight.raise_alarms(now=timezone.now())


def count() -> None:
    watch.count_watches(now=timezone.now())


async def _every(seconds: float, job: Callable[[], Any]) -> None:
    while True:
        try:
            await in_thread(job)()
        except Exception as error:
            log.error("%s could not be done: %s", job.__name__, type(error).__name__)
        await asyncio.sleep(seconds)
