"""Who does not answer a programme is reminded once, then nobody waits any longer; a held pair goes the same way."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from mentoring import breaks, home
from mentoring.breaks import Pause
from mentoring.pairs.commands import Answer
from mentoring.pairs.course import InvitationReminder
from mentoring.pairs.notices import Invitation, InvitationDeclined
from mentoring.pairs.rules import InvitationIsOver
from mentoring.states import PairState, RoleWish
from models import OutboxRow, Pair
from tests.factories.cast import Cast
from tests.factories.enrolled import enrolled, finishes, paired
from tests.factories.store import Store
from tests.mentoring.delivery.waiting import deliver_all, take_course
from tests.mentoring.pairs.led import (
    Told,
    enrolment_of,
    goes_out,
    heard,
    hears,
    joins,
    owner_sees,
    pair_of,
    peopled,
    state_of,
    to,
)
from tests.mentoring.pairs.led import imports as enter

THIRD_MORNING = datetime(2026, 3, 5, 10, 30, tzinfo=UTC)
SIXTH_MORNING = datetime(2026, 3, 10, 10, 30, tzinfo=UTC)
"""They are asked on Monday, 2 March."""
A_MINUTE = timedelta(minutes=1)
ANSWERS = ("pair.accept", "pair.decline", "pair.not_now")


@pytest.fixture
def programme_id(cast: Cast) -> UUID:
    found = cast.programme()
    enrolled(cast, found, "ada", "ben", "cleo", "dora")
    return found


def until(cast: Cast, moment: datetime) -> list[Told]:
    """What is told up to a moment."""
    return hears(cast, seconds=(moment - cast.store.clock.now()).total_seconds())


def reminded(told: list[Told]) -> list[str]:
    return sorted(each.user_id for each in told if isinstance(each.notice, InvitationReminder) and each.notice.is_open)


def test_the_silent_are_reminded_once_after_three_working_days_and_released_after_three_more(each_cast: Cast) -> None:
    programme_id = each_cast.programme()
    enrolled(each_cast, programme_id, "ada", "ben")
    pair_id = paired(each_cast, programme_id, "ada", "ben")
    hears(each_cast)
    each_cast.answer("ada", pair_id)
    assert reminded(until(each_cast, THIRD_MORNING - A_MINUTE)) == []
    assert reminded(until(each_cast, THIRD_MORNING)) == ["UBEN"]
    until(each_cast, SIXTH_MORNING - A_MINUTE)
    assert state_of(each_cast, "ada", "ben") is PairState.INVITED
    told = until(each_cast, SIXTH_MORNING)
    assert state_of(each_cast, "ada", "ben") is PairState.WITHDRAWN
    assert len(to(each_cast, told, "ada", InvitationDeclined)) == 1
    assert to(each_cast, told, "ben", InvitationDeclined) == []
    [his] = to(each_cast, told, "ben", Invitation)
    assert "will not come about" in his.words
    assert (enrolment_of(each_cast, "ada").missed, enrolment_of(each_cast, "ben").missed) == (1, 0)
    assert reminded(until(each_cast, SIXTH_MORNING + timedelta(days=60))) == []
    with pytest.raises(InvitationIsOver):
        each_cast.answer("ben", pair_id)


def test_who_answers_after_the_reminder_is_in_and_the_reminder_asks_no_more(cast: Cast, programme_id: UUID) -> None:
    pair_id = paired(cast, programme_id, "ada", "ben")
    hears(cast)
    assert reminded(until(cast, THIRD_MORNING)) == ["UADA", "UBEN"]
    for name in ("ada", "ben"):
        cast.answer(name, pair_id)
    stands = [each.notice for each in hears(cast) if isinstance(each.notice, InvitationReminder)]
    assert [each.is_open for each in stands] == [False, False]
    until(cast, SIXTH_MORNING + timedelta(days=9))
    assert state_of(cast, "ada", "ben") is PairState.ACTIVE


def test_a_reminder_is_answered_where_it_stands_unless_what_an_owner_entered_must_be_seen_first(cast: Cast) -> None:
    programme_id = peopled(cast)
    enter(cast, programme_id, "cleo")
    joins(cast, programme_id, "dora", RoleWish.SENIOR)
    goes_out(cast, programme_id)
    told = [each for each in until(cast, SIXTH_MORNING - A_MINUTE) if isinstance(each.notice, InvitationReminder)]
    answered_there = {each.user_id for each in told if all(button in each.words for button in ANSWERS)}
    assert {each.user_id for each in told} == {"UADA", "UBEN", "UCLEO", "UDORA"}
    assert answered_there == {"UADA", "UBEN", "UDORA"}
    assert not any(button in each.words for each in told if each.user_id == "UCLEO" for button in ANSWERS)


def test_who_answers_between_is_not_reminded(cast: Cast, programme_id: UUID) -> None:
    pair_id = paired(cast, programme_id, "ada", "ben")
    hears(cast)
    until(cast, THIRD_MORNING - A_MINUTE)
    cast.store.clock.set(THIRD_MORNING)
    take_course(cast)
    cast.answer("ben", pair_id, Answer.DECLINE)
    assert reminded(heard(deliver_all(cast))) == []


def test_a_pause_begun_meanwhile_puts_off_both(cast: Cast, programme_id: UUID) -> None:
    paired(cast, programme_id, "ada", "ben")
    hears(cast)
    cast.store.do(breaks.pause, Pause(cast.actor("ben"), date(2026, 3, 20)))
    assert reminded(until(cast, THIRD_MORNING)) == ["UADA"]
    back = datetime(2026, 3, 26, 10, 30, tzinfo=UTC)
    told = until(cast, SIXTH_MORNING)
    assert state_of(cast, "ada", "ben") is PairState.WITHDRAWN, "Ada was there all the while"
    assert reminded(told + until(cast, back)) == []


def test_who_is_away_is_reminded_after_three_days_of_being_back(cast: Cast, programme_id: UUID) -> None:
    pair_id = paired(cast, programme_id, "ada", "ben")
    hears(cast)
    cast.answer("ada", pair_id)
    cast.store.do(breaks.pause, Pause(cast.actor("ben"), date(2026, 3, 20)))
    back = datetime(2026, 3, 26, 10, 30, tzinfo=UTC)
    assert reminded(until(cast, back - A_MINUTE)) == []
    assert reminded(until(cast, back)) == ["UBEN"]
    until(cast, datetime(2026, 3, 31, 9, 29, tzinfo=UTC))
    assert state_of(cast, "ada", "ben") is PairState.INVITED
    until(cast, datetime(2026, 3, 31, 9, 30, tzinfo=UTC))
    assert state_of(cast, "ada", "ben") is PairState.WITHDRAWN


def test_each_is_reminded_by_their_own_calendar(cast: Cast, programme_id: UUID) -> None:
    finishes(cast, "ben", programme_id, zone="Asia/Tokyo", country="JP")
    paired(cast, programme_id, "ada", "ben")
    in_tokyo = datetime(2026, 3, 6, 1, 30, tzinfo=UTC)
    assert reminded(until(cast, in_tokyo - A_MINUTE)) == ["UADA"]
    assert reminded(until(cast, in_tokyo)) == ["UBEN"]


def test_a_held_pair_cannot_be_told_from_one_that_nobody_answered(cast: Cast, programme_id: UUID) -> None:
    """Over the whole time: for the owner, and for those who were never asked."""
    finishes(cast, "ben", programme_id, never=("ada",))
    held = paired(cast, programme_id, "ada", "ben")
    silent = paired(cast, programme_id, "cleo", "dora")
    seen = []
    for _ in range(14 * 2):
        told = hears(cast, hours=12)
        assert [each for each in told if each.user_id in {"UADA", "UBEN"}] == []
        shown = {each.user_ids: (each.state, each.needs_attention) for each in owner_sees(cast, programme_id).pairs}
        assert shown["UADA", "UBEN"] == shown["UCLEO", "UDORA"], cast.store.clock.now()
        seen.append(shown["UADA", "UBEN"][0])
        for name in ("ada", "ben"):
            assert not cast.store.do(home.glance, cast.actor(name)).invitations
    assert set(seen) == {PairState.INVITED, PairState.DECLINED}, "it did lapse"
    both = {each.id: (each.state, each.ended_at, each.look_at) for each in cast.store.rows(Pair)}
    assert both[held] == both[silent]
    assert {each.missed for name in ("ada", "ben", "cleo", "dora") for each in [enrolment_of(cast, name)]} == {0}


def test_an_invitation_by_a_colleague_waits_as_ever(cast: Cast) -> None:
    cast.invitation("ada", "ben")
    hears(cast, days=60)
    assert pair_of(cast, "ada", "ben").look_at is None
    assert state_of(cast, "ada", "ben") is PairState.INVITED
    assert not [row for row in cast.store.rows(OutboxRow) if row.kind == "invitation_reminder"]


def test_whoever_is_just_answering_is_waited_for(store_on_postgres: Store) -> None:
    """The course holds the pair and finds an enrolment held: it comes back, rather than wait in a circle."""
    cast = Cast(store_on_postgres)
    programme_id = cast.programme()
    enrolled(cast, programme_id, "ada", "ben")
    pair_id = paired(cast, programme_id, "ada", "ben")
    hears(cast)
    cast.answer("ada", pair_id)
    until(cast, SIXTH_MORNING - A_MINUTE)
    cast.store.clock.set(SIXTH_MORNING)
    with cast.store.transaction() as uow:
        uow.db.merge(enrolment_of(cast, "ada")).capacity = 2
        uow.db.flush()
        take_course(cast)
    assert state_of(cast, "ada", "ben") is PairState.INVITED
    until(cast, SIXTH_MORNING + A_MINUTE)
    assert state_of(cast, "ada", "ben") is PairState.WITHDRAWN
