"""Replaying arrest records: what is sent, how it is paced, and that nothing is lost on the way."""

import asyncio
import json
import uuid
from collections import Counter
from datetime import UTC, datetime
from itertools import islice, pairwise

import pytest

from alerts.intake.decoder import read_press
from alerts.management.arrests import REACH_M, draw, presses
from alerts.management.client import Site
from alerts.management.replaying import KeyRefused, Replay
from alerts.models import Alert
from tests.cast import SOURCE_KEY

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
RECORD = {
    "event_id": "7",
    "event_date": "2015-10-01",
    "landmark": "FRESNO, CA",
    "county": "Fresno",
    "lat": "36.7477",
    "lon": "-119.7724",
    "geo_level": "city",
}
UNPLACED = RECORD | {"event_id": "8", "lat": "", "lon": "", "geo_level": "none", "landmark": "", "county": ""}


def records(count: int, run: str = "tuesday"):
    return islice(presses("us-mx", run=run), count)


class Office:
    """A server that answers as it is told to, and remembers the bodies that it was sent."""

    def __init__(self, *statuses: int | None, slow_s: float = 0):
        self.statuses = list(statuses)  # None hangs up without an answer; afterwards every press is accepted
        self.slow_s = slow_s
        self.bodies: list[bytes] = []

    async def __aenter__(self):
        await self.open(0)
        return self

    async def open(self, port: int) -> None:
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", port)
        self.site = Site.at(f"http://127.0.0.1:{self.server.sockets[0].getsockname()[1]}")

    async def __aexit__(self, *_error):
        self.server.close()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await self._head(reader):
            length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
            self.bodies.append(await reader.readexactly(length))
            await asyncio.sleep(self.slow_s)
            status = self.statuses.pop(0) if self.statuses else 201
            if status is None:
                break
            writer.write(b"HTTP/1.1 %d So\r\nContent-Length: 2\r\n\r\n{}" % status)
        writer.close()

    @staticmethod
    async def _head(reader: asyncio.StreamReader) -> bytes:
        try:
            return await reader.readuntil(b"\r\n\r\n")
        except (asyncio.IncompleteReadError, ConnectionError):
            return b""


def replay(site: Site, count: int, *, rate: float = 500, connections: int = 4) -> Replay:
    return Replay(records(count), site=site, key="src_test", rate=rate, connections=connections)


def silent() -> None:
    pass


def test_the_same_record_of_the_same_run_is_the_same_alert():
    tuesday, again = list(records(50)), list(records(50))

    assert tuesday == again
    assert len({press.id for press in tuesday}) == 50


def test_another_run_is_other_alerts():
    assert not {press.id for press in records(50)} & {press.id for press in records(50, run="wednesday")}


def test_the_intake_reads_a_press_without_a_problem():
    for press in records(300):
        read = read_press(press.body(NOW), sender=b"", received_at=NOW)
        assert (read.id, read.problems, read.drill, read.language) == (press.id, [], False, "es")
        assert read.person == {}


@pytest.mark.parametrize("level", REACH_M)
def test_a_point_stays_within_the_reach_of_its_place(level):
    for number in range(100):
        location = draw(RECORD | {"geo_level": level, "event_id": str(number)}, run="a", language="es").content[
            "location"
        ]
        north_m = (location["lat"] - 36.7477) * 111_320
        east_m = (location["lng"] + 119.7724) * 111_320 * 0.8012
        assert north_m**2 + east_m**2 <= (REACH_M[level] * 1.01) ** 2
        assert location["accuracy_m"] > 0


def test_a_record_without_a_place_becomes_an_alert_without_a_location():
    assert draw(UNPLACED, run="a", language="es").content["location"] is None


def test_most_are_panic_and_some_come_from_others():
    kinds = Counter(press.content["kind"] for press in records(2_000))

    assert kinds["panic"] / 2_000 == pytest.approx(0.78, abs=0.05)
    assert set(kinds) == {"panic", "relative", "call", "witness"}


