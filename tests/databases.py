"""One migrated database with the reference data, copied for every test process; emptied of stories after every test."""

import os
import subprocess
import sys
import time
from functools import cache
from pathlib import Path

import psycopg
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
# What stays between tests: people, posts, senders, keys and reference data. A test that changes those puts them back.
KEPT = ("organisation_", "auth_", "account_", "mfa_", "django_migrations", "django_content_type", "events_stream")
KEPT += (
    "cases_deadlinerule",
    "cases_closedday",
    "privacy_datakey",
    "reports_word",
    "alerts_source",
    "alerts_device",
    "spatial_ref_sys",
    "geography_",
    "geometry_",
)
NOT_KEPT = ("organisation_countyreassignment",)


def owner_url() -> str:
    return os.environ["DATABASE_OWNER_URL"]


def prepare_template(marker: Path) -> None:
    """Migrates and loads once, in whichever test process comes first; the others wait."""
    lock = marker.with_suffix(".lock")
    try:
        lock.mkdir()
    except FileExistsError:
        _wait_for(marker)
        return
    environment = os.environ | {"DATABASE_URL": owner_url()}
    for command in (["migrate", "--no-input", "--verbosity=0"], ["load_reference"]):
        subprocess.run(
            [sys.executable, "manage.py", *command], cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL
        )
    marker.touch()


def _wait_for(marker: Path) -> None:
    deadline = time.monotonic() + 300
    while not marker.exists():
        if time.monotonic() > deadline:
            raise TimeoutError("the template database was never ready")
        time.sleep(0.2)


def copy_template(name: str) -> str:
    """Copies the prepared database and returns the application's address of the copy."""
    with psycopg.connect(owner_url(), dbname="postgres", autocommit=True) as owner:
        owner.execute("SELECT pg_advisory_lock(1)")  # a template is copied by one at a time
        owner.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        owner.execute(f'CREATE DATABASE "{name}" TEMPLATE consular')
        # A killed process loses no commit by this; only a crash of the machine would, and tests do not crash it.
        owner.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    return os.environ["DATABASE_URL"].rsplit("/", 1)[0] + "/" + name


def owner_connection(name: str = "") -> psycopg.Connection:
    """This test process's database, or another one, as the owner of its tables."""
    return psycopg.connect(owner_url(), dbname=name or connection.settings_dict["NAME"], autocommit=True)


# Unless a test says otherwise, every post has eyes on a board, so that an alert goes to its post alone.
SOMEBODY_WATCHES = """
INSERT INTO alerts_boardsession (id, user_id, posts, seq, visible, sound, idle_s, hears_bulletins, beat_at, eyes_at)
SELECT gen_random_uuid(), min(someone.id), (SELECT array_agg(id) FROM organisation_consulate), 0, true, true, 0, false, now(), '2100-01-01'
FROM organisation_user AS someone HAVING min(someone.id) IS NOT NULL
"""


BUT_THE_CAST = (
    "DELETE FROM alerts_person WHERE id NOT IN (SELECT person_id FROM alerts_device WHERE person_id IS NOT NULL)",
    "UPDATE alerts_device SET wrong_pins = 0, wrong_pin_at = NULL",
    "UPDATE events_stream SET last = 0",
)


def empty_of_stories() -> None:
    """Deletes what a test wrote. The foreign keys are deferred, so the order does not matter; TRUNCATE costs ten times more."""
    for attempt in range(5):
        try:
            _emptier().execute(_what_empties())  # one string is one transaction
            return
        except (
            psycopg.OperationalError,
            psycopg.IntegrityError,
        ):  # the served processes go on working: a deadlock, a drill; and a test may have ended the server
            _emptier().close()
            _emptier.cache_clear()
            if attempt == 4:
                raise
            time.sleep(0.2)


@cache
def _emptier() -> psycopg.Connection:
    """Kept: a new connection would first have to learn about eighty tables, after every test."""
    return owner_connection()


@cache
def _what_empties() -> str:
    tables = [name for name in connection.introspection.table_names() if name in NOT_KEPT or not name.startswith(KEPT)]
    stories = [f'DELETE FROM "{name}"' for name in tables if name != "alerts_person"]  # noqa: S608  the database's own names
    return ";\n".join([*stories, *BUT_THE_CAST, SOMEBODY_WATCHES])
