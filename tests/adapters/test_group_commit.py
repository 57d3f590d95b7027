"""SQLite's writer: what waits together is kept together, and nobody's refusal costs anybody else their words."""

import asyncio
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, event, select, text, update
from sqlalchemy.exc import OperationalError

from adapters.database import SQLITE_BUSY_MS, StoreUnavailable, engine_for
from adapters.group_commit import TOGETHER
from mentoring.unit_of_work import UnitOfWork
from models import Participant
from tests.factories.cast import Cast
from tests.factories.store import Store


class Busy:
    """An act that keeps the writer busy until it is let go, without touching the store."""

    def __init__(self) -> None:
        self.began = threading.Event()
        self.ends = threading.Event()

    def __call__(self, _nothing: None, _uow: UnitOfWork) -> None:
        self.began.set()
        assert self.ends.wait(10)


class Refused(Exception):
    """What a rule of the domain might say."""


def add(hours: int, uow: UnitOfWork) -> int:
    """Read, think, write; return what stands there now."""
    person = uow.db.scalars(select(Participant).where(Participant.slack_user_id == "UADA")).one()
    person.work_starts += hours
    return person.work_starts


def add_and_refuse(hours: int, uow: UnitOfWork) -> int:
    """Write, and then think better of it."""
    add(hours, uow)
    uow.db.flush()
    raise Refused(str(hours))


def add_and_fail(hours: int, uow: UnitOfWork) -> int:
    """Write, and then ask what the store cannot do."""
    add(hours, uow)
    uow.db.flush()
    uow.db.execute(text("SELECT * FROM nowhere"))
    return hours


def fill_the_disk(_hours: int, uow: UnitOfWork) -> int:
    """Write more than there is room for."""
    uow.db.execute(text("PRAGMA max_page_count = 1"))
    uow.db.execute(text("CREATE TABLE heap AS SELECT zeroblob(1000000) AS much"))
    return 0


KINDS: dict[str, tuple[Callable[[int, UnitOfWork], int], type[Exception] | None]] = {
    "done": (add, None),
    "refused": (add_and_refuse, Refused),
    "failed": (add_and_fail, StoreUnavailable),
}


async def together(store: Store, *acts: tuple[Callable[[int, UnitOfWork], int], int]) -> list[object]:
    """Ask for all of it while the writer is busy; what became of each."""
    busy, task = await held(store)
    waiting = [asyncio.create_task(store.database.transact(act, number)) for act, number in acts]
    await asyncio.sleep(0)
    busy.ends.set()
    await task
    return list(await asyncio.gather(*waiting, return_exceptions=True))


@contextmanager
def counted(store: Store) -> Iterator[list[str]]:
    """Note each commit and each roll-back of the store."""
    seen: list[str] = []

    def commits(_connection: object) -> None:
        seen.append("commit")

    def rolls_back(_connection: object) -> None:
        seen.append("rollback")

    event.listen(store.database.engine, "commit", commits)
    event.listen(store.database.engine, "rollback", rolls_back)
    yield seen
    event.remove(store.database.engine, "commit", commits)
    event.remove(store.database.engine, "rollback", rolls_back)


async def held(store: Store) -> tuple[Busy, "asyncio.Task[None]"]:
    """Keep the writer busy, so that what is asked for now waits."""
    busy = Busy()
    task = asyncio.create_task(store.database.transact(busy, None))
    assert await asyncio.to_thread(busy.began.wait, 10)
    return busy, task


@pytest.fixture
def ada(cast: Cast) -> Cast:
    cast.invitation("ada", "ben")
    with cast.store.transaction() as uow:
        uow.db.execute(update(Participant).values(work_starts=0))
    return cast


def hours(ada: Cast) -> int:
    return next(person.work_starts for person in ada.store.rows(Participant) if person.slack_user_id == "UADA")


async def test_what_waits_together_is_committed_together_and_each_hears_its_own_answer(ada: Cast) -> None:
    busy, _task = await held(ada.store)
    waiting = [asyncio.create_task(ada.store.database.transact(add, number)) for number in (1, 2, 3)]
    await asyncio.sleep(0)
    with counted(ada.store) as seen:
        busy.ends.set()
        assert await asyncio.gather(*waiting) == [1, 3, 6]
    assert seen == ["commit"]
    assert hours(ada) == 6


