"""kill -9 of one part after the other, under load: every accepted alert is in the database, and the board is right again."""

import os
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from django.utils import timezone
from playwright.sync_api import expect

from alerts.models import Alert
from consular.events.models import Event
from tests import cast as people
from tests.served import Served, free_port

pytestmark = [pytest.mark.browser, pytest.mark.served]
RATE = 20
HEADERS = {"Authorization": f"Bearer {people.SOURCE_KEY}"}


class Presser(threading.Thread):
    """Presses at a steady rate, as phones do: the same alert again until somebody says that it is stored."""

    def __init__(self, base: str):
        super().__init__(daemon=True)
        self.base, self.accepted, self.stopped = base, set(), threading.Event()
        self.waiting: list[str] = []

    def run(self) -> None:
        with httpx.Client(timeout=3, trust_env=False) as client:
            while not self.stopped.is_set():
                self.waiting.append(str(uuid.uuid4()))
                for alert_id in list(self.waiting[:20]):
                    self._send(client, alert_id)
                time.sleep(1 / RATE)

    def _send(self, client: httpx.Client, alert_id: str) -> None:
        body = {"id": alert_id, "kind": "panic", "location": people.DOWNTOWN_LA}
        try:
            answer = client.post(f"{self.base}/api/v1/alerts/", headers=HEADERS, json=body)
        except httpx.HTTPError:
            return
        if answer.status_code in (200, 201):
            self.accepted.add(alert_id)
            self.waiting.remove(alert_id)

    def stop(self) -> set[str]:
        self.stopped.set()
        self.join(10)
        return self.accepted


class Whole(Served):
    """All of `make run` but the database: also a Redis and a worker of this test's own."""

    def __init__(self, folder: Path):
        super().__init__(folder)
        redis = str(free_port())
        self.environment["REDIS_URL"] = f"redis://127.0.0.1:{redis}/0"
        celery = [sys.executable, "-m", "celery", "-q", "-A", "consular", "worker", "--concurrency", "1"]
        self.commands = {
            "redis": ["redis-server", "--bind", "127.0.0.1", "--port", redis, "--save", "", "--dir", str(folder)],
            **self.commands,
            "worker": celery,
        }


@pytest.fixture
def own_server(cast: Any, tmp_path: Path) -> Iterator[Served]:
    """Processes of this test alone, for it kills them."""
    server = Whole(tmp_path)
    try:
        server.start_all()
        yield server
    finally:
        server.stop_all()


@pytest.mark.parametrize("victim", ["web", "relay", "worker", "redis"])
@pytest.mark.timeout(180)
def test_killing_a_process_under_load_loses_no_alert_and_the_board_recovers(
    victim, own_server, chromium, signed_in, cast
):
    context = chromium.new_context(reduced_motion="reduce")
    cookies = signed_in(cast.ana).cookies
    context.add_cookies([{"name": n, "value": m.value, "url": own_server.base} for n, m in cookies.items()])
    page = context.new_page()
    page.goto(own_server.base + "/board/")
    expect(page.locator("html")).to_have_attribute("data-live", "yes")
    presser = Presser(own_server.base)
    presser.start()
    time.sleep(2)

    own_server.kill(victim)
    time.sleep(2)
    own_server.start(victim)
    own_server.wait()
    recovered = time.monotonic()
    time.sleep(3)
    accepted = presser.stop()

    stored = {str(pk) for pk in Alert.objects.values_list("pk", flat=True)}
    assert len(accepted) > 20
    assert accepted <= stored
    shown = page.get_by_test_id("count-open")
    expect(shown).to_have_text(f"{len(stored):,}", timeout=15_000)
    assert time.monotonic() - recovered < 20
    context.close()


@pytest.mark.timeout(180)
def test_without_redis_alerts_are_taken_and_boards_catch_up_by_polling(
    cast, tmp_path, chromium, signed_in, monkeypatch
):
    """The address of a Redis that is not there: no hint is ever heard."""
    monkeypatch.setitem(os.environ, "REDIS_URL", "redis://127.0.0.1:1/0")
    server = Served(tmp_path)
    try:
        server.start_all()
        context = chromium.new_context(reduced_motion="reduce")
        cookies = signed_in(cast.ana).cookies
        context.add_cookies([{"name": n, "value": m.value, "url": server.base} for n, m in cookies.items()])
        page = context.new_page()
        page.goto(server.base + "/board/")
        expect(page.locator("html")).to_have_attribute("data-live", "yes")
        alert_id = str(uuid.uuid4())

        answer = httpx.post(
            f"{server.base}/api/v1/alerts/",
            headers=HEADERS,
            content=orjson.dumps({"id": alert_id, "location": people.DOWNTOWN_LA}),
            trust_env=False,
        )

        assert answer.status_code == 201
        expect(page.locator(f'[data-testid="queue-row"][data-alert-id="{alert_id}"]')).to_be_visible(timeout=15_000)
        context.close()
    finally:
        server.stop_all()


@pytest.mark.timeout(120)
def test_a_step_that_falls_due_while_the_sweeper_is_dead_is_fired_by_the_standby(cast, own_server, press):
    """kill -9 of the leader and of Redis; the second relay takes over and is at most two seconds late."""
    own_server.commands["standby"] = own_server.commands["relay"]
    own_server.start("standby")
    alert_id = press()
    due = timezone.now() + timedelta(seconds=3)
    Alert.objects.filter(pk=alert_id).update(step_due_at=due)

    own_server.kill("relay")
    own_server.kill("redis")

    deadline = time.monotonic() + 20
    while not (fired := Event.objects.filter(subject_id=alert_id, kind="alert.escalated").first()):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert timedelta(0) <= fired.at - due <= timedelta(seconds=2)
