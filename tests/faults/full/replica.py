"""
One bot as a process of its own, as `bothways run` starts it; it may be told where to die, or by how much its clock is
wrong.

Processes are forked from one that has imported everything: starting two hundred of them takes minutes otherwise.
"""

import multiprocessing
import os
import resource
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from adapters.database import Database
from adapters.slack import SlackMessenger
from bot import app, logging, running
from bot.settings import load
from mentoring.clock import SystemClock
from mentoring.schedules import Planned
from mentoring.unit_of_work import UnitOfWork
from views.kit import Message

CONTEXT = multiprocessing.get_context("forkserver")


@dataclass(frozen=True)
class Flaws:
    """
    What is wrong with this replica.

    Attributes:
        dies: where it ends with -9: `in begin` before that step's commit, `after begin` right after it, `after post`
            when Slack has answered and nobody was told.
        spared: how many of those steps it survives first.
        sleeps: where it is stopped with SIGSTOP, once; somebody else has to wake it.
        hours_ahead: how far its host's clock is ahead.
        file_bytes: how large a file it may write: the disk is full beyond.
    """

    dies: str = ""
    spared: int = 0
    sleeps: str = ""
    hours_ahead: float = 0
    file_bytes: int = 0


def start(environment: dict[str, str], folder: Path, log: Path, flaws: Flaws) -> Any:
    """Start one."""
    CONTEXT.set_forkserver_preload([__name__])
    process = CONTEXT.Process(target=run, args=(environment, folder, log, flaws), daemon=True)
    process.start()
    return process


def run(environment: dict[str, str], folder: Path, log: Path, flaws: Flaws) -> None:
    """Be one, until SIGTERM or worse."""
    os.environ.clear()
    os.chdir(folder)
    written = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(written, stream)
    sys.stdout, sys.stderr = os.fdopen(1, "w", buffering=1), os.fdopen(2, "w", buffering=1)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if flaws.file_bytes:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (flaws.file_bytes, resource.RLIM_INFINITY))
    if flaws.hours_ahead:
        setattr(app, "SystemClock", _clock_ahead(flaws.hours_ahead))  # noqa: B010 - in this process alone
    if where := flaws.dies or flaws.sleeps:
        strike = Blow(signal.SIGKILL if flaws.dies else signal.SIGSTOP, flaws.spared).falls
        setattr(app, "Database", _struck_database(where, strike))  # noqa: B010 - as above
        setattr(app, "SlackMessenger", _struck_messenger(where, strike))  # noqa: B010 - as above
    logging.configure("INFO", to_terminal=False)
    running.run(load(_env_file=None, **environment))


class Blow:
    """A signal that this process sends to itself once, after it was spared some times."""

    def __init__(self, number: signal.Signals, spared: int) -> None:
        self._number = number
        self._left = spared + 1

    def falls(self) -> None:
        self._left -= 1
        if not self._left:
            if self._number == signal.SIGSTOP:
                # Asked for nothing more, the store's own thread comes to an end: else SQLite sleeps locked.
                time.sleep(0.5)
            os.kill(os.getpid(), self._number)


def _clock_ahead(hours: float) -> type[SystemClock]:
    class WrongClock(SystemClock):
        def now(self) -> datetime:
            return super().now() + timedelta(hours=hours)

    return WrongClock


def _struck_database(where: str, strike: Callable[[], None]) -> type[Database]:
    class StruckDatabase(Database):
        async def transact(self, function: Callable[[Any, UnitOfWork], Any], command: Any) -> Any:
            name = function.__name__
            if where == f"in {name}":
                return await super().transact(_to_the_blow(function, strike), command)
            answer = await super().transact(function, command)
            if where == f"after {name}" and _is_step(answer):
                strike()
            return answer

    return StruckDatabase


def _to_the_blow(
    function: Callable[[Any, UnitOfWork], Any], strike: Callable[[], None]
) -> Callable[[Any, UnitOfWork], Any]:
    def step(command: Any, uow: UnitOfWork) -> Any:
        answer = function(command, uow)
        uow.db.flush()
        if _is_step(answer):
            strike()
        return answer

    return step


def _is_step(answer: Any) -> bool:
    """A look that found nothing is none."""
    return answer not in ((), 0, Planned(0))


def _struck_messenger(where: str, strike: Callable[[], None]) -> type[SlackMessenger]:
    class StruckMessenger(SlackMessenger):
        async def post(self, channel: str, message: Message, outbox_id: UUID) -> tuple[str, str]:
            answer = await super().post(channel, message, outbox_id)
            if where == "after post":
                strike()
            return answer

        async def find(self, user_id: str, outbox_id: UUID, since: datetime) -> tuple[str, str] | None:
            answer = await super().find(user_id, outbox_id, since)
            if where == "after find":
                strike()
            return answer

    return StruckMessenger
