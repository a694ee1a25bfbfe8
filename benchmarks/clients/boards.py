"""Many open boards and a steady stream of presses: how long from the press to the frame, what is lost or doubled.

Task: {base, key, cookies, boards, rate, seconds, around}.
Result: {glass_ms, accept_ms, expected, lost, doubled, gaps, resyncs, closed, refused}.
"""

import asyncio
import json
import sys
import time
from typing import Any

from alerts.management.client import Line, LineLost, Site
from benchmarks.clients.board import Board
from benchmarks.clients.presses import bodies

PATH = "/api/v1/alerts/"
CONNECTIONS = 8
LAST_FRAMES_WITHIN_S = 10.0
OPENED_AT_ONCE = 20


class Watch:
    """When each press was due, and on which boards it has been seen."""

    def __init__(self) -> None:
        self.due: dict[str, float] = {}
        self.seen: dict[Board, set[str]] = {}
        self.events: dict[Board, set[int]] = {}
        self.glass_ms: list[float] = []
        self.accept_ms: list[float] = []
        self.doubled = self.refused = 0

    def heard(self, board: Board, event: dict[str, Any]) -> None:
        due = self.due.get(event["id"])
        if due is None:
            return
        seen, events = self.seen[board], self.events[board]
        # An alert has several events: it is attached to a raid, it climbs its chain. Doubled is what comes twice itself.
        self.doubled += event["seq"] in events
        events.add(event["seq"])
        if event["alert"] and event["id"] not in seen:
            seen.add(event["id"])
            self.glass_ms.append(1000 * (time.monotonic() - due))

    @property
    def missing(self) -> int:
        return len(self.due) * len(self.seen) - len(self.glass_ms)


async def run(task: dict[str, Any]) -> dict[str, Any]:
    site, watch = Site.at(task["base"]), Watch()
    boards = await open_boards(site, watch, task)
    await press(site, watch, task)
    patience = time.monotonic() + LAST_FRAMES_WITHIN_S
    while watch.missing and time.monotonic() < patience:
        await asyncio.sleep(0.05)
    closed = [board.closed_by for board in boards if board.closed_by]
    for board in boards:
        board.transport.close()
    return {
        "glass_ms": [round(taken, 1) for taken in watch.glass_ms],
        "accept_ms": [round(taken, 1) for taken in watch.accept_ms],
        "expected": len(watch.due) * len(watch.seen),
        "lost": watch.missing,
        "doubled": watch.doubled,
        "refused": watch.refused,
        "gaps": sum(board.gaps for board in boards),
        "resyncs": sum(board.resyncs for board in boards),
        "closed": closed,
    }


async def open_boards(site: Site, watch: Watch, task: dict[str, Any]) -> list[Board]:
    boards: list[Board] = []
    cookies = task["cookies"]
    while len(boards) < task["boards"]:
        now = range(len(boards), min(len(boards) + OPENED_AT_ONCE, task["boards"]))
        opening = [Board.open(site, cookie=cookies[n % len(cookies)], heard=watch.heard) for n in now]
        boards += await asyncio.gather(*opening)
    watch.seen = {board: set() for board in boards}
    watch.events = {board: set() for board in boards}
    return boards


async def press(site: Site, watch: Watch, task: dict[str, Any]) -> None:
    free: asyncio.Queue[Line] = asyncio.Queue()
    for _number in range(CONNECTIONS):
        free.put_nowait(await Line.open(site))
    sending, began = bodies(task["around"]), time.monotonic()
    jobs = []
    for number in range(int(task["rate"] * task["seconds"])):
        due = began + number / task["rate"]
        await asyncio.sleep(max(0, due - time.monotonic()))
        jobs.append(asyncio.create_task(press_one(site, watch, free, next(sending), task["key"], due)))
    await asyncio.gather(*jobs)


async def press_one(site: Site, watch: Watch, free: asyncio.Queue[Line], body: bytes, key: str, due: float) -> None:
    watch.due[json.loads(body)["id"]] = due
    line = await free.get()
    answer = await line.ask(site.post(PATH, body, key=key))
    free.put_nowait(line)
    watch.accept_ms.append(1000 * (time.monotonic() - due))
    watch.refused += answer.status != 201


def main() -> int:
    try:
        result = asyncio.run(run(json.load(sys.stdin)))
    except (LineLost, TimeoutError) as error:
        print(f"boards: the server failed: {error!r}", file=sys.stderr)
        return 1
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
