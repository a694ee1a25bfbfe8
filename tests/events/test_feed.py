"""The feed: reads once, writes to every open board, and says honestly when it cannot."""

import asyncio
import time
from dataclasses import dataclass

import pytest

from consular.events import feed as feeds
from consular.events.feed import RESYNC, Feed, Socket


@dataclass
class Batch:
    first: int
    last: int
    more: bool = False
    seen_by: tuple = ()

    def frame(self, reader):
        return None if reader == "a phone with nothing new" else f"{self.first}-{self.last} for {reader}".encode()


class Source:
    """A database that can be away, in which things happen."""

    def __init__(self):
        self.last, self.reads, self.away, self.gone, self.step = 0, 0, False, {}, 10**9

    def head(self):
        return self.last

    def read(self, after):
        self.reads += 1
        if self.away:
            raise ConnectionError("the database is away")
        last = min(self.last, after + self.step)
        return Batch(after, last, more=last < self.last)

    def revoked(self, readers):
        return {reader: code for reader, code in self.gone.items() if reader in readers}


class Layer:
    """Redis: hints that are put in come out, unless it is away."""

    def __init__(self):
        self.hints, self.away, self.joined = asyncio.Queue(), False, 0

    async def new_channel(self):
        if self.away:
            raise ConnectionError("redis is away")
        self.joined += 1
        return "a channel"

    async def group_add(self, group, channel):
        pass

    async def receive(self, channel):
        hint = await self.hints.get()
        if self.away:
            raise ConnectionError("redis is away")
        return hint


class Board:
    """One open socket and what was written to it."""

    def __init__(self, reader="an officer"):
        self.frames, self.closed, self.stuck = [], None, False
        self.socket = Socket(reader, self.write, self.close)

    async def write(self, frame):
        while self.stuck:
            await asyncio.sleep(0.01)
        self.frames.append(frame.decode())

    async def close(self, code):
        self.closed = code


async def until(holds, seconds=3.0):
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it never came true"
        await asyncio.sleep(0.005)


@pytest.fixture
def quick(monkeypatch):
    for name, seconds in {"POLL_S": 0.05, "BEAT_S": 0.05, "CHECK_S": 0.05}.items():
        monkeypatch.setattr(feeds, name, seconds)


@pytest.fixture
def play(loop, monkeypatch):
    """Runs a scene with a feed, its source and its layer; every board that joins is left again at the end."""

    def run(scene):
        async def on_stage():
            layer = Layer()
            monkeypatch.setattr(feeds, "get_channel_layer", lambda: layer)
            source = Source()
            feed = Feed(source, beat=lambda seq: f"beat {seq}".encode())
            writers = []

            async def join(board):
                seq = await feed.attach(board.socket)
                writers.append(asyncio.create_task(board.socket.write()))
                return seq

            try:
                await scene(feed, source, layer, join)
            finally:
                for socket in list(feed.sockets):
                    await feed.detach(socket)
                for writer in writers:
                    writer.cancel()

        loop.run(on_stage())

    return run


def test_a_board_begins_at_the_head_and_hears_what_comes_after(play, quick):
    async def scene(feed, source, layer, join):
        source.last = 7
        board = Board()
        assert await join(board) == 7
        source.last = 9
        await until(lambda: "7-9 for an officer" in board.frames)
        source.last = 10
        await until(lambda: "9-10 for an officer" in board.frames)

    play(scene)


def test_a_hint_is_heard_long_before_the_poll(play, monkeypatch):
    monkeypatch.setattr(feeds, "POLL_S", 60.0)

    async def scene(feed, source, layer, join):
        board = Board()
        await join(board)
        await until(lambda: layer.joined and source.reads)
        source.last = 1
        await layer.hints.put({"type": "hint"})
        await until(lambda: board.frames == ["0-1 for an officer"], seconds=1)

    play(scene)


def test_without_redis_it_polls(play, quick):
    async def scene(feed, source, layer, join):
        layer.away = True
        board = Board()
        await join(board)
        for last in (1, 2, 3):
            source.last = last
            await until(lambda: f"{last - 1}-{last} for an officer" in board.frames, seconds=1)  # noqa: B023

    play(scene)


def test_redis_that_comes_back_is_listened_to_again(play, quick):
    async def scene(feed, source, layer, join):
        await join(Board())
        await until(lambda: layer.joined == 1)
        layer.away = True
        await layer.hints.put({})
        await asyncio.sleep(0.1)
        layer.away = False
        await until(lambda: layer.joined == 2)

    play(scene)


def test_while_the_database_is_away_there_is_no_beat_and_afterwards_nothing_is_missing(play, quick):
    async def scene(feed, source, layer, join):
        board = Board()
        await join(board)
        await until(lambda: "beat 0" in board.frames)
        source.away = True
        await until(lambda: not feed.readable)
        board.frames.clear()
        source.last = 4
        await asyncio.sleep(0.2)
        assert board.frames == []
        source.away = False
        await until(lambda: "0-4 for an officer" in board.frames)
        await until(lambda: "beat 4" in board.frames)

    play(scene)


