"""One transaction, one instant."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, Final, TypeVar
from uuid import UUID

from sqlalchemy import Connection, Insert, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import ForUpdateArg

from mentoring.happenings import Happening, What
from mentoring.vault import Vault
from models.base import Base

AS_IT_IS: Final[ForUpdateArg] = ForUpdateArg(key_share=True)
"""
The lock for changing a row that keeps its key: on PostgreSQL others may meanwhile write rows that refer to it, which
with the plain lock would wait for the end of this transaction.
"""

M = TypeVar("M", bound=Base)
Function = TypeVar("Function", bound=Callable[..., Any])


def reads(function: Function) -> Function:
    """Mark a domain function that changes nothing: where the store can, it is run while somebody else is writing."""
    vars(function)["only_reads"] = True
    return function


def reads_at_length(function: Function) -> Function:
    """Mark a domain function that changes nothing and takes seconds: nobody's click waits in one line with it."""
    vars(function)["reads_at_length"] = True
    return reads(function)


def is_at_length(function: Callable[..., Any]) -> bool:
    """Tell whether a domain function is marked as one that takes seconds."""
    return "reads_at_length" in vars(function)


def only_reads(function: Callable[..., Any]) -> bool:
    """Tell whether a domain function is marked as one that changes nothing."""
    return "only_reads" in vars(function)


@cache
def _insert(model: type[Base]) -> Insert:
    return insert(model)


@cache
def _insert_unless_there(model: type[Base], dialect: str) -> postgresql.Insert | sqlite.Insert:
    # Without the option the count of rows is read only where the driver happens to have kept it, which PostgreSQL's
    # does not.
    if dialect == "postgresql":
        return postgresql.insert(model).on_conflict_do_nothing().execution_options(preserve_rowcount=True)
    return sqlite.insert(model).on_conflict_do_nothing().execution_options(preserve_rowcount=True)


def _values(row: Base) -> dict[str, Any]:
    return {name: value for name, value in vars(row).items() if not name.startswith("_")}


@dataclass
class UnitOfWork:
    """
    What a domain function works with; whoever opened it commits it.

    Attributes:
        db: the database session. ("Session" alone always means a mentoring session.)
        now: the one instant of this transaction, UTC, by the product's clock.
        vault: seals and opens what people write.
        wakes_delivery: set when something was put into the outbox that may be due at once.
        happened: what is told of this transaction once it is committed.
    """

    db: Session
    now: datetime
    vault: Vault
    wakes_delivery: bool = field(default=False)
    happened: list[Happening] = field(default_factory=list)
    _connection: Connection | None = field(default=None, init=False, repr=False)

    @property
    def connection(self) -> Connection:
        """The transaction's own connection: for the hot statements, which need nothing of the session's tracking."""
        # Not a cached_property: until Python 3.12 that computes under one lock for all threads, and this computing
        # waits for the database's lock, which the thread behind it may hold.
        if self._connection is None:
            self._connection = self.db.connection()
        return self._connection

    def tell(self, what: What, row_id: UUID | None = None, kind: str = "") -> None:
        """Have something told once this transaction is committed."""
        self.happened.append(Happening(what, row_id, kind))

    @contextmanager
    def apart(self) -> Iterator[None]:
        """What fails in here takes back what was changed and told in here, and nothing else."""
        told = len(self.happened)
        try:
            with self.db.begin_nested():
                yield
        except BaseException:
            del self.happened[told:]
            raise

    def add_once(self, model: type[Base], **values: Any) -> bool:
        """
        Insert a row unless one with the same unique key stands already; two racers never both win.

        Returns:
            Whether this call wrote it.
        """
        return self._insert_unless_there(model, values)

    def insert_once(self, row: Base) -> bool:
        """Write a new row unless one with the same unique key stands already; tell whether this call wrote it."""
        return self._insert_unless_there(type(row), _values(row))

    def insert(self, row: Base) -> None:
        """
        Write a new row of which this transaction needs nothing more; every column without a default must be given.

        The database session keeps no track of it, which costs a quarter of adding it there.
        """
        self.db.flush()
        self.connection.execute(_insert(type(row)), _values(row))

    def add_all_once(self, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
        """Insert many rows at once, but none whose unique key stands already; every one names the same columns."""
        self.db.flush()
        if rows:
            self.connection.execute(_insert_unless_there(model, self.connection.dialect.name), list(rows))

    def _insert_unless_there(self, model: type[Base], values: dict[str, Any]) -> bool:
        # The row may refer to others that this transaction has only just made.
        self.db.flush()
        statement = _insert_unless_there(model, self.connection.dialect.name)
        return self.connection.execute(statement, values).rowcount == 1

    def get(self, model: type[M], workspace_id: UUID, row_id: UUID, *, lock: bool = False) -> M | None:
        """Return one row of this workspace by id, or nothing; never one of another workspace."""
        return self.db.get(
            model, {"workspace_id": workspace_id, "id": row_id}, with_for_update=AS_IT_IS if lock else None
        )
