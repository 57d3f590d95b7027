"""A store's tables from one database into another, and the proof that both hold the same."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import JSON, Column, Connection, Enum, MetaData, Select, Table, Text, bindparam, insert, select, update

from models import Workspace

A_BATCH = 1_000
Row = dict[str, Any]

CLOCK_COLUMNS: Mapping[tuple[str, str], int] = {
    ("outbox", "wait_until_ms"): 1,
    ("outbox", "first_tried_ms"): 1,
    ("gates", "until_ms"): 1,
    ("installations", "lease_until_ms"): 1,
    ("paces", "ahead_us"): 1_000,
}
"""
Moments of the database's own clock, with how many of their units make a millisecond. The new database has another
clock, and there they mean the same moment.
"""
OF_THE_OLD_STORE = {(Workspace.__tablename__, name): None for name in ("moved_at", "moved_to")}
"""What is true of the store that is left and not of the one that is moved into."""


class Fingerprint(Struct, frozen=True):
    """How many rows, and a sum over what is in them that no order changes."""

    rows: int
    checksum: int


def copy(
    table: Table, source: Connection, target: Connection, later_ms: int, done: Callable[[int], None]
) -> Fingerprint:
    """
    Copy one table whose references stand in the target already; return what was brought over.

    Args:
        later_ms: how much later it is by the target's clock.
        done: told of each batch how many rows it had.
    """
    plain = _plain(table)
    inner = _inner_references(table)
    taken = Fingerprint(0, 0)
    for batch in _batches(source, select(plain)):
        rows = [_translated(table.name, row, later_ms) for row in batch]
        taken = _added(taken, rows)
        # What refers to a row of the same table does so once all of them are there.
        target.execute(insert(plain), [row | dict.fromkeys(inner) for row in rows])
        done(len(rows))
    for column in inner:
        _refer(plain, column, source, target)
    return taken


def fingerprint(table: Table, connection: Connection) -> Fingerprint:
    """Return what a table holds."""
    found = Fingerprint(0, 0)
    for rows in _batches(connection, select(_plain(table))):
        found = _added(found, rows)
    return found


def _plain(table: Table) -> Table:
    """Return a table without rules of its own: words are text, and nothing is filled in."""
    return Table(
        table.name,
        MetaData(),
        *(Column(each.name, _type(each), primary_key=each.primary_key, nullable=True) for each in table.columns),
    )


def _type(column: Column[Any]) -> Any:
    if isinstance(column.type, Enum):
        return Text()
    # Nothing stays nothing: by itself JSON makes a `null` of it.
    return JSON(none_as_null=True) if isinstance(column.type, JSON) else column.type


def _inner_references(table: Table) -> list[str]:
    """Return the columns by which rows of a table refer to others of it, without those of the key."""
    return sorted(
        column.name
        for reference in table.foreign_key_constraints
        if reference.referred_table is table
        for column in reference.columns
        if not column.primary_key
    )


def _refer(plain: Table, column: str, source: Connection, target: Connection) -> None:
    key = list(plain.primary_key.columns)
    change = (
        update(plain)
        .where(*(each == bindparam(f"key_{each.name}") for each in key))
        .values({column: bindparam("refers_to")})
    )
    referring = select(*key, plain.c[column]).where(plain.c[column].is_not(None))
    for rows in _batches(source, referring):
        named = [{f"key_{each.name}": row[each.name] for each in key} | {"refers_to": row[column]} for row in rows]
        target.execute(change, named)


def _batches(connection: Connection, statement: Select[*tuple[Any, ...]]) -> Iterator[Sequence[Row]]:
    for rows in connection.execute(statement.execution_options(yield_per=A_BATCH)).mappings().partitions():
        yield [dict(row) for row in rows]


def _translated(table: str, row: Row, later_ms: int) -> Row:
    return {
        name: OF_THE_OLD_STORE.get((table, name), _moment(value, later_ms * CLOCK_COLUMNS.get((table, name), 0)))
        for name, value in row.items()
    }


def _moment(value: Any, later: int) -> Any:
    """Return the same moment by the other clock; nothing and zero, which is always past, stay so."""
    return value + later if value and later else value


def _added(found: Fingerprint, rows: Sequence[Row]) -> Fingerprint:
    total = sum(_digest(row) for row in rows)
    return Fingerprint(found.rows + len(rows), (found.checksum + total) % 2**256)


def _digest(row: Row) -> int:
    content = json.dumps(row, sort_keys=True, default=str).encode()
    return int.from_bytes(hashlib.sha256(content).digest())
