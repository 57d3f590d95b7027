"""One way into a transaction: no update is lost, and no parameter shows in an error."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from sqlalchemy import event, select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, InternalError

from adapters import migrations
from adapters.database import POSTGRES_LIMITS, SQLITE_BUSY_MS, Database, StoreUnavailable, engine_for, engines_for
from mentoring.unit_of_work import UnitOfWork, reads, reads_at_length
from models import Participant
from tests.factories.cast import Cast
from tests.factories.statements import Asked, reading_whole_tables
from tests.factories.store import Store, migrate

TIMES = 60


@pytest.fixture
def store_on_postgres(migrated_postgres_url: str) -> Iterator[Store]:
    """A store on PostgreSQL that waits no longer than the product's does."""
    store = Store(migrated_postgres_url)
    yield store
    store.close()


def one_more(_nothing: None, uow: UnitOfWork) -> None:
    """Read, think, write: what loses updates where transactions begin as readers."""
    person = uow.db.scalars(select(Participant).where(Participant.slack_user_id == "UADA").with_for_update()).one()
    person.work_starts += 1


async def test_of_many_that_read_and_write_at_once_none_is_lost(each_cast: Cast) -> None:
    each_cast.invitation("ada", "ben")
    with each_cast.store.transaction() as uow:
        uow.db.execute(update(Participant).values(work_starts=0))
    await asyncio.gather(*(each_cast.store.database.transact(one_more, None) for _ in range(TIMES)))
    assert sum(row.work_starts for row in each_cast.store.rows(Participant)) == TIMES


def test_an_error_of_the_database_does_not_show_what_was_written(each_cast: Cast) -> None:
    with pytest.raises(DBAPIError) as failed, each_cast.store.transaction() as uow:
        uow.db.execute(text("INSERT INTO nowhere VALUES (:words)"), {"words": "canary"})
    assert "canary" not in str(failed.value)


def test_sqlite_gives_up_waiting_before_slack_does(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'deeper' / 'store.sqlite3'}"
    first, second = engine_for(url), engine_for(url)
    with first.begin(), pytest.raises(DBAPIError, match="locked"), second.begin():
        pass
    assert SQLITE_BUSY_MS < 3_000
    first.dispose()
    second.dispose()


@reads
def people(_nothing: None, uow: UnitOfWork) -> list[str]:
    return sorted(uow.db.scalars(select(Participant.slack_user_id)))


async def test_on_sqlite_what_only_reads_waits_for_no_writer(cast: Cast) -> None:
    cast.invitation("ada", "ben")
    other = engine_for(cast.store.url)
    with other.begin() as connection:
        connection.execute(text("DELETE FROM inbound_events"))
        # Whoever waits for the writer waits in vain: it goes on for as long as the answer takes.
        assert await cast.store.database.transact(people, None) == ["UADA", "UBEN"]
    other.dispose()


async def test_nobody_who_reads_or_writes_waits_for_what_reads_at_length(each_cast: Cast) -> None:
    each_cast.invitation("ada", "ben")
    others_done = Event()

    @reads_at_length
    def waits_for_the_others(_nothing: None, uow: UnitOfWork) -> bool:
        people(None, uow)
        return others_done.wait(timedelta(minutes=1).total_seconds())

    transact = each_cast.store.database.transact
    at_length = asyncio.ensure_future(transact(waits_for_the_others, None))
    assert await transact(people, None) == ["UADA", "UBEN"]
    await transact(one_more, None)
    others_done.set()
    assert await at_length, "the others did not wait for it"


async def test_what_reads_at_length_sees_the_store_as_it_was_when_it_began(each_cast: Cast) -> None:
    each_cast.invitation("ada", "ben")
    loop, database = asyncio.get_running_loop(), each_cast.store.database

    @reads_at_length
    def looks_twice(_nothing: None, uow: UnitOfWork) -> tuple[int, int]:
        before = work_starts(None, uow)
        asyncio.run_coroutine_threadsafe(database.transact(one_more, None), loop).result()
        uow.db.expire_all()
        return before, work_starts(None, uow)

    assert await database.transact(looks_twice, None) == (9 * 60, 9 * 60)
    assert await database.transact(work_starts, None) == 9 * 60 + 1


