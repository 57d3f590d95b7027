"""Sealing anew, with the newest key, what an older one sealed: then the older one can be taken out."""

from collections.abc import Sequence
from typing import Any

from cryptography.fernet import InvalidToken
from msgspec import Struct, field
from sqlalchemy import Column, Table, select, tuple_, update

from mentoring.unit_of_work import UnitOfWork
from models import Base, Workspace

BATCH = 200
"""Rows a transaction: whoever clicks meanwhile hardly waits."""


class SealAnew(Struct, frozen=True):
    """
    The next rows of one table.

    Attributes:
        after: the key of the last row that was looked at; nothing to begin with.
    """

    table: str
    after: tuple[Any, ...] | None = None


class Looked(Struct, frozen=True):
    """
    What was found.

    Attributes:
        last: the key of the last row; nothing when there were no more.
        anew: how many texts were sealed anew.
        unreadable: how many no key opens.
    """

    last: tuple[Any, ...] | None
    anew: int = field(default=0)
    unreadable: int = field(default=0)


def sealed_columns() -> dict[str, Sequence[Column[Any]]]:
    """Return every column that holds something sealed, by its table."""
    found = {
        table.name: [column for column in table.columns if column.name.startswith("sealed_")]
        for table in Base.metadata.sorted_tables
    }
    found[Workspace.__tablename__] = [Base.metadata.tables[Workspace.__tablename__].c.key_check]
    return {name: columns for name, columns in found.items() if columns}


def seal_anew(command: SealAnew, uow: UnitOfWork) -> Looked:
    """Look at the next rows, and seal anew what an older key sealed. Rows are locked, so nothing newer is lost."""
    table = Base.metadata.tables[command.table]
    key, columns = list(table.primary_key.columns), sealed_columns()[command.table]
    wanted = select(*key, *columns).order_by(*key).limit(BATCH).with_for_update(key_share=True)
    if command.after is not None:
        wanted = wanted.where(tuple_(*key) > tuple_(*command.after))
    rows = uow.db.execute(wanted).all()
    anew = unreadable = 0
    for row in rows:
        changed: dict[str, str] = {}
        for column, sealed in zip(columns, row[len(key) :], strict=True):
            try:
                newer = uow.vault.sealed_anew(sealed) if sealed else None
            except InvalidToken:
                unreadable += 1
                continue
            if newer is not None:
                changed[column.name] = newer
        if changed:
            anew += len(changed)
            _write(table, key, row[: len(key)], changed, uow)
    return Looked(tuple(rows[-1][: len(key)]) if rows else None, anew, unreadable)


def _write(
    table: Table, key: Sequence[Column[Any]], row_key: Sequence[Any], changed: dict[str, str], uow: UnitOfWork
) -> None:
    is_row = [column == value for column, value in zip(key, row_key, strict=True)]
    uow.db.execute(update(table).where(*is_row).values(changed))
