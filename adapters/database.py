"""
The engine, its threads, and the one way into a transaction.

The domain is synchronous and runs in worker threads: on SQLite one thread that writes, since there is one writer anyway
(with many, they wait for each other's lock: p99 of 544 ms instead of 61), which commits together what waits together,
and one that reads and waits for no writer; what reads for seconds has one of its own; on PostgreSQL as many as the pool
has connections.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar

from msgspec import Struct, field
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

from adapters.group_commit import Done, GroupCommit, Work
from mentoring.clock import Clock
from mentoring.happenings import Happening
from mentoring.unit_of_work import UnitOfWork, is_at_length, only_reads
from mentoring.vault import Vault

POOL_SIZE = 10
SQLITE_BUSY_MS = 1_200
"""
How long a transaction waits for another process that holds the store. A click may stand behind one transaction of
the delivery, which waits as long; both together stay under Slack's three seconds, so that it is answered.
"""


class Begin(StrEnum):
    """
    How SQLite begins a transaction.

    One that will write takes the lock at once. One that reads takes none: it sees the store as it was last committed,
    however long somebody else is writing.
    """

    WRITING = "BEGIN IMMEDIATE"
    READING = "BEGIN DEFERRED"


POSTGRES_LIMITS = {
    "lock_timeout": SQLITE_BUSY_MS,
    "statement_timeout": 2_500,
    "idle_in_transaction_session_timeout": 10_000,
}
"""
Milliseconds, for the same reason: a click that cannot be kept is told so, and does not wait. The last one ends the
transaction of a process that was stopped in the middle of it, for the sake of whoever waits for its locks.
"""
AT_LENGTH_LIMITS = {"statement_timeout": 60_000, "idle_in_transaction_session_timeout": 120_000}
"""
Milliseconds for what only reads, and takes seconds: nobody waits for its locks, as it has none.

On a busy machine forty thousand people were gathered with one statement of 2.6 s, and 6.2 s between two others.
"""
_AS_IT_IS_NOW = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
"""
What takes several statements sees the store as it was at the first: of a sheet that counts meanwhile nothing, and not
the teams without the skills. SQLite's reading is so by itself.
"""
_FOR_THIS_TRANSACTION = text("SELECT set_config(:name, :value, true)")
POSTGRES_CONNECT_SECONDS = 2

Command = TypeVar("Command")
Answer = TypeVar("Answer")
Asked = TypeVar("Asked")


OF_THE_STORE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_NOTADB,
    }
)
"""SQLite's errors that any act would meet, whatever it does: locked, full, broken or gone."""


class StoreUnavailable(Exception):
    """The store is locked, full or away: nothing was changed, and the same may well succeed in a moment."""


class ActFailed(StoreUnavailable):
    """The store could not do what this one act asked, and is well: nothing of the act was changed."""


class Transact(Protocol):
    """Runs a domain function in one transaction, off the event loop, and commits it."""

    async def __call__(self, function: Callable[[Command, UnitOfWork], Answer], command: Command) -> Answer:
        """
        Return what the function returned, after its changes were committed; its exceptions roll back.

        It may be run again from the start when something else in its transaction failed: it must change nothing
        but the store.
        """
        ...


class Witness(Protocol):
    """Whoever counts and logs what transactions led to; called on the event loop, in the context of who asked."""

    def committed(self, happened: Sequence[Happening]) -> None:
        """A transaction was committed in which this happened."""
        ...

    def failed(self, error: StoreUnavailable) -> None:
        """The store failed a transaction."""
        ...


class Committed(Struct, frozen=True):
    """What a committed act returned, whether it wakes delivery, and what happened in it."""

    answer: Any
    wakes: bool
    happened: list[Happening] = field(default_factory=list)


class Engines(Struct, frozen=True):
    """What leads to one store: on SQLite what only reads has an engine of its own, on PostgreSQL both are one."""

    writing: Engine
    reading: Engine


