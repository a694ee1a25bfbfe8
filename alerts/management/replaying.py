"""The open loop: presses leave at a rate, whatever the answers; each is tried until it is accepted; all is counted."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from alerts.management.arrests import Press
from alerts.management.client import Answer, Line, Site

PATH = "/api/v1/alerts/"
CONNECTIONS = 16
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.25, 5.0
REPORT_EVERY_S = 1.0
UNKNOWN_KEY = 401
TRY_AGAIN = frozenset((408, 425, 429, 500, 502, 503, 504))


class KeyRefused(Exception):
    """The server does not know the key: nothing that is sent would be accepted."""


@dataclass
class Count:
    """What has happened so far."""

    sent: int = 0  # presses whose first try has left
    accepted: int = 0  # answered 201: on disk, and new
    known: int = 0  # answered 200: on disk since an earlier try
    refused: dict[int, int] = field(default_factory=dict)  # by status; not to be tried again
    errors: int = 0  # tries without a usable answer
    last_error: str = ""
    reached: datetime | None = None  # the record that was sent last

    @property
    def settled(self) -> int:
        return self.accepted + self.known + sum(self.refused.values())


class Replay:
    """Press n is due n / rate seconds after the start; while every connection waits for an earlier one, it is late."""

    def __init__(self, presses: Iterator[Press], *, site: Site, key: str, rate: float, connections: int = CONNECTIONS):
        self.presses = enumerate(presses)
        self.site = site
        self.key = key
        self.rate = rate
        self.connections = connections
        self.count = Count()
        self.stopped = asyncio.Event()
        self.next_due = self.began = time.monotonic()

    def stop(self) -> None:
        """Nothing new is sent; what is under way gets its answer, what would be tried again is given up."""
        self.stopped.set()

    @property
    def behind_s(self) -> float:
        """How late the next press is."""
        return max(0.0, time.monotonic() - self.next_due)

    async def run(self, report: Callable[[], None]) -> None:
        """Raises KeyRefused."""
        self.next_due = self.began = time.monotonic()
        reporting = asyncio.create_task(self._report(report))
        try:
            async with asyncio.TaskGroup() as group:
                for _number in range(self.connections):
                    group.create_task(self._send_what_is_due())
        except* KeyRefused as refusals:
            raise refusals.exceptions[0] from None
        finally:
            reporting.cancel()

    async def _report(self, report: Callable[[], None]) -> None:
        while True:
            await asyncio.sleep(REPORT_EVERY_S)
            report()

    async def _send_what_is_due(self) -> None:
        courier = Courier(self)
        try:
            for number, press in self.presses:
                due = self.began + number / self.rate
                self.next_due = due + 1 / self.rate
                await self.pause(due - time.monotonic())
                if self.stopped.is_set():
                    return
                await courier.deliver(press, late_s=time.monotonic() - due)
        finally:
            courier.hang_up()

    async def pause(self, seconds: float) -> None:
        """Sleeps, but not beyond a stop."""
        if seconds <= 0:
            return
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.stopped.wait(), seconds)


class Courier:
    """One connection of the replay. It keeps a press until the server has answered for it."""

    def __init__(self, replay: Replay):
        self.replay = replay
        self.line: Line | None = None

    async def deliver(self, press: Press, *, late_s: float) -> None:
        """The same bytes again and again, so that the server sees one alert. Raises KeyRefused."""
        count = self.replay.count
        body = press.body(datetime.now(UTC) - timedelta(seconds=late_s))
        request = self.replay.site.post(PATH, body, key=self.replay.key)
        count.sent += 1
        count.reached = press.arrested_at
        pause = FIRST_PAUSE_S
        while (answer := await self._try(request)) is None or answer.status in TRY_AGAIN:
            count.errors += 1
            if answer:
                count.last_error = f"the server answered {answer.status}"
            await self.replay.pause((answer and answer.retry_after_s) or pause)
            if self.replay.stopped.is_set():
                return
            pause = min(2 * pause, LONGEST_PAUSE_S)
        self._settle(answer)

    def _settle(self, answer: Answer) -> None:
        count = self.replay.count
        if answer.status == UNKNOWN_KEY:
            raise KeyRefused
        if answer.status == 201:
            count.accepted += 1
        elif answer.status == 200:
            count.known += 1
        else:
            count.refused[answer.status] = count.refused.get(answer.status, 0) + 1

    async def _try(self, request: bytes) -> Answer | None:
        try:
            self.line = self.line or await Line.open(self.replay.site)
            return await self.line.ask(request)
        except (OSError, TimeoutError) as error:
            self.replay.count.last_error = str(error) or type(error).__name__
            self.hang_up()
            return None

    def hang_up(self) -> None:
        if self.line:
            self.line.close()
        self.line = None
