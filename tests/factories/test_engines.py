"""Engines that were lent before lead to the store they are lent for now, in what writes and in what reads."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from adapters.database import POSTGRES_LIMITS, SQLITE_BUSY_MS
from mentoring.unit_of_work import UnitOfWork, reads
from models import Participant
from tests.factories.cast import Cast
from tests.factories.engines import lent
from tests.factories.store import Store


@reads
def known(_nothing: None, uow: UnitOfWork) -> set[str]:
    return set(uow.db.scalars(select(Participant.slack_user_id)))


async def test_what_an_earlier_store_held_is_not_met_in_the_next(sqlite_url: str, tmp_path: Path) -> None:
    shutil.copy(tmp_path / "bothways.sqlite3", tmp_path / "next.sqlite3")
    for url, names in ((sqlite_url, ("ada", "ben")), (f"sqlite:///{tmp_path / 'next.sqlite3'}", ("eve", "finn"))):
        store = Store(url)
        Cast(store).invitation(*names)
        expected = {f"U{name.upper()}" for name in names}
        assert {row.slack_user_id for row in store.rows(Participant)} == expected
        assert await store.database.transact(known, None) == expected
        store.close()


def test_two_stores_at_one_time_have_engines_of_their_own(sqlite_url: str) -> None:
    with lent(sqlite_url) as one:
        pass
    with lent(sqlite_url) as again, lent(sqlite_url) as other:
        assert again is one
        assert {again.writing, again.reading}.isdisjoint({other.writing, other.reading})


def test_patience_goes_back_with_the_engines(sqlite_url: str) -> None:
    for asked, held in ((20_000, 20_000), (None, SQLITE_BUSY_MS)):
        with lent(sqlite_url, asked) as engines, engines.writing.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == held


@pytest.mark.postgres
def test_on_postgresql_patience_goes_back_too(postgres_url: str) -> None:
    for asked, held in ((20_000, "20s"), (None, f"{POSTGRES_LIMITS['lock_timeout']}ms")):
        with lent(postgres_url, asked) as engines, engines.writing.connect() as connection:
            assert connection.exec_driver_sql("SHOW lock_timeout").scalar() == held
