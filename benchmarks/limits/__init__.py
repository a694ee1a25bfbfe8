"""What this machine can do at best: PostgreSQL with one transaction per alert, Redis PUBLISH, NOTIFY, a bare SELECT."""

import asyncio
import re
import subprocess
import time
from pathlib import Path

import orjson
import psycopg
import redis.asyncio

from benchmarks.stage import Stage, postgres_environment

HERE = Path(__file__).parent
PGBENCH_S = 3
ROUND_TRIPS_PER_S = 50

OPEN_ROWS = """
SELECT id, code, kind, state, priority, version, owner_id, extract(epoch FROM received_at)::float8,
       ST_X(point), ST_Y(point), accuracy_m
FROM alerts_alert WHERE posts && %s::bigint[] AND state <> 'handled' ORDER BY owner_id IS NOT NULL, priority, received_at, id
"""


def make_tables(stage: Stage) -> None:
    with psycopg.connect(stage.owner_url, autocommit=True) as owner:
        owner.execute((HERE / "tables.sql").read_text())


def transactions(stage: Stage, clients: int) -> float:
    """Transactions per second of `clients` connections that insert an alert and its event each."""
    program = Path(stage.environment.get("POSTGRES_BINARIES", "")) / "pgbench"
    options = [
        "-n",
        "-c",
        str(clients),
        "-j",
        str(min(clients, 2)),
        "-T",
        str(PGBENCH_S),
        "-f",
        str(HERE / "press.sql"),
    ]
    done = subprocess.run(
        [str(program), *options], env=postgres_environment(stage.owner_url), capture_output=True, text=True, check=False
    )
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    if done.returncode or not found:
        raise SystemExit(f"pgbench failed:\n{done.stdout}{done.stderr}")
    return float(found[1])


async def publish_round_trips(stage: Stage, seconds: float) -> list[float]:
    """Milliseconds from PUBLISH to the subscriber."""
    client = redis.asyncio.from_url(stage.environment["REDIS_URL"])
    async with client, client.pubsub() as listener:
        await listener.subscribe("limit")
        await listener.get_message(timeout=5)
        taken = []
        for _number in range(int(seconds * ROUND_TRIPS_PER_S)):
            began = time.perf_counter()
            await client.publish("limit", "1")
            await listener.get_message(ignore_subscribe_messages=True, timeout=5)
            taken.append(1000 * (time.perf_counter() - began))
            await asyncio.sleep(1 / ROUND_TRIPS_PER_S)
        return taken


async def notify_round_trips(stage: Stage, seconds: float) -> list[float]:
    """Milliseconds from NOTIFY to the listener."""
    connect = psycopg.AsyncConnection.connect
    async with (
        await connect(stage.owner_url, autocommit=True) as sender,
        await connect(stage.owner_url, autocommit=True) as listener,
    ):
        await listener.execute("LISTEN limit_channel")
        taken = []
        for _number in range(int(seconds * ROUND_TRIPS_PER_S)):
            began = time.perf_counter()
            await sender.execute("NOTIFY limit_channel")
            async for _notice in listener.notifies(timeout=5, stop_after=1):
                taken.append(1000 * (time.perf_counter() - began))
            await asyncio.sleep(1 / ROUND_TRIPS_PER_S)
        return taken


def open_rows(stage: Stage, post_id: int) -> tuple[float, int]:
    """Milliseconds and bytes of reading a post's open alerts as compact arrays, and nothing else."""
    with psycopg.connect(stage.owner_url) as connection:
        began = time.perf_counter()
        rows = connection.execute(OPEN_ROWS, [[post_id]], binary=True).fetchall()
        written = orjson.dumps(rows)
        return 1000 * (time.perf_counter() - began), len(written)
