"""The ASGI door for senders: presses, positions, cancels. It stands before Django's middleware, which costs ten times the work.

`accept` answers only after the commit. Presses that arrive while a commit runs share the next one.
"""

import asyncio
import logging
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import InterfaceError, OperationalError
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header
from prometheus_client import Counter
from psycopg_pool import PoolTimeout

from alerts import actions
from alerts.actions.intake import UnknownSender, WrongPin
from alerts.intake import receipts
from alerts.intake.decoder import Press, read_json, read_press, read_track
from alerts.models.sender import fingerprint
from consular.events.feed import in_thread

log = logging.getLogger(__name__)

MAX_BODY = 1024 * 1024
BATCH = 200
COMMITS_AT_ONCE = 2
ANSWER_WITHIN_S = 10.0
RETRIES, RETRY_PAUSE_S = 3, 0.3
UNAVAILABLE = (OperationalError, InterfaceError, PoolTimeout, TimeoutError)

PATHS = re.compile(r"^/api/v1/alerts/(?:(?P<id>[0-9a-fA-F-]{36})/(?P<verb>positions|cancel)/)?$")
refused = Counter("consular_intake_refused", "Requests by unknown or revoked keys", ["path"])
taken = Counter("consular_intake_accepted", "Presses answered after their commit", ["first"])


class Batcher:
    """Gathers presses that arrive while commits run, so that one commit carries many."""

    def __init__(self) -> None:
        self.waiting: list[tuple[bytes, Press, asyncio.Future]] = []
        self.running = 0

    async def accept(self, key_hash: bytes, press: Press) -> Any:
        future = asyncio.get_running_loop().create_future()
        self.waiting.append((key_hash, press, future))
        if self.running < COMMITS_AT_ONCE and (not self.running or len(self.waiting) >= BATCH):
            self.running += 1
            asyncio.create_task(self._drain())  # noqa: RUF006  the futures keep it alive
        return await future

    async def _drain(self) -> None:
        try:
            while self.waiting:
                batch, self.waiting = self.waiting[:BATCH], self.waiting[BATCH:]
                await self._commit(batch)
        finally:
            self.running -= 1

    async def _commit(self, batch: list[tuple[bytes, Press, asyncio.Future]]) -> None:
        try:
            results = await _persistently(receipts.accept, [(key_hash, press) for key_hash, press, _future in batch])
        except Exception as error:
            if len(batch) == 1 or isinstance(error, UNAVAILABLE):
                for _key, _press, future in batch:
                    _resolve(future, error=error)
                return
            # One press that the database refuses must not take its neighbours with it.
            for item in batch:
                await self._commit([item])
            return
        for (_key, _press, future), result in zip(batch, results, strict=True):
            _resolve(future, result=result)


def _resolve(future: asyncio.Future, *, result: Any = None, error: Exception | None = None) -> None:
    if future.done():
        return
    if error:
        future.set_exception(error)
    else:
        future.set_result(result)


async def _persistently(function: Callable, *args: Any, **kwargs: Any) -> Any:
    """Calls a blocking action, again when the database went away: every action here is idempotent."""
    for attempt in range(RETRIES):
        try:
            return await in_thread(function)(*args, **kwargs)
        except (OperationalError, InterfaceError):
            if attempt == RETRIES - 1:
                raise
            await asyncio.sleep(RETRY_PAUSE_S * (attempt + 1))
    raise AssertionError


@dataclass(slots=True)
class Answer:
    """A status, a JSON body and extra headers."""

    status: int
    body: Any
    headers: tuple[tuple[bytes, bytes], ...] = ()


