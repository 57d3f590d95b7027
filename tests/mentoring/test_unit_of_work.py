"""One transaction: rows written once however many try, and never a row of another workspace."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from mentoring import workspaces
from mentoring.errors import UnknownWorkspace
from mentoring.unit_of_work import UnitOfWork
from mentoring.workspaces import MeetWorkspace
from models import Pair, Workspace, WorkspaceState
from models.base import new_id
from tests.factories.cast import Cast
from tests.factories.store import Store


def write_once(team_id: str, uow: UnitOfWork) -> bool:
    return uow.add_once(
        Workspace, id=new_id(), team_id=team_id, state=WorkspaceState.ACTIVE, key_check="", created_at=uow.now
    )


def test_add_once_tells_whether_it_wrote(each_store: Store) -> None:
    assert each_store.do(write_once, "T9") is True
    assert each_store.do(write_once, "T9") is False
    assert each_store.do(write_once, "T8") is True
    assert [row.team_id for row in each_store.rows(Workspace)] == ["T9", "T8"]


def test_of_many_who_write_the_same_at_once_one_did(each_store: Store) -> None:
    start = Barrier(4)

    def attempt(_number: int) -> bool:
        start.wait()
        return each_store.do(write_once, "T9")

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(attempt, range(4))) == [False, False, False, True]


def test_what_fails_leaves_nothing_behind(each_store: Store) -> None:
    class Unexpected(Exception): ...

    def half_done(team_id: str, uow: UnitOfWork) -> None:
        write_once(team_id, uow)
        raise Unexpected

    with pytest.raises(Unexpected):
        each_store.do(half_done, "T9")
    assert each_store.rows(Workspace) == []


def test_a_row_is_found_only_in_its_own_workspace(cast: Cast) -> None:
    pair_id = cast.pair("ada", "ben")
    elsewhere = cast.store.do(workspaces.meet, MeetWorkspace("T2"))
    with cast.store.transaction() as uow:
        assert uow.get(Pair, cast.workspace_id, pair_id) is not None
        assert uow.get(Pair, elsewhere, pair_id) is None


def test_a_transaction_has_one_instant(store: Store) -> None:
    with store.transaction() as uow:
        before = uow.now
        store.clock.advance(hours=1)
        assert uow.now == before


async def test_a_commit_with_something_to_say_wakes_delivery_and_a_reading_does_not(store: Store) -> None:
    await store.database.transact(workspaces.meet, MeetWorkspace("T1"))
    assert store.woken == 1
    with pytest.raises(UnknownWorkspace):
        await store.database.transact(lambda team, uow: workspaces.of(team, uow).team_id, "T2")
    assert await store.database.transact(lambda team, uow: workspaces.of(team, uow).team_id, "T1") == "T1"
    assert store.woken == 1
