"""One open board as a raw socket: handshake, frames, pings, beats and resumes, as static/js/board/live.js does."""

import asyncio
import base64
import os
import struct
from collections.abc import Callable
from typing import Any, Self

import orjson

from alerts.management.client import LineLost, Site

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10
BEAT_S, RESUME_S = 10.0, 30.0


class Board(asyncio.Protocol):
    """Calls `heard(board, event)` for every item of every frame. Counts gaps, resyncs and closes."""

    def __init__(self, request: bytes, heard: Callable[["Board", dict[str, Any]], None]):
        self.request = request
        self.heard = heard
        self.received = bytearray()
        self.hello: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.upgraded = False
        self.seq = -1
        self.gaps = self.resyncs = self.frames = 0
        self.closed_by: int | None = None

    @classmethod
    async def open(cls, site: Site, *, cookie: str, heard: Callable) -> Self:
        request = (
            f"GET {site.prefix}/ws/board/ HTTP/1.1\r\nHost: {site.authority}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nOrigin: http://{site.authority}\r\nCookie: {cookie}\r\n"
            f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}\r\nSec-WebSocket-Version: 13\r\n\r\n"
        ).encode()
        loop = asyncio.get_running_loop()
        _transport, board = await loop.create_connection(lambda: cls(request, heard), site.host, site.port)
        async with asyncio.timeout(30):
            await board.hello
        loop.call_later(BEAT_S * (id(board) % 97) / 97, board._beat)
        loop.call_later(RESUME_S * (id(board) % 89) / 89, board._resume)
        return board

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        transport.write(self.request)

    def connection_lost(self, error: Exception | None) -> None:
        self.closed_by = self.closed_by or 1006
        if not self.hello.done():
            self.hello.set_exception(LineLost(f"the board was closed with {self.closed_by}"))

    def data_received(self, data: bytes) -> None:
        self.received += data
        if not self.upgraded and not self._upgrade():
            return
        while (frame := self._next_frame()) is not None:
            self._take(*frame)

    def _upgrade(self) -> bool:
        end = self.received.find(b"\r\n\r\n")
        if end < 0:
            return False
        if b" 101 " not in self.received[:20]:
            self.hello.set_exception(LineLost(f"no socket: {bytes(self.received[:40])!r}"))
            self.transport.close()
            return False
        del self.received[: end + 4]
        self.upgraded = True
        return True

    def _next_frame(self) -> tuple[int, bytes] | None:
        """Opcode and payload of the next whole frame. Servers neither mask nor, here, split."""
        data = self.received
        if len(data) < 2:
            return None
        length, start = data[1] & 127, 2
        if length >= 126:
            start = 4 if length == 126 else 10
            if len(data) < start:
                return None
            [length] = struct.unpack_from(">H" if start == 4 else ">Q", data, 2)
        if len(data) < start + length:
            return None
        opcode, payload = data[0] & 15, bytes(data[start : start + length])
        del data[: start + length]
        return opcode, payload

    def _take(self, opcode: int, payload: bytes) -> None:
        if opcode == TEXT:
            self._read(orjson.loads(payload))
        elif opcode == PING:
            self._send(PONG, payload)
        elif opcode == CLOSE:
            self.closed_by = struct.unpack(">H", payload[:2])[0] if len(payload) >= 2 else 1005
            self.transport.close()

    def _read(self, frame: dict[str, Any]) -> None:
        kind = frame["type"]
        if kind == "events":
            self._apply(frame)
        elif kind == "hello":
            self.seq = frame["seq"]
            self.hello.set_result(None)
        elif kind == "resync":
            self.resyncs += 1

    def _apply(self, frame: dict[str, Any]) -> None:
        if frame["to"] <= self.seq:
            return
        self.frames += 1
        self.gaps += frame["from"] > self.seq
        for event in frame["items"]:
            if event["seq"] > self.seq:
                self.heard(self, event)
        self.seq = frame["to"]

    def _beat(self) -> None:
        if self._say({"beat": {"seq": self.seq, "visible": True, "sound": True, "idle_s": 1}}):
            asyncio.get_running_loop().call_later(BEAT_S, self._beat)

    def _resume(self) -> None:
        if self._say({"resume": self.seq}):
            asyncio.get_running_loop().call_later(RESUME_S, self._resume)

    def _say(self, message: dict[str, Any]) -> bool:
        if self.transport.is_closing():
            return False
        self._send(TEXT, orjson.dumps(message))
        return True

    def _send(self, opcode: int, payload: bytes) -> None:
        """A client's frame is masked; a mask of zeros masks nothing and is legal."""
        length = len(payload)
        size = bytes([0x80 | length]) if length < 126 else bytes([0x80 | 126]) + struct.pack(">H", length)
        self.transport.write(bytes([0x80 | opcode]) + size + bytes(4) + payload)
