"""The sockets: staff boards and a person's own alert. They forward; they take no commands and know no rules."""

import asyncio
import contextlib
import logging
import uuid
from typing import Any

import orjson
from channels.generic.websocket import AsyncWebsocketConsumer
from django.db import DatabaseError
from django.utils import timezone

from alerts import actions, board
from alerts.actions import watch
from alerts.actions.intake import Sender, UnknownSender, find_sender
from alerts.board import BoardReader, BoardSource, DeviceReader, TooOld
from alerts.cards import iso
from alerts.intake import receipts
from alerts.models.sender import fingerprint
from alerts.wall import WallSource
from consular.events.feed import RESYNC, Feed, Socket, in_thread
from consular.organisation.access import viewer_of

log = logging.getLogger(__name__)

FRAME_LIMIT = 4_096
PAGES_OF_REPLAY = 40

source = BoardSource()


def _beat(seq: int) -> bytes:
    return orjson.dumps({"type": "beat", "seq": seq, "at": iso(timezone.now())})


feed = Feed(source, beat=_beat)
wall_feed = Feed(WallSource(), beat=_beat)


class FeedConsumer(AsyncWebsocketConsumer):
    """A socket that the feed writes to. No channel of its own: frames come from the feed of this process."""

    channel_layer_alias = None
    socket: Socket | None = None
    writer: asyncio.Task | None = None

    @property
    def feed(self) -> Feed:
        return feed

    async def join(self, reader: Any) -> int:
        """Joins the feed: from the returned sequence on, frames wait in the queue until `begin` sends them."""
        self.socket = Socket(reader, self._write, self._close)
        return await self.feed.attach(self.socket)

    def begin(self, greeting: dict) -> None:
        if self.socket:  # it may have gone while the greeting was being read
            self.socket.put(orjson.dumps(greeting))
            self.writer = asyncio.create_task(self.socket.write())

    async def _write(self, frame: bytes) -> None:
        await self.send(text_data=frame.decode())

    async def _close(self, code: int) -> None:
        with contextlib.suppress(Exception):
            await self.close(code)
        await self._leave()

    async def disconnect(self, code: int) -> None:
        await self._leave()

    async def _leave(self) -> None:
        if self.socket:
            await self.feed.detach(self.socket)
            self.socket = None
        if self.writer and self.writer is not asyncio.current_task():
            self.writer.cancel()


class StaffConsumer(FeedConsumer):
    """A socket of somebody who is signed in and posted; others are told why they are turned away."""

    reader: BoardReader | None = None

    async def connect(self) -> None:
        await self.accept()
        self.reader = await in_thread(self._who)()
        if self.reader is None:
            await self.close(board.SIGNED_OUT)
            return
        viewer = self.reader.viewer
        if not (viewer.posts or viewer.is_operator):
            await self.close(board.POSTING_ENDED)
            return
        seq = await self.join(self.reader)
        self.begin({"type": "hello", "seq": seq})

    def _who(self) -> BoardReader | None:
        user, session = self.scope["user"], self.scope["session"]
        if not user.is_authenticated or not session.session_key:
            return None
        return BoardReader(viewer_of(user), session.session_key)


class WallConsumer(StaffConsumer):
    """`/ws/wall/`: hello, beats, and how the districts stand; takes nothing, and is nobody's eyes."""

    @property
    def feed(self) -> Feed:
        return wall_feed

    async def join(self, reader: Any) -> int:
        seq = await super().join(reader)
        if self.socket:
            self.socket.wants_bulletins = True
        return seq

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        return


