"""What goes on after a click was answered."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

log = structlog.get_logger()


class Background:
    """Keeps hold of running tasks, so that none vanishes and a stop can wait for them."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Run it beside; a failure is logged by its type alone, since its text may hold what people wrote."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    async def drain(self, within: float) -> None:
        """Wait for everything under way, so many seconds at the most; what is not done then is given up."""
        under_way = list(self._tasks)
        if not under_way:
            return
        _, left = await asyncio.wait(under_way, timeout=within)
        for task in left:
            task.cancel()
        if left:
            log.warning("background.not_drained", under_way=len(left))
            await asyncio.wait(left)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("background.failed", error=type(error).__name__)
