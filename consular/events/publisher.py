"""Stamps committed events with a commit-safe sequence and hints to the server processes that there is something to read."""

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable

import psycopg
from channels.layers import get_channel_layer
from django.db import connection as django_connection
from psycopg.conninfo import make_conninfo

from consular.events.outbox import CHANNEL

log = logging.getLogger(__name__)

GROUP = "feeds"
LEADER_LOCK = 0x434F4E53  # "CONS"; one leader per database
SWEEP_S = 0.5
STANDBY_S = 0.25  # how long nobody leads after a leader was killed: steps of the chain wait for it
HINT_TIMEOUT_S = 1.0
HINT_PAUSE_S = 5.0
BATCH = 500

# The stream row is locked before the events are chosen: two publishers, even by mistake, stamp one after the other, so
# whoever sees a sequence number sees all the smaller ones. It is a statement of its own: a statement sees what was
# committed when it began, and one that waited for the lock itself would stamp again what was stamped meanwhile.
LOCK = "SELECT FROM events_stream WHERE name = 'events' FOR UPDATE"
STAMP = """
WITH head AS MATERIALIZED (SELECT last FROM events_stream WHERE name = 'events'),
fresh AS MATERIALIZED (
    SELECT id, row_number() OVER (ORDER BY id) AS place
    FROM (SELECT id FROM events_event, head WHERE seq IS NULL ORDER BY id LIMIT %(batch)s) AS chosen
),
stamped AS (
    UPDATE events_event SET seq = head.last + fresh.place, told_at = clock_timestamp()
    FROM fresh, head WHERE events_event.id = fresh.id RETURNING seq
),
moved AS (
    UPDATE events_stream SET last = last + (SELECT count(*) FROM fresh) WHERE name = 'events' RETURNING last
)
SELECT moved.last, (SELECT count(*) FROM stamped) FROM moved
"""


def dsn() -> str:
    """The application's own connection parameters, for a connection outside Django's pool."""
    parameters = django_connection.get_connection_params()
    return make_conninfo(
        **{name: parameters[name] for name in ("dbname", "user", "password", "host", "port") if parameters.get(name)}
    )


async def lead(dsn: str, *, stop: asyncio.Event, beside: Callable[[], Awaitable[None]] | None = None) -> None:
    """Publishes until `stop`, standing by while another process leads. Survives the loss of database and Redis.

    `beside` runs for as long as this process leads, and is cancelled when it no longer does.
    """
    while not stop.is_set():
        try:
            async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as connection:
                if await _wait_for_lead(connection, stop):
                    log.info("relay leads")
                    company = asyncio.ensure_future(beside()) if beside else None
                    try:
                        await _publish(connection, stop)
                    finally:
                        if company:
                            company.cancel()
        except (psycopg.Error, OSError) as error:
            log.warning("relay lost its database: %s", type(error).__name__)
            await _pause(stop, 1.0)


async def _wait_for_lead(connection: psycopg.AsyncConnection, stop: asyncio.Event) -> bool:
    while not stop.is_set():
        row = await (await connection.execute("SELECT pg_try_advisory_lock(%s)", [LEADER_LOCK])).fetchone()
        if row and row[0]:
            return True
        await _pause(stop, STANDBY_S)
    return False


async def _publish(connection: psycopg.AsyncConnection, stop: asyncio.Event) -> None:
    await connection.execute(f"LISTEN {CHANNEL}")
    hint = Hint()
    while not stop.is_set():
        last, stamped = await stamp(connection)
        if stamped:
            await hint.send(last)
        if stamped < BATCH:
            await _rung(connection)


async def stamp(connection: psycopg.AsyncConnection) -> tuple[int, int]:
    """Gives every committed, unstamped event its number. Returns the last number and how many were stamped."""
    async with connection.transaction():
        await connection.execute(LOCK)
        row = await (await connection.execute(STAMP, {"batch": BATCH})).fetchone()
    if row is None:
        raise RuntimeError("the events stream has no row: run the migrations")
    return row[0], row[1]


async def _rung(connection: psycopg.AsyncConnection) -> None:
    """Waits for a commit's NOTIFY, or for the sweep: a notification may be lost, an event may not."""
    async for _ in connection.notifies(timeout=SWEEP_S, stop_after=1):
        pass


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)


class Hint:
    """Says "there is something up to N" through Redis. While Redis is away it tries now and then and never blocks for long."""

    def __init__(self) -> None:
        self.layer = get_channel_layer()
        self.quiet_until = 0.0

    async def send(self, seq: int) -> None:
        if time.monotonic() < self.quiet_until:
            return
        try:
            await asyncio.wait_for(self.layer.group_send(GROUP, {"type": "hint", "seq": seq}), HINT_TIMEOUT_S)
        except Exception as error:
            self.quiet_until = time.monotonic() + HINT_PAUSE_S
            log.warning("no hint for %s s, boards poll: %s", HINT_PAUSE_S, type(error).__name__)
