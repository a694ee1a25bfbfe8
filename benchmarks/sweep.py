"""The detection of sweeps: what one alert costs in the relay, with an empty history and with a million alerts in it."""

from pathlib import Path
from typing import Any

import psycopg

from benchmarks.stage import Stage
from benchmarks.tables import Row, Table, median, percentile

HISTORY = 1_000_000
P95_MS = 20
AT = (33.0, -117.0)
# [alerts that are there before, samples]
SCENES = {
    "nobody near": [0, 200],
    "the second person near": [1, 100],
    "the third: an incident is opened": [2, 100],
    "one more in a raid of 100": [100, 100],
    "one more in a crowd of 1,000": [1_000, 100],
}
SEED = (Path(__file__).parent / "history.sql").read_text()


def measure(stage: Stage, long: bool) -> Table:
    stage.empty()
    stage.analyse()
    stage.say("with an empty history …")
    empty = run(stage, dict(list(SCENES.items())[:3]))
    stage.empty()
    stage.say(f"writing {HISTORY:,} alerts …")
    with psycopg.connect(stage.owner_url, cursor_factory=psycopg.ClientCursor) as owner:
        owner.execute(SEED, {"alerts": HISTORY})
    stage.analyse()
    stage.say(f"with {stage.count('alerts_alert'):,} alerts in the history …")
    full = run(stage, SCENES)
    stage.empty()  # a million rows are in nobody's way
    return _table(empty, full)


def run(stage: Stage, scenes: dict[str, list[int]]) -> dict[str, Any]:
    return stage.client("sweeps", scenes=scenes, at=AT)


def _table(empty: dict[str, Any], full: dict[str, Any]) -> Table:
    table = Table(f"Detecting a sweep, {HISTORY:,} alerts in the history")
    limit = median(full["limit"])
    for name in SCENES:
        for taken, words in ((empty.get(name), f"{name}, empty history"), (full[name], name)):
            if taken:
                p95 = percentile(taken, 0.95)
                promise = {} if taken is not full[name] else {"target": f"p95 < {P95_MS} ms", "met": p95 < P95_MS}
                measured = f"p50 {median(taken):.1f}, p95 {p95:.1f} ms"
                table.rows.append(Row(words, measured, f"{limit:.2f} ms", f"{median(taken) / limit:.0f} x", **promise))
    table.remarks.append(
        "From the published event to the commit, alert by alert, as the relay does it. Limit: one row by its key, in the same run."
    )
    return table
