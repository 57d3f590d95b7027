"""
The one loop that looks what is due.

APScheduler decides when to look and nothing else; all truth is in our tables. A commit that put something into the
outbox, and a jump of the clock, wake the loop at once; the regular look is the fallback.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol
from uuid import UUID

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from adapters.database import StoreUnavailable, Transact
from mentoring import courses
from mentoring.delivery import claims
from mentoring.delivery.steps import LookAhead, Outlook
from mentoring.schedules import PlanDue
from scheduler.delivery import Delivery

log = structlog.get_logger()

LOOK_EVERY_SECONDS = 1
BREATH_SECONDS = 0.05
STOP_WITHIN_SECONDS = 15
"""Longer than one call to Slack may take, shorter than the twenty seconds before a supervisor kills."""


class Reporter(Protocol):
    """Whoever wants to know that all due work is done: the local Slack's clock."""

    def mark(self) -> int:
        """Return which setting of the clock the coming round works on."""
        ...

    async def done(self, mark: int, outlook: Outlook) -> None:
        """Take note of what a round left."""
        ...


class Metronome:
    """Plans and delivers, whenever it is woken, until nothing is due."""

    def __init__(
        self, transact: Transact, delivery: Delivery, workspace_id: UUID, reporter: Reporter | None = None
    ) -> None:
        self._transact = transact
        self._delivery = delivery
        self._workspace_id = workspace_id
        self._reporter = reporter
        self._woken = asyncio.Event()
        self._loop: asyncio.Task[None] | None = None
        self._ticks = AsyncIOScheduler()
        self._stopping = False
        self._looks = False

    def wake(self) -> None:
        """Deliver what was just put into the outbox. Call it from the event loop's own thread."""
        self._woken.set()

    def look(self) -> None:
        """Look at everything: what fell due, what crashed workers left, what is to be delivered."""
        self._looks = True
        self._woken.set()

    async def start(self) -> None:
        """Begin to look; what was left by an earlier process is taken up first."""
        self._ticks.add_job(
            self._tick,
            "interval",
            seconds=LOOK_EVERY_SECONDS,
            id="look",
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
        self._ticks.start()
        self._loop = asyncio.create_task(self._run())
        self.look()

    async def _tick(self) -> None:
        """A coroutine, because APScheduler runs plain functions in a thread, from which no event may be set."""
        self.look()

    async def stop(self) -> None:
        """Finish the message under way, hand the rest back, and look no more; stopping twice is harmless."""
        if self._ticks.running:
            self._ticks.shutdown(wait=False)
        self._delivery.stop()
        self._stopping = True
        self.wake()
        if self._loop is not None:
            await asyncio.wait({self._loop}, timeout=STOP_WITHIN_SECONDS)
            self._loop.cancel()
            await asyncio.gather(self._loop, return_exceptions=True)

    async def _run(self) -> None:
        while not self._stopping:
            await self._woken.wait()
            self._woken.clear()
            await self._guarded(self._round)
            # A hundred commits a second need no hundred rounds a second: the first goes at once, the rest together.
            await asyncio.sleep(BREATH_SECONDS)

    async def _guarded(self, work: Callable[[], Awaitable[None]]) -> None:
        try:
            await work()
        except Exception as error:
            log.exception("metronome.round_failed", error=type(error).__name__)

    async def _plan(self) -> int:
        return (await self._transact(courses.plan_due, PlanDue(self._workspace_id))).advanced

    async def _apart(self, work: Callable[[], Awaitable[int]]) -> int:
        """Keep a fault of what comes before it from the delivery; a store that is away stops both."""
        try:
            return await work()
        except StoreUnavailable:
            raise
        except Exception as error:
            log.exception("metronome.work_failed", error=type(error).__name__)
            return 0

    async def _round(self) -> None:
        mark = self._reporter.mark() if self._reporter else 0
        looks, self._looks = self._looks, False
        if looks:
            await self._apart(self._delivery.recover)
        busy = True
        while busy:
            planned = await self._apart(self._plan) if looks else 0
            delivered = await self._delivery.run_once()
            busy = bool(planned or delivered) and not self._stopping
        if self._reporter:
            await self._reporter.done(mark, await self._transact(claims.outlook, LookAhead(self._workspace_id)))
