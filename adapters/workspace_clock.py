"""
The local Slack's movable clock.

Only for trying things out and for tests: the settings refuse it with the real Slack.
"""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import aiohttp
import structlog

from mentoring.clock import SystemClock
from mentoring.delivery.steps import Outlook

log = structlog.get_logger()

RECONNECT_SECONDS = 0.5


class WorkspaceClock:
    """Follows the workspace's offset to real time, and tells it when all due work is done."""

    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/")
        self._system = SystemClock()
        self._offset = timedelta()
        self._revision = 0
        self._watcher: str | None = None
        self._told: tuple[int, datetime | None] | None = None
        self._http: aiohttp.ClientSession | None = None
        self._following: asyncio.Task[None] | None = None

    def now(self) -> datetime:
        """Return the workspace's time in UTC."""
        return self._system.now() + self._offset

    async def start(self, jumped: Callable[[], None]) -> None:
        """
        Take over the present offset, then follow it.

        Args:
            jumped: called at each change.
        """
        self._http = aiohttp.ClientSession()
        async with self._http.get(self._url) as answer:
            self._set(await answer.json())
        self._following = asyncio.create_task(self._follow(jumped))

    async def stop(self) -> None:
        """Follow no more."""
        if self._following is not None:
            self._following.cancel()
            await asyncio.gather(self._following, return_exceptions=True)
        if self._http is not None:
            await self._http.close()

    def mark(self) -> int:
        """Return which setting of the clock holds now."""
        return self._revision

    async def done(self, mark: int, outlook: Outlook) -> None:
        """Tell that all work due at this setting is done, and when the next falls due."""
        told = (mark, outlook.next_due_at)
        if not outlook.idle or self._http is None or told == self._told or mark != self._revision:
            return
        next_due = outlook.next_due_at.astimezone(UTC).isoformat() if outlook.next_due_at else None
        report = {"revision": mark, "next_due": next_due, "watcher": self._watcher}
        async with self._http.post(f"{self._url}/idle", json=report) as answer:
            if answer.ok:
                self._told = told

    async def _follow(self, jumped: Callable[[], None]) -> None:
        while True:
            try:
                await self._read_stream(jumped)
            except aiohttp.ClientError as error:
                log.warning("clock.lost", error=type(error).__name__)
            self._told = None
            await asyncio.sleep(RECONNECT_SECONDS)

    async def _read_stream(self, jumped: Callable[[], None]) -> None:
        if self._http is None:
            return
        endless = aiohttp.ClientTimeout(total=None, sock_read=None)
        async with self._http.get(f"{self._url}/stream", timeout=endless) as stream:
            async for line in stream.content:
                if line.startswith(b"data:"):
                    self._set(json.loads(line[5:]))
                    jumped()

    def _set(self, clock: dict[str, object]) -> None:
        self._offset = timedelta(seconds=float(str(clock["offset"])))
        self._revision = int(str(clock["revision"]))
        if clock.get("watcher") is not None:
            # A new stream: whatever was told over the old one is told again.
            self._watcher = str(clock["watcher"])
            self._told = None
