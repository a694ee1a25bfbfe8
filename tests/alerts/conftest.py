"""The stage of the alert tests: senders and staff over HTTP, the live board, a clock that stands still."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from tests.alerts.stage import Clock, Live, Loop, Sender, Staff


@pytest.fixture(scope="session")
def loop() -> Iterator[Loop]:
    loop = Loop()
    yield loop
    loop.end()


@pytest.fixture(scope="session")
def application() -> Any:
    from consular.asgi import application  # noqa: PLC0415  settings must be ready first

    return application


@pytest.fixture
def sender(cast: Any, loop: Loop, application: Any) -> Sender:
    return Sender(loop.run, application)


@pytest.fixture
def staff(cast: Any, signed_in: Callable) -> Staff:
    return Staff(signed_in)


@pytest.fixture
def publish(cast: Any, loop: Loop) -> Callable[[], int]:
    """The relay's work once, off this thread: a browser test before this one leaves a running loop in it."""
    from consular.events import publisher  # noqa: PLC0415  settings must be ready first

    async def stamp() -> int:
        async with await psycopg.AsyncConnection.connect(os.environ["DATABASE_URL"], autocommit=True) as plain:
            last, _stamped = await publisher.stamp(plain)
            return last

    return lambda: loop.run(stamp())


@pytest.fixture
def live(publish: Callable[[], int]) -> Live:
    return Live(publish)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)
