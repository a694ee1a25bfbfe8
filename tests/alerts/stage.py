"""The ways in that the tests of alerts share: a sender and a member of staff over HTTP, the live board, and the clock."""

import asyncio
import json
import threading
import uuid
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from typing import Any

import httpx
import orjson
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from alerts.board import BoardReader, BoardSource
from alerts.cards import RARE
from consular.organisation.access import viewer_of
from tests import cast as people

API = "/api/v1/"
ALERTS = "/api/v1/alerts/"


class Loop:
    """An event loop in its own thread, so that a test can call asynchronous code whatever its own thread runs."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def _run(self) -> None:
        """Closed where it ran: closing runs what is left, which another loop in this test's own thread would forbid."""
        self.loop.run_forever()
        self.loop.close()

    def run(self, coroutine: Coroutine, timeout: float = 60) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(timeout)

    def end(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()


class Sender:
    """An app's server or a phone, through the whole application as a server process runs it."""

    def __init__(self, run: Callable, application: Any):
        self.run = run
        self.application = application

    def send(
        self, path: str, body: Any, *, key: str | None = people.SOURCE_KEY, **headers: str | bytes
    ) -> httpx.Response:
        return self.run(self._send(path, body, key, headers))

    def send_at_once(self, requests: list[tuple[str, Any, str | None]]) -> list[httpx.Response]:
        """(path, body, key) each, all of them in flight together."""

        async def together() -> list[httpx.Response]:
            return await asyncio.gather(*(self._send(path, body, key, {}) for path, body, key in requests))

        return self.run(together())

    async def _send(self, path: str, body: Any, key: str | None, headers: dict[str, str | bytes]) -> httpx.Response:
        transport = httpx.ASGITransport(app=self.application)
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if key is not None:
            headers = {"authorization": f"Bearer {key}"} | headers
        async with httpx.AsyncClient(transport=transport, base_url=f"http://localhost:{settings.PORT}") as client:
            if body is None:
                return await client.get(path, headers=headers)
            return await client.post(path, content=written(body), headers=headers)

    def press(self, *, key: str | None = people.SOURCE_KEY, **fields: Any) -> httpx.Response:
        """A press in downtown Los Angeles, unless said otherwise; a field that is given as `...` is left out."""
        return self.send(ALERTS, press_of(**fields), key=key)

    def pressed(self, *, key: str = people.SOURCE_KEY, **fields: Any) -> uuid.UUID:
        answer = self.press(key=key, **fields)
        assert answer.status_code == 201, answer.text
        return uuid.UUID(answer.json()["id"])

    def locate(self, alert_id: Any, *fixes: Any, key: str = people.SOURCE_KEY) -> httpx.Response:
        return self.send(f"{ALERTS}{alert_id}/positions/", {"positions": list(fixes)}, key=key)

    def cancel(self, alert_id: Any, pin: Any = None, *, key: str = people.SOURCE_KEY) -> httpx.Response:
        return self.send(f"{ALERTS}{alert_id}/cancel/", {} if pin is None else {"pin": pin}, key=key)

    def look(self, alert_id: Any, *, key: str | None = people.SOURCE_KEY) -> httpx.Response:
        return self.send(f"{ALERTS}{alert_id}/", None, key=key)


def press_of(**fields: Any) -> dict[str, Any]:
    body = {"id": str(uuid.uuid4()), "kind": "panic", "location": people.DOWNTOWN_LA} | fields
    return {name: value for name, value in body.items() if value is not ...}


def path_of(verb: str) -> str:
    """Where a verb of a card is posted to: "handover-accept" is handover/accept."""
    return verb.replace("-", "/") if verb.startswith(("handover-", "welfare-")) else verb


def written(body: Any) -> bytes:
    """As a careless sender writes it: NaN and lone surrogates included."""
    return body if isinstance(body, bytes) else json.dumps(body).encode()


class Card(dict):
    """A card as its readers take it: what is left out says nothing."""

    def __missing__(self, name: str) -> Any:
        if name not in RARE:
            raise KeyError(name)
        return [] if name in ("rings", "districts") else None


class Staff:
    """Members of staff at the API."""

    def __init__(self, signed_in: Callable[..., Client]):
        self.signed_in = signed_in
        self.clients: dict[int, Client] = {}

    def at(self, user: Any) -> Client:
        """The user's one browser of this test."""
        if user.pk not in self.clients:
            self.clients[user.pk] = self.signed_in(user)
        return self.clients[user.pk]

    def act(self, user: Any, alert_id: Any, verb: str, **body: Any) -> HttpResponse:
        path = f"{ALERTS}{alert_id}/{path_of(verb)}/"
        return self.at(user).post(path, json.dumps(body), content_type="application/json")

    def done(self, user: Any, alert_id: Any, verb: str, **body: Any) -> dict[str, Any]:
        answer = self.act(user, alert_id, verb, **body)
        assert answer.status_code in (200, 201), answer.content
        return Card(answer.json())

    def get(self, user: Any, path: str, **query: Any) -> HttpResponse:
        return self.at(user).get(API + path, query)

    def card(self, user: Any, alert_id: Any) -> dict[str, Any]:
        answer = self.get(user, f"alerts/{alert_id}/")
        assert answer.status_code == 200, answer.content
        return Card(answer.json())

    def board(self, user: Any, **query: Any) -> dict[str, Any]:
        answer = self.get(user, "board/", **query)
        assert answer.status_code == 200, answer.content
        return answer.json()

    def listed(self, user: Any, **query: Any) -> set[str]:
        return {card["id"] for card in self.board(user, **query)["alerts"]}

    def timeline(self, user: Any, alert_id: Any) -> list[dict[str, Any]]:
        answer = self.get(user, f"alerts/{alert_id}/timeline/")
        assert answer.status_code == 200, answer.content
        return answer.json()["items"]


class Live:
    """What the open board of a user is told, exactly as the feed of a server process writes it."""

    def __init__(self, publish: Callable[[], int]):
        self.publish = publish
        self.after = publish()

    def news(self, *users: Any) -> list[list[dict[str, Any]]]:
        """The new events as each of these users gets them, from one batch that all of them share."""
        self.publish()
        batch = BoardSource().read(self.after)
        self.after = batch.last
        frames = [batch.frame(BoardReader(viewer_of(user), "a session")) for user in users]
        return [orjson.loads(frame)["items"] for frame in frames]


class Clock:
    """The service's one clock, stopped; moved by hand."""

    def __init__(self, monkeypatch: Any):
        self.now: datetime = timezone.now()
        monkeypatch.setattr("django.utils.timezone.now", lambda: self.now)

    def forward(self, **by: float) -> datetime:
        self.now += timedelta(**by)
        return self.now

    def ago(self, **by: float) -> str:
        return (self.now - timedelta(**by)).isoformat()
