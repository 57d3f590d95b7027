"""Socket Mode: single-use URLs, up to ten WebSocket connections, each payload to exactly one of them."""

import asyncio
import itertools
import json
import logging
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from aiohttp import WSMsgType, web

from sandbox.background import Background
from sandbox.clock import iso
from sandbox.errors import Json
from sandbox.inbound.parcels import ACK_SECONDS, Outcome, Parcel
from sandbox.state.ids import new_secret

MAX_CONNECTIONS = 10
_TICKET_SECONDS = 30.0
_REFRESH_SECONDS = 10.0
_HEARTBEAT_SECONDS = 10.0
_APPROXIMATE_CONNECTION_SECONDS = 18_060

_log = logging.getLogger(__name__)


class _Connection:
    """One WebSocket of the app, with the envelopes it still owes an answer."""

    def __init__(self, socket: web.WebSocketResponse, request: web.Request) -> None:
        self.socket = socket
        self._request = request
        self.owed: dict[str, asyncio.Future[Json | None]] = {}
        self.retiring = False

    @property
    def open(self) -> bool:
        return not self.socket.closed

    def cut(self) -> None:
        """Break the TCP connection with no closing frame, as a vanished network does."""
        transport = self._request.transport
        if transport is not None:
            transport.abort()


class SocketMode:
    """The app's connections. `changed` is called with their number whenever it changes."""

    def __init__(self, app_id: str, background: Background, changed: Callable[[int], None]) -> None:
        self._app_id = app_id
        self._background = background
        self._changed = changed
        self._tickets: dict[str, float] = {}
        self._connections: list[_Connection] = []
        self._turn = itertools.count()

    @property
    def count(self) -> int:
        return len(self._connections)

    def new_ticket(self) -> str:
        """A ticket that opens one connection within half a minute."""
        now = time.monotonic()
        self._tickets = {ticket: until for ticket, until in self._tickets.items() if until > now}
        ticket = new_secret("")
        self._tickets[ticket] = now + _TICKET_SECONDS
        return ticket

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """The WebSocket endpoint behind the URL that apps.connections.open gave."""
        until = self._tickets.pop(request.query.get("ticket", ""), 0.0)
        if until < time.monotonic():
            _log.warning("a Socket Mode URL was used twice, too late, or was never given out")
            return web.json_response({"ok": False, "error": "invalid_ticket"}, status=404)
        socket = web.WebSocketResponse(heartbeat=_HEARTBEAT_SECONDS)
        await socket.prepare(request)
        if self.count >= MAX_CONNECTIONS:
            _log.warning("an eleventh Socket Mode connection was refused; Slack allows ten")
            await _say(socket, {"type": "disconnect", "reason": "too_many_websockets", "debug_info": _debug()})
            await socket.close()
            return socket
        connection = _Connection(socket, request)
        self._connections.append(connection)
        try:
            await self._greet(connection)
            await self._listen(connection)
        finally:
            self._forget(connection)
        return socket

    async def deliver(self, parcel: Parcel) -> Outcome:
        """Send to one connection, in turn, and wait three seconds for its acknowledgement."""
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
            await _say(connection.socket, envelope)
            body = await asyncio.wait_for(answer, ACK_SECONDS)
        except TimeoutError:
            return Outcome(failure="operation_timeout", detail="not acknowledged within three seconds")
        except ConnectionError as error:
            return Outcome(failure="dispatch_failed", detail=f"the connection broke: {error}")
        finally:
            connection.owed.pop(envelope_id, None)
        return Outcome(body=body)

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
                await _say(connection.socket, {"type": "disconnect", "reason": reason, "debug_info": _debug()})
            if reason == "refresh_requested":
                connection.retiring = True
                self._background.start(_close_later(connection.socket))
            elif reason == "link_disabled":
                await connection.socket.close()
            elif not reason:
                connection.cut()
        return len(struck)

    async def close(self) -> None:
        for connection in list(self._connections):
            await connection.socket.close(code=1001)

    def _next(self) -> _Connection | None:
        live = [connection for connection in self._connections if connection.open]
        # A connection about to be refreshed gets a payload only when there is no other.
        usable = [connection for connection in live if not connection.retiring] or live
        return usable[next(self._turn) % len(usable)] if usable else None

    async def _greet(self, connection: _Connection) -> None:
        _log.info("the app connected over Socket Mode (%s of at most %s)", self.count, MAX_CONNECTIONS)
        hello = {
            "type": "hello",
            "num_connections": self.count,
            "debug_info": {**_debug(), "approximate_connection_time": _APPROXIMATE_CONNECTION_SECONDS},
            "connection_info": {"app_id": self._app_id},
        }
        await _say(connection.socket, hello)
        self._changed(self.count)

    async def _listen(self, connection: _Connection) -> None:
        async for message in connection.socket:
            if message.type is not WSMsgType.TEXT:
                _log.warning("the app sent a %s frame over Socket Mode; only text is understood", message.type)
                continue
            try:
                answer = json.loads(message.data)
            except ValueError:
                _log.warning("the app sent something over Socket Mode that is no JSON: %.200s", message.data)
                continue
            self._settle(connection, answer)

    def _settle(self, connection: _Connection, answer: Any) -> None:
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

    def _forget(self, connection: _Connection) -> None:
        self._connections.remove(connection)
        for owed in connection.owed.values():
            if not owed.done():
                owed.set_exception(ConnectionError("closed before the acknowledgement"))
        _log.info("a Socket Mode connection ended (%s left)", self.count)
        self._changed(self.count)


async def _close_later(socket: web.WebSocketResponse) -> None:
    await asyncio.sleep(_REFRESH_SECONDS)
    await socket.close()


async def _say(socket: web.WebSocketResponse, message: Json) -> None:
    await socket.send_str(json.dumps(message))


def _debug() -> Json:
    return {"host": "local-slack", "build_number": 1, "started": iso(time.time())}
