"""
One writer thread that does together whatever waits for it.

SQLite has one writer at a time. A transaction of its own costs a small act as much as its statements do, and a thread
that hands each result back alone spends as long again passing Python's lock to and fro. So everything that waits when
the writer is free is done in one transaction: alone when nobody else waits, up to `TOGETHER` at a rush.
"""

import asyncio
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor
from itertools import groupby
from queue import Empty, SimpleQueue
from typing import Any, TypeAlias

from msgspec import Struct

Work: TypeAlias = Callable[[Any], Any]
"""What is to be done in a transaction, given its unit of work."""

TOGETHER = 32
"""So many acts hold the lock for about twenty milliseconds."""


class Done(Struct, frozen=True):
    """What an act returned, or the exception it is to raise where it was asked for."""

    answer: Any = None
    error: BaseException | None = None


class _Asked(Struct, frozen=True):
    work: Work
    loop: asyncio.AbstractEventLoop
    future: "asyncio.Future[Any]"


class GroupCommit:
    """
    The writer thread.

    Args:
        run_all: does several acts in one transaction and returns a `Done` for each, in their order; called in the
            writer thread.
    """

    def __init__(self, run_all: Callable[[Sequence[Work]], Sequence[Done]]) -> None:
        self._run_all = run_all
        self._waiting: SimpleQueue[_Asked | None] = SimpleQueue()
        self._closed = False
        self._thread = threading.Thread(target=self._write, name="transactions", daemon=True)
        self._thread.start()

    async def run(self, work: Work) -> Any:
        """
        Do it in the next transaction; return once that is committed. An act given up while it waits is not done.

        Raises:
            BrokenExecutor: the writer was closed.
        """
        if self._closed:
            msg = "the store is closed"
            raise BrokenExecutor(msg)
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Any] = loop.create_future()
        self._waiting.put(_Asked(work, loop, future))
        return await future

    def close(self) -> None:
        """Do what is waiting, then end; a second time is harmless."""
        self._closed = True
        self._waiting.put(None)
        self._thread.join()

    def _write(self) -> None:
        ended = False
        while not ended:
            group, ended = self._next()
            wanted = [asked for asked in group if not asked.future.cancelled()]
            if not wanted:
                continue
            try:
                outcomes = self._run_all([asked.work for asked in wanted])
            except Exception as error:  # noqa: BLE001  The thread outlives everything, and each asker hears of it.
                outcomes = [Done(error=error) for _ in wanted]
            for loop, told in groupby(zip(wanted, outcomes, strict=True), key=lambda pair: pair[0].loop):
                _tell(loop, list(told))

    def _next(self) -> tuple[list[_Asked], bool]:
        """Return what waits, once there is something, and whether it is the last."""
        group: list[_Asked] = []
        asked = self._waiting.get()
        while asked is not None:
            group.append(asked)
            if len(group) == TOGETHER:
                return group, False
            try:
                asked = self._waiting.get_nowait()
            except Empty:
                return group, False
        return group, True


def _tell(loop: asyncio.AbstractEventLoop, told: list[tuple[_Asked, Done]]) -> None:
    try:
        loop.call_soon_threadsafe(_settle, told)
    except RuntimeError:
        # The loop was closed meanwhile: nobody is left to hear it.
        return


def _settle(told: list[tuple[_Asked, Done]]) -> None:
    for asked, done in told:
        if asked.future.cancelled():
            continue
        if done.error is None:
            asked.future.set_result(done.answer)
        else:
            asked.future.set_exception(done.error)
