"""Publishing: every committed event gets one number, in an order in which no reader misses one."""

import asyncio
import threading
import time
import uuid
from contextlib import suppress

import psycopg
import pytest

from consular.events import publisher
from consular.events.outbox import CHANNEL

INSERT = """
INSERT INTO events_event (kind, subject_type, subject_id, posts, at, payload) VALUES ('test', 'alert', %s, '{}', now(), '{}') RETURNING id
"""


def happen(connection):
    return connection.execute(INSERT, [uuid.uuid4()]).fetchone()[0]


def numbers(connection):
    return dict(connection.execute("SELECT id, seq FROM events_event").fetchall())


@pytest.fixture
def watch(connect):
    return connect(autocommit=True)


@pytest.fixture
def stamp(loop, quiet_database, connect):
    async def once():
        async with await psycopg.AsyncConnection.connect(quiet_database, autocommit=True) as plain:
            return await publisher.stamp(plain)

    return lambda: loop.run(once())


def test_events_are_numbered_in_the_order_in_which_they_were_written(watch, stamp):
    ids = [happen(watch) for _ in range(4)]

    assert stamp() == (4, 4)
    assert numbers(watch) == dict(zip(ids, range(1, 5), strict=True))
    assert stamp() == (4, 0)
    later = happen(watch)
    assert stamp() == (5, 1)
    assert numbers(watch)[later] == 5


def test_what_is_not_committed_has_no_number(watch, connect, stamp):
    writer = connect()
    happen(writer)
    assert stamp() == (0, 0)
    writer.rollback()
    assert stamp() == (0, 0)
    assert numbers(watch) == {}


def test_two_transactions_that_commit_in_reverse_are_both_seen(watch, connect, stamp):
    """A reader who resumed by id would stand at 2 and never see 1."""
    early, late = connect(), connect()
    first, second = happen(early), happen(late)
    assert first < second
    late.commit()
    reader, _ = stamp()
    assert numbers(watch) == {second: 1}

    early.commit()
    stamp()

    seen = watch.execute("SELECT id FROM events_event WHERE seq > %s", [reader]).fetchall()
    assert seen == [(first,)]


def test_a_writer_that_is_still_busy_holds_nobody_up(watch, connect, stamp):
    busy = connect()
    happen(busy)
    for _ in range(3):
        happen(watch)

    assert stamp() == (3, 3)


def test_two_publishers_at_the_same_moment_number_each_event_once(watch, connect, stamp):
    """The second waits for the first, and must not number again what the first has numbered meanwhile."""
    ids = [happen(watch) for _ in range(3)]
    first = connect()
    first.execute(publisher.LOCK)
    first.execute(publisher.STAMP, {"batch": publisher.BATCH})
    answers = []
    second = threading.Thread(target=lambda: answers.append(stamp()))
    second.start()
    time.sleep(0.3)
    assert not answers, "the second publisher waits"

    first.commit()
    second.join()

    assert answers == [(3, 0)]
    assert numbers(watch) == dict(zip(ids, range(1, 4), strict=True))


def test_many_publishers_and_writers_leave_no_gap_and_no_double(watch, connect, quiet_database, loop):
    writing = threading.Event()
    writing.set()

    def write(writer):
        for number in range(40):
            happen(writer)
            if number % 3:
                writer.commit()
        writer.commit()

    async def publish():
        async with await psycopg.AsyncConnection.connect(quiet_database, autocommit=True) as plain:
            while writing.is_set() or (await publisher.stamp(plain))[1]:
                await publisher.stamp(plain)

    async def together():
        publishers = [asyncio.create_task(publish()) for _ in range(3)]
        writers = [asyncio.to_thread(write, connect()) for _ in range(3)]
        await asyncio.gather(*writers)
        writing.clear()
        await asyncio.gather(*publishers)

    loop.run(together())

    assert sorted(numbers(watch).values()) == list(range(1, 121))
    assert watch.execute("SELECT last FROM events_stream WHERE name = 'events'").fetchone() == (120,)


def test_a_flood_is_numbered_in_portions(watch, stamp, monkeypatch):
    monkeypatch.setattr(publisher, "BATCH", 3)
    for _ in range(7):
        happen(watch)

    assert [stamp() for _ in range(4)] == [(3, 3), (6, 3), (7, 1), (7, 0)]