def test_what_happened_is_read_once_for_all_boards(play, monkeypatch):
    monkeypatch.setattr(feeds, "POLL_S", 60.0)

    async def scene(feed, source, layer, join):
        boards = [Board(f"officer {n}") for n in range(50)]
        for board in boards:
            await join(board)
        await until(lambda: source.reads == 1)
        source.last = 3
        await layer.hints.put({})
        await until(lambda: all(board.frames for board in boards))
        assert [board.frames for board in boards] == [[f"0-3 for officer {n}"] for n in range(50)]
        assert source.reads == 2

    play(scene)


def test_a_long_absence_is_caught_up_without_waiting(play, monkeypatch):
    monkeypatch.setattr(feeds, "POLL_S", 60.0)

    async def scene(feed, source, layer, join):
        source.step = 2
        board = Board()
        await join(board)
        await until(lambda: layer.joined and source.reads)
        source.last = 7
        await layer.hints.put({})
        await until(lambda: feed.seq == 7, seconds=1)
        await until(lambda: board.frames == [f"{a}-{b} for an officer" for a, b in ((0, 2), (2, 4), (4, 6), (6, 7))])

    play(scene)


def test_a_phone_that_has_nothing_new_is_left_alone(play, quick):
    async def scene(feed, source, layer, join):
        phone, board = Board("a phone with nothing new"), Board()
        await join(phone)
        await join(board)
        source.last = 1
        await until(lambda: "0-1 for an officer" in board.frames)
        assert not [frame for frame in phone.frames if not frame.startswith("beat")]

    play(scene)


def test_a_stuck_board_costs_little_is_told_to_start_afresh_and_then_must_go(play, monkeypatch):
    monkeypatch.setattr(feeds, "POLL_S", 60.0)

    async def scene(feed, source, layer, join):
        stuck, lively = Board("stuck"), Board("lively")
        stuck.stuck = True
        await join(stuck)
        await join(lively)
        await until(lambda: layer.joined and source.reads)
        source.step, source.last = 1, feeds.QUEUE + 1
        await layer.hints.put({})
        await until(lambda: len(lively.frames) == feeds.QUEUE + 1)
        assert len(stuck.socket.waiting) <= feeds.QUEUE
        assert stuck.closed is None
        source.last += 1
        await layer.hints.put({})
        await until(lambda: RESYNC in stuck.socket.waiting)
        source.last += feeds.QUEUE + 1
        await layer.hints.put({})
        await until(lambda: stuck.closed == 4429)
        await until(lambda: len(lively.frames) == source.last)
        assert len(stuck.socket.waiting) <= feeds.QUEUE

    play(scene)


def test_a_board_that_catches_its_breath_gets_the_resync_and_stays(play, monkeypatch):
    monkeypatch.setattr(feeds, "POLL_S", 60.0)

    async def scene(feed, source, layer, join):
        slow = Board("slow")
        slow.stuck = True
        await join(slow)
        await until(lambda: layer.joined and source.reads)
        source.step, source.last = 1, feeds.QUEUE + 3
        await layer.hints.put({})
        await until(lambda: feed.seq == source.last)
        slow.stuck = False
        await until(lambda: RESYNC.decode() in slow.frames)
        source.last += 1
        await layer.hints.put({})
        await until(lambda: slow.frames[-1] == f"{source.last - 1}-{source.last} for slow")
        assert slow.closed is None

    play(scene)


def test_who_may_look_no_more_is_closed_with_the_reason_and_the_others_stay(play, quick):
    async def scene(feed, source, layer, join):
        bruno, bruno_again, ana = Board("bruno"), Board("bruno"), Board("ana")
        for board in (bruno, bruno_again, ana):
            await join(board)
        source.gone = {"bruno": 4403}
        await until(lambda: bruno.closed == bruno_again.closed == 4403)
        assert ana.closed is None

    play(scene)


def test_with_the_last_board_it_rests_and_with_the_next_it_begins_at_the_head(play, quick):
    async def scene(feed, source, layer, join):
        board = Board()
        await join(board)
        await until(lambda: source.reads)
        await feed.detach(board.socket)
        assert feed.tasks == []
        await asyncio.sleep(0.1)
        reads = source.reads
        source.last = 5
        await asyncio.sleep(0.2)
        assert source.reads == reads
        again = Board()
        assert await join(again) == 5
        source.last = 6
        await until(lambda: "5-6 for an officer" in again.frames)
        assert board.frames == [frame for frame in board.frames if frame.startswith("beat")]

    play(scene)


def test_a_replay_waits_its_turn_between_live_frames(loop):
    """What is missing is written where it belongs: before the live frames that follow it."""

    async def scene():
        board = Board()

        async def replay():
            await asyncio.sleep(0.05)
            board.frames.append("replay")

        for frame in (b"one", replay(), b"two"):
            board.socket.put(frame)
        writer = asyncio.create_task(board.socket.write())
        await until(lambda: len(board.frames) == 3)
        writer.cancel()
        assert board.frames == ["one", "replay", "two"]

    loop.run(scene())
