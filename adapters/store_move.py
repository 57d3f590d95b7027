"""
An installation from one database into another, in the middle of everything: nothing is lost, nothing comes twice.

Nobody else may have either store open meanwhile. All is copied in one transaction of the new one and compared there;
what a worker had in hand is taken up by the next one as after a crash. The old one is marked as left, so that no bot
starts on it again: first that is committed, then the new one. A failure between the two leaves a marked store and an
empty one, and the same command again goes on from there.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from msgspec import Struct
from sqlalchemy import URL, Connection, Engine, Select, inspect, make_url, select, text, update
from sqlalchemy.exc import ArgumentError, DBAPIError

from adapters import migrations, table_copy
from adapters.database import engine_for
from mentoring.delivery.rows import UNDER_WAY
from models import Base, OutboxRow, Workspace
from models.types import database_ms

OTHERS_CONNECTED = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND pid <> pg_backend_pid() AND usesysid IS NOT NULL"
    " AND coalesce(backend_type, 'client backend') = 'client backend'"
)
"""Of what other roles run, an ordinary one is not told the kind; PostgreSQL's own workers belong to no role."""


LEAVING_SECONDS = 2.0
"""How long PostgreSQL, on a busy machine, may count somebody whose connection is closed: ours from looking, too."""


class CannotMove(Exception):
    """One line that says why nothing was moved, and what to do."""


class StoreMoved(Exception):
    """What this store held lives in another one now, which the text names."""


class Moved(Struct, frozen=True):
    """What was moved, each table compared."""

    tables: int
    rows: int
    in_hand: int
    """Messages that a worker had in hand; the next one looks for what may have been sent before it is sent again."""


Progress = Callable[[str, int, int], None]
"""Told of a table how many of its rows are done, and how many there are."""


def refuse_if_moved(engine: Engine) -> None:
    """
    Let nobody work on a store that was left.

    Raises:
        StoreMoved: it was.
    """
    with engine.connect() as connection:
        left = connection.execute(_left()).first()
    if left is not None:
        msg = (
            f"This store was moved to {left.moved_to} on {left.moved_at:%Y-%m-%d %H:%M} UTC; start the bot on that one."
        )
        raise StoreMoved(msg)


def move(source_url: str, target_url: str, now: datetime, progress: Progress) -> Moved:
    """
    Move everything from one store into an empty one.

    Args:
        now: by the product's clock.

    Raises:
        CannotMove: nothing was changed in either store.
    """
    source, target = _engine(source_url, "--from"), _engine(target_url, "--to")
    try:
        if _name(source.url) == _name(target.url):
            raise CannotMove("Both are the same store.")
        _check_source(source, _name(target.url))
        _check_target(target)
        with _alone(source, "source") as leaving, _alone(target, "target") as entering:
            if any(_has_rows(entering)):
                raise CannotMove("The target has just been filled by somebody else. Name an empty database.")
            return _move(leaving, entering, now, progress)
    except DBAPIError as error:
        msg = f"A store failed meanwhile ({type(error).__name__}). Nothing was moved; try again."
        raise CannotMove(msg) from error
    finally:
        source.dispose()
        target.dispose()


def _move(source: Connection, target: Connection, now: datetime, progress: Progress) -> Moved:
    later_ms = target.execute(select(database_ms())).scalar_one() - source.execute(select(database_ms())).scalar_one()
    rows = 0
    for table in Base.metadata.sorted_tables:
        total = source.exec_driver_sql(f"SELECT count(*) FROM {table.name}").scalar_one()  # noqa: S608 - our own table
        done = 0

        def tell(more: int, name: str = table.name, total: int = total) -> None:
            nonlocal done
            done += more
            progress(name, done, total)

        progress(table.name, 0, total)
        taken = table_copy.copy(table, source, target, later_ms, tell)
        if taken != table_copy.fingerprint(table, target):
            msg = f"The copy of the table {table.name} differs from what was read. Nothing was moved."
            raise CannotMove(msg)
        rows += taken.rows
    in_hand = _let_go(target)
    _leave(source, target, now)
    return Moved(len(Base.metadata.sorted_tables), rows, in_hand)


def _let_go(target: Connection) -> int:
    """End the lease on what workers had in hand: none of them can come here, so it is taken up as after a crash."""
    in_hand = update(OutboxRow).where(OutboxRow.state.in_(UNDER_WAY)).values(wait_until_ms=0)
    return target.execute(in_hand.execution_options(preserve_rowcount=True)).rowcount