def test_without_its_row_the_stream_says_what_to_do(watch, stamp):
    watch.execute("DELETE FROM events_stream WHERE name = 'events'")
    try:
        with pytest.raises(RuntimeError, match="run the migrations"):
            stamp()
    finally:
        watch.execute("INSERT INTO events_stream (name, last) VALUES ('events', 0)")


class Layer:
    """The channel layer as the publisher uses it."""

    def __init__(self, error=None, hang=0.0):
        self.error, self.hang, self.sent = error, hang, []

    async def group_send(self, group, message):
        await asyncio.sleep(self.hang)
        if self.error:
            raise self.error
        self.sent.append((group, message))


@pytest.fixture
def relay(loop, quiet_database, monkeypatch):
    """Relays that run until they are stopped, or the test ends."""
    monkeypatch.setattr(publisher, "SWEEP_S", 0.05)
    stops = []

    def start(layer):
        monkeypatch.setattr(publisher, "get_channel_layer", lambda: layer)
        led = []

        async def begin():
            stop = asyncio.Event()

            async def beside():
                led.append(True)

            return stop, asyncio.create_task(publisher.lead(quiet_database, stop=stop, beside=beside))

        stop, task = loop.run(begin())
        stops.append((stop, task))

        def end():
            async def wait():
                stop.set()
                with suppress(asyncio.CancelledError):
                    await asyncio.wait_for(task, 5)

            loop.run(wait())

        return led, end

    yield start

    async def end_all():
        for stop, task in stops:
            stop.set()
            await asyncio.wait_for(task, 5)

    loop.run(end_all())


def until(holds, seconds=5.0):
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.02)


def test_the_relay_numbers_what_happens_and_hints_without_any_content(watch, relay):
    layer = Layer()
    relay(layer)
    happen(watch)

    until(lambda: set(numbers(watch).values()) == {1})
    until(lambda: layer.sent)
    assert layer.sent == [(publisher.GROUP, {"type": "hint", "seq": 1})]


def test_a_bell_wakes_it_long_before_the_sweep(watch, relay, monkeypatch):
    led, _end = relay(Layer())
    until(lambda: led)
    time.sleep(0.2)
    monkeypatch.setattr(publisher, "SWEEP_S", 60.0)
    time.sleep(0.2)
    with watch.transaction():
        happen(watch)
        watch.execute(f"NOTIFY {CHANNEL}")

    until(lambda: set(numbers(watch).values()) == {1}, seconds=2)
    monkeypatch.setattr(publisher, "SWEEP_S", 0.05)
    watch.execute(f"NOTIFY {CHANNEL}")


def test_one_leads_and_the_other_stands_by_until_it_may(watch, relay, monkeypatch):
    first, end_first = relay(Layer())
    until(lambda: first)
    second, _end = relay(Layer())
    happen(watch)
    until(lambda: set(numbers(watch).values()) == {1})
    assert not second

    end_first()

    until(lambda: second)
    happen(watch)
    until(lambda: set(numbers(watch).values()) == {1, 2})


def test_it_survives_the_loss_of_its_connection(watch, relay):
    led, _end = relay(Layer())
    until(lambda: led)
    watch.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    happen(watch)

    until(lambda: set(numbers(watch).values()) == {1}, seconds=10)
    assert len(led) == 2


@pytest.mark.parametrize("layer", [Layer(error=ConnectionError("redis is away")), Layer(hang=60)])
def test_without_redis_it_goes_on_numbering(watch, relay, monkeypatch, layer):
    monkeypatch.setattr(publisher, "HINT_TIMEOUT_S", 0.1)
    relay(layer)
    for expected in (1, 2, 3):
        happen(watch)
        until(lambda: max(numbers(watch).values(), key=lambda seq: seq or 0) == expected, seconds=2)  # noqa: B023


def test_a_hint_that_fails_is_not_tried_again_for_a_while(loop, monkeypatch):
    layer = Layer(error=ConnectionError("redis is away"))
    tries = []
    original = layer.group_send

    async def counted(group, message):
        tries.append(message["seq"])
        await original(group, message)

    layer.group_send = counted
    monkeypatch.setattr(publisher, "get_channel_layer", lambda: layer)
    monkeypatch.setattr(publisher, "HINT_PAUSE_S", 0.2)

    async def send():
        hint = publisher.Hint()
        await hint.send(1)
        await hint.send(2)
        layer.error = None
        await asyncio.sleep(0.25)
        await hint.send(3)

    loop.run(send())

    assert tries == [1, 3]
    assert [message["seq"] for _group, message in layer.sent] == [3]
