"""The board with 10,000 open alerts in view: the snapshot, warm and cold, and first paint in a real browser."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

import psycopg

from alerts.management.client import Line, Site
from benchmarks import browser, limits
from benchmarks.glass import AROUND, POST
from benchmarks.stage import STOCK, Server, Stage
from benchmarks.tables import Row, Table, median, p50_p99

OPEN = 10_000
SEEDED_AT_ONCE_S = 5
STARTS, WARM, STOCK_RUNS, PAINTS = 3, 10, 2, 3
SETTLES_MS = 3_000
SERVER_MS, PAINT_MS, LIVE_MS, ZOOM_MS, LONG_TASK_MS = 100, 1_000, 2_000, 300, 200
ZOOMS = 8
PATH = "/api/v1/board/"

# Runs in the page before anything else: when is the queue on the screen, when are the districts on the map, when is all of it live?
WATCH = """
(() => {
  const painted = (name) => requestAnimationFrame(() => setTimeout(() => { document.documentElement.dataset[name] = performance.now(); }));
  const seen = {
    queueAt: () => document.querySelector("#queue [data-alert-id]"),
    mapAt: () => document.querySelector("#map[data-base]"),
    liveAt: () => document.documentElement?.dataset.live === "yes" && document.querySelector("#queue [data-alert-id]"),
  };
  const look = () => {
    for (const name of Object.keys(seen)) if (seen[name]()) { painted(name); delete seen[name]; }
    if (Object.keys(seen).length) setTimeout(look, 5);
  };
  look();
})();
"""


# Runs in the page once it is painted: zooms in and out, and says how long each took until the picture after it, and the longest task.
ZOOM = """
async (times) => {
  const long = [];
  new PerformanceObserver((list) => long.push(...list.getEntries().map((one) => one.duration))).observe({ type: "longtask" });
  const rested = () => new Promise((resolve) => setTimeout(resolve, 400));
  const painted = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  const zooms = [];
  for (let time = 0; time < times; time += 1) {
    const button = document.querySelector(time % 4 < 2 ? ".leaflet-control-zoom-in" : ".leaflet-control-zoom-out");
    const began = performance.now();
    button.click();
    await painted();
    zooms.push(performance.now() - began);
    await rested();
  }
  return { zooms, longest: Math.max(0, ...long) };
}
"""


@dataclass
class Seen:
    """What a browser showed, in ms: [frame, queue, map, live] with an empty cache and again, each zoom, the longest task while zooming."""

    cold: list[list[float]] = field(default_factory=list)
    again: list[list[float]] = field(default_factory=list)
    zooms: list[float] = field(default_factory=list)
    longest: float = 0.0


class Answers:
    """What one kind of request took: milliseconds to the first and to the last byte, and how many bytes."""

    def __init__(self) -> None:
        self.first_ms: list[float] = []
        self.last_ms: list[float] = []
        self.size = 0

    def add(self, first_ms: float, last_ms: float, size: int) -> None:
        self.first_ms.append(first_ms)
        self.last_ms.append(last_ms)
        self.size = size


def measure(stage: Stage, long: bool) -> Table:
    stage.empty()
    with stage.web() as server:
        seed(stage, server)
        cookie = stage.sign_in(server.base, "officer", POST)[0]
    stage.analyse()
    cold, warm, stock, bare, seen = Answers(), Answers(), Answers(), Answers(), Seen()
    post_id = _post_id(stage)
    for number in range(STARTS):
        stage.say(f"round {number + 1} of {STARTS}")
        bare_ms, bare_size = limits.open_rows(stage, post_id)
        bare.add(bare_ms, bare_ms, bare_size)
        with stage.web() as server:
            asyncio.run(fetch(server, "/readyz", cookie, 3, Answers()))
            asyncio.run(fetch(server, PATH, cookie, 1, cold))
            asyncio.run(fetch(server, PATH, cookie, WARM, warm))
            if number == STARTS - 1:
                with stage.relay():
                    stage.settle()
                    seen = look(server, cookie)
    with stage.web("web-stock", "daphne -v 0 -b $BIND -p $PORT benchmarks.peers.asgi:application", **STOCK) as server:
        asyncio.run(fetch(server, PATH, cookie, STOCK_RUNS, stock))
    return _table(cold, warm, stock, bare, seen)


def seed(stage: Stage, server: Server) -> None:
    """Through the real intake, until enough alerts are open."""
    stage.say(f"pressing {OPEN:,} times …")
    while (missing := OPEN - stage.count("alerts_alert")) > 0:
        rate = min(400, missing / SEEDED_AT_ONCE_S)
        task = {"connections": 32, "seconds": SEEDED_AT_ONCE_S, "rate": rate, "around": AROUND}
        stage.client("presses", base=server.base, path="/api/v1/alerts/", key=stage.key, **task)


async def fetch(server: Server, path: str, cookie: str, times: int, answers: Answers) -> None:
    loop = asyncio.get_running_loop()
    site = Site.at(server.base)
    line = await Line.open(site)
    for _number in range(times):
        began = loop.time()
        answer = await line.ask(site.get(path, cookie=cookie))
        if answer.status != 200:
            raise SystemExit(f"{path}: {answer.status} {answer.body[:300]!r}")
        answers.add(1000 * (line.first_byte_at - began), 1000 * (loop.time() - began), len(answer.body))
    line.close()


def look(server: Server, cookie: str) -> Seen:
    """From the start of the navigation; empty where there is no browser."""
    seen = Seen()
    with browser.running() as chromium:
        for _number in range(PAINTS if chromium else 0):
            with browser.page(chromium, server.base, cookie, WATCH) as page:
                _look_once(page, server, seen)
    return seen


def _look_once(page: Any, server: Server, seen: Seen) -> None:
    for times in (seen.cold, seen.again):
        page.goto(server.base + "/board/", wait_until="commit")
        root = page.wait_for_selector(
            "html[data-queue-at][data-map-at][data-live-at]", state="attached", timeout=30_000
        )
        frame = page.evaluate("performance.getEntriesByName('first-paint')[0].startTime")
        times.append([frame, *(float(root.get_attribute(f"data-{name}-at")) for name in ("queue", "map", "live"))])
        page.wait_for_timeout(SETTLES_MS)
    told = page.evaluate(ZOOM, ZOOMS)
    seen.zooms += told["zooms"]
    seen.longest = max(seen.longest, told["longest"])


def _post_id(stage: Stage) -> int:
    with psycopg.connect(stage.owner_url) as connection:
        row = connection.execute("SELECT id FROM organisation_consulate WHERE code = %s", [POST]).fetchone()
    return row[0] if row else 0


def _table(cold: Answers, warm: Answers, stock: Answers, bare: Answers, seen: Seen) -> Table:
    table = Table(f"The board with {OPEN:,} open alerts in view")
    limit = median(bare.first_ms)

    def row(what: str, answers: Answers, **promise: Any) -> Row:
        server_ms = median(answers.first_ms)
        measured = f"{server_ms:.0f} ms, all of it after {median(answers.last_ms):.0f} ms; {answers.size / 1e6:.1f} MB"
        return Row(what, measured, f"{limit:.0f} ms, {bare.size / 1e6:.1f} MB", f"{server_ms / limit:.1f} x", **promise)

    promise = {"target": f"server < {SERVER_MS} ms", "met": median(warm.first_ms) < SERVER_MS}
    table.rows.append(row("snapshot, cards known", warm, **promise))
    table.rows.append(row("snapshot, first after a start", cold))
    table.rows.append(row("the same rows, stock DRF ModelSerializer", stock))
    if seen.cold:
        server_ms = median(warm.last_ms)
        for times, cache in ((seen.cold, "empty cache"), (seen.again, "files cached")):
            frame, queue, districts, live = zip(*times, strict=True)
            for what, taken, most_ms in (
                ("first paint", frame, PAINT_MS),
                ("queue", queue, PAINT_MS),
                ("map", districts, None),
                ("all live", live, LIVE_MS),
            ):
                shown = f"{median(taken):,.0f} ms ({min(taken):,.0f}-{max(taken):,.0f})"
                limit_ms, ratio = f"{server_ms:.0f} ms (the snapshot)", f"{median(taken) / server_ms:.1f} x"
                promise = {"target": f"< {most_ms / 1000:.0f} s", "met": median(taken) < most_ms} if most_ms else {}
                table.rows.append(Row(f"in Chromium, {cache}: {what}", shown, limit_ms, ratio, **promise))
        slowest = max(seen.zooms)
        shown = f"median {median(seen.zooms):.0f}, most {slowest:.0f} ms of {len(seen.zooms)}"
        promise = f"all < {ZOOM_MS} ms"
        table.rows.append(Row("a zoom, to the picture after it", shown, target=promise, met=slowest < ZOOM_MS))
        promise = f"< {LONG_TASK_MS} ms"
        longest = f"{seen.longest:.0f} ms"
        table.rows.append(
            Row("the longest task while zooming", longest, target=promise, met=seen.longest < LONG_TASK_MS)
        )
    else:
        table.remarks.append("First paint was not measured: there is no Chromium here.")
    table.remarks.append("Limit: one SELECT of the same rows, as compact arrays in JSON, and nothing else.")
    table.remarks.append(f"Warm requests one by one: first byte {p50_p99(warm.first_ms)}.")
    return table
