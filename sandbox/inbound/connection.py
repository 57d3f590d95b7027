"""One WebSocket connection of the app, with what it owes, and what can befall it."""

import asyncio
import json
import logging
import time
from collections.abc import Callable

from aiohttp import web

from sandbox.clock import iso
from sandbox.errors import Json

# Slack pings its clients, and some of them take a long silence for a dead connection.
_PING_SECONDS = 10.0
# A dead connection that its client has left unseen is given up after this.
_DEAD_SECONDS = 120.0

_log = logging.getLogger(__name__)


class Connection:
    """
    `owed` are the envelopes that still want an acknowledgement. A `retiring` connection gets a new payload only where
    there is no other.
    """

    def __init__(self, socket: web.WebSocketResponse, request: web.Request) -> None:
        self.socket = socket
        self.owed: dict[str, asyncio.Future[Json | None]] = {}
        self.retiring = False
        self._request = request
        self._is_silent = False
        self._pings: asyncio.Task[None] | None = None
        self._timers: list[asyncio.TimerHandle] = []

    @property
    def open(self) -> bool:
        return not self.socket.closed

    def live(self, seconds: float, grown_old: Callable[[], object]) -> None:
        """Begin to ping, and call `grown_old` when the connection has lived its seconds of the host's time."""
        loop = asyncio.get_running_loop()
        self._pings = loop.create_task(self._ping())
        self._timers.append(loop.call_later(seconds, grown_old))

    def end(self) -> None:
        """The connection is gone: nothing of it goes on."""
        if self._pings is not None:
            self._pings.cancel()
        for timer in self._timers:
            timer.cancel()

    async def say(self, message: Json) -> None:
        if not self._is_silent:
            await self.socket.send_str(json.dumps(message))

    async def announce(self, reason: str) -> None:
        """Tell that the connection ends, or will; one that broke meanwhile needs no telling."""
        try:
            await self.say({"type": "disconnect", "reason": reason, "debug_info": debug_info()})
        except ConnectionError:
            _log.info("a connection that was to be told of %s had gone already", reason)

    async def close(self, code: int = 1000) -> None:
        # A silent connection hears no answer to a close frame, so there is none to wait for.
        if self._is_silent:
            self.cut()
        else:
            await self.socket.close(code=code)

    def cut(self) -> None:
        """Break the TCP connection with no closing frame, as a vanished network does."""
        transport = self._request.transport
        if transport is not None:
            transport.abort()

    def silence(self) -> None:
        """Neither send nor hear anything any more, while TCP stays up."""
        self._is_silent = True
        transport = self._request.transport
        if isinstance(transport, asyncio.Transport):
            transport.pause_reading()
        self._timers.append(asyncio.get_running_loop().call_later(_DEAD_SECONDS, self.cut))

    async def _ping(self) -> None:
        while self.open:
            await asyncio.sleep(_PING_SECONDS)
            try:
                if not self._is_silent:
                    await self.socket.ping()
            except ConnectionError:
                return


def debug_info() -> Json:
    return {"host": "local-slack", "build_number": 1, "started": iso(time.time())}
