"""Doing one thing again and again: APScheduler decides when, and nothing else."""

from collections.abc import Awaitable, Callable

from apscheduler.schedulers.asyncio import AsyncIOScheduler


class Ticks:
    """
    One thing that is done every so many seconds: never twice at a time, and once for all times that were missed.

    Args:
        do: a coroutine function, because APScheduler runs plain functions in a thread.
    """

    def __init__(self, name: str, seconds: int, do: Callable[[], Awaitable[None]]) -> None:
        self._scheduler = AsyncIOScheduler()
        self._scheduler.add_job(
            do, "interval", seconds=seconds, id=name, coalesce=True, max_instances=1, misfire_grace_time=None
        )

    def start(self) -> None:
        """Begin."""
        self._scheduler.start()

    def stop(self) -> None:
        """Begin it no more; a second time is harmless."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
