"""Fifty officers claim one alert at the same moment, over HTTP, at two server processes: one has it, and all others are told who."""

import asyncio
import os
import subprocess
import time
from collections.abc import Iterator
from typing import Any

import httpx
import psycopg
import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.utils import timezone

from alerts.models import Alert
from consular.events.models import Event
from consular.organisation.models import Posting, User
from tests import databases
from tests.cast import PASSWORD
from tests.served import ROOT, Served, free_port

CLAIMS = 50
TOKEN = "a" * 32  # a cookie and a header that agree: what a browser sends
pytestmark = [pytest.mark.served, pytest.mark.timeout(180)]


@pytest.fixture
def crowd(cast: Any) -> Iterator[list[User]]:
    """Fifty officers of Los Angeles, for this test alone."""
    secret = make_password(PASSWORD)
    people = [
        User(username=f"crowd{n}", first_name="Officer", last_name=str(n), password=secret, is_demo=True)
        for n in range(CLAIMS)
    ]
    User.objects.bulk_create(people)
    now = timezone.now()
    Posting.objects.bulk_create(
        [Posting(user=one, role="officer", consulate=cast.posts["LAX"], starts_at=now) for one in people]
    )
    yield people
    databases.empty_of_stories()
    Posting.objects.filter(user__in=people).delete()
    User.objects.filter(pk__in=[one.pk for one in people]).delete()


@pytest.fixture
def two_servers(served: Served) -> Iterator[list[str]]:
    """The served application, and a second web process beside it on the same database."""
    port = free_port()
    command = [*served.commands["web"]]
    command[command.index("-p") + 1] = str(port)
    with (served.folder / "second.log").open("ab") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"PORT": str(port)}, stdout=log, stderr=log)
    second = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                if httpx.get(f"{second}/readyz", timeout=2, trust_env=False).status_code == 200:
                    break
            except httpx.HTTPError:
                time.sleep(0.2)
        yield [served.base, second]
    finally:
        process.terminate()
        process.wait(10)


def deadlocks() -> int:
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], dbname=connection.settings_dict["NAME"]) as owner:
        row = owner.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()").fetchone()
        return row[0] if row else 0


async def claim_together(bases: list[str], path: str, sessions: list[str]) -> list[httpx.Response]:
    """Every line is open and warm before the first claim leaves."""
    limits = httpx.Limits(max_connections=200, max_keepalive_connections=200)
    async with httpx.AsyncClient(timeout=60, trust_env=False, limits=limits) as client:
        await asyncio.gather(*(client.get(f"{base}/livez") for base in bases for _line in range(CLAIMS // 2)))

        def claim(n: int, session: str) -> Any:
            headers = {"Cookie": f"sessionid={session}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN}
            return client.post(bases[n % len(bases)] + path, json={}, headers=headers)

        return await asyncio.gather(*(claim(n, session) for n, session in enumerate(sessions)))


def test_fifty_claims_at_once_have_one_winner_and_no_deadlock(two_servers, crowd, signed_in, press):
    sessions = [signed_in(one).cookies["sessionid"].value for one in crowd]
    before = deadlocks()
    for _round in range(3):
        alert_id = press()

        answers = asyncio.run(claim_together(two_servers, f"/api/v1/alerts/{alert_id}/claim/", sessions))

        owner = Alert.objects.get(pk=alert_id).owner
        assert owner is not None
        assert sorted(answer.status_code for answer in answers) == [200] + [409] * (CLAIMS - 1)
        [winner] = [answer.json() for answer in answers if answer.status_code == 200]
        assert winner["owner"]["name"] == owner.display_name()
        told = [answer.json() for answer in answers if answer.status_code == 409]
        assert {(one["code"], one["state"], one["owner"]["id"], one["owner"]["name"]) for one in told} == {
            ("already_claimed", "claimed", owner.pk, owner.display_name())
        }
        assert all(one["detail"] == f"{owner.display_name()} has it." for one in told)
        assert Event.objects.filter(subject_id=alert_id, kind="alert.claimed").count() == 1
    time.sleep(1.5)  # the servers' own counts reach the statistics within a second
    assert deadlocks() == before
