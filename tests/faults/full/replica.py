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
        hours_ahead: how far its host's clock is ahead.
        file_bytes: how large a file it may write: the disk is full beyond.
    """

    dies: str = ""
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
    if flaws.dies:
        setattr(app, "Database", _dying_database(flaws.dies))  # noqa: B010 - as above
        setattr(app, "SlackMessenger", _dying_messenger(flaws.dies))  # noqa: B010 - as above
    logging.configure("INFO", to_terminal=False)
    running.run(load(_env_file=None, **environment))


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _clock_ahead(hours: float) -> type[SystemClock]:
    class WrongClock(SystemClock):
        def now(self) -> datetime:
            return super().now() + timedelta(hours=hours)

    return WrongClock


def _dying_database(dies: str) -> type[Database]:
    class DyingDatabase(Database):
        async def transact(self, function: Callable[[Any, UnitOfWork], Any], command: Any) -> Any:
            name = function.__name__
            if dies == f"in {name}":
                return await super().transact(_to_the_death(function), command)
            answer = await super().transact(function, command)
            # A look that found nothing is no step.
            if dies == f"after {name}" and answer not in ((), 0):
                _die()
            return answer

    return DyingDatabase


def _to_the_death(function: Callable[[Any, UnitOfWork], Any]) -> Callable[[Any, UnitOfWork], Any]:
    def step(command: Any, uow: UnitOfWork) -> Any:
        answer = function(command, uow)
        uow.db.flush()
        if answer not in ((), 0):
            _die()
        return answer

    return step


def _dying_messenger(dies: str) -> type[SlackMessenger]:
    class DyingMessenger(SlackMessenger):
        async def post(self, channel: str, message: Message, outbox_id: UUID) -> tuple[str, str]:
            answer = await super().post(channel, message, outbox_id)
            if dies == "after post":
                _die()
            return answer

        async def find(self, user_id: str, outbox_id: UUID, since: datetime) -> tuple[str, str] | None:
            answer = await super().find(user_id, outbox_id, since)
            if dies == "after find":
                _die()
            return answer

    return DyingMessenger