class Intake:
    """Serves the senders' paths, and hands everything else to Django."""

    def __init__(self, otherwise: Callable):
        self.otherwise = otherwise
        self.batchers: dict[asyncio.AbstractEventLoop, Batcher] = {}

    async def __call__(self, scope: dict, receive: Callable, send: Callable) -> None:
        match = PATHS.match(scope["path"]) if scope["method"] == "POST" else None
        if match is None:
            await self.otherwise(scope, receive, send)
            return
        headers = dict(scope["headers"])
        with translation.override(_language(headers.get(b"accept-language", b""))):
            answer = await self._answer(match, headers, receive)
        await _send(send, answer)

    async def _answer(self, match: re.Match, headers: dict[bytes, bytes], receive: Callable) -> Answer:
        token = _bearer(headers)
        if token is None:
            refused.labels("no_key").inc()
            return _unauthorized()
        body, length = await _read(receive)
        if length > MAX_BODY:
            return _error(413, "too_large", _("The request is larger than 1 MiB."))
        try:
            return await asyncio.wait_for(self._act(match, fingerprint(token), body), ANSWER_WITHIN_S)
        except UnknownSender:
            refused.labels(match["verb"] or "alerts").inc()
            return _unauthorized()
        except WrongPin:
            return _error(403, "wrong_pin", _("That PIN does not match this device."))
        except Exception as error:
            if not isinstance(error, UNAVAILABLE):
                log.error("intake failed: %s", type(error).__name__)
            retry = ((b"retry-after", b"2"),)
            return _error(503, "unavailable", _("The alert could not be stored. Send it again in 2 seconds."), retry)

    async def _act(self, match: re.Match, key_hash: bytes, body: bytes) -> Answer:
        if match["verb"] is None:
            return await self._press(key_hash, body)
        try:
            alert_id = uuid.UUID(match["id"])
        except ValueError:
            return _error(404, "not_found", _("There is no such alert."))
        if match["verb"] == "positions":
            return await self._positions(alert_id, key_hash, body)
        return await self._cancel(alert_id, key_hash, body)

    async def _press(self, key_hash: bytes, body: bytes) -> Answer:
        press = read_press(body, sender=key_hash, received_at=timezone.now())
        batcher = self.batchers.setdefault(asyncio.get_running_loop(), Batcher())
        try:
            receipt = await batcher.accept(key_hash, press)
        except UNAVAILABLE:
            raise
        except Exception as error:
            # Only the name: the message of a database error quotes the row.
            log.error("a press is kept unread, for storing it failed: %s", type(error).__name__)
            receipt = await batcher.accept(key_hash, press.unread())
        if receipt is None:
            raise UnknownSender
        created, body_out = receipt
        taken.labels(str(created).lower()).inc()
        return Answer(201 if created else 200, body_out)

    async def _positions(self, alert_id: uuid.UUID, key_hash: bytes, body: bytes) -> Answer:
        track = read_track(read_json(body), received_at=timezone.now())
        added = await _persistently(actions.add_positions, alert_id=alert_id, key_hash=key_hash, track=track)
        return Answer(202, {"id": str(alert_id), "accepted": added, "problems": track.problems})

    async def _cancel(self, alert_id: uuid.UUID, key_hash: bytes, body: bytes) -> Answer:
        data = read_json(body)
        pin = data.get("pin") if isinstance(data, dict) else None
        await _persistently(
            actions.request_cancel, alert_id=alert_id, key_hash=key_hash, pin=pin if isinstance(pin, str) else None
        )
        return Answer(202, await _persistently(receipts.cancelled, alert_id, key_hash=key_hash))


def _bearer(headers: dict[bytes, bytes]) -> str | None:
    scheme, _space, token = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
    token = token.strip()
    return token if scheme.lower() == "bearer" and token else None


def _language(header: bytes) -> str:
    for code, _weight in parse_accept_lang_header(header.decode("latin-1").lower()):
        try:
            return translation.get_supported_language_variant(code)
        except LookupError:
            continue
    return "en"


async def _read(receive: Callable) -> tuple[bytes, int]:
    """The body up to 1 MiB, and its whole length as far as it was read."""
    parts, length = [], 0
    while True:
        message = await receive()
        chunk = message.get("body", b"")
        if length <= MAX_BODY:
            parts.append(chunk)
        length += len(chunk)
        if not message.get("more_body"):
            return b"".join(parts), length


def _unauthorized() -> Answer:
    return _error(
        401, "unknown_key", _("This key is not known or has been revoked."), ((b"www-authenticate", b"Bearer"),)
    )


def _error(status: int, code: str, detail: str, headers: tuple[tuple[bytes, bytes], ...] = ()) -> Answer:
    return Answer(status, {"code": code, "detail": detail, "fields": {}}, headers)


async def _send(send: Callable, answer: Answer) -> None:
    body = orjson.dumps(answer.body)
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
        (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
        (b"referrer-policy", b"same-origin"),
        *answer.headers,
    ]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
