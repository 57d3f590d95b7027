"""Bots that follow the workspace's clock: each says when it has done all that is due, and what comes next."""

import asyncio
import itertools
import time
from dataclasses import dataclass

from aiohttp import web

from sandbox.clock import WorkspaceClock, iso, parse_iso
from sandbox.errors import ControlError, Json
from sandbox.live import Hub, Subscriber

IDLE_SECONDS = 60.0
# How often a wait looks whether a watcher has vanished, since a killed process says no goodbye.
_LOOK_EVERY = 0.1


@dataclass
class _Report:
    revision: int = -1
    next_due: str | None = None


class Watchers:
    """The streams on the clock and the last report of each."""

    def __init__(self, clock: WorkspaceClock) -> None:
        self._clock = clock
        self._hub = Hub()
        self._numbers = itertools.count(1)
        self._reports: dict[str, _Report] = {}
        self._streams: dict[str, Subscriber] = {}
        self._reported = asyncio.Event()

    def close(self) -> None:
        self._hub.close()

    def rewind(self) -> None:
        """Await every bot's report anew, after the clock began again."""
        self._reports = {watcher: _Report() for watcher in self._reports}
        self._tell()

    def clock_json(self) -> Json:
        waiting = self._waiting()
        return {
            "now": iso(self._clock.now()),
            "offset": self._clock.offset,
            "revision": self._clock.revision,
            "next_due": self.next_due(),
            "idle": not waiting,
            "watchers": len(self._hub),
        }

    def next_due(self) -> str | None:
        """The earliest instant any live watcher, or the workspace itself, has something to do."""
        due = [report.next_due for report in self._live_reports() if report.next_due is not None]
        appointment = self._clock.next_appointment()
        if appointment is not None:
            due.append(iso(appointment))
        return min(due, key=parse_iso, default=None)

    def _live_reports(self) -> list[_Report]:
        return [self._reports[name] for name, stream in self._streams.items() if stream.alive]

    def _waiting(self) -> bool:
        return any(report.revision < self._clock.revision for report in self._live_reports())

    async def stream(self, request: web.Request) -> web.StreamResponse:
        watcher = f"w{next(self._numbers)}"

        def first(subscriber: Subscriber) -> Json:
            self._streams[watcher] = subscriber
            self._reports[watcher] = _Report()
            return self.clock_json() | {"watcher": watcher}

        def left(_subscriber: Subscriber) -> None:
            self._streams.pop(watcher, None)
            self._reports.pop(watcher, None)
            self._tell()

        return await self._hub.serve(request, watcher, first, left)

    def report(self, body: Json) -> None:
        """
        A bot has done all work due at a revision.

        Raises:
            ControlError: the revision is no number, next_due is no instant, or the watcher is unknown.
        """
        revision, next_due = body.get("revision"), body.get("next_due")
        if not isinstance(revision, int):
            raise ControlError("invalid_revision", "send the clock's revision as a whole number")
        if next_due is not None:
            try:
                parse_iso(str(next_due))
            except ValueError as error:
                raise ControlError("invalid_next_due", f"next_due must be an ISO instant or null: {error}") from error
        watcher = body.get("watcher")
        if watcher is not None and watcher not in self._reports:
            raise ControlError("unknown_watcher", "open /clock/stream first; its first event names you", status=404)
        for name in [watcher] if watcher else list(self._reports):
            self._reports[name] = _Report(revision, None if next_due is None else str(next_due))
        self._reported.set()
        self._reported = asyncio.Event()

    async def jump(self, instant: float) -> float:
        """
        Move the clock and wait until each watcher is idle again; return the milliseconds waited.

        On the way the clock stops at every instant at which a watcher has something due, so that a fortnight
        passes as a real one would: what was due on its third day happens on its third day. A bot that is away, or
        that takes longer than a minute, finds the clock at its destination.
        """
        began = time.monotonic()
        while (stop := self._next_stop(instant)) is not None:
            await self._step(stop)
            if self._waiting():
                break
        await self._step(instant)
        return (time.monotonic() - began) * 1000

    def _next_stop(self, instant: float) -> float | None:
        """The next instant before the destination at which something falls due; nothing when there is none ahead."""
        next_due = self.next_due()
        if next_due is None:
            return None
        stop = parse_iso(next_due)
        return stop if self._clock.now() < stop < instant else None

    async def _step(self, instant: float) -> None:
        self._clock.move_to(instant)
        self._tell()
        began = time.monotonic()
        # What the workspace itself had for this instant is done before anybody looks, or the clock moves on.
        await self._clock.appointments_kept()
        while self._waiting() and time.monotonic() - began < IDLE_SECONDS:
            try:
                await asyncio.wait_for(self._reported.wait(), _LOOK_EVERY)
            except TimeoutError:
                continue

    def _tell(self) -> None:
        self._hub.publish(self.clock_json())
