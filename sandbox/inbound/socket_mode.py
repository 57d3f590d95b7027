"""Socket Mode: single-use URLs, up to ten WebSocket connections, each payload to exactly one of them."""

import asyncio
import itertools
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, ClassVar
from uuid import uuid4

from aiohttp import WSMsgType, web

from sandbox.background import Background
from sandbox.errors import Json
from sandbox.inbound.connection import Connection, debug_info
from sandbox.inbound.parcels import Outcome, Parcel
from sandbox.inbound.tickets import Tickets
from sandbox.read_json import read_json

MAX_CONNECTIONS = 10
# What apps.connections.open says when the app's settings turn Socket Mode off: a URL comes all the same.
TURNED_OFF = "[WARN] Socket Mode is not turned on."
# Between the warning that a connection will end and its end.
_NOTICE_SECONDS = 10.0
_CONNECTION_SECONDS = 18_060
_DEBUG_CONNECTION_SECONDS = 360

_log = logging.getLogger(__name__)


class SocketMode:
    """
    The app's connections.

    Args:
        sleep: waits so many seconds of workspace time, for the notice before an end, which a test can move across.
        changed: called with the number of connections whenever it changes.
    """

    # An event that was not acknowledged comes again for this reason, also where its connection was lost.
    reasons: ClassVar[Mapping[str, str]] = {"operation_timeout": "timeout", "dispatch_failed": "timeout"}

    def __init__(
        self,
        app_id: str,
        background: Background,
        sleep: Callable[[float], Awaitable[None]],
        changed: Callable[[int], None],
        patience: float,
    ) -> None:
        self.is_on = True
        self._app_id = app_id
        self._background = background
        self._sleep = sleep
        self._changed = changed
        self._patience = patience
        self.tickets = Tickets()
        self._connections: list[Connection] = []
        self._turn = itertools.count()

    @property
    def count(self) -> int:
        return len(self._connections)

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """The WebSocket endpoint behind the URL that apps.connections.open gave."""
        if not self.tickets.redeem(request.query.get("ticket", "")):
            _log.warning("a Socket Mode URL was used twice, too late, or was never given out")
            return web.json_response({"ok": False, "error": "invalid_ticket"}, status=404)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        connection = Connection(socket, request)
        if self.count >= MAX_CONNECTIONS:
            _log.warning("an eleventh Socket Mode connection was refused; Slack allows ten")
            await connection.announce("too_many_websockets")
            await connection.close()
            return socket
        debugging = request.query.get("debug_reconnects") == "true"
        seconds = _DEBUG_CONNECTION_SECONDS if debugging else _CONNECTION_SECONDS
        self._connections.append(connection)
        connection.live(seconds, lambda: self._background.start(self._retire(connection)))
        try:
            await self._greet(connection, seconds)
            await self._listen(connection)
        finally:
            self._forget(connection)
        return socket

    async def deliver(self, parcel: Parcel) -> Outcome:
        """Send to one connection, in turn, and wait three seconds for its acknowledgement."""
        if not self.is_on:
            return Outcome(failure="dispatch_failed", detail="Socket Mode is not turned on")
        connection = self._next()
        if connection is None:
            return Outcome(failure="dispatch_failed", detail="no Socket Mode connection")
        envelope_id = str(uuid4())
        envelope: Json = {
            "envelope_id": envelope_id,
            "type": parcel.kind,
            "accepts_response_payload": parcel.accepts_response,
            "payload": parcel.payload,
        }
        if parcel.kind == "events_api":
            envelope |= {"retry_attempt": parcel.retry, "retry_reason": parcel.reason}
        answer: asyncio.Future[Json | None] = asyncio.get_running_loop().create_future()
        connection.owed[envelope_id] = answer
        try:
            await connection.say(envelope)
            body = await asyncio.wait_for(answer, self._patience)
        except TimeoutError:
            return Outcome(failure="operation_timeout", detail=f"not acknowledged within {self._patience:g} seconds")
        except ConnectionError as error:
            return Outcome(failure="dispatch_failed", detail=f"the connection broke: {error}")
        finally:
            connection.owed.pop(envelope_id, None)
        return Outcome(body=body)

    # What befalls connections

    async def disconnect(self, reason: str, how_many: int | None = None) -> int:
        """
        End connections as Slack does.

        Args:
            reason: warning (announced only), refresh_requested (announced, closed ten seconds later),
                link_disabled (announced and closed at once), or empty (cut without a word).

        Returns:
            How many connections it struck.
        """
        struck = self._connections[:how_many]
        for connection in struck:
            if reason:
                await connection.announce(reason)
            if reason == "refresh_requested":
                connection.retiring = True
                self._background.start(self._close_later(connection))
            elif reason == "link_disabled":
                await connection.close()
            elif not reason:
                connection.cut()
        return len(struck)

    async def befall(self, kind: str, reason: str, how_many: int | None = None) -> int:
        """What a fault of connections says: socket_silent, or socket_close for a reason."""
        return self.silence(how_many) if kind == "socket_silent" else await self.disconnect(reason, how_many)

    async def refresh(self, how_many: int | None = None) -> int:
        """Renew connections as Slack does every few hours: a warning, ten seconds, the request, the end."""
        struck = self._connections[:how_many]
        for connection in struck:
            await connection.announce("warning")
            connection.retiring = True
            self._background.start(self._refresh_later(connection))
        return len(struck)

    def silence(self, how_many: int | None = None) -> int:
        """Let connections go dead: open for TCP, and nothing comes or is heard any more, pings included."""
        struck = self._connections[:how_many]
        for connection in struck:
            connection.silence()
        return len(struck)

    async def turn_off(self) -> int:
        """Socket Mode is switched off in the app's settings: each connection is told, and ends."""
        self.is_on = False
        return await self.disconnect("link_disabled")

    def turn_on(self) -> int:
        """Switched on again; connections that opened meanwhile serve from now on."""
        self.is_on = True
        return 0

    async def close(self) -> None:
        for connection in list(self._connections):
            await connection.close(code=1001)

    def _next(self) -> Connection | None:
        live = [connection for connection in self._connections if connection.open]
        # A connection about to be refreshed gets a payload only when there is no other.
        usable = [connection for connection in live if not connection.retiring] or live
        return usable[next(self._turn) % len(usable)] if usable else None

    async def _retire(self, connection: Connection) -> None:
        """Refresh one connection that lived its time."""
        await connection.announce("warning")
        connection.retiring = True
        await self._refresh_later(connection)

    async def _refresh_later(self, connection: Connection) -> None:
        await self._sleep(_NOTICE_SECONDS)
        if connection.open:
            await connection.announce("refresh_requested")
            await connection.close()

    async def _close_later(self, connection: Connection) -> None:
        await self._sleep(_NOTICE_SECONDS)
        await connection.close()

    # The conversation on one connection

    async def _greet(self, connection: Connection, seconds: int) -> None:
        _log.info("the app connected over Socket Mode (%s of at most %s)", self.count, MAX_CONNECTIONS)
        hello = {
            "type": "hello",
            "num_connections": self.count,
            "debug_info": {**debug_info(), "approximate_connection_time": seconds},
            "connection_info": {"app_id": self._app_id},
        }
        await connection.say(hello)
        self._changed(self.count)

    async def _listen(self, connection: Connection) -> None:
        async for message in connection.socket:
            if message.type is not WSMsgType.TEXT:
                _log.warning("the app sent a %s frame over Socket Mode; only text is understood", message.type)
                continue
            try:
                answer = read_json(message.data)
            except ValueError:
                _log.warning("the app sent something over Socket Mode that is no JSON: %.200s", message.data)
                continue
            self._settle(connection, answer)

    def _settle(self, connection: Connection, answer: Any) -> None:
        envelope_id = answer.get("envelope_id") if isinstance(answer, dict) else None
        owed = connection.owed.get(str(envelope_id))
        if owed is None or owed.done():
            _log.warning("the app acknowledged %s, which was not owed (too late, twice, or unknown)", envelope_id)
            return
        payload = answer.get("payload")
        if payload is not None and not isinstance(payload, dict):
            _log.warning("the app's acknowledgement carried a payload that is no object; it is ignored")
            payload = None
        owed.set_result(payload or None)

    def _forget(self, connection: Connection) -> None:
        connection.end()
        self._connections.remove(connection)
        for owed in connection.owed.values():
            if not owed.done():
                owed.set_exception(ConnectionError("closed before the acknowledgement"))
        _log.info("a Socket Mode connection ended (%s left)", self.count)
        self._changed(self.count)
