"""Press to glass: from the moment a press is due to its frame at 1, 50 and 200 open boards, at 20 alerts/s."""

import asyncio
from collections import defaultdict
from typing import Any

from benchmarks import browser, limits
from benchmarks.stage import Server, Stage
from benchmarks.tables import Row, Table, p50_p99, percentile

BOARDS = (1, 50, 200)
RATE = 20
SECONDS, ROUNDS, LONG_S = 10, 2, 300
LIMIT_S = 4
P99_MS, PROMISED_AT = 150, 50
PAINTED_BOARDS, PAINTED_RATE, PAINTED_SECONDS, PAINTED_P95_MS = 200, 5, 30, 300
POST, AROUND = "LAX", (34.05, -118.25, 0.1)  # every alert is on every board: the most that the fan-out can have to do


# Runs in the page before anything else: keeps what the header counts for each arrival, from the server's receipt to the painted row.
KEEP = """
window.painted = [];
new MutationObserver((all) => all.forEach(() => window.painted.push(Number(document.documentElement.dataset.glass))))
  .observe(document, { attributes: true, subtree: true, attributeFilter: ["data-glass"] });
"""


def measure(stage: Stage, long: bool) -> Table:
    stage.empty()
    runs: dict[int, list[dict[str, Any]]] = defaultdict(list)
    publish: list[float] = []
    notify: list[float] = []
    with stage.relay(), stage.web() as server:
        cookies = stage.sign_in(server.base, "officer", POST) + stage.sign_in(server.base, "supervisor", POST)
        run(stage, server, cookies, boards=1, seconds=2)
        for number in range(ROUNDS):
            stage.say(f"round {number + 1} of {ROUNDS}")
            publish += asyncio.run(limits.publish_round_trips(stage, LIMIT_S))
            notify += asyncio.run(limits.notify_round_trips(stage, LIMIT_S))
            for boards in BOARDS:
                runs[boards].append(run(stage, server, cookies, boards=boards, seconds=SECONDS))
        if long:
            stage.say(f"{PROMISED_AT} boards for {LONG_S} s …")
            runs[PROMISED_AT] = [run(stage, server, cookies, boards=PROMISED_AT, seconds=LONG_S)]
        stage.say(f"a browser among {PAINTED_BOARDS} boards …")
        painted = look(stage, server, cookies)
    return _table(runs, publish, notify, painted)


def look(stage: Stage, server: Server, cookies: list[str]) -> list[float]:
    """What one real board, painted among many, counted for each arrival; nothing where there is no browser."""
    load = {"boards": PAINTED_BOARDS, "seconds": PAINTED_SECONDS, "rate": PAINTED_RATE}
    with browser.running() as chromium:
        if chromium is None:
            return []
        with browser.page(chromium, server.base, cookies[0], KEEP) as page:
            page.goto(server.base + "/board/")
            page.wait_for_selector("html[data-live=yes]", state="attached")
            browser.watch_during(page, lambda: run(stage, server, cookies, **load))
            return page.evaluate("window.painted")


def run(
    stage: Stage, server: Server, cookies: list[str], *, boards: int, seconds: int, rate: int = RATE
) -> dict[str, Any]:
    task = {"boards": boards, "rate": rate, "seconds": seconds, "around": AROUND}
    return stage.client("boards", base=server.base, key=stage.key, cookies=cookies, **task)


def _table(
    runs: dict[int, list[dict[str, Any]]], publish: list[float], notify: list[float], painted: list[float]
) -> Table:
    table = Table("Press to glass: scheduled press to the frame at the board")
    for boards, results in runs.items():
        table.rows.append(_row(boards, results, publish, notify))
    if painted:
        p95 = percentile(painted, 0.95)
        table.rows.append(
            Row(
                f"painted in Chromium among {PAINTED_BOARDS} boards, {PAINTED_RATE} alerts/s",
                f"p50 {percentile(painted, 0.5):.0f}, p95 {p95:.0f} ms of {len(painted)} arrivals",
                target=f"p95 < {PAINTED_P95_MS} ms",
                met=p95 < PAINTED_P95_MS,
            )
        )
        table.remarks.append("Painted: from the server's receipt to the picture, as the board's own header counts it.")
    table.remarks.append(
        f"Limit: NOTIFY {p50_p99(notify)} and PUBLISH {p50_p99(publish)}, each to its listener, together."
    )
    accept = [taken for results in runs.values() for result in results for taken in result["accept_ms"]]
    table.remarks.append(f"Every alert is on every board. Accepts meanwhile: {p50_p99(accept)}.")
    return table


def _row(boards: int, results: list[dict[str, Any]], publish: list[float], notify: list[float]) -> Row:
    glass = [taken for result in results for taken in result["glass_ms"]]
    total = {
        name: sum(result[name] for result in results)
        for name in ("expected", "lost", "doubled", "gaps", "resyncs", "refused")
    }
    closed = sum(len(result["closed"]) for result in results)
    p50, p99 = (percentile(notify, share) + percentile(publish, share) for share in (0.5, 0.99))
    ratio = f"{percentile(glass, 0.5) / p50:.1f} x (p50), {percentile(glass, 0.99) / p99:.1f} x (p99)"
    clean = not (total["lost"] or total["doubled"] or total["gaps"] or total["refused"] or closed)
    promised = boards == PROMISED_AT
    return Row(
        f"{boards} boards, {RATE} alerts/s, {total['expected'] / boards / RATE:.0f} s",
        f"{p50_p99(glass)}; {total['expected']:,} frames, {total['lost']} lost, {total['doubled']} doubled, "
        f"{total['gaps'] + total['resyncs'] + closed} gaps",
        f"p50 {p50:.1f}, p99 {p99:.1f} ms",
        ratio,
        f"p99 < {P99_MS} ms, 0 lost, 0 doubled" if promised else "0 lost, 0 doubled",
        clean and (not promised or percentile(glass, 0.99) < P99_MS),
    )
