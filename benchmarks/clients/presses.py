"""Presses from real arrest records: as many as the server takes (`rate` 0), or at a rate, on keep-alive connections.

Task: {base, path, key, connections, seconds, warm_up_s, rate, around: [lat, lng, spread] | null}.
Result: {accepted_per_s, latencies_ms} after the warm-up, {all_accepted, statuses} with it.
"""

import asyncio
import json
import secrets
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain, islice
from random import Random
from typing import Any

from alerts.management.arrests import presses
from alerts.management.client import Answer, Line, LineLost, Site

MADE_AHEAD_PER_S = 2_500


class Load:
    """What has been sent and answered."""

    def __init__(self, task: dict[str, Any]):
        self.task = task
        self.site = Site.at(task["base"])
        self.requests = made_ahead(task, self.site)
        self.statuses: Counter[int] = Counter()
        self.latencies_ms: list[float] = []
        self.counted = 0
        self.counting_from = self.ends = 0.0

    async def run(self) -> dict[str, Any]:
        lines = [await Line.open(self.site) for _number in range(self.task["connections"])]
        began = time.monotonic()
        self.counting_from = began + self.task.get("warm_up_s", 0)
        self.ends = self.counting_from + self.task["seconds"]
        await (self._at_a_rate(lines, began) if self.task["rate"] else self._as_fast_as_it_goes(lines))
        for line in lines:
            line.close()
        return {
            "accepted_per_s": self.counted / self.task["seconds"],
            "latencies_ms": [round(taken, 2) for taken in self.latencies_ms],
            "all_accepted": self.statuses[201],
            "statuses": dict(self.statuses),
        }

    async def _as_fast_as_it_goes(self, lines: list[Line]) -> None:
        await asyncio.gather(*map(self._ask_on, lines))

    async def _ask_on(self, line: Line) -> None:
        while (now := time.monotonic()) < self.ends:
            self._note(await line.ask(next(self.requests)), due=now)

    async def _at_a_rate(self, lines: list[Line], began: float) -> None:
        """An open loop: a press that has to wait for a free connection was due earlier, and its wait counts."""
        free: asyncio.Queue[Line] = asyncio.Queue()
        for line in lines:
            free.put_nowait(line)
        jobs, number = [], 0
        while (due := began + number / self.task["rate"]) < self.ends:
            await asyncio.sleep(max(0, due - time.monotonic()))
            jobs.append(asyncio.create_task(self._ask_when_free(free, due)))
            number += 1
        await asyncio.gather(*jobs)

    async def _ask_when_free(self, free: asyncio.Queue[Line], due: float) -> None:
        line = await free.get()
        self._note(await line.ask(next(self.requests)), due=due)
        free.put_nowait(line)

    def _note(self, answer: Answer, *, due: float) -> None:
        now = time.monotonic()
        self.statuses[answer.status] += 1
        if answer.status == 201 and due >= self.counting_from:
            self.latencies_ms.append(1000 * (now - due))
        if answer.status == 201 and self.counting_from <= now <= self.ends:
            self.counted += 1


def made_ahead(task: dict[str, Any], site: Site) -> Iterator[bytes]:
    """Requests; those of the first seconds are made before the clock starts, for this process shares the machine."""
    seconds = task["seconds"] + task.get("warm_up_s", 0)
    requests = (site.post(task["path"], body, key=task["key"]) for body in bodies(task.get("around")))
    ready = list(islice(requests, int(seconds * (task["rate"] or task.get("expected_per_s", MADE_AHEAD_PER_S)))))
    return chain(ready, requests)


def bodies(around: list[float] | None = None) -> Iterator[bytes]:
    """Real records as presses of now; `around` moves them into a square of degrees, so that one post sees them all."""
    dice = Random(7)
    while True:  # more alerts than records: the same people press again, as other alerts
        for press in presses("us-mx", run=secrets.token_hex(4)):
            location = press.content["location"]
            if around:
                lat, lng, spread = around
                location = location or {"accuracy_m": 500, "source": "network"}
                location |= {"lat": lat + dice.uniform(-spread, spread), "lng": lng + dice.uniform(-spread, spread)}
                press.content["location"] = location
            yield press.body(datetime.now(UTC))


def main() -> int:
    try:
        result = asyncio.run(Load(json.load(sys.stdin)).run())
    except (LineLost, TimeoutError) as error:
        print(f"presses: the server failed: {error!r}", file=sys.stderr)
        return 1
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