class BoardConsumer(StaffConsumer):
    """`/ws/board/`: hello, events, beats, resync; takes `resume` and `beat`, nothing else."""

    must_have_read = 0  # what a board that keeps up has read by its next beat

    async def connect(self) -> None:
        self.board_id = uuid.uuid4()
        await super().connect()

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        message = self._read(text_data)
        if self.socket is None or self.reader is None or message is None:
            return
        if isinstance(after := message.get("resume"), int):
            self.socket.put(self._replay(after, until=self.feed.seq))
        if isinstance(beat := message.get("beat"), dict):
            await self._beat(beat)

    async def _beat(self, beat: dict) -> None:
        """A beat keeps its user's claims fresh while the board is visible, and says what can be seen and heard there.

        One that names `alert` (an id, or null) also asks for bulletins.
        """
        if self.socket is None or self.reader is None:
            return
        if not await in_thread(self._session_lives)():
            await self._close(board.SIGNED_OUT)
            return
        told = _told(beat)
        self.socket.wants_bulletins = self.socket.wants_bulletins or told.hears_bulletins
        keeps_up, self.must_have_read = told.seq >= self.must_have_read, self.feed.seq
        await in_thread(self._keep)(told, keeps_up)

    async def disconnect(self, code: int) -> None:
        await super().disconnect(code)
        if self.reader:
            await in_thread(watch.board_closed)(board_id=self.board_id)

    def _session_lives(self) -> bool:
        """A session that has ended keeps no claim alive and counts as nobody's eyes, whether or not the feed has noticed."""
        return bool(self.reader) and not source.revoked([self.reader])

    def _keep(self, told: watch.Told, keeps_up: bool) -> None:
        """A database that is away for a moment costs a beat, not the socket."""
        assert self.reader
        try:
            if told.visible:
                actions.renew_claims(user_id=self.reader.viewer.user_id)
            watch.board_beats(board_id=self.board_id, viewer=self.reader.viewer, told=told, keeps_up=keeps_up)
        except DatabaseError as error:
            log.warning("a beat could not be kept: %s", type(error).__name__)

    @staticmethod
    def _read(text_data: str | None) -> dict | None:
        if not text_data or len(text_data) > FRAME_LIMIT:
            return None
        try:
            message = orjson.loads(text_data)
        except orjson.JSONDecodeError:
            return None
        return message if isinstance(message, dict) else None

    async def _replay(self, after: int, *, until: int) -> None:
        """Everything after `after`, up to where the next live frame begins: it runs in the socket's own queue."""
        for _page in range(PAGES_OF_REPLAY):
            try:
                batch = await in_thread(source.replay)(after, until)
            except TooOld:
                break
            await self._write(batch.frame(self.reader))
            after = batch.last
            if not batch.more:
                return
        await self._write(RESYNC)


def _told(beat: dict) -> watch.Told:
    """What a beat says, as far as it can be believed: numbers that are numbers, an id that is one."""
    painted = beat.get("canaries")
    pairs = painted.items() if isinstance(painted, dict) else ()
    return watch.Told(
        seq=_whole(beat.get("seq"), 2**62),
        visible=beat.get("visible") is True,
        sound=beat.get("sound") is True,
        idle_s=_whole(beat.get("idle_s"), 2**31 - 1),
        looks_at=_uuid(beat.get("alert")),
        hears_bulletins="alert" in beat,
        canaries=tuple((pk, _whole(ms, 2**31 - 1)) for name, ms in list(pairs)[:8] if (pk := _uuid(name))),
    )


def _whole(value: Any, most: int) -> int:
    return max(0, min(value, most)) if isinstance(value, int) and not isinstance(value, bool) else 0


def _uuid(value: Any) -> uuid.UUID | None:
    try:
        return uuid.UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


class DeviceConsumer(FeedConsumer):
    """`/ws/alerts/{id}/`: what the person who pressed may know of their alert, as it changes."""

    async def connect(self) -> None:
        alert_id = self.scope["url_route"]["kwargs"]["alert_id"]
        token = self._token()
        state = await in_thread(self._state)(token, alert_id) if token else None
        if token is None or state is None:
            await self.close(4401)
            return
        await self.accept(subprotocol="consular.v1")
        await self.join(DeviceReader(alert_id, fingerprint(token)))
        self.begin({"type": "state", **(await in_thread(self._state)(token, alert_id) or state)})  # news since is in it

    def _token(self) -> str | None:
        offered = self.scope.get("subprotocols", [])
        bearer = next((name for name in offered if name.startswith("bearer.")), None)
        return bearer.removeprefix("bearer.") if bearer and "consular.v1" in offered else None

    @staticmethod
    def _state(token: str, alert_id: uuid.UUID) -> dict | None:
        try:
            sender: Sender = find_sender(fingerprint(token))
        except UnknownSender:
            return None
        return receipts.status_for(sender, alert_id)
