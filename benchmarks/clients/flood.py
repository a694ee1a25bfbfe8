"""A flood: false presses from many devices, as fast as the server takes them, and true ones of known people in between.

Task: {base, path, connections, presses, false_keys, true_keys, at: [lat, lng, spread]}.
Result: {seconds, statuses, true: {alert id: epoch seconds at which it was sent}, true_ms: [wait for the accept]}.
"""

import asyncio
import json
import sys
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from random import Random
from typing import Any

from alerts.management.client import Line, LineLost, Site

TRUE_KINDS = ("panic", "panic", "relative", "witness")


def requests(task: dict[str, Any], site: Site) -> Iterator[tuple[str | None, bytes]]:
    """Each with the id of the alert when it is a true one; those come evenly over the whole flood."""
    dice = Random(11)
    every = task["presses"] // (len(task["true_keys"]) + 1)
    for number in range(task["presses"]):
        true, rest = divmod(number, every)
        if rest == 0 and 0 < true <= len(task["true_keys"]):
            alert_id = str(uuid.uuid4())
            body = _body(task["at"], dice, TRUE_KINDS[true % len(TRUE_KINDS)], alert_id)
            yield alert_id, site.post(task["path"], body, key=task["true_keys"][true - 1])
        key = task["false_keys"][number % len(task["false_keys"])]
        yield None, site.post(task["path"], _body(task["at"], dice, "panic"), key=key)


def _body(at: list[float], dice: Random, kind: str, alert_id: str = "") -> bytes:
    lat, lng, spread = at
    now = datetime.now(UTC).isoformat()
    location = {"lat": lat + dice.uniform(-spread, spread), "lng": lng + dice.uniform(-spread, spread)}
    content = {
        "id": alert_id or str(uuid.uuid4()),
        "kind": kind,
        "pressed_at": now,
        "location": location | {"accuracy_m": 30, "fixed_at": now, "source": "gps"},
        "language": "es",
    }
    return json.dumps(content).encode()


async def run(task: dict[str, Any]) -> dict[str, Any]:
    site = Site.at(task["base"])
    waiting = requests(task, site)
    statuses: Counter[int] = Counter()
    sent: dict[str, float] = {}
    true_ms: list[float] = []

    async def press_on(line: Line) -> None:
        for alert_id, request in waiting:
            began = time.time()
            if alert_id:
                sent[alert_id] = began
            answer = await line.ask(request)
            statuses[answer.status] += 1
            if alert_id:
                true_ms.append(1000 * (time.time() - began))

    lines = [await Line.open(site) for _number in range(task["connections"])]
    began = time.monotonic()
    await asyncio.gather(*map(press_on, lines))
    for line in lines:
        line.close()
    return {"seconds": time.monotonic() - began, "statuses": dict(statuses), "true": sent, "true_ms": true_ms}


def main() -> int:
    try:
        result = asyncio.run(run(json.load(sys.stdin)))
    except (LineLost, TimeoutError) as error:
        print(f"flood: the server failed: {error!r}", file=sys.stderr)
        return 1
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
