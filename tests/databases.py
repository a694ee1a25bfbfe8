"""One migrated database with the reference data, copied for every test process; emptied of stories after every test."""

import os
import subprocess
import sys
import time
from pathlib import Path

import psycopg
from django.db import connection

ROOT = Path(__file__).resolve().parent.parent
# What a test may write. People, posts and reference data stay; a test that changes those puts them back.
STORIES = """
    alerts_alert, alerts_alertnote, alerts_cancelrequest, alerts_identity, alerts_position, alerts_submission, cases_case,
    events_event, privacy_accessrecord, django_session, axes_accessattempt, axes_accesslog, axes_accessfailurelog,
    django_admin_log, organisation_countyreassignment
"""


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
        grants = "GRANT TRUNCATE ON ALL TABLES IN SCHEMA public TO consular_app"
    with psycopg.connect(owner_url(), dbname=name, autocommit=True) as owner:
        owner.execute(grants)
    return os.environ["DATABASE_URL"].rsplit("/", 1)[0] + "/" + name


def empty_of_stories() -> None:
    """Truncates what a test wrote, and with it whatever refers to it; the stream starts again."""
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {STORIES} CASCADE")
        cursor.execute(
            "DELETE FROM alerts_person WHERE id NOT IN (SELECT person_id FROM alerts_device WHERE person_id IS NOT NULL)"
        )
        cursor.execute("UPDATE events_stream SET last = 0")
