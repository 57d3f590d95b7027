"""
While a round goes out, what else happens to its people waits for it, or goes on without: never both for each other.

On PostgreSQL, where two transactions that take the same rows in another order each wait until the database ends one.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from mentoring import courses, profiles
from mentoring.enrolments import commands as enrolments
from mentoring.enrolments.commands import LeaveProgramme
from mentoring.enrolments.rules import FirstStep
from mentoring.participants import ChangeProfile
from mentoring.rounds import commands, left_over, sending
from mentoring.rounds.rules import SendInvitations
from mentoring.schedules import PlanDue
from mentoring.states import RoleWish
from mentoring.unit_of_work import UnitOfWork
from models import (
    Enrolment,
    EnrolmentState,
    MatchProposal,
    MatchRound,
    Pair,
    Participant,
    ParticipantState,
    ProposalState,
)
from tests.factories.cast import Cast
from tests.factories.enrolled import begins
from tests.factories.store import Store
from tests.mentoring.pairs.led import enrolment_of, imports, joins, person_id
from tests.mentoring.rounds.desk import approves_all, drafted, round_of
from tests.mentoring.test_pairs_by_owner import at_once

pytestmark = pytest.mark.postgres


@pytest.fixture
def here(store_on_postgres: Store) -> Cast:
    """Ada and Zoe, who was entered, are about to be asked by Olga's programme; Yan was entered in another."""
    cast = Cast(store_on_postgres)
    programme_id = cast.programme()
    joins(cast, programme_id, "ada", RoleWish.SENIOR)
    imports(cast, programme_id, "zoe")
    imports(cast, cast.programme(name="Another"), "yan")
    with cast.store.transaction() as uow:
        for name in ("zoe", "yan"):
            person = uow.get(Participant, cast.workspace_id, person_id(cast, name))
            assert person is not None
            person.state = ParticipantState.INVITED
    there = drafted(cast, programme_id)
    approves_all(cast, there)
    cast.store.do(commands.send, SendInvitations(cast.actor("olga"), round_of(there)))
    return cast


def round_in(cast: Cast, uow: UnitOfWork) -> MatchRound:
    """The round, held as by what sends it."""
    [found] = left_over.hold_open(cast.workspace_id, None, uow)
    return found


def meanwhile(cast: Cast, uow: UnitOfWork, act: Callable[[], Any], then: Callable[[], Any]) -> None:
    """Begin something else in the middle of a transaction; go on with that once the other waits, or is done."""
    with ThreadPoolExecutor(1) as pool:
        try:
            other = pool.submit(act)
            while not other.done() and not cast.store.somebody_waits():
                pass
            then()
            uow.db.commit()
        finally:
            uow.db.rollback()
        other.result()


def test_what_is_erased_in_one_programme_does_not_wait_for_what_another_sends(here: Cast) -> None:
    here.store.clock.advance(days=31)
    with here.store.transaction() as uow:
        match_round = round_in(here, uow)
        left_over.leave_over(match_round, match_round.drafted, [person_id(here, "yan")], uow)
        meanwhile(
            here,
            uow,
            lambda: here.store.do(courses.plan_due, PlanDue(here.workspace_id)),
            lambda: sending.advance(match_round, uow),
        )
    assert enrolment_of(here, "yan").state is EnrolmentState.LEFT
    assert [each.state for each in here.store.rows(MatchProposal)] == [ProposalState.SENT]


def test_who_is_erased_while_somebody_is_about_to_refer_to_them_is_so_a_minute_later(here: Cast) -> None:
    here.store.clock.advance(days=31)
    with here.store.transaction() as uow:
        # As whatever writes a row that refers to somebody holds them; nothing comes of it.
        yan = select(Participant.id).where(Participant.id == person_id(here, "yan"))
        uow.db.execute(yan.with_for_update(read=True, key_share=True))
        meanwhile(
            here,
            uow,
            lambda: here.store.do(courses.plan_due, PlanDue(here.workspace_id)),
            lambda: None,
        )
    assert enrolment_of(here, "yan").state is EnrolmentState.LEFT
    here.store.clock.advance(minutes=1)
    here.store.do(courses.plan_due, PlanDue(here.workspace_id))
    assert here.profile("yan").user_id not in {each.slack_user_id for each in here.store.rows(Participant)}


