"""A migrated store for one test, and the one way to run domain functions in it."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TypeVar

from cryptography.fernet import Fernet
from sqlalchemy import inspect, select, text
from sqlalchemy.orm import Session

from adapters import fence, migrations
from adapters.database import Database, StoreUnavailable, engine_for
from mentoring.happenings import Happening
from mentoring.unit_of_work import UnitOfWork
from mentoring.vault import Vault
from models import Base
from tests.factories.clock import SettableClock
from tests.factories.engines import lent

Command = TypeVar("Command")
Answer = TypeVar("Answer")
Row = TypeVar("Row", bound=Base)


_WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


def migrate(url: str) -> None:
    """Bring an empty store to this release's shape."""
    engine = engine_for(url)
    migrations.upgrade(engine)
    engine.dispose()


BESIDE_A_BOT_MS = 20_000
"""
How long a test waits that writes to the store of a running bot, or from several threads.

No click waits for it, and on a busy machine others may hold a lock for longer than a click has time.
"""


class Store:
    """
    The store of one test.

    Args:
        busy_ms: how long it waits for whoever else writes, if not as long as the product.

    Attributes:
        clock: moved by the test.
        woken: how often a commit put something into the outbox.
        happened: what was told of the commits that `database.transact` made.
        failures: how often the store failed one.
    """

    def __init__(self, url: str, keys: tuple[str, ...] = (), *, busy_ms: int | None = None) -> None:
        self.url = url
        self.clock = SettableClock()
        self.woken = 0
        self.happened: list[Happening] = []
        self.failures = 0
        self.keys = keys or (Fernet.generate_key().decode(),)
        self.vault = Vault(self.keys)
        self._lending = ExitStack()
        engines = self._lending.enter_context(lent(url, busy_ms))
        self.database = Database(
            engines,
            vault=self.vault,
            clock=self.clock,
            wake=self._wake,
            witness=self,
            fence=fence.of(engines.writing),
        )

    @property
    def is_postgres(self) -> bool:
        return self.database.engine.dialect.name == "postgresql"

    def do(self, function: Callable[[Command, UnitOfWork], Answer], command: Command) -> Answer:
        """Run a domain function in one transaction, in this very thread."""
        return self.database.run(function, command)[0]

    @contextmanager
    def transaction(self) -> Iterator[UnitOfWork]:
        """A unit of work held open, for what no command does; committed at the end."""
        with Session(self.database.engine, expire_on_commit=False) as session, session.begin():
            yield UnitOfWork(session, self.clock.now(), self.vault)

    def somebody_waits(self) -> bool:
        """Tell whether a transaction waits for another's lock; on PostgreSQL."""
        with self.database.engine.connect() as connection:
            return bool(connection.scalar(_WAITING))

    def rows(self, model: type[Row]) -> list[Row]:
        """Every row of a table, in the order of making."""
        with Session(self.database.engine) as session:
            return list(session.scalars(select(model).order_by(*inspect(model).primary_key)))

    def contents(self) -> dict[str, list[tuple[object, ...]]]:
        """Everything in the store, table by table, to tell whether anything changed."""
        # Without a transaction: on a machine that stands still for ten seconds PostgreSQL ends one that says nothing.
        with self.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            return {
                table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
                for table in Base.metadata.sorted_tables
            }

    def committed(self, happened: Sequence[Happening]) -> None:
        self.happened += happened

    def failed(self, _error: StoreUnavailable) -> None:
        self.failures += 1

    def close(self) -> None:
        self.database.close()
        self._lending.close()

    def _wake(self) -> None:
        self.woken += 1