class Database:
    """
    The store of one process.

    Args:
        engines: as `engines_for` made them; they are closed with the store.
        wake: called after a commit that put something into the outbox.
        witness: told of every commit and failure.
        fence: called at the beginning of each transaction with the command it is for; `adapters.fence` has one.
    """

    def __init__(
        self,
        engines: Engines,
        *,
        vault: Vault,
        clock: Clock,
        wake: Callable[[], None],
        witness: Witness | None = None,
        fence: Callable[[object, Connection], None] | None = None,
    ) -> None:
        self.engines = engines
        self.engine = engines.writing
        self._vault = vault
        self._clock = clock
        self._wake = wake
        self._witness = witness
        self._writer = self._reader = None
        self._fence = fence
        if self.engine.dialect.name == "sqlite":
            self._writer = GroupCommit(partial(self._together, engines.writing))
            self._reader = GroupCommit(partial(self._together, engines.reading))
        self._threads = ThreadPoolExecutor(POOL_SIZE, thread_name_prefix="transaction")

    async def transact(self, function: Callable[[Command, UnitOfWork], Answer], command: Command) -> Answer:
        """Run `function(command, uow)` in one transaction in a worker thread."""
        # What the domain logs in the other thread carries the ids of the payload or round it works for.
        context = copy_context()

        def work(uow: UnitOfWork) -> Answer:
            return context.run(self._fenced, function, command, uow)

        thread = self._reader if only_reads(function) else self._writer
        engine = self.engine
        if is_at_length(function):
            # In a thread of its own: whoever clicks meanwhile is answered by the other.
            thread, engine = None, self.engines.reading
        done: Committed
        try:
            if thread is not None:
                done = await thread.run(work)
            else:
                (done,) = await asyncio.get_running_loop().run_in_executor(self._threads, self._commit, engine, [work])
        except StoreUnavailable as error:
            if self._witness is not None:
                self._witness.failed(error)
            raise
        if self._witness is not None and done.happened:
            self._witness.committed(done.happened)
        if done.wakes:
            self._wake()
        return done.answer  # type: ignore[no-any-return]  # what the function returned, through a thread that knows no types

    async def ask(self, question: Callable[[Connection], Asked]) -> Asked:
        """
        Ask the store something that is no act of the domain, by the way on which people's clicks are answered.

        Raises:
            StoreUnavailable: it did not answer.
        """

        def work(uow: UnitOfWork) -> Asked:
            return question(uow.connection)

        if self._reader is not None:
            done: Committed = await self._reader.run(work)
        else:
            (done,) = await asyncio.get_running_loop().run_in_executor(self._threads, self._commit, self.engine, [work])
        return done.answer  # type: ignore[no-any-return]  # as above

    def run(self, function: Callable[[Command, UnitOfWork], Answer], command: Command) -> tuple[Answer, bool]:
        """
        Run it in this very thread; return the answer and whether the outbox has something new.

        Raises:
            StoreUnavailable: the database failed, not the function.
        """
        (done,) = self._commit(self.engine, [partial(self._fenced, function, command)])
        return done.answer, done.wakes

    def _fenced(self, function: Callable[[Command, UnitOfWork], Answer], command: Command, uow: UnitOfWork) -> Answer:
        if is_at_length(function) and self.engine.dialect.name == "postgresql":
            # Before the fence: PostgreSQL takes it only as the first of a transaction.
            self._take_time(uow.connection)
        if self._fence is not None:
            self._fence(command, uow.connection)
        return function(command, uow)

    def _take_time(self, connection: Connection) -> None:
        """Let this transaction see one instant, and take longer than a click, unless the owner's URL sets limits."""
        connection.execute(_AS_IT_IS_NOW)
        if "options" not in self.engine.url.query:
            for name, value in AT_LENGTH_LIMITS.items():
                connection.execute(_FOR_THIS_TRANSACTION, {"name": name, "value": str(value)})

    def close(self) -> None:
        """Let running transactions end, then close the connections."""
        for thread in (self._reader, self._writer):
            if thread is not None:
                thread.close()
        self._threads.shutdown(wait=True)
        for engine in (self.engines.reading, self.engines.writing):
            engine.dispose()

    def _commit(self, engine: Engine, works: Sequence[Work]) -> list[Committed]:
        """Do all of it in one transaction, or nothing of it."""
        try:
            with Session(engine, expire_on_commit=False) as session, session.begin():
                return [self._do(work, session) for work in works]
        except (OperationalError, InterfaceError, PoolTimeout) as error:
            raise StoreUnavailable(type(error).__name__) from error

    def _do(self, work: Work, session: Session) -> Committed:
        uow = UnitOfWork(session, self._clock.now(), self._vault)
        try:
            answer = work(uow)
            # The next one is to find the store as it is, not what this one still had in memory.
            session.flush()
        except (OperationalError, InterfaceError) as error:
            if _is_of_the_store(error):
                raise
            raise ActFailed(type(error).__name__) from error
        session.expunge_all()
        return Committed(answer, uow.wakes_delivery, uow.happened)

    def _together(self, engine: Engine, works: Sequence[Work]) -> list[Done]:
        """
        Do it in one transaction; when one act of several fails, each in a transaction of its own.

        A store that is locked or full is so for all of them: they are told at once, and not one after the other, which
        would take longer than Slack waits.
        """
        if len(works) > 1:
            try:
                return [Done(done) for done in self._commit(engine, works)]
            except Exception as error:  # noqa: BLE001  Whose it is shows when each goes alone.
                if isinstance(error, StoreUnavailable) and not isinstance(error, ActFailed):
                    return _none_done(works, error)
        return self._one_by_one(engine, works)

    def _one_by_one(self, engine: Engine, works: Sequence[Work]) -> list[Done]:
        done: list[Done] = []
        for number, work in enumerate(works):
            try:
                done += [Done(each) for each in self._commit(engine, [work])]
            except ActFailed as error:
                done.append(Done(error=error))
            except StoreUnavailable as error:
                # It may have been locked, or gone, since the group was tried: the others need not wait for it in turn.
                return [*done, *_none_done(works[number:], error)]
            except Exception as error:  # noqa: BLE001  Whatever it is, it is raised where the act was asked for.
                done.append(Done(error=error))
        return done