def test_an_account_that_is_closed_waits_before_it_takes_what_somebody_who_leaves_needs(here: Cast) -> None:
    closed = ChangeProfile(here.team, replace(here.profile("zoe"), is_gone=True))
    with here.store.transaction() as uow:
        round_in(here, uow)
        [programme_id] = {each.programme_id for each in here.store.rows(MatchRound)}
        meanwhile(
            here,
            uow,
            lambda: here.store.do(profiles.change, closed),
            lambda: enrolments.leave(LeaveProgramme(here.actor("zoe"), programme_id), uow),
        )
    assert here.profile("zoe").user_id not in {each.slack_user_id for each in here.store.rows(Participant)}


def enter(cast: Cast, people: list[str], programmes: list[UUID]) -> None:
    """Each programme has a senior of its own and all of these people, whom a sheet brought and whose time is over."""
    for number, programme_id in enumerate(programmes):
        joins(cast, programme_id, f"s{number}", RoleWish.SENIOR, capacity=5)
        for name in people:
            begins(cast, name, programme_id, FirstStep(RoleWish.JUNIOR, ("Prompting",), ("Strategy",)))
    with cast.store.transaction() as uow:
        entered = {person_id(cast, name) for name in people}
        for person in uow.db.scalars(select(Participant).where(Participant.id.in_(entered))):
            person.state = ParticipantState.INVITED
        for each in uow.db.scalars(select(Enrolment).where(Enrolment.participant_id.in_(entered))):
            each.state, each.languages, each.look_at = EnrolmentState.IMPORTED, ["en"], uow.now


def test_sending_erasing_leaving_and_closing_accounts_at_once_all_come_about(store_on_postgres: Store) -> None:
    cast = Cast(store_on_postgres)
    people = [f"i{letter}" for letter in "abcdefgh"]
    programmes = [cast.programme(name=name) for name in ("One", "Two", "Three")]
    enter(cast, people, programmes)
    for programme_id in programmes[1:]:
        there = drafted(cast, programme_id)
        approves_all(cast, there)
        cast.store.do(commands.send, SendInvitations(cast.actor("olga"), round_of(there)))

    def plans() -> None:
        for _ in range(6):
            cast.store.do(courses.plan_due, PlanDue(cast.workspace_id, limit=2))

    def leave() -> None:
        for name, programme_id in product(people[::-1], programmes[::-1]):
            cast.store.do(enrolments.leave, LeaveProgramme(cast.actor(name), programme_id))

    def close() -> None:
        for name in people:
            closed = replace(cast.profile(name), is_gone=True)
            cast.store.do(profiles.change, ChangeProfile(cast.team, closed))

    at_once(plans, plans, leave, close)
    assert {each.state for each in cast.store.rows(Enrolment) if each.wish is RoleWish.JUNIOR} <= {EnrolmentState.LEFT}


def test_all_programmes_ask_in_one_order(store_on_postgres: Store) -> None:
    """Where two ask the same people, each waits for the key of a pair that the other has taken."""
    cast = Cast(store_on_postgres)
    programme_id = cast.programme()
    for letter in "abcdefg":
        joins(cast, programme_id, f"s{letter}", RoleWish.SENIOR)
        joins(cast, programme_id, f"j{letter}", RoleWish.JUNIOR)
    there = drafted(cast, programme_id)
    approves_all(cast, there)
    cast.store.do(commands.send, SendInvitations(cast.actor("olga"), round_of(there)))
    cast.store.do(courses.plan_due, PlanDue(cast.workspace_id))
    keys = [each.people_key for each in sorted(cast.store.rows(Pair), key=lambda each: each.id)]
    assert len(keys) == 7
    assert keys == sorted(keys, key=str)
