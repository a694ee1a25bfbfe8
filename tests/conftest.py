"""The stage: databases, the cast, and the ways in (press, sign in, publish, serve, browse)."""

import asyncio
import os
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

import orjson
import psycopg
import pytest
from django.conf import settings
from django.db import connections
from django.test import Client
from django.test.client import ClientHandler
from django.utils import timezone
from playwright.sync_api import expect, sync_playwright

from consular.standalone import system
from tests import cast as people
from tests import databases
from tests.browser import Visit
from tests.served import Served

expect.set_options(timeout=20_000)  # two cores, two test processes, each with a browser and a server
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's synchronous API runs a loop in this thread


def pytest_collection_modifyitems(items: list[Any]) -> None:
    """What needs the served application comes last: its relay goes by the real clock, and would sweep beside tests that set theirs."""
    items.sort(key=lambda item: "served" in item.fixturenames or item.get_closest_marker("served") is not None)


@pytest.fixture(scope="session")
def django_db_setup(tmp_path_factory: pytest.TempPathFactory, worker_id: str, django_db_blocker: Any) -> Iterator[None]:
    """A copy of the prepared database for this process."""
    shared = tmp_path_factory.getbasetemp()
    shared = shared if worker_id == "master" else shared.parent
    databases.prepare_template(shared / "template-is-ready")
    name = f"consular_{worker_id}"
    os.environ["DATABASE_URL"] = databases.copy_template(name)
    settings.DATABASES["default"]["NAME"] = name
    connections["default"].settings_dict["NAME"] = name
    with django_db_blocker.unblock():
        databases.empty_of_stories()
        yield
        connections.close_all()


@pytest.fixture(scope="session")
def cast(django_db_setup: None, django_db_blocker: Any) -> SimpleNamespace:
    with django_db_blocker.unblock():
        everybody = people.make()
        databases.empty_of_stories()  # the story of the watched posts begins with the first test
        return everybody


@pytest.fixture(autouse=True)
def database(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every test that meets the cast commits for real, and leaves no story behind."""
    if not {"cast", "reference"} & set(request.fixturenames):
        yield
        return
    request.getfixturevalue("django_db_setup")
    blocker = request.getfixturevalue("django_db_blocker")
    with blocker.unblock():
        yield
        databases.empty_of_stories()


@pytest.fixture
def reference(django_db_setup: None) -> None:
    """The reference data are in the database."""


@pytest.fixture(scope="session")
def handler() -> ClientHandler:
    """One for all clients: each of its own would look through all static files with its first request."""
    handler = ClientHandler(enforce_csrf_checks=False)
    handler.load_middleware()
    return handler


@pytest.fixture
def signed_in(cast: SimpleNamespace, handler: ClientHandler) -> Callable[[Any], Client]:
    def sign_in(user: Any, **headers: str) -> Client:
        client = Client(headers=headers)
        client.handler = handler
        if user is not None:
            client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
        return client

    return sign_in


@pytest.fixture
def press(cast: SimpleNamespace) -> Callable[..., uuid.UUID]:
    """Takes a press as the intake does, from the test source, in downtown Los Angeles unless said otherwise."""
    from alerts.intake import receipts  # noqa: PLC0415  settings must be ready first
    from alerts.intake.decoder import read_press  # noqa: PLC0415
    from alerts.models.sender import fingerprint  # noqa: PLC0415

    def press(key: str = people.SOURCE_KEY, **body: Any) -> uuid.UUID:
        body = {"id": str(uuid.uuid4()), "kind": "panic", "location": people.DOWNTOWN_LA} | body
        key_hash = fingerprint(key)
        [(_created, receipt)] = receipts.accept(
            [(key_hash, read_press(orjson.dumps(body), sender=key_hash, received_at=timezone.now()))]
        )
        return uuid.UUID(receipt["id"])

    return press


@pytest.fixture
def publish(cast: SimpleNamespace) -> Iterator[Callable[[], int]]:
    """Does the relay's work once: stamps what has been committed. Returns the last sequence."""
    from consular.events import publisher  # noqa: PLC0415

    async def stamp() -> int:
        async with await psycopg.AsyncConnection.connect(os.environ["DATABASE_URL"], autocommit=True) as plain:
            last, _stamped = await publisher.stamp(plain)
            return last

    with ThreadPoolExecutor(1) as own_thread:  # the test's own may be running the browser's loop
        yield lambda: own_thread.submit(asyncio.run, stamp()).result()


@pytest.fixture(scope="session")
def served(cast: SimpleNamespace, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The served application, for the whole test process."""
    server = Served(tmp_path_factory.mktemp("served"))
    try:
        server.start_all()
        yield server
    finally:
        server.stop_all()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=system.browser(),
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
            ],
        )
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Any, served: Served, signed_in: Callable) -> Iterator[Callable]:
    """Opens a page as somebody, and afterwards holds the page to its promises: quiet console, own host only, no server error."""
    visits = []

    def open_as(user: Any, path: str, **options: Any) -> Any:
        one = Visit(chromium, served.base, signed_in(user).cookies if user else None, **options)
        visits.append(one)
        one.page.goto(served.base + path)
        return one.page

    yield open_as
    complaints = [complaint for one in visits for complaint in one.complaints]
    for one in visits:
        one.context.close()
    assert not complaints
