"""Where there is work: nowhere most of the time, and then the answer must cost nothing."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from mentoring import workspaces
from mentoring.delivery import claims, work
from mentoring.delivery.steps import LookAhead, LookForWork, Work
from mentoring.workspaces import ParkWorkspace
from models import OutboxRow, OutboxState, Session
from tests.factories.cast import Cast
from tests.factories.statements import noted
from tests.mentoring.delivery.waiting import claim, fill, let_waiting_end, set_all_sent, take_course


def found(cast: Cast, *, only: bool = False) -> tuple[Work, ...]:
    return cast.store.do(work.waiting, LookForWork(cast.workspace_id if only else None))


def here(cast: Cast, *, lapsed: bool = False, plans: bool = False, speaks: bool = False) -> Work:
    return Work(cast.workspace_id, lapsed, plans, speaks)


@pytest.mark.parametrize("only", [True, False])
def test_what_is_to_be_said_is_work_until_somebody_has_it_in_hand(each_cast: Cast, *, only: bool) -> None:
    assert found(each_cast, only=only) == ()
    each_cast.invitation("ada", "ben")
    assert found(each_cast, only=only) == (here(each_cast, speaks=True),)
    claim(each_cast.store)
    assert found(each_cast, only=only) == ()
    let_waiting_end(each_cast.store)
    assert found(each_cast, only=only) == (here(each_cast, lapsed=True),)


def test_a_message_of_unknown_outcome_is_work_once_it_may_be_looked_for(each_cast: Cast) -> None:
    each_cast.invitation("ada", "ben")
    with each_cast.store.transaction() as uow:
        uow.db.execute(update(OutboxRow).values(state=OutboxState.UNKNOWN, wait_until_ms=2**60))
    assert found(each_cast) == ()
    let_waiting_end(each_cast.store)
    assert found(each_cast) == (here(each_cast, speaks=True),)


def test_what_waits_for_another_day_is_no_work(each_cast: Cast) -> None:
    each_cast.invitation("ada", "ben")
    with each_cast.store.transaction() as uow:
        uow.db.execute(update(OutboxRow).values(due_at=uow.now + timedelta(days=1)))
    assert found(each_cast) == ()
    each_cast.store.clock.advance(days=1)
    assert found(each_cast) == (here(each_cast, speaks=True),)


def test_a_schedule_and_a_session_that_fall_due_are_work(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    set_all_sent(each_cast)
    take_course(each_cast)
    set_all_sent(each_cast)
    assert found(each_cast) == ()
    [session] = each_cast.store.rows(Session)
    assert session.look_at is not None
    each_cast.store.clock.set(session.look_at)
    [due] = found(each_cast)
    assert due.plans


def test_each_workspace_is_named_once_and_a_worker_of_one_hears_of_no_other(each_cast: Cast) -> None:
    other = Cast(each_cast.store, "T2")
    for cast in (each_cast, other):
        for number in range(3):
            cast.invitation(f"ada{number}", f"ben{number}")
    both = {here(each_cast, speaks=True), here(other, speaks=True)}
    assert set(found(each_cast)) == both
    assert len(found(each_cast)) == len(both)
    assert found(each_cast, only=True) == (here(each_cast, speaks=True),)


def test_a_parked_workspace_is_no_work_until_it_is_back(each_cast: Cast) -> None:
    each_cast.invitation("ada", "ben")
    each_cast.store.do(workspaces.park, ParkWorkspace(each_cast.team))
    assert found(each_cast) == found(each_cast, only=True) == ()


def test_whatever_is_found_can_be_worked_on_and_whatever_can_be_is_found(each_cast: Cast) -> None:
    each_cast.chartered("ada", "ben")
    each_cast.store.clock.advance(days=40)
    while found(each_cast):
        before = each_cast.store.contents()
        take_course(each_cast)
        claims_made = claim(each_cast.store)
        assert claims_made or each_cast.store.contents() != before
        set_all_sent(each_cast)
    assert not claim(each_cast.store)
    assert each_cast.store.do(claims.outlook, LookAhead(each_cast.workspace_id)).idle


def test_the_question_is_one_statement_however_much_was_ever_said(each_cast: Cast) -> None:
    fill(each_cast, 1_000)
    with noted(each_cast.store.database.engines) as asked:
        found(each_cast)
    assert len([each for each in asked if not each.statement.startswith("BEGIN")]) == 1
