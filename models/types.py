"""Column types that refuse what must never be stored."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, DateTime, Dialect, Enum, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import FunctionElement
from sqlalchemy.types import TypeDecorator


class Instant(TypeDecorator[datetime]):
    """
    A moment, kept and returned in UTC.

    SQLite forgets the offset, so it is taken off on the way in and put back on the way out.

    Raises:
        ValueError: a naive datetime was bound; nobody could say which moment it means.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            msg = f"a naive datetime cannot be stored: {value.isoformat()}"
            raise ValueError(msg)
        in_utc = value.astimezone(UTC)
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _values(members: Any) -> list[str]:
    return [member.value for member in members]


def word(kind: type[StrEnum]) -> Enum:
    """Return a column type that keeps a StrEnum by its value and refuses any other text."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        length=40,
        values_callable=_values,
        validate_strings=True,
    )


class database_ms(FunctionElement[int]):  # noqa: N801 - reads as the SQL function it is
    """
    The database's own clock in milliseconds since 1970, one for all replicas.

    Leases, gates and back-off follow it, because the clocks of the machines may disagree by hours.
    """

    type = BigInteger()
    inherit_cache = True
    name = "database_ms"


@compiles(database_ms, "postgresql")
def _database_ms_on_postgresql(_element: database_ms, _compiler: SQLCompiler, **_options: Any) -> str:
    return "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)"


@compiles(database_ms, "sqlite")
def _database_ms_on_sqlite(_element: database_ms, _compiler: SQLCompiler, **_options: Any) -> str:
    return "CAST((julianday('now') - 2440587.5) * 86400000.0 AS INTEGER)"


def is_word(column: InstrumentedAttribute[Any], value: StrEnum) -> ColumnElement[bool]:
    """
    Return `column = 'word'` with the word written into the statement.

    For the columns on which a partial index stands: SQLite uses such an index only where it reads the very word, and
    where a parameter stands instead it prepares the statement anew at each execution, at ten times the cost.
    """
    return column == literal_column(f"'{value.value}'")
