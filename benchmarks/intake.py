"""Intake: durable alerts per second, and the wait for an accept at 20/s, beside pgbench and a stock ModelViewSet."""

from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from benchmarks import limits
from benchmarks.stage import STOCK, Server, Stage
from benchmarks.tables import Row, Table, median, p50_p99, per_second, percentile

ROUNDS = 3
CONNECTIONS, SECONDS, WARM_UP_S = 64, 4, 1
RATE, PACED_S = 20, 10
CLIENTS = (1, 8, 32)
TIMES_STOCK = 8

DAPHNE = "daphne -v 0 -b $BIND -p $PORT"
UVICORN = "python -m uvicorn --host $BIND --port $PORT --log-level warning --no-access-log --lifespan off"
PATH = "/api/v1/alerts/"


@dataclass
class Build:
    """One way to serve the intake: how it is started, and what it reached in each round."""

    what: str
    command: str
    table: str = "alerts_alert"
    settings: dict[str, str] = field(default_factory=dict)
    server: Server | None = None
    per_s: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)
    accept_ms: list[float] = field(default_factory=list)


def measure(stage: Stage, long: bool) -> Table:
    builds = {
        "ours": Build("the product under Daphne", f"{DAPHNE} consular.asgi:application"),
        "stock": Build(
            "stock DRF ModelViewSet", f"{DAPHNE} benchmarks.peers.asgi:application", "peers_stockalert", STOCK
        ),
        "single": Build("one commit per alert", f"{DAPHNE} benchmarks.peers.one_commit_each:application"),
        "uvicorn": Build("the product under uvicorn", f"{UVICORN} consular.asgi:application"),
    }
    stage.empty()
    limits.make_tables(stage)
    pgbench: dict[int, list[float]] = {clients: [] for clients in CLIENTS}
    with ExitStack() as running:
        running.enter_context(stage.relay())
        for name, build in builds.items():
            build.server = running.enter_context(stage.web(f"web-{name}", build.command, **build.settings))
        for number in range(ROUNDS):
            stage.say(f"round {number + 1} of {ROUNDS}")
            for clients, reached in pgbench.items():
                reached.append(limits.transactions(stage, clients))
            for build in builds.values():
                saturate(stage, build)
            for name in ("ours", "stock"):
                pace(stage, builds[name])
    return _table(builds, pgbench)


def saturate(stage: Stage, build: Build) -> None:
    """As many as it takes; every answered alert must be a row."""
    before, cpu_before = stage.count(build.table), build.server.cpu_s()
    expected = 200 if build.settings else 2_500
    task = _task(stage, build, connections=CONNECTIONS, seconds=SECONDS, warm_up_s=WARM_UP_S, rate=0)
    result = stage.client("presses", **task, expected_per_s=expected)
    stored = stage.count(build.table) - before
    if stored != result["all_accepted"]:
        raise SystemExit(f"{build.what}: {result['all_accepted']} alerts were accepted and {stored} are on disk.")
    if set(result["statuses"]) != {"201"}:
        raise SystemExit(f"{build.what}: answers other than 201: {result['statuses']}")
    build.per_s.append(result["accepted_per_s"])
    build.cpu_ms.append(1000 * (build.server.cpu_s() - cpu_before) / stored)


def pace(stage: Stage, build: Build) -> None:
    task = _task(stage, build, connections=16, seconds=PACED_S, warm_up_s=WARM_UP_S, rate=RATE)
    build.accept_ms += stage.client("presses", **task)["latencies_ms"]


def _task(stage: Stage, build: Build, **what: Any) -> dict[str, Any]:
    return {"base": build.server.base, "path": PATH, "key": stage.key, **what}


def _table(builds: dict[str, Build], pgbench: dict[int, list[float]]) -> Table:
    ours, stock = builds["ours"], builds["stock"]
    most, one = max(map(median, pgbench.values())), median(pgbench[1])
    times = median(ours.per_s) / median(stock.per_s)
    table = Table("Intake: durable alerts per second, and the wait for an accept")
    table.rows += [_saturated(build, most) for build in builds.values()]
    table.rows.insert(
        1, Row("the same, to stock DRF", f"{times:.1f} x", target=f"at least {TIMES_STOCK} x", met=times >= TIMES_STOCK)
    )
    for build in (ours, stock):
        ratio = percentile(build.accept_ms, 0.5) / (1000 / one)
        limit = f"{1000 / one:.1f} ms"
        table.rows.append(
            Row(f"{build.what}, accept at {RATE}/s", p50_p99(build.accept_ms), limit, f"{ratio:.1f} x (p50)")
        )
    figures = ", ".join(f"{clients} clients {per_second(reached)}" for clients, reached in pgbench.items())
    table.remarks.append(f"Limit: pgbench, one transaction of alert and event: {figures}.")
    table.remarks.append(f"Medians of {ROUNDS} interleaved runs of {SECONDS} s, ranges in brackets; the relay runs.")
    return table


def _saturated(build: Build, limit: float) -> Row:
    reached = f"{per_second(build.per_s)}, {median(build.cpu_ms):.2f} ms CPU each"
    share = f"{median(build.per_s) / limit:.2f} of the limit"
    return Row(f"{build.what}, {CONNECTIONS} connections", reached, f"{limit:,.0f}/s", share)