def test_days_come_in_order_and_so_do_the_drawn_hours():
    arrested = [press.arrested_at for press in records(1_000)]

    assert all(earlier <= later for earlier, later in pairwise(arrested))


def test_it_begins_with_the_day_that_was_asked_for():
    assert f"{next(presses('us-mx', run='a', since='2016-02-01')).arrested_at:%Y-%m-%d}" == "2016-02-01"


async def check_nothing_is_lost() -> None:
    async with Office(503, None, 500, None, 429) as office:
        job = replay(office.site, 12)
        await job.run(silent)

    assert (job.count.sent, job.count.accepted, job.count.errors) == (12, 12, 5)
    by_id = {}
    for body in office.bodies:
        by_id.setdefault(json.loads(body)["id"], set()).add(body)
    assert len(by_id) == 12
    assert all(len(bodies) == 1 for bodies in by_id.values()), "a retry repeats the same bytes"


def test_a_failing_server_loses_nothing_and_sees_the_same_bytes_again():
    asyncio.run(check_nothing_is_lost())


async def check_an_absent_server() -> None:
    office = Office()
    async with Office() as elsewhere:
        site = elsewhere.site
    job = replay(site, 5)
    running = asyncio.create_task(job.run(silent))
    await asyncio.sleep(0.2)
    assert job.count.errors and not job.count.accepted
    assert job.behind_s > 0
    await office.open(site.port)
    async with office:
        await asyncio.wait_for(running, 10)
    assert job.count.accepted == 5


def test_a_server_that_is_away_is_asked_until_it_is_back():
    asyncio.run(check_an_absent_server())


async def check_the_pace() -> None:
    async with Office() as office:
        job = replay(office.site, 20, rate=100)
        began = asyncio.get_running_loop().time()
        await job.run(silent)
    assert asyncio.get_running_loop().time() - began >= 0.19


def test_presses_leave_at_the_rate():
    asyncio.run(check_the_pace())


async def check_it_says_that_it_is_late() -> None:
    async with Office(slow_s=0.05) as office:
        job = replay(office.site, 20, rate=200, connections=1)
        running = asyncio.create_task(job.run(silent))
        await asyncio.sleep(0.5)
        assert job.behind_s > 0.3
        job.stop()
        await running


def test_a_server_that_is_too_slow_leaves_it_behind_and_it_says_so():
    asyncio.run(check_it_says_that_it_is_late())


async def check_it_stops() -> None:
    async with Office() as elsewhere:
        site = elsewhere.site
    job = replay(site, 1_000)
    asyncio.get_running_loop().call_later(0.3, job.stop)
    await asyncio.wait_for(job.run(silent), 2)
    assert job.count.sent and job.count.sent - job.count.settled <= 4


def test_a_stop_ends_it_also_while_the_server_is_away():
    asyncio.run(check_it_stops())


async def check_an_unknown_key() -> None:
    async with Office(*[401] * 9) as office:
        with pytest.raises(KeyRefused):
            await asyncio.wait_for(replay(office.site, 1_000).run(silent), 5)


def test_an_unknown_key_ends_it():
    asyncio.run(check_an_unknown_key())


@pytest.mark.served
def test_records_become_alerts_through_the_real_api(served):
    site = Site.at(served.base)
    job = Replay(records(40), site=site, key=SOURCE_KEY, rate=100)
    asyncio.run(job.run(silent))
    again = Replay(records(1), site=site, key=SOURCE_KEY, rate=100)
    asyncio.run(again.run(silent))

    assert (job.count.accepted, job.count.errors, again.count.known) == (40, 0, 1)
    assert {press.id for press in records(40)} == set(Alert.objects.values_list("id", flat=True))
    assert not Alert.objects.filter(drill=True).exists()
    assert all(isinstance(pk, uuid.UUID) for pk in Alert.objects.values_list("id", flat=True))
