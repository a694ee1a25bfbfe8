"""The stage of the alert tests: senders and staff over HTTP, the live board, a clock that stands still."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.alerts.incident_stage import Raids
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
def live(publish: Callable[[], int]) -> Live:
    return Live(publish)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def raids(sender: Sender, staff: Staff, publish: Callable[[], int]) -> Raids:
    return Raids(sender, staff, publish)