def _leave(source: Connection, target: Connection, now: datetime) -> None:
    source.execute(update(Workspace).values(moved_at=now, moved_to=_name(target.engine.url)))
    source.commit()
    try:
        target.commit()
    except DBAPIError:
        source.execute(update(Workspace).values(moved_at=None, moved_to=None))
        source.commit()
        raise


def _engine(url: str, option: str) -> Engine:
    try:
        parsed = make_url(url)
    except ArgumentError:
        parsed = URL.create("nothing")
    if parsed.drivername.partition("+")[0] not in {"sqlite", "postgresql"}:
        msg = f"{option} is no address of a store: write sqlite:///path or postgresql://user:password@host/name."
        raise CannotMove(msg)
    if option == "--from" and parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").is_file():
        # Opening it would make it.
        msg = f"There is no store at {parsed.database}."
        raise CannotMove(msg)
    try:
        return engine_for(url)
    except ModuleNotFoundError as missing:
        msg = f"The driver {missing.name} is not installed: `pip install 'bothways[postgres]'`."
        raise CannotMove(msg) from missing


def _check_source(source: Engine, target: str) -> None:
    if migrations.current(source) != migrations.newest():
        msg = "The source is not of this release’s shape. Run `bothways migrate` with its address first."
        raise CannotMove(msg)
    with source.connect() as connection:
        left = connection.execute(_left()).first()
        if left is not None and left.moved_to != target:
            msg = f"The source was moved to {left.moved_to} already; what it holds is of {left.moved_at:%Y-%m-%d}."
            raise CannotMove(msg)
        if not any(_has_rows(connection)):
            raise CannotMove("The source holds nothing. Simply start the bot on the new store.")


def _check_target(target: Engine) -> None:
    revision = migrations.current(target)
    if revision is None:
        if inspect(target).get_table_names():
            raise CannotMove("The target is used by something else. Name an empty database.")
        migrations.upgrade(target)
    elif revision != migrations.newest():
        raise CannotMove("The target is of another release. Name an empty database.")
    with target.connect() as connection:
        if any(_has_rows(connection)):
            raise CannotMove("The target holds an installation already. Name an empty database.")


def _has_rows(connection: Connection) -> Iterator[bool]:
    for table in Base.metadata.sorted_tables:
        yield connection.execute(select(1).select_from(table).limit(1)).first() is not None


def _left() -> Select[datetime | None, str | None]:
    return select(Workspace.moved_at, Workspace.moved_to).where(Workspace.moved_at.is_not(None)).limit(1)


def _others_stay(connection: Connection) -> bool:
    """Tell whether anybody else is connected who is not just leaving."""
    patient_until = time.monotonic() + LEAVING_SECONDS
    while connection.scalar(OTHERS_CONNECTED):
        if time.monotonic() > patient_until:
            return True
        time.sleep(0.02)
        # Within one transaction PostgreSQL repeats what it told at first.
        connection.exec_driver_sql("SELECT pg_stat_clear_snapshot()")
    return False


@contextmanager
def _alone(engine: Engine, which: str) -> Iterator[Connection]:
    """Hold a store so that nobody else has it open; what is not committed by then is rolled back."""
    # Connections of our own, from looking, would be somebody else's too.
    engine.dispose()
    in_use = f"The {which} is in use. Stop every bot that runs on it, and whatever else has it open; then try again."
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            # Past SQLAlchemy, which would begin a transaction first. It keeps out readers too, until this one closes.
            connection.connection.cursor().execute("PRAGMA locking_mode=EXCLUSIVE")
        try:
            connection.begin()
        except DBAPIError as error:
            if getattr(error.orig, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY:
                raise CannotMove(in_use) from error
            raise
        if engine.dialect.name == "postgresql":
            for limit in ("statement_timeout", "idle_in_transaction_session_timeout"):
                connection.exec_driver_sql(f"SET LOCAL {limit} = 0")
            if _others_stay(connection):
                raise CannotMove(in_use)
            names = ", ".join(table.name for table in Base.metadata.sorted_tables)
            connection.exec_driver_sql(f"LOCK TABLE {names} IN EXCLUSIVE MODE")
        try:
            yield connection
        finally:
            connection.rollback()
            # An exclusive SQLite connection must not go back into the pool.
            connection.invalidate()


def _name(url: URL) -> str:
    """Return where a store is, without whatever opens it."""
    if url.get_backend_name() == "sqlite":
        return f"sqlite:///{Path(url.database or '').resolve()}"
    host = url.host or url.query.get("host", "")
    return f"postgresql://{host}{f':{url.port}' if url.port else ''}/{url.database}"