def _none_done(works: Sequence[Work], error: StoreUnavailable) -> list[Done]:
    return [Done(error=StoreUnavailable(*error.args)) for _ in works]


def _is_of_the_store(error: DBAPIError) -> bool:
    """Tell whether any act would have met this error, as with a lost connection or a full disk."""
    if not isinstance(error.orig, sqlite3.Error):
        # Only on SQLite do several acts share a transaction, so that it matters whose error it is.
        return True
    # The lowest byte is the kind, the others tell more of it; what the driver says by itself has none.
    kind = getattr(error.orig, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    return error.connection_invalidated or kind in OF_THE_STORE


def engines_for(url: str) -> Engines:
    """Return the engines of a store, given an SQLAlchemy URL: `sqlite:///path` or `postgresql+psycopg://…`."""
    writing = engine_for(url)
    return Engines(writing, _sqlite(writing.url, Begin.READING) if writing.dialect.name == "sqlite" else writing)


def engine_for(url: str) -> Engine:
    """Return an engine with the settings this code was measured with."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(parsed, Begin.WRITING)
    return _postgresql(parsed)


def _postgresql(url: URL) -> Engine:
    limits = " ".join(f"-c {name}={value}" for name, value in POSTGRES_LIMITS.items())
    # What the owner wrote into the URL counts more than what we thought right.
    ours = {"connect_timeout": POSTGRES_CONNECT_SECONDS, "options": limits}
    return create_engine(
        url,
        connect_args={name: value for name, value in ours.items() if name not in url.query},
        pool_size=POOL_SIZE,
        max_overflow=0,
        pool_pre_ping=True,
        hide_parameters=True,
    )


def _sqlite(url: URL, begin: Begin) -> Engine:
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    # Parameters stay out of error texts, and so out of logs: they may hold what people wrote.
    engine = create_engine(
        url,
        connect_args={"check_same_thread": False},
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: Any, _record: Any) -> None:
        # The driver must not begin transactions by itself: it would begin them as readers, and two readers that
        # both want to write lose one of the writes.
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute(f"PRAGMA busy_timeout={SQLITE_BUSY_MS}")
        if begin is Begin.READING:
            connection.execute("PRAGMA query_only=ON")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
