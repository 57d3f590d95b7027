"""Bringing the store to the release's shape."""

from functools import cache
from pathlib import Path
from typing import Literal

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from adapters import planner

FOLDER = Path(__file__).resolve().parent.parent / "migrations"
LOCK = 0x626F7468
"""PostgreSQL's advisory lock: replicas that start together migrate one after the other."""


def configuration() -> Config:
    """Return Alembic's configuration; there is no alembic.ini."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    return config


def upgrade(engine: Engine, to: str = "head") -> None:
    """Run what is missing; does nothing when the store is up to date."""
    config = configuration()
    with engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            # SQLite changes a table by writing it anew: for a moment whatever refers to it refers to nothing.
            _references(connection, "OFF")
        if connection.dialect.name == "postgresql":
            # A migration may take its time, and so may the wait for another replica's.
            connection.exec_driver_sql("SET statement_timeout = 0")
            connection.exec_driver_sql("SET lock_timeout = 0")
            connection.exec_driver_sql(f"SELECT pg_advisory_lock({LOCK})")
            connection.commit()
        try:
            config.attributes["connection"] = connection
            command.upgrade(config, to)
            if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                msg = "a migration left rows that refer to nothing"
                raise RuntimeError(msg)
            if connection.dialect.name == "sqlite":
                planner.tell(connection)
            connection.commit()
        finally:
            if connection.dialect.name == "sqlite":
                _references(connection, "ON")
            if connection.dialect.name == "postgresql":
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
    return MigrationContext.configure(connection).get_current_revision()


def is_served(revision: str | None) -> bool:
    """
    Tell whether this release can work on a store of that revision.

    One that it does not know is a newer release's, which has begun to roll out beside this one.
    """
    return revision is not None and (revision == newest() or revision not in _known())


@cache
def _known() -> frozenset[str]:
    return frozenset(each.revision for each in ScriptDirectory.from_config(configuration()).walk_revisions())


@cache
def newest() -> str:
    """Return the revision this release wants."""
    head = ScriptDirectory.from_config(configuration()).get_current_head()
    if head is None:
        msg = f"no migrations found in {FOLDER}"
        raise RuntimeError(msg)
    return head
