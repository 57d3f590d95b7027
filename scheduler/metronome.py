"""
The one loop that looks what is due.

APScheduler decides when to look and nothing else; all truth is in our tables. A commit that put something into the
outbox, and a jump of the clock, wake the loop at once; the regular look is the fallback.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Protocol
from uuid import UUID, uuid4

import structlog
from structlog.contextvars import bound_contextvars

from adapters.database import StoreUnavailable, Transact
from mentoring import courses
from mentoring.delivery import claims, work
from mentoring.delivery.steps import LookAhead, LookForWork, Outlook, Work
from mentoring.schedules import PlanDue
from scheduler.delivery import Delivery
from scheduler.messenger import Messenger, Messengers
from scheduler.ticks import Ticks

log = structlog.get_logger()

LOOK_EVERY_SECONDS = 1
BREATH_SECONDS = 0.05
AT_ONCE = 32
"""Workspaces that are worked for at the same time; the others wait for their turn, whoever came first being first."""
STOP_WITHIN_SECONDS = 15
"""Longer than one call to Slack may take, shorter than the twenty seconds before a supervisor kills."""


class Reporter(Protocol):
    """Whoever wants to know that all due work is done: the local Slack's clock."""

    def mark(self) -> int:
        """Return which setting of the clock the coming look works on."""
        ...

    async def done(self, mark: int, outlook: Outlook) -> None:
        """Take note of what is left."""
        ...


class Watcher(Protocol):
    """Whoever watches that the loop is at work."""

    def looked(self) -> None:
        """It looked what is due."""
        ...

    def worked(self, seconds: float) -> None:
        """It worked for a workspace: planned, and sent a batch."""
        ...


class Metronome:
    """
    Plans and delivers, whenever it is woken, until nothing is due.

    Each workspace is worked for by itself: one to which Slack answers slowly holds up no other.

    Args:
        delivery_of: makes the worker of a workspace.
    """

    def __init__(
        self,
        transact: Transact,
        messengers: Messengers,
        delivery_of: Callable[[UUID, Messenger], Delivery],
        reporter: Reporter | None = None,
        watcher: Watcher | None = None,
    ) -> None:
        self._transact = transact
        self._messengers = messengers
        self._delivery_of = delivery_of
        self._reporter = reporter
        self._watcher = watcher
        self._deliveries: dict[UUID, tuple[Messenger, Delivery]] = {}
        self._serving: dict[UUID, asyncio.Task[None]] = {}
        self._again: dict[UUID, Work] = {}
        self._seats = asyncio.Semaphore(AT_ONCE)
        self._woken = asyncio.Event()
        self._hurried = asyncio.Event()
        self._loop: asyncio.Task[None] | None = None
        self._ticks = Ticks("look", LOOK_EVERY_SECONDS, self._tick)
        self._stopping = False

    def wake(self) -> None:
        """Look what is due now. Call it from the event loop's own thread."""
        self._woken.set()

    def hurry(self) -> None:
        """Look now, and take no breath until all that is due is done: somebody moved the clock, and waits for that."""
        self._hurried.set()
        self.wake()

    async def start(self) -> None:
        """Begin to look; what was left by an earlier process is taken up first."""
        self._ticks.start()
        self._loop = asyncio.create_task(self._run())
        self.wake()

    async def _tick(self) -> None:
        self.wake()

    async def stop(self) -> None:
        """Finish the messages under way, hand the rest back, and look no more; stopping twice is harmless."""
        self._ticks.stop()
        self._stopping = True
        for _, delivery in self._deliveries.values():
            delivery.stop()
        self.hurry()
        under_way = {*self._serving.values()} | ({self._loop} if self._loop is not None else set())
        if under_way:
            await asyncio.wait(under_way, timeout=STOP_WITHIN_SECONDS)
            for task in under_way:
                task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)

    async def _run(self) -> None:
        while not self._stopping:
            await self._woken.wait()
            self._woken.clear()
            await self._guarded(self._look)
            # A hundred commits a second need no hundred looks a second: the first is at once, the rest together.
            with suppress(TimeoutError):
                await asyncio.wait_for(self._hurried.wait(), BREATH_SECONDS)

    async def _look(self) -> None:
        for each in await self._transact(work.waiting, LookForWork(self._messengers.only())):
            if each.workspace_id in self._serving:
                self._again[each.workspace_id] = each
            elif not self._stopping:
                self._serving[each.workspace_id] = asyncio.create_task(self._serve(each))
        if self._watcher is not None:
            self._watcher.looked()
        await self._report()

    async def _report(self) -> None:
        if self._reporter is None or self._serving or self._stopping:
            return
        self._hurried.clear()
        # The setting of the clock first: should it be moved now, what is found here counts for nothing.
        mark = self._reporter.mark()
        await self._reporter.done(mark, await self._transact(claims.outlook, LookAhead(self._messengers.only())))

    async def _serve(self, due: Work) -> None:
        """Work for one workspace: one turn, or several as long as no other workspace waits for one."""
        has_worked = False
        try:
            async with self._seats:
                while await self._guarded(partial(self._turn, due)):
                    has_worked = True
                    if self._stopping or self._seats.locked():
                        break
                    # A long queue must not keep what has fallen due meanwhile from being planned.
                    due = self._again.pop(due.workspace_id, due)
        finally:
            del self._serving[due.workspace_id]
        # Where nothing could be done, such as behind a closed gate, the next regular look is soon enough; unless
        # something came in after the last turn, and was seen while this one was still at it.
        if has_worked or due.workspace_id in self._again:
            self._again.pop(due.workspace_id, None)
            self.wake()
        else:
            await self._guarded(self._report)

    async def _turn(self, due: Work) -> bool:
        """Take up what was left, plan and deliver, each once; tell whether anything was done."""
        delivery = await self._delivery(due.workspace_id)
        if delivery is None:
            return False
        began = time.monotonic()
        # By this id the logs tell what belongs to one turn.
        with bound_contextvars(trace=uuid4().hex[:16]):
            has_worked = await self._work(due, delivery)
        if self._watcher is not None:
            self._watcher.worked(time.monotonic() - began)
        return has_worked

    async def _work(self, due: Work, delivery: Delivery) -> bool:
        if due.lapsed:
            await self._apart(delivery.recover)
        # What falls due during this turn is seen by the next look: nothing is asked for in vain.
        planned = await self._apart(lambda: self._plan(due.workspace_id)) if due.plans else 0
        delivered = await delivery.run_once()
        return bool(planned or delivered)

    async def _delivery(self, workspace_id: UUID) -> Delivery | None:
        messenger = await self._messengers.messenger_of(workspace_id)
        if messenger is None:
            self._deliveries.pop(workspace_id, None)
            return None
        known = self._deliveries.get(workspace_id)
        if known is not None and known[0] is messenger:
            return known[1]
        delivery = self._delivery_of(workspace_id, messenger)
        self._deliveries[workspace_id] = (messenger, delivery)
        return delivery

    async def _plan(self, workspace_id: UUID) -> int:
        return (await self._transact(courses.plan_due, PlanDue(workspace_id))).advanced

    async def _guarded(self, step: Callable[[], Awaitable[bool | None]]) -> bool:
        try:
            return bool(await step())
        except Exception as error:
            log.exception("metronome.round_failed", error=type(error).__name__)
            return False

    async def _apart(self, step: Callable[[], Awaitable[int]]) -> int:
        """Keep a fault of what comes before it from the delivery; a store that is away stops both."""
        try:
            return await step()
        except StoreUnavailable:
            raise
        except Exception as error:
            log.exception("metronome.work_failed", error=type(error).__name__)
            return 0