async def test_a_rush_is_kept_in_groups_so_that_nobody_holds_the_lock_for_long(ada: Cast) -> None:
    busy, _task = await held(ada.store)
    waiting = [asyncio.create_task(ada.store.database.transact(add, 1)) for _ in range(2 * TOGETHER + 1)]
    await asyncio.sleep(0)
    with counted(ada.store) as seen:
        busy.ends.set()
        await asyncio.gather(*waiting)
    assert seen == ["commit"] * 3
    assert hours(ada) == 2 * TOGETHER + 1


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.tuples(st.integers(1, 9), st.sampled_from(sorted(KINDS))), min_size=1, max_size=8))
def test_whoever_is_refused_or_fails_leaves_nothing_and_takes_nothing_from_the_others(
    ada: Cast, acts: list[tuple[int, str]]
) -> None:
    expected = before = hours(ada)
    answers = asyncio.run(together(ada.store, *((KINDS[kind][0], number) for number, kind in acts)))
    for (number, kind), answer in zip(acts, answers, strict=True):
        error = KINDS[kind][1]
        if error is None:
            expected += number
            assert answer == expected
        else:
            assert isinstance(answer, error)
    assert hours(ada) == expected == before + sum(number for number, kind in acts if kind == "done")


async def test_a_disk_that_is_full_fails_all_and_is_not_tried_by_each(ada: Cast) -> None:
    with counted(ada.store) as seen:
        answers = await together(ada.store, (add, 1), (fill_the_disk, 0), (add, 2))
    assert [type(answer) for answer in answers] == [StoreUnavailable] * 3
    assert seen == ["rollback"]
    assert hours(ada) == 0


async def test_a_commit_that_fails_is_nobodys_success(ada: Cast) -> None:
    def fail(_connection: object) -> None:
        raise OperationalError("COMMIT", {}, sqlite3.OperationalError("disk I/O error"))

    event.listen(ada.store.database.engine, "commit", fail)
    answers = await together(ada.store, (add, 1), (add, 2))
    event.remove(ada.store.database.engine, "commit", fail)
    assert [type(answer) for answer in answers] == [StoreUnavailable] * 2
    assert hours(ada) == 0


@pytest.mark.parametrize("busy_ms", [SQLITE_BUSY_MS])
async def test_a_store_that_is_locked_after_one_was_refused_is_waited_for_once_too(ada: Cast) -> None:
    elsewhere = engine_for(ada.store.url)
    begun: list[str] = []
    locked: list[Connection] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if statement == "BEGIN IMMEDIATE":
            begun.append(statement)

    def lock(*_connection: object) -> None:
        # The group was rolled back: from now on somebody else holds the store.
        if not locked:
            locked.append(elsewhere.connect())
            locked[0].begin()

    event.listen(ada.store.database.engine, "before_cursor_execute", note)
    event.listen(ada.store.database.engine, "checkin", lock)
    answers = await together(ada.store, (add_and_refuse, 1), (add, 2), (add, 3))
    event.remove(ada.store.database.engine, "checkin", lock)
    locked[0].close()
    elsewhere.dispose()
    assert [type(answer) for answer in answers] == [StoreUnavailable] * 3
    assert len(begun) == 2
    assert hours(ada) == 0


@pytest.mark.parametrize("busy_ms", [SQLITE_BUSY_MS])
async def test_a_locked_store_is_waited_for_once_and_not_once_for_each_who_waits(ada: Cast) -> None:
    busy, task = await held(ada.store)
    waiting = [asyncio.create_task(ada.store.database.transact(add, 1)) for _ in range(8)]
    await asyncio.sleep(0)
    tries: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        tries.append(statement)

    event.listen(ada.store.database.engine, "before_cursor_execute", note)
    elsewhere = engine_for(ada.store.url)
    with elsewhere.begin():
        busy.ends.set()
        await task
        answers = await asyncio.gather(*waiting, return_exceptions=True)
    elsewhere.dispose()
    assert [type(answer) for answer in answers] == [StoreUnavailable] * 8
    assert tries == ["BEGIN IMMEDIATE"]
    assert await ada.store.database.transact(add, 1) == 1


async def test_what_is_given_up_while_it_waits_is_not_done(ada: Cast) -> None:
    busy, task = await held(ada.store)
    given_up = asyncio.create_task(ada.store.database.transact(add, 1))
    stays = asyncio.create_task(ada.store.database.transact(add, 2))
    await asyncio.sleep(0)
    given_up.cancel()
    await asyncio.wait({given_up})
    busy.ends.set()
    await task
    assert await stays == 2


async def test_closing_does_what_waits_and_takes_nothing_more(ada: Cast) -> None:
    busy, _task = await held(ada.store)
    waiting = asyncio.create_task(ada.store.database.transact(add, 5))
    await asyncio.sleep(0)
    closing = asyncio.create_task(asyncio.to_thread(ada.store.database.close))
    busy.ends.set()
    assert await waiting == 5
    await closing
    with pytest.raises(BrokenExecutor, match="closed"):
        await ada.store.database.transact(add, 1)


def test_an_asker_that_is_gone_does_not_stop_the_writer(ada: Cast) -> None:
    busy = Busy()

    async def ask_and_go() -> None:
        asking = asyncio.create_task(ada.store.database.transact(busy, None))
        assert await asyncio.to_thread(busy.began.wait, 10)
        asking.cancel()

    asyncio.run(ask_and_go())
    busy.ends.set()
    assert asyncio.run(ada.store.database.transact(add, 4)) == 4
