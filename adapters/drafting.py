"""
Reckoning a draft in a process of its own, started for it and gone after it.

ortools holds Python's lock while it solves, for seconds with a large pool, and numpy and scipy take a hundred MB:
neither may be the burden of a bot that answers people meanwhile.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from mentoring.matching import Draft, Round, propose

Reckon = Callable[[Round], Draft]


async def drafted(asked: Round, reckon: Reckon = propose) -> Draft:
    """
    Draft a round.

    Raises:
        MatchingNotInstalled: the extra `matching` is missing.
        PinRefused: a pinned pair breaks a rule.
        BrokenProcessPool: the process was killed, such as by a machine that is short of memory.
    """
    # Started anew, and not as a copy of this process, whose threads and connections are none of its business.
    pool = ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn"))
    try:
        return await asyncio.get_running_loop().run_in_executor(pool, reckon, asked)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
