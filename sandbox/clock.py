"""
The workspace's clock: the host's time plus an offset that only grows.

Everything a person could wait for in the local Slack reads this clock: message times, trigger ids, response URLs and
the retries of events. What Slack measures in the life of a connection (the three seconds of an acknowledgement, rate
limits, the age of a signature) follows the host.
"""

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime

from sandbox.storage import Storage


def iso(instant: float) -> str:
    """An instant in seconds since 1970 as ISO 8601 in UTC, to the microsecond."""
    return datetime.fromtimestamp(instant, UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def parse_iso(text: str) -> float:
    """
    Seconds since 1970 of an ISO 8601 instant that names its zone.

    Raises:
        ValueError: the text is no such instant, or names no zone.
    """
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError("the instant names no zone; end it with Z or an offset")
    return instant.timestamp()


class WorkspaceClock:
    """The offset, kept in the data folder, and the sleepers who wait for workspace time."""

    def __init__(self, storage: Storage, host_time: Callable[[], float] = time.time) -> None:
        self._storage = storage
        self._host_time = host_time
        kept = storage.get("meta", "clock") or {}
        self.offset: float = kept.get("offset", 0.0)
        self.revision: int = kept.get("revision", 0)
        self._jumped = asyncio.Event()
        self._appointments: list[tuple[float, Callable[[], bool]]] = []
        self._kept = asyncio.Event()

    def now(self) -> float:
        return self._host_time() + self.offset

    def move_to(self, instant: float) -> None:
        """
        Jump ahead to an instant; the clock runs on from there.

        One that has passed it meanwhile stays as it is: while somebody asks for the next millisecond the host may be
        busy for ten, and nothing that has happened may lie ahead again.
        """
        self._shift(max(self.offset, instant - self._host_time()))

    def go_back_to(self, instant: float) -> None:
        """Begin earlier, in a workspace in which nothing has happened."""
        self._shift(instant - self._host_time())

    def begin_anew(self) -> None:
        """The host's time again, at a revision that no bot has seen yet."""
        self._shift(0.0)

    def _shift(self, offset: float) -> None:
        self.offset = offset
        self.revision += 1
        self._storage.put("meta", "clock", {"offset": self.offset, "revision": self.revision})
        self._jumped.set()
        self._jumped = asyncio.Event()

    def next_appointment(self) -> float | None:
        """The earliest instant that somebody waits to `reach`, of what still stands."""
        return min((instant for instant, stands in self._appointments if stands()), default=None)

    async def reach(self, instant: float, stands: Callable[[], bool]) -> None:
        """
        Wait for an instant that no jump leaps over: on its way to a later one the clock stops there.

        `stands` says whether anything is still to be done then; what was called off holds no jump up.
        """
        appointment = (instant, stands)
        self._appointments.append(appointment)
        try:
            await self._until(instant)
        finally:
            self._appointments.remove(appointment)
            self._kept.set()
            self._kept = asyncio.Event()

    async def appointments_kept(self) -> None:
        """Wait until everybody whose instant has come went on with what they waited for."""
        while (earliest := self.next_appointment()) is not None and earliest <= self.now():
            await self._kept.wait()

    async def sleep(self, seconds: float) -> None:
        """Wait until so many seconds of workspace time have passed, by waiting or by a jump."""
        await self._until(self.now() + seconds)

    async def _until(self, until: float) -> None:
        while (remaining := until - self.now()) > 0:
            try:
                await asyncio.wait_for(self._jumped.wait(), remaining)
            except TimeoutError:
                continue
