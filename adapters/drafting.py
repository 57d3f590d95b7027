"""
Making a draft: gathered from the store, reckoned in a process of its own, and kept.

ortools holds Python's lock while it solves, for seconds with a large pool, and numpy and scipy take a hundred MB:
neither may be the burden of a bot that answers people meanwhile. So the process is started for the draft, and gone
after it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import get_context

from adapters.database import Transact
from mentoring.rounds import gathering, keeping
from mentoring.rounds.reckoning import Gathered, Reckoned, reckon
from mentoring.rounds.rules import Assignment, GiveUpDraft, KeepDraft

Reckon = Callable[[Gathered], Reckoned]
Drafted = Callable[[Gathered], Awaitable[Reckoned]]


def a_process() -> Executor:
    """Return a process, started anew: as a copy of this one it would have its threads and connections."""
    return ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn"))


async def drafted(gathered: Gathered, reckon: Reckon = reckon, apart: Callable[[], Executor] = a_process) -> Reckoned:
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


async def complete(asked: Assignment, transact: Transact, drafted: Drafted = drafted) -> None:
    """
    Make a draft that was begun; what keeps it from being made leaves all as it was before.

    Args:
        drafted: reckons it.

    Raises:
        MatchingNotInstalled, PinRefused, BrokenProcessPool: as above.
        RoundIsOver: a newer draft was begun meanwhile.
    """
    try:
        reckoned = await drafted(await transact(gathering.gathered, asked))
        rest: KeepDraft | None = KeepDraft(asked.workspace_id, asked.round_id, asked.revision, reckoned)
        while rest is not None:
            rest = await transact(keeping.keep, rest)
    except BaseException:
        await transact(keeping.give_up, GiveUpDraft(asked.workspace_id, asked.round_id, asked.revision))
        raise
