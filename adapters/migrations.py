"""
Bringing the store to the release's shape, and asking which one it has.

Alembic is loaded where something is to be changed, and nowhere else: nearly every start finds nothing to do, and what
a probe asks every few seconds is one word in one table.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sqlalchemy import Connection, Engine, column, inspect, select, table

from adapters import planner

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).resolve().parent.parent / "migrations"
REVISION = table("alembic_version", column("version_num"))
"""Alembic's own table of one row."""
LOCK = 0x626F7468
"""PostgreSQL's advisory lock: replicas that start together migrate one after the other."""


def configuration() -> "Config":
    """Return Alembic's configuration; there is no alembic.ini."""
    from alembic.config import Config  # noqa: PLC0415 - a start that has nothing to change does without

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    return config


def upgrade(engine: Engine, to: str = "head") -> None:
    """Run what is missing; changes nothing when the store is up to date."""
    with engine.connect() as connection:
        is_there = to == "head" and revision_of(connection) == newest()
        if not is_there:
            with _alone(connection):
                _change(connection, to)
        if connection.dialect.name == "sqlite":
            planner.tell(connection)
        connection.commit()


def _change(connection: Connection, to: str) -> None:
    from alembic import command  # noqa: PLC0415 - as above

    config = configuration()
    config.attributes["connection"] = connection
    command.upgrade(config, to)
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        msg = "a migration left rows that refer to nothing"
        raise RuntimeError(msg)
    connection.commit()


@contextmanager
def _alone(connection: Connection) -> Iterator[None]:
    """Let no other replica migrate meanwhile, and no limit of time end it."""
    if connection.dialect.name == "sqlite":
        # SQLite changes a table by writing it anew: for a moment whatever refers to it refers to nothing.
        _references(connection, "OFF")
    if connection.dialect.name == "postgresql":
        # A migration may take its time, and so may the wait for another replica's.
        connection.rollback()
        connection.exec_driver_sql("SET statement_timeout = 0")
        connection.exec_driver_sql("SET lock_timeout = 0")
        connection.exec_driver_sql(f"SELECT pg_advisory_lock({LOCK})")
        connection.commit()
    try:
        yield
    finally:
        if connection.dialect.name == "sqlite":
            _references(connection, "ON")
        if connection.dialect.name == "postgresql":
            # After a failure nothing else is answered, and the failure itself would go untold.
            connection.rollback()
            connection.exec_driver_sql(f"SELECT pg_advisory_unlock({LOCK})")
            connection.exec_driver_sql("RESET statement_timeout")
            connection.exec_driver_sql("RESET lock_timeout")
            connection.commit()


def _references(connection: Connection, switch: Literal["ON", "OFF"]) -> None:
    # On the driver's own connection: inside a transaction, which SQLAlchemy would begin, SQLite ignores the switch.
    connection.rollback()
    connection.connection.cursor().execute(f"PRAGMA foreign_keys={switch}")


def current(engine: Engine) -> str | None:
    """Return the store's revision; nothing for an empty one."""
    with engine.connect() as connection:
        return revision_of(connection)


def revision_of(connection: Connection) -> str | None:
    """Return the revision of the store behind a connection; nothing for an empty one."""
    if not inspect(connection).has_table(REVISION.name):
        return None
    return connection.scalars(select(REVISION.c.version_num)).one_or_none()


def is_served(revision: str | None) -> bool:
    """
    Tell whether this release can work on a store of that revision.

    One that it does not know is a newer release's, which has begun to roll out beside this one.
    """
    return revision is not None and (revision == newest() or revision not in known())


@cache
def known() -> tuple[str, ...]:
    """
    Return this release's revisions, oldest first: each file is named after its own.

    Raises:
        RuntimeError: there are none, so something is missing from the installation.
    """
    found = sorted(file.stem.partition("_")[0] for file in (FOLDER / "versions").glob("[0-9]*_*.py"))
    if not found:
        msg = f"no migrations found in {FOLDER}"
        raise RuntimeError(msg)
    return tuple(found)


def newest() -> str:
    """Return the revision this release wants."""
    return known()[-1]