async def test_what_is_marked_as_reading_at_length_cannot_write(each_cast: Cast) -> None:
    each_cast.invitation("ada", "ben")

    @reads_at_length
    def by_mistake(_nothing: None, uow: UnitOfWork) -> None:
        one_more(None, uow)

    with pytest.raises((StoreUnavailable, InternalError)):
        await each_cast.store.database.transact(by_mistake, None)
    assert {row.work_starts for row in each_cast.store.rows(Participant)} == {9 * 60}


async def test_a_reading_sees_what_was_committed_before_it(each_cast: Cast) -> None:
    each_cast.invitation("ada", "ben")
    database = each_cast.store.database
    for number in range(TIMES):
        await database.transact(one_more, None)
        assert await database.transact(work_starts, None) == 9 * 60 + number + 1


@reads
def work_starts(_nothing: None, uow: UnitOfWork) -> int:
    return uow.db.scalars(select(Participant.work_starts).where(Participant.slack_user_id == "UADA")).one()


async def test_on_sqlite_a_function_that_is_marked_as_reading_cannot_write(cast: Cast) -> None:
    cast.invitation("ada", "ben")

    @reads
    def by_mistake(_nothing: None, uow: UnitOfWork) -> None:
        one_more(None, uow)

    with pytest.raises(StoreUnavailable):
        await cast.store.database.transact(by_mistake, None)
    assert {row.work_starts for row in cast.store.rows(Participant)} == {9 * 60}


def held(_nothing: None, uow: UnitOfWork) -> None:
    uow.db.execute(select(Participant).with_for_update()).all()


@pytest.mark.postgres
def test_postgresql_gives_up_waiting_before_slack_does(store_on_postgres: Store) -> None:
    cast = Cast(store_on_postgres)
    cast.invitation("ada", "ben")
    assert max(POSTGRES_LIMITS["lock_timeout"], POSTGRES_LIMITS["statement_timeout"]) < 3_000
    with store_on_postgres.transaction() as uow:
        held(None, uow)
        with pytest.raises(StoreUnavailable) as gave_up:
            store_on_postgres.do(held, None)
    assert "lock timeout" in str(gave_up.value.__cause__)
    with pytest.raises(StoreUnavailable):
        store_on_postgres.do(lambda _, uow: uow.db.execute(text("SELECT pg_sleep(60)")), None)


def limits_of(_nothing: None, uow: UnitOfWork) -> list[str]:
    names = ("statement_timeout", "idle_in_transaction_session_timeout", "lock_timeout")
    return [str(uow.db.execute(text(f"SHOW {name}")).scalar_one()) for name in names]


@pytest.mark.postgres
async def test_what_reads_at_length_may_take_longer_than_a_click_and_nothing_after_it(
    store_on_postgres: Store, migrated_postgres_url: str
) -> None:
    transact = store_on_postgres.database.transact
    assert await transact(reads_at_length(partial(limits_of)), None) == ["1min", "2min", "1200ms"]
    assert await transact(limits_of, None) == ["2500ms", "10s", "1200ms"]
    # Not a store that is lent to tests: its engine may be of another address.
    by_its_owner = Database(
        engines_for(f"{migrated_postgres_url}&options=-c%20statement_timeout%3D7s"),
        vault=store_on_postgres.vault,
        clock=store_on_postgres.clock,
        wake=lambda: None,
    )
    assert (await by_its_owner.transact(reads_at_length(partial(limits_of)), None))[0] == "7s"
    by_its_owner.close()


