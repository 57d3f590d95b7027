"""
Making a draft: gathered from the store, reckoned in a process of its own, and kept.

ortools holds Python's lock while it solves, for seconds with a large pool, and numpy and scipy take a hundred MB:
neither may be the burden of a bot that answers people meanwhile. So the process is started for the draft, and gone
after it.
"""

import asyncio
import os
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from threading import Thread
from typing import TypeVar

import structlog

from adapters.database import Transact
from mentoring.roster.rules import SheetGoesIn
from mentoring.rounds import gathering, holding, keeping
from mentoring.rounds.reckoning import Gathered, Reckoned, reckon
from mentoring.rounds.rules import Assignment, GiveUpDraft, HoldDraft, KeepDraft
from mentoring.unit_of_work import UnitOfWork

Asked = TypeVar("Asked")
Reckon = Callable[[Gathered], Reckoned]
Drafted = Callable[[Gathered], Awaitable[Reckoned]]

HOLD_EVERY_SECONDS = 3
SHEET_EVERY_SECONDS = 0.5
SHEET_PATIENCE_SECONDS = 150
"""
A sheet that counts goes in within seconds; were its bot killed meanwhile, the rest follows after a minute, at the next
tick (`mentoring.roster.rules.SETTLES_WITHIN`).
"""

log = structlog.get_logger()


class OneProcess(ProcessPoolExecutor):
    """
    A process, started anew: as a copy of this one it would have its threads and connections.

    It ends with whoever started it, however that comes about: were the bot killed, it would reckon on, and then wait
    for ever for more to do.
    """

    def __init__(self) -> None:
        """Start nothing yet."""
        context = get_context("spawn")
        ended, self._alive = context.Pipe(duplex=False)
        super().__init__(1, context, _ends_with, (ended,))

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - an executor's own signature
        """End it, in the middle of what it does as well."""
        self._alive.close()
        super().shutdown(wait, cancel_futures=cancel_futures)


def _ends_with(bot: Connection) -> None:
    """End this process once nobody holds the other end of a pipe any more; its system closes what a dead one held."""

    def watch() -> None:
        with suppress(EOFError):
            bot.recv_bytes()
        os._exit(0)

    Thread(target=watch, daemon=True).start()


async def drafted(gathered: Gathered, reckon: Reckon = reckon, apart: Callable[[], Executor] = OneProcess) -> Reckoned:
    """
    Reckon a draft.

    Args:
        apart: where it is reckoned.

    Raises:
        MatchingNotInstalled: the extra `matching` is missing.
        PinRefused: what the owner wants breaks a rule that everybody may know of.
        BrokenProcessPool: the process was killed, such as by a machine that is short of memory.
    """
    pool = apart()
    try:
        return await asyncio.get_running_loop().run_in_executor(pool, reckon, gathered)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


class InTurn:
    """
    Reckons one draft after the other: a large one takes a gigabyte and all of a processor for half a minute.

    Args:
        drafted: reckons each.
    """

    def __init__(self, drafted: Drafted = drafted) -> None:
        self._drafted = drafted
        self._turn = asyncio.Lock()

    async def __call__(self, gathered: Gathered) -> Reckoned:
        """
        Reckon a draft when it is its turn.

        Raises:
            MatchingNotInstalled, PinRefused, BrokenProcessPool: as above.
        """
        async with self._turn:
            return await self._drafted(gathered)


async def gathered(
    gather: Callable[[Asked, UnitOfWork], Gathered],
    asked: Asked,
    transact: Transact,
    patience: float = SHEET_PATIENCE_SECONDS,
    every: float = SHEET_EVERY_SECONDS,
) -> Gathered:
    """
    Gather what a draft depends on; while a sheet of people is going in, wait for all of it.

    Args:
        patience: seconds to wait at the most.
        every: seconds, from one look to the next.

    Raises:
        SheetGoesIn: it is going in still.
    """
    until = asyncio.get_running_loop().time() + patience
    while True:
        try:
            return await transact(gather, asked)
        except SheetGoesIn:
            if asyncio.get_running_loop().time() >= until:
                raise
        await asyncio.sleep(every)


async def complete(
    asked: Assignment, transact: Transact, drafted: Drafted = drafted, every: float = HOLD_EVERY_SECONDS
) -> None:
    """
    Make a draft that was begun; what keeps it from being made leaves all as it was before.

    Args:
        drafted: reckons it.
        every: seconds, from one telling that it is under way to the next.

    Raises:
        MatchingNotInstalled, PinRefused, BrokenProcessPool: as above.
        RoundIsOver: a newer draft was begun meanwhile.
        SheetGoesIn: people from a sheet were still going in after minutes.
    """
    held = asyncio.create_task(_hold(asked, transact, every))
    try:
        reckoned = await drafted(await gathered(gathering.gathered, asked, transact))
        rest: KeepDraft | None = KeepDraft(asked.workspace_id, asked.round_id, asked.revision, reckoned)
        while rest is not None:
            rest = await transact(keeping.keep, rest)
    except BaseException:
        await transact(keeping.give_up, GiveUpDraft(asked.workspace_id, asked.round_id, asked.revision))
        raise
    finally:
        held.cancel()


async def _hold(asked: Assignment, transact: Transact, every: float) -> None:
    """Tell the store again and again that a draft is being made: one that is lost may be begun anew at once."""
    while True:
        await asyncio.sleep(every)
        try:
            await transact(holding.hold, HoldDraft(asked.workspace_id, asked.round_id, asked.revision))
        except Exception as error:  # noqa: BLE001 - whatever it was, it ends sooner than the lease, or ends the draft too
            log.warning("draft.not_held", error=type(error).__name__)
