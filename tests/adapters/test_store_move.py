"""A store moves into another database: everything is there, nothing twice, and nobody works on the old one."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import BigInteger, Connection, Engine, event, select, text, update
from typer.testing import CliRunner

from adapters import store_move, table_copy
from adapters.database import engine_for
from adapters.store_move import CannotMove, Moved, StoreMoved, refuse_if_moved
from bot import cli
from mentoring.delivery import claims, outcomes
from mentoring.delivery.rows import now_ms
from mentoring.delivery.steps import CloseGate, OutcomeUnknown, Recover
from models import Base, Gate, OutboxRow, OutboxState
from tests.factories.cast import Cast
from tests.factories.clock import MONDAY_MORNING
from tests.factories.filled import Filled
from tests.factories.store import Store
from tests.mentoring.delivery.waiting import begin, claim, let_waiting_end
from tests.mentoring.hoard import hoard

pytestmark = pytest.mark.postgres
LATER = timedelta(hours=1)


@dataclass
class House:
    """A store that was lived in, with nobody in it, and an empty one."""

    cast: Cast
    target: str

    @property
    def source(self) -> str:
        return self.cast.store.url

    def move(self) -> Moved:
        """Close the one, and move."""
        self.cast.store.close()
        return store_move.move(self.source, self.target, self.cast.store.clock.now() + LATER, lambda *_: None)

    def moved(self) -> Cast:
        """The same people in the new store."""
        self.move()
        return self.cast.in_copy(self.opened())

    def opened(self) -> Store:
        store = Store(self.target, self.cast.store.keys)
        store.clock.set(self.cast.store.clock.now())
        return store


def lived_in(cast: Cast) -> None:
    """Two workspaces with everything in them, and messages in every state."""
    hoard(cast)
    Cast(cast.store, "T2").chartered("ada", "ben")


@pytest.fixture
def house(filled_once: Callable[..., Filled[None]], migrated_postgres_url: str, tmp_path: Path) -> Iterator[House]:
    with filled_once(lived_in).copied(tmp_path / "bothways.sqlite3") as (cast, _):
        yield House(cast, migrated_postgres_url)


def contents(url: str) -> dict[str, list[tuple[object, ...]]]:
    store = Store(url)
    try:
        return store.contents()
    finally:
        store.close()


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    engine = engine_for(url)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def enter(url: str) -> None:
    """Begin to work on a store, as a bot does."""
    engine = engine_for(url)
    try:
        refuse_if_moved(engine)
    finally:
        engine.dispose()


def test_everything_is_in_the_new_store_and_nothing_twice(house: House) -> None:
    before = house.cast.store.contents()
    told: dict[str, tuple[int, int]] = {}
    house.cast.store.close()
    moved = store_move.move(
        house.source, house.target, house.cast.store.clock.now(), lambda table, *done: told.update({table: done})
    )
    assert contents(house.target) == before
    assert (moved.tables, moved.rows) == (len(before), sum(map(len, before.values())))
    assert told == {name: (len(rows), len(rows)) for name, rows in before.items()}
    assert sum(bool(rows) for rows in before.values()) > 20, "there was much to move"


def test_into_an_empty_database_and_back_again_into_a_file(house: House, tmp_path: Path, postgres_url: str) -> None:
    before = house.cast.store.contents()
    house.target = postgres_url
    house.move()
    back = f"sqlite:///{tmp_path / 'back.sqlite3'}"
    store_move.move(house.target, back, house.cast.store.clock.now(), lambda *_: None)
    assert contents(back) == before


def test_what_was_in_hand_becomes_what_it_would_after_a_crash(house: House) -> None:
    store = house.cast.store
    let_waiting_end(store)
    claimed, sending, _ = claim(store, 3, 300_000)
    while begin(store, sending) is None:
        [sending] = claim(store, 1, 300_000)
    # The third, too, and what was begun and stood in the way of it.
    assert house.move().in_hand >= 2
    there = house.opened()
    assert there.do(claims.recover, Recover(house.cast.workspace_id, 60_000)) >= 2, "no lease is waited for"
    rows = {row.id: row for row in there.rows(OutboxRow)}
    there.close()
    assert (rows[claimed.row_id].state, rows[claimed.row_id].wait_until_ms) == (OutboxState.PENDING, 0)
    taken = rows[sending.row_id]
    assert taken.failure == "the worker stopped while sending"
    assert taken.state is (OutboxState.PENDING if taken.pair_id or taken.programme_id else OutboxState.UNKNOWN)
    assert not {row.state for row in rows.values()} & {OutboxState.CLAIMED, OutboxState.SENDING}


def test_waits_and_gates_are_as_long_by_the_other_databases_clock(house: House) -> None:
    store, workspace_id = house.cast.store, house.cast.workspace_id
    store.do(outcomes.close_gate, CloseGate(workspace_id, "chat.update", 3_600_000))
    with store.transaction() as uow:
        uow.db.execute(update(OutboxRow).values(state=OutboxState.DEAD))
    house.cast.invitation("gil", "hal")
    [claimed] = claim(store)
    begin(store, claimed)
    store.do(outcomes.lose_sight, OutcomeUnknown(claimed, 3_600_000, "timeout"))
    cast = house.moved()
    [gate] = cast.store.rows(Gate)
    with cast.store.transaction() as uow:
        now = now_ms(uow)
    assert gate.until_ms - now == pytest.approx(3_600_000, abs=120_000)
    waiting = [row for row in cast.store.rows(OutboxRow) if row.id == claimed.row_id]
    assert [row.wait_until_ms - now for row in waiting] == [pytest.approx(3_600_000, abs=120_000)]
    cast.store.close()


def test_a_clock_that_is_hours_ahead_moves_each_moment_by_as_much(house: House) -> None:
    store = house.cast.store
    with store.transaction() as uow:
        uow.db.add(Gate(workspace_id=house.cast.workspace_id, method="chat.update", until_ms=5))
        uow.db.execute(update(OutboxRow).values(wait_until_ms=0, first_tried_ms=7))
    with store.database.engine.connect() as source, connected(house.target) as target:
        for name in ("workspaces", "gates"):
            table_copy.copy(Base.metadata.tables[name], source, target, 7_200_000, lambda _: None)
        assert target.scalars(select(Gate.until_ms)).all() == [7_200_005]
        moved = table_copy._translated("outbox", {"wait_until_ms": 0, "first_tried_ms": 7, "looks": 3}, 7_200_000)
        assert moved == {"wait_until_ms": 0, "first_tried_ms": 7_200_007, "looks": 3}
        assert table_copy._translated("paces", {"ahead_us": 5}, 2) == {"ahead_us": 2_005}


def test_each_moment_of_the_databases_clock_is_known() -> None:
    by_that_clock = {
        (table.name, column.name)
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, BigInteger) and column.name.endswith(("_ms", "_us"))
    }
    assert by_that_clock == set(table_copy.CLOCK_COLUMNS), "say in adapters/table_copy.py whether it is a moment"


def test_the_old_store_is_left_and_says_where_everything_is(house: House) -> None:
    house.move()
    with pytest.raises(StoreMoved, match=r"moved to postgresql://.*test_\d+ on 2026-\d\d-\d\d \d\d:\d\d UTC"):
        enter(house.source)
    enter(house.target)
    with pytest.raises(CannotMove, match="The target holds an installation already"):
        house.move()


def test_moved_once_it_moves_nowhere_else(house: House, tmp_path: Path) -> None:
    house.move()
    with pytest.raises(CannotMove, match="was moved to postgresql://"):
        store_move.move(
            house.source, f"sqlite:///{tmp_path / 'o.sqlite3'}", house.cast.store.clock.now(), lambda *_: None
        )


def test_a_failure_at_the_last_moment_is_made_good_by_the_same_command(house: House) -> None:
    """The old store says that it was left, and the new one is empty: as when the machine stops between the commits."""
    before = house.cast.store.contents()
    house.move()
    with connected(house.target) as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
        connection.commit()
    house.move()
    assert contents(house.target) == before


def test_a_new_store_that_cannot_commit_leaves_the_old_one_as_it_was(house: House) -> None:
    before = house.cast.store.contents()
    with connected(house.target) as connection:
        connection.execute(text("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
                                "$$ BEGIN RAISE EXCEPTION 'no'; END $$"))  # fmt: skip
        connection.execute(text("CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON workspaces DEFERRABLE"
                                " INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse()"))  # fmt: skip
        connection.commit()
    with pytest.raises(CannotMove, match="Nothing was moved; try again"):
        house.move()
    assert contents(house.source) == before
    assert not any(contents(house.target).values())


def test_a_bot_that_has_the_old_store_open_is_in_the_way(house: House) -> None:
    before = house.cast.store.contents()
    with pytest.raises(CannotMove, match="The source is in use"):
        store_move.move(house.source, house.target, house.cast.store.clock.now(), lambda *_: None)
    house.cast.store.close()
    assert contents(house.source) == before
    assert not any(contents(house.target).values())


def test_whoever_comes_in_while_it_is_moved_is_kept_out(house: House) -> None:
    seen: list[str] = []

    def look(_table: str, _done: int, _total: int) -> None:
        if not seen:
            other = sqlite3.connect(house.source.removeprefix("sqlite:///"), timeout=0)
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("SELECT count(*) FROM outbox")
            seen.append("locked")
            other.close()

    house.cast.store.close()
    store_move.move(house.source, house.target, house.cast.store.clock.now(), look)
    assert seen


def test_on_postgresql_too_whoever_is_connected_is_in_the_way(house: House, tmp_path: Path) -> None:
    house.move()
    back = f"sqlite:///{tmp_path / 'back.sqlite3'}"
    with connected(house.target) as connection:
        connection.scalar(text("SELECT 1"))
        with pytest.raises(CannotMove, match="The source is in use"):
            store_move.move(house.target, back, house.cast.store.clock.now(), lambda *_: None)


def test_on_postgresql_whoever_is_just_leaving_is_not_in_the_way(house: House) -> None:
    house.cast.store.close()
    with connected(house.target) as leaving:
        leaving.scalar(text("SELECT 1"))

        def leave(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            if "pg_stat_activity" in statement and not leaving.closed:
                leaving.detach()
                leaving.close()

        event.listen(Engine, "after_cursor_execute", leave)
        try:
            store_move.move(house.source, house.target, house.cast.store.clock.now(), lambda *_: None)
        finally:
            event.remove(Engine, "after_cursor_execute", leave)
        assert leaving.closed


def test_a_target_that_holds_something_is_left_alone(house: House, postgres_url: str) -> None:
    with connected(postgres_url) as connection:
        connection.execute(text("CREATE TABLE invoices (id int)"))
        connection.commit()
    house.target = postgres_url
    with pytest.raises(CannotMove, match="The target is used by something else"):
        house.move()


def test_a_source_of_another_release_is_refused_with_advice(house: House) -> None:
    with house.cast.store.transaction() as uow:
        uow.db.execute(text("UPDATE alembic_version SET version_num = '0002'"))
    with pytest.raises(CannotMove, match="Run `bothways migrate`"):
        house.move()


def test_what_is_no_store_is_told_in_one_line(house: House, tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere.sqlite3"
    for source, target, said in [
        (f"sqlite:///{nowhere}", house.target, "There is no store at"),
        ("var/bothways.sqlite3", house.target, "--from is no address of a store"),
        (house.source, "mysql://me:canary@h/n", "--to is no address of a store"),
        (house.source, house.source, "Both are the same store"),
        (house.source, "postgresql://me:canary@127.0.0.1:1/none", "A store failed meanwhile"),
    ]:
        with pytest.raises(CannotMove) as refused:
            store_move.move(source, target, house.cast.store.clock.now(), lambda *_: None)
        assert said in str(refused.value)
        assert "canary" not in str(refused.value)
    assert not nowhere.exists()


def test_an_empty_store_is_not_worth_a_move(sqlite_url: str, postgres_url: str) -> None:
    with pytest.raises(CannotMove, match="The source holds nothing"):
        store_move.move(sqlite_url, postgres_url, MONDAY_MORNING, lambda *_: None)


@pytest.mark.parametrize("option", ["--from", "--to"])
def test_one_address_alone_is_not_enough(option: str) -> None:
    said = CliRunner().invoke(cli.app, ["migrate", option, "sqlite:///somewhere"])
    assert said.exit_code == 2
    assert "Name both" in said.output


def test_a_copy_that_lost_something_is_noticed(house: House) -> None:
    """A trigger of the target swallows what a driver or a full disk might."""
    with connected(house.target) as connection:
        connection.execute(text("CREATE FUNCTION swallow() RETURNS trigger LANGUAGE plpgsql AS "
                                "$$ BEGIN NEW.failure := 'another'; RETURN NEW; END $$"))  # fmt: skip
        connection.execute(text("CREATE TRIGGER swallow BEFORE INSERT ON outbox FOR EACH ROW"
                                " EXECUTE FUNCTION swallow()"))  # fmt: skip
        connection.commit()
    with pytest.raises(CannotMove, match="The copy of the table outbox differs"):
        house.move()
    assert not any(contents(house.target).values())
    enter(house.source)