@pytest.mark.postgres
def test_a_migration_may_take_longer_than_a_click(postgres_url: str) -> None:
    engine = engine_for(postgres_url)
    seen: set[tuple[str, ...]] = set()

    def limits(connection: Any) -> tuple[str, ...]:
        with connection.connection.cursor() as beside:
            return tuple(beside.execute(f"SHOW {name}").fetchone()[0] for name in ("statement_timeout", "lock_timeout"))

    def look(connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.lstrip().startswith("CREATE"):
            seen.add(limits(connection))

    event.listen(engine, "before_cursor_execute", look)
    migrations.upgrade(engine)
    assert seen == {("0", "0")}
    with engine.connect() as connection:
        assert limits(connection) == ("2500ms", "1200ms")
    engine.dispose()


@pytest.mark.postgres
def test_what_the_url_says_counts_more_than_our_limits(postgres_url: str) -> None:
    engine = engine_for(f"{postgres_url}{'&' if '?' in postgres_url else '?'}options=-c%20lock_timeout%3D7s")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SHOW lock_timeout").scalar_one() == "7s"
    engine.dispose()


def test_a_commit_that_fails_does_not_spoil_the_next_transaction(each_cast: Cast) -> None:
    def dangling(_nothing: None, uow: UnitOfWork) -> None:
        """Refer to nobody, which is noticed at the commit."""
        if each_cast.store.is_postgres:
            uow.db.execute(text("CREATE TEMPORARY TABLE late (a int UNIQUE DEFERRABLE INITIALLY DEFERRED)"))
            uow.db.execute(text("INSERT INTO late VALUES (1), (1)"))
        else:
            uow.db.execute(text("PRAGMA defer_foreign_keys = ON"))
            uow.db.execute(text("INSERT INTO inbound_events VALUES (zeroblob(16), 'x', '2026-01-01', '{}')"))

    for _ in range(2):
        with pytest.raises(IntegrityError):
            each_cast.store.do(dangling, None)
    assert each_cast.pair("ada", "ben") is not None


def test_sqlite_keeps_its_references(cast: Cast) -> None:
    with pytest.raises(DBAPIError, match="FOREIGN KEY"), cast.store.transaction() as uow:
        uow.db.execute(text("INSERT INTO inbound_events VALUES (zeroblob(16), 'x', '2026-01-01', '{}')"))


def test_the_planner_of_a_new_store_is_told_of_each_index_and_of_nothing_twice(tmp_path: Path) -> None:
    engine = engine_for(f"sqlite:///{tmp_path / 'bothways.sqlite3'}")
    for _ in range(2):
        migrations.upgrade(engine)
    with engine.connect() as connection:
        told = connection.exec_driver_sql("SELECT idx, stat FROM sqlite_stat1").all()
        indices = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'index'").scalars().all()
    engine.dispose()
    assert sorted(name for name, _ in told) == sorted(indices)
    assert dict(map(tuple, told))["ix_pairs_workspace_id_programme_id_created_at_id"] == "1000000 1000000 50000 10 10"


def test_a_start_that_finds_the_planner_told_writes_nothing(sqlite_url: str) -> None:
    engine = engine_for(sqlite_url)
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as beside:
        before = beside.execute("PRAGMA data_version").fetchone()
        migrations.upgrade(engine)
        assert beside.execute("PRAGMA data_version").fetchone() == before
    engine.dispose()


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM pairs",
        "SELECT count(*) FROM pairs",
        "SELECT people_key FROM pairs ORDER BY workspace_id, people_key",
        "SELECT * FROM pairs AS pairs_1 WHERE workspace_id = ? ORDER BY id LIMIT 3",
        "SELECT * FROM pairs WHERE workspace_id = ? AND people_key > ? ORDER BY people_key",
    ],
)
def test_a_statement_that_reads_a_whole_table_is_found_out(tmp_path: Path, statement: str) -> None:
    """So that the walk which finds none of them means something."""
    file = tmp_path / "bothways.sqlite3"
    migrate(f"sqlite:///{file}")
    with closing(sqlite3.connect(file)) as store:
        parameters = ("",) * statement.count("?")
        assert reading_whole_tables([Asked(statement, parameters)], store)
        one = "SELECT * FROM pairs AS pairs_1 WHERE workspace_id = ? AND people_key = ?"
        few = "SELECT * FROM workspaces AS workspaces_1, (SELECT 1 UNION SELECT 2) AS anon_1"
        assert reading_whole_tables([Asked(one, ("", "")), Asked(few, ())], store) == {}
