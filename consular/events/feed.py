"""The live feed of one server process: reads new events once, renders once per audience, hands frames to its sockets.

It knows nothing of alerts: what to read and how to render is handed in by the app (`Source`).
"""

import asyncio
import contextlib
import logging
import time
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Coroutine, Hashable
from typing import Any, Protocol

from channels.db import DatabaseSyncToAsync
from channels.layers import get_channel_layer

from consular.events.publisher import GROUP

log = logging.getLogger(__name__)

POLL_S = 1.0
DRAIN_S = 0.1
BEAT_S = 10.0
CHECK_S = 5.0
BULLETIN_S = 1.0
REJOIN_S = 600.0
QUEUE = 64
RESYNC = b'{"type":"resync"}'


def in_thread(function: Callable) -> Callable[..., Awaitable]:
    """Runs a blocking read in a pool thread: Channels' default is one thread for all sockets of a process."""
    return DatabaseSyncToAsync(function, thread_sensitive=False)


class Batch(Protocol):
    """New events, ready to be written down for any audience."""

    first: int  # exclusive
    last: int  # inclusive
    more: bool

    def frame(self, reader: Any) -> bytes | None: ...


class Source(Protocol):
    """What the app hands in. All of it blocks and runs in a thread."""

    def head(self) -> int: ...

    def read(self, after: int) -> Batch: ...

    def bulletin(self) -> Any:
        """What is so now, apart from the events; `frame(reader)` gives the whole of it, or None."""

    def revoked(self, readers: list[Any]) -> dict[Any, int]:
        """Which readers must go, with the close code."""


class Socket:
    """One open board: a bounded queue between the feed and a writer task."""

    def __init__(
        self, reader: Hashable, send: Callable[[bytes], Awaitable[None]], close: Callable[[int], Awaitable[None]]
    ):
        self.reader = reader
        self.send = send
        self.close = close
        self.waiting: deque[bytes | Coroutine] = deque()
        self.rung = asyncio.Event()
        self.overflowed = False
        self.wants_bulletins = False
        self.bulletin: bytes | None = None

    def put(self, frame: bytes | Coroutine) -> bool:
        """Queues a frame, or a job that writes frames in its turn (a replay).

        A socket that is too slow loses what waits and is told to fetch a fresh snapshot; twice, it must go: False.
        """
        if len(self.waiting) >= QUEUE:
            if self.overflowed:
                return False
            self.overflowed = True
            self.waiting.clear()
            frame = RESYNC
        self.waiting.append(frame)
        self.rung.set()
        return True

    async def write(self) -> None:
        while True:
            await self.rung.wait()
            self.rung.clear()
            while self.waiting:
                frame = self.waiting.popleft()
                await (self.send(frame) if isinstance(frame, bytes) else frame)
            self.overflowed = False


class Feed:
    """Starts with its first socket and stops with its last."""

    def __init__(self, source: Source, *, beat: Callable[[int], bytes]):
        self.source = source
        self.beat = beat
        self.sockets: set[Socket] = set()
        self.seq = 0
        self.tasks: list[asyncio.Task] = []
        self.starting = asyncio.Lock()
        self.hinted = asyncio.Event()
        self.readable = True

    async def attach(self, socket: Socket) -> int:
        """Adds a socket and returns the sequence from which its frames go on."""
        async with self.starting:
            if not self.tasks:
                self.seq = await in_thread(self.source.head)()
                self.tasks = [
                    asyncio.create_task(job())
                    for job in (self._follow, self._listen, self._beat, self._check, self._inform)
                ]
            self.sockets.add(socket)
            return self.seq

    async def detach(self, socket: Socket) -> None:
        self.sockets.discard(socket)
        async with self.starting:
            if not self.sockets:
                for task in self.tasks:
                    task.cancel()
                self.tasks = []

    async def _follow(self) -> None:
        while True:
            try:
                more = await self._advance()
            except Exception:
                log.exception("feed could not read; boards see no beat until it can")
                self.readable = False
                await asyncio.sleep(POLL_S)
                continue
            self.readable = True
            await self._drain()
            if not more:
                await self._wait()

    async def _advance(self) -> bool:
        batch = await in_thread(self.source.read)(self.seq)
        if batch.last == self.seq:
            return False
        self.seq = batch.last
        for socket in list(self.sockets):
            frame = batch.frame(socket.reader)
            if frame is not None and not socket.put(frame):
                asyncio.ensure_future(socket.close(4429))  # noqa: RUF006  closing is best effort
        return batch.more

    async def _drain(self) -> None:
        """Most boards have taken what they were given before more is read: when many are open, several events then share a frame.

        Not waited for is a board that had not taken the one before: one that stands still must not hold up the others.
        """
        until = time.monotonic() + DRAIN_S
        while sum(len(socket.waiting) == 1 for socket in self.sockets) > len(self.sockets) // 10:
            if time.monotonic() > until:
                return
            await asyncio.sleep(0.002)

    async def _wait(self) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.hinted.wait(), POLL_S)
        self.hinted.clear()

    async def _listen(self) -> None:
        """Hears hints. Redis may forget, drop or die: the poll in `_wait` finds what no hint told."""
        layer = get_channel_layer()
        while True:
            try:
                channel = await layer.new_channel()
                await layer.group_add(GROUP, channel)
                joined = time.monotonic()
                while time.monotonic() - joined < REJOIN_S:
                    await asyncio.wait_for(layer.receive(channel), REJOIN_S)
                    self.hinted.set()
            except asyncio.CancelledError:
                raise
            except Exception as error:
                log.warning("feed hears no hints, polls: %s", type(error).__name__)
                await asyncio.sleep(2 * POLL_S)

    async def _beat(self) -> None:
        """A beat says "you have everything up to N": not sent while the feed cannot read."""
        while True:
            await asyncio.sleep(BEAT_S)
            if self.readable:
                frame = self.beat(self.seq)
                for socket in list(self.sockets):
                    socket.put(frame)

    async def _inform(self) -> None:
        """Sends the bulletin to those who asked for it, whenever it is another one for them than the last."""
        while True:
            await asyncio.sleep(BULLETIN_S)
            readers = [socket for socket in self.sockets if socket.wants_bulletins]
            if not readers:
                continue
            try:
                bulletin = await in_thread(self.source.bulletin)()
                for socket in readers:
                    frame = bulletin.frame(socket.reader)
                    if frame != socket.bulletin:
                        socket.bulletin = frame
                        socket.put(frame)
            except Exception as error:
                log.warning("feed could not send the bulletin: %s", type(error).__name__)

    async def _check(self) -> None:
        while True:
            await asyncio.sleep(CHECK_S)
            by_reader = defaultdict(list)
            for socket in self.sockets:
                by_reader[socket.reader].append(socket)
            try:
                revoked = await in_thread(self.source.revoked)(list(by_reader))
            except Exception as error:
                log.warning("feed could not check its readers: %s", type(error).__name__)
                continue
            for reader, code in revoked.items():
                for socket in by_reader[reader]:
                    await socket.close(code)
