"""One way into a transaction: no update is lost, and no parameter shows in an error."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from adapters.database import SQLITE_BUSY_MS, engine_for
from mentoring.unit_of_work import UnitOfWork
from models import Participant
from tests.factories.cast import Cast

TIMES = 60


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


def test_sqlite_keeps_its_references(cast: Cast) -> None:
    with pytest.raises(DBAPIError, match="FOREIGN KEY"), cast.store.transaction() as uow:
        uow.db.execute(text("INSERT INTO inbound_events VALUES (zeroblob(16), 'x', '2026-01-01', '{}')"))
