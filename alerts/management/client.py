"""A client that presses: one keep-alive connection that says one thing at a time. Standard library only."""

import asyncio
import re
import ssl
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

ANSWER_WITHIN_S = 15.0
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
RETRY_AFTER = re.compile(rb"\r\nretry-after: *(\d+)", re.IGNORECASE)


class LineLost(OSError):
    """The connection ended, or what came back is no answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: a status, the raw header lines, the body."""

    status: int
    head: bytes
    body: bytes

    @property
    def retry_after_s(self) -> float | None:
        found = RETRY_AFTER.search(self.head)
        return float(found[1]) if found else None


@dataclass(frozen=True, slots=True)
class Site:
    """Where the server is, and how to say something to it."""

    host: str
    port: int
    prefix: str = ""
    tls: bool = False

    @classmethod
    def at(cls, base_url: str) -> Self:
        """Raises ValueError for anything but http:// or https:// with a host."""
        parts = urlsplit(base_url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{base_url} is no http:// or https:// address.")
        tls = parts.scheme == "https"
        return cls(parts.hostname, parts.port or (443 if tls else 80), parts.path.rstrip("/"), tls)

    @property
    def authority(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == (443 if self.tls else 80) else f"{host}:{self.port}"

    def post(self, path: str, body: bytes, *, key: str) -> bytes:
        """The bytes of a POST of JSON by the holder of a key."""
        return (
            f"POST {self.prefix}{path} HTTP/1.1\r\nHost: {self.authority}\r\nAuthorization: Bearer {key}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        ).encode() + body

    def get(self, path: str, *, cookie: str = "") -> bytes:
        """The bytes of a GET, as a browser session when a cookie is given."""
        session = f"Cookie: {cookie}\r\n" if cookie else ""
        return f"GET {self.prefix}{path} HTTP/1.1\r\nHost: {self.authority}\r\n{session}\r\n".encode()


class Line(asyncio.Protocol):
    """One connection, one request at a time: as much of HTTP/1.1 as an API needs that says how long its answers are."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.waiting: asyncio.Future[Answer] | None = None
        self.received = bytearray()
        self.first_byte_at = 0.0  # of the last answer, on the loop's clock

    @classmethod
    async def open(cls, site: Site) -> Self:
        """Raises OSError."""
        context = ssl.create_default_context() if site.tls else None
        _transport, line = await asyncio.get_running_loop().create_connection(cls, site.host, site.port, ssl=context)
        return line

    async def ask(self, request: bytes) -> Answer:
        """Sends a request and waits for its answer. Raises LineLost or TimeoutError, and is then of no more use."""
        if self.transport is None or self.transport.is_closing():
            raise LineLost("the connection is closed")
        self.waiting = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        async with asyncio.timeout(ANSWER_WITHIN_S):
            return await self.waiting

    def close(self) -> None:
        if self.transport:
            self.transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        if not self.received:
            self.first_byte_at = asyncio.get_running_loop().time()
        self.received += data
        end = self.received.find(b"\r\n\r\n")
        if end < 0:
            return
        head = bytes(self.received[:end])
        length = LENGTH.search(head)
        if length is None:
            self._settle(error=LineLost("the answer does not say how long it is"))
        elif len(self.received) >= end + 4 + int(length[1]):
            self._settle(answer=Answer(int(head[9:12]), head, bytes(self.received[end + 4 :])))

    def connection_lost(self, error: Exception | None) -> None:
        self._settle(error=LineLost(str(error or "the server closed the connection")))

    def _settle(self, *, answer: Answer | None = None, error: Exception | None = None) -> None:
        self.received.clear()
        if self.waiting is None or self.waiting.done():
            return
        if answer:
            self.waiting.set_result(answer)
        elif error:
            self.waiting.set_exception(error)
            self.close()
