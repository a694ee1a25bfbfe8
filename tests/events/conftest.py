"""The stage of the event tests: a loop in its own thread, and a database that no relay of another test publishes from."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from tests import databases
from tests.alerts.stage import Loop


@pytest.fixture(scope="session")
def loop() -> Iterator[Loop]:
    loop = Loop()
    yield loop
    loop.end()


@pytest.fixture(scope="module")
def quiet_database(django_db_setup: None, worker_id: str) -> Iterator[str]:
    """Its address, for connections of the application's role outside Django."""
    name = f"consular_events_{worker_id}"
    yield databases.copy_template(name)
    with psycopg.connect(databases.owner_url(), dbname="postgres", autocommit=True) as owner:
        owner.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture
def connect(quiet_database: str) -> Iterator[Callable[..., psycopg.Connection]]:
    opened: list[Any] = []

    def open_one(**options: Any) -> psycopg.Connection:
        opened.append(psycopg.connect(quiet_database, **options))
        return opened[-1]

    yield open_one
    for one in opened:
        one.close()
    with databases.owner_connection(quiet_database.rsplit("/", 1)[1]) as last:
        last.execute("DELETE FROM events_event")
        last.execute("UPDATE events_stream SET last = 0")
