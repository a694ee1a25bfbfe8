"""Escalation: with 1,000 open alerts, how late does each step fire? Also without Redis, and after kill -9 of the leading relay."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
from psycopg.types.json import Jsonb

from benchmarks.glass import AROUND
from benchmarks.stage import Server, Stage
from benchmarks.tables import Row, Table, median, percentile
from consular.standalone.home import free_port
from consular.standalone.supervisor import Child

OPEN = 1_000
LATE_S = 2.0
STEPS = ("duty", "post", "neighbours", "supervisors")
APART_S = 4  # between the steps of the burst: a whole chain in twelve seconds
SPREAD_S = 10
HEADSTART_S = 3.0
GIVE_UP_S = 30.0
LOOK_S = 0.005
LIMIT_RUNS = 5

ARM = """
UPDATE alerts_alert SET state = 'received', step = 0, chain = %(chain)s, posts = ARRAY[consulate_id], version = version + 1,
    waiting_since = %(start)s + make_interval(secs => place.n * %(each)s),
    step_due_at = %(start)s + make_interval(secs => place.n * %(each)s)
FROM (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM alerts_alert) AS place WHERE place.id = alerts_alert.id
RETURNING alerts_alert.id, extract(epoch FROM waiting_since)::float8
"""
FIRED = """
SELECT id, subject_id, (payload ->> 'step')::int FROM events_event
WHERE kind = 'alert.escalated' AND id > %s ORDER BY id
"""
LEADS = """
SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
WHERE locktype = 'advisory' AND granted AND datname = current_database()
"""
ESCALATE = (Path(__file__).resolve().parent.parent / "alerts/actions/escalate.sql").read_text()


@dataclass
class Scene:
    """One way in which the steps fall due, and how late each of them was seen, in seconds."""

    what: str
    steps: int = 1
    each_s: float = 0.0  # between one alert and the next
    late: list[float] = field(default_factory=list)

    @property
    def expected(self) -> int:
        return OPEN * self.steps


def measure(stage: Stage, long: bool) -> Table:
    burst = Scene("the whole chain of all at once: 4 steps", steps=len(STEPS))
    spread = Scene(f"one step each, {OPEN // SPREAD_S} due per second", each_s=SPREAD_S / OPEN)
    deaf = Scene("one step of all at once, Redis killed before")
    killed = Scene("one step of all at once, kill -9 of the leading relay 0.2 s before, a standby runs")
    amid = Scene(
        f"one step each, {OPEN // SPREAD_S} due per second, kill -9 of the leader in the middle", each_s=SPREAD_S / OPEN
    )
    stage.empty()
    with stage.web() as server:
        seed(stage, server)
    stage.analyse()
    limit = bare_statement(stage)
    with relay(stage, "relay"):
        for scene in (burst, spread):
            play(stage, scene)
    with own_redis(stage) as (url, redis), relay(stage, "relay-deaf", REDIS_URL=url):
        redis.send_signal(signal.SIGKILL)
        redis.wait()
        play(stage, deaf)
    for scene, seconds in ((killed, -0.2), (amid, SPREAD_S / 2)):
        with relay(stage, "relay-first") as first, relay(stage, "relay-standby", leads=False):
            play(stage, scene, kill=(first, seconds))
    return _table([burst, spread, deaf, killed, amid], limit)


def seed(stage: Stage, server: Server) -> None:
    """Through the real intake, until enough alerts are open; what is too many goes again."""
    while (missing := OPEN - stage.count("alerts_alert")) > 0:
        task = {"connections": 16, "seconds": 2, "rate": min(400, missing / 2), "around": AROUND}
        stage.client("presses", base=server.base, path="/api/v1/alerts/", key=stage.key, **task)


def bare_statement(stage: Stage) -> list[float]:
    """Seconds of the statement alone, for the same alerts in the same batches, without a process that looks for what is due."""
    chain = [{"after_s": 0, "to": step} for step in STEPS]
    taken = []
    with psycopg.connect(stage.owner_url) as owner:
        for _run in range(LIMIT_RUNS):
            now = datetime.now(UTC)
            owner.execute(ARM, {"chain": Jsonb(chain), "start": now, "each": 0.0})
            began = time.perf_counter()
            parameters = {"now": now, "batch": OPEN, "neighbours": 2, "again": timedelta(minutes=5)}
            owner.execute(ESCALATE, parameters)
            taken.append(time.perf_counter() - began)
            owner.rollback()
    return taken


def play(stage: Stage, scene: Scene, kill: tuple[Child, float] | None = None) -> None:
    """Sets when everything is due, waits for it, and takes the time at which each step can be read by others."""
    stage.say(f"{scene.what} …")
    chain = [{"after_s": number * APART_S, "to": to} for number, to in enumerate(STEPS)]
    chain = chain if scene.steps > 1 else [{"after_s": 0, "to": "duty"}, {"after_s": 3_600, "to": "post"}]
    with psycopg.connect(stage.owner_url, autocommit=True) as owner:
        start = datetime.now(UTC) + timedelta(seconds=HEADSTART_S)
        armed = owner.execute(ARM, {"chain": Jsonb(chain), "start": start, "each": scene.each_s}).fetchall()
        waits = {alert_id: since for alert_id, since in armed}
        row = owner.execute("SELECT coalesce(max(id), 0) FROM events_event").fetchone()
        last, kill_at = row[0] if row else 0, start.timestamp() + kill[1] if kill else None
        until = start.timestamp() + scene.each_s * OPEN + scene.steps * APART_S + GIVE_UP_S
        while len(scene.late) < scene.expected and time.time() < until:
            if kill and kill_at and time.time() >= kill_at:
                os.kill(kill[0].process.pid, signal.SIGKILL)
                kill_at = None
            fired = owner.execute(FIRED, [last]).fetchall()
            seen = time.time()
            for event_id, alert_id, step in fired:
                last = event_id
                if step <= scene.steps:
                    scene.late.append(seen - waits[alert_id] - (step - 1) * chain[1]["after_s"])
            time.sleep(LOOK_S)
        owner.execute("UPDATE alerts_alert SET step_due_at = now() + interval '1 hour'")


@contextmanager
def relay(stage: Stage, name: str, *, leads: bool = True, **settings: str) -> Iterator[Child]:
    """A relay with the command of `make run`. One that shall lead is waited for until it does."""
    with ExitStack() as running:
        child = running.enter_context(stage.relay(name, **settings))
        deadline = time.monotonic() + 30
        with psycopg.connect(stage.owner_url, autocommit=True) as owner:
            while leads and not (owner.execute(LEADS).fetchone() or [0])[0]:
                if time.monotonic() > deadline or not child.alive:
                    raise SystemExit(f"{name} did not begin to lead.")
                time.sleep(0.1)
        if not leads:
            time.sleep(HEADSTART_S)  # until it stands by
        yield child


@contextmanager
def own_redis(stage: Stage) -> Iterator[tuple[str, subprocess.Popen]]:
    """A Redis that may be killed without harm to the others."""
    port = str(free_port())
    command = ["redis-server", "--bind", "127.0.0.1", "--port", port, "--save", "", "--dir", str(stage.folder)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        yield f"redis://127.0.0.1:{port}/0", process
    finally:
        process.kill()
        process.wait()


def _table(scenes: list[Scene], limit: list[float]) -> Table:
    table = Table(f"Escalation: how late a step fires with {OPEN:,} open alerts")
    best = median(limit)
    for scene in scenes:
        late, missing = scene.late, scene.expected - len(scene.late)
        words = f"{scene.expected:,} steps, {missing} missing"
        if late:
            words = (
                f"p50 {percentile(late, 0.5):.2f}, p99 {percentile(late, 0.99):.2f}, most {max(late):.2f} s; "
                f"earliest {min(late):.2f} s; {words}"
            )
        met = not missing and min(late) >= 0 and max(late) <= LATE_S
        ratio = f"{percentile(late, 0.5) / best:.1f} x (p50)" if late else ""
        table.rows.append(Row(scene.what, words, f"{best:.3f} s", ratio, f"all within {LATE_S:.0f} s, none early", met))
    table.remarks.append(
        f"Limit: the bare statement that moves and tells {OPEN:,} alerts, in one transaction: "
        f"{best:.3f} s ({min(limit):.3f}-{max(limit):.3f}). "
        "The sweeper looks twice a second, a standby asks for the lead four times a second."
    )
    table.remarks.append("Late: from when a step was due to when its event could be read on another connection.")
    return table
