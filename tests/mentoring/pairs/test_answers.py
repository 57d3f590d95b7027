"""Yes, no and not now; what somebody adds to a no is theirs, and two who say yes at one instant overrun nothing."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from mentoring.errors import NotInThisPair, Refusal
from mentoring.home import glance
from mentoring.pairs import not_again, not_now
from mentoring.pairs.commands import Answer
from mentoring.pairs.not_again import NotAgain
from mentoring.pairs.not_now import DayIsNotAhead, DayTooFarAhead, NotNow, PickTheFirstDay
from mentoring.pairs.notices import Invitation
from mentoring.pairs.rules import InvitationIsOver, NoRoomForAnother
from mentoring.rounds import commands as rounds
from mentoring.rounds.rules import DropRound
from mentoring.states import MembershipState, PairState
from models import AuditEntry, Membership, NeverAgain, Pair
from tests.factories.cast import Cast, receipt
from tests.factories.enrolled import enrolled, paired
from tests.mentoring.pairs.led import (
    enrolment_of,
    goes_out,
    hears,
    owner_sees,
    pair_of,
    peopled,
    person_id,
    state_of,
    to,
)
from tests.mentoring.rounds.desk import drafted, pairs_of, round_of
from tests.mentoring.test_pairs_by_owner import at_once

IN_JUNE = date(2026, 6, 1)


@pytest.fixture
def programme_id(cast: Cast) -> UUID:
    """Ada and Ben are asked by a round."""
    found = peopled(cast)
    goes_out(cast, found)
    return found


def says_not_now(cast: Cast, name: str, pair_id: UUID, day: date | None = IN_JUNE) -> date:
    return cast.store.do(not_now.not_now, NotNow(cast.actor(name), pair_id, day, receipt()))


def never(cast: Cast, name: str, other: str, pair_id: UUID) -> None:
    cast.store.do(not_again.wish, NotAgain(cast.actor(name), pair_id, place_of(cast, other, pair_id), receipt()))


def drafts(cast: Cast, programme_id: UUID) -> set[tuple[str, ...]]:
    """Who would be proposed with whom, were a round drafted now."""
    there = drafted(cast, programme_id)
    cast.store.do(rounds.drop, DropRound(cast.actor("olga"), round_of(there)))
    return pairs_of(there)


def place_of(cast: Cast, name: str, pair_id: UUID) -> UUID:
    mine = person_id(cast, name)
    return next(
        each.id for each in cast.store.rows(Membership) if (each.pair_id, each.participant_id) == (pair_id, mine)
    )


def test_both_yes_and_the_pair_begins_and_nobody_was_missed(cast: Cast, programme_id: UUID) -> None:
    pair = pair_of(cast, "ada", "ben")
    _missed(cast, "ada", 2)
    cast.answer("ada", pair.id)
    assert enrolment_of(cast, "ada").missed == 2, "not yet"
    cast.answer("ben", pair.id)
    assert state_of(cast, "ada", "ben") is PairState.ACTIVE
    assert enrolment_of(cast, "ada").missed == 0


def _missed(cast: Cast, name: str, times: int) -> None:
    with cast.store.transaction() as uow:
        uow.db.merge(enrolment_of(cast, name)).missed = times


Way = Callable[[Cast, str, UUID], Any]


def no(cast: Cast, name: str, pair_id: UUID) -> None:
    cast.answer(name, pair_id, Answer.DECLINE)


def no_with_a_wish(cast: Cast, name: str, pair_id: UUID) -> None:
    no(cast, name, pair_id)
    never(cast, name, "ada", pair_id)


def no_for_lack_of_time(cast: Cast, name: str, pair_id: UUID) -> None:
    no(cast, name, pair_id)
    says_not_now(cast, name, pair_id)


WAYS_OUT: tuple[Way, ...] = (no, no_with_a_wish, no_for_lack_of_time, says_not_now)


def test_whoever_had_said_yes_and_the_owner_get_the_same_to_the_byte_whatever_the_no_was(cast: Cast) -> None:
    """Four programmes alike: in each somebody leaves a pair in another way."""
    seen = []
    for number, way_out in enumerate(WAYS_OUT):
        twin = Cast(cast.store, f"T{number}9")
        programme_id = peopled(twin)
        goes_out(twin, programme_id)
        pair = pair_of(twin, "ada", "ben")
        hears(twin)
        twin.answer("ada", pair.id)
        hears(twin)
        way_out(twin, "ben", pair.id)
        told = hears(twin)
        hers = sorted(each.words for each in told if each.user_id == "UADA")
        assert len(hers) == 2, "one message, and the invitation drawn anew"
        assert "You come first" in "".join(hers)
        theirs = [(each.user_ids, each.state, each.needs_attention) for each in owner_sees(twin, programme_id).pairs]
        seen.append((hers, theirs))
        assert (enrolment_of(twin, "ada").missed, enrolment_of(twin, "ben").missed) == (1, 0)
    assert seen == [seen[0]] * len(WAYS_OUT)


def test_not_now_takes_somebody_out_of_the_rounds_until_the_day(cast: Cast, programme_id: UUID) -> None:
    pair = pair_of(cast, "ada", "ben")
    cast.answer("ada", pair.id)
    assert says_not_now(cast, "ben", pair.id) == IN_JUNE
    assert enrolment_of(cast, "ben").available_from == IN_JUNE
    assert not drafts(cast, programme_id), "there is nobody for Ada"
    cast.store.clock.advance(days=120)
    goes_out(cast, programme_id)
    assert state_of(cast, "ada", "ben") is PairState.INVITED, "the same two: it was only the time"


def test_a_no_keeps_the_two_apart_and_a_no_for_lack_of_time_does_not(cast: Cast, programme_id: UUID) -> None:
    pair = pair_of(cast, "ada", "ben")
    no(cast, "ben", pair.id)
    assert not drafts(cast, programme_id)
    says_not_now(cast, "ben", pair.id)
    cast.store.clock.advance(days=120)
    goes_out(cast, programme_id)
    assert len(cast.store.rows(Pair)) == 2


def test_only_a_day_ahead_within_half_a_year_will_do(cast: Cast, programme_id: UUID) -> None:
    pair = pair_of(cast, "ada", "ben")
    today = cast.store.clock.now().date()
    for day, refusal in (
        (None, PickTheFirstDay),
        (today, DayIsNotAhead),
        (today + timedelta(days=184), DayTooFarAhead),
    ):
        with pytest.raises(refusal) as refused:
            says_not_now(cast, "ben", pair.id, day)
        assert refused.value.field == "available_from"
    assert state_of(cast, "ada", "ben") is PairState.INVITED


def test_who_said_yes_or_was_asked_by_a_colleague_has_no_day_to_pick(cast: Cast, programme_id: UUID) -> None:
    pair = pair_of(cast, "ada", "ben")
    cast.answer("ben", pair.id)
    with pytest.raises(InvitationIsOver):
        says_not_now(cast, "ben", pair.id)
    for name in ("cleo", "olga"):
        with pytest.raises(Refusal):
            says_not_now(cast, name, pair.id)
    with pytest.raises(NotInThisPair):
        says_not_now(cast, "ben", cast.invitation("dora", "ben"))


def test_a_day_may_be_picked_again_and_the_same_submission_counts_once(cast: Cast, programme_id: UUID) -> None:
    pair = pair_of(cast, "ada", "ben")
    command = NotNow(cast.actor("ben"), pair.id, IN_JUNE, receipt())
    cast.store.do(not_now.not_now, command)
    says_not_now(cast, "ben", pair.id, date(2026, 5, 1))
    cast.store.do(not_now.not_now, command)
    assert enrolment_of(cast, "ben").available_from == date(2026, 5, 1)


def test_after_a_no_the_invitation_offers_reasons_and_shows_what_was_chosen(cast: Cast, programme_id: UUID) -> None:
    pair = pair_of(cast, "ada", "ben")
    hears(cast)
    no(cast, "ben", pair.id)
    [card] = to(cast, hears(cast), "ben", Invitation)
    assert [
        each for each in ("Not with this person", "No time now", "learn something else") if each not in card.words
    ] == []
    assert "“I’d learn something else” opens what you teach and want to learn" in card.words, (
        "nobody wonders what comes"
    )
    never(cast, "ben", "ada", pair.id)
    [card] = to(cast, hears(cast), "ben", Invitation)
    assert "You will not be paired with <@UADA> again" in card.words
    says_not_now(cast, "ben", pair.id)
    [card] = to(cast, hears(cast), "ben", Invitation)
    assert "no new pair before" in card.words
    command = NotAgain(cast.actor("ben"), pair.id, place_of(cast, "ada", pair.id), receipt())
    cast.store.do(not_again.take_back, command)
    assert not cast.store.rows(NeverAgain)


def test_no_trail_holds_a_reason_or_a_date(cast: Cast, programme_id: UUID) -> None:
    pair = pair_of(cast, "ada", "ben")
    no(cast, "ben", pair.id)
    before = [(each.action, each.actor_id) for each in cast.store.rows(AuditEntry)]
    never(cast, "ben", "ada", pair.id)
    says_not_now(cast, "ben", pair.id)
    assert [(each.action, each.actor_id) for each in cast.store.rows(AuditEntry)] == before
    for name in ("ada", "olga", "sven"):
        assert "2026, 6, 1" not in repr(cast.store.do(glance, cast.actor(name)))


def test_two_who_accept_at_one_instant_never_overrun_a_capacity(each_cast: Cast) -> None:
    """Three programmes: in each somebody is asked into two pairs and wants one; all accept everything at once."""
    acts = []
    for number in range(3):
        names = [f"{who}{number}" for who in ("ada", "ben", "cleo")]
        programme_id = each_cast.programme(f"olga{number}", f"sven{number}", f"Programme {number}")
        enrolled(each_cast, programme_id, *names)
        pairs = [paired(each_cast, programme_id, names[0], other, owner=f"olga{number}") for other in names[1:]]
        for pair_id, other in zip(pairs, names[1:], strict=True):
            each_cast.answer(other, pair_id)
            acts.append(partial(each_cast.answer, names[0], pair_id))
    came = at_once(*acts)
    assert sorted(map(str, came)) == sorted(map(str, [None, NoRoomForAnother] * 3))
    states = [each.state for each in each_cast.store.rows(Pair)]
    assert (states.count(PairState.ACTIVE), states.count(PairState.INVITED)) == (3, 3)


def test_a_no_and_a_yes_at_one_instant_wait_for_each_other_in_no_circle(each_cast: Cast) -> None:
    """Three people in a ring of three invitations: each declines one and accepts another, all at once."""
    programme_id = each_cast.programme()
    enrolled(each_cast, programme_id, "ada", "ben", "cleo", capacity=3)
    ring = [("ada", "ben"), ("ben", "cleo"), ("cleo", "ada")]
    pairs = [paired(each_cast, programme_id, *two) for two in ring]
    for (_, other), pair_id in zip(ring, pairs, strict=True):
        each_cast.answer(other, pair_id)
    acts = [
        partial(each_cast.answer, first, pair_id, answer)
        for (first, _), pair_id, answer in zip(
            ring, pairs, (Answer.DECLINE, Answer.ACCEPT, Answer.DECLINE), strict=True
        )
    ]
    assert at_once(*acts) == [None, None, None]
    assert enrolment_of(each_cast, "ada").missed == 1
    assert [each.state for each in each_cast.store.rows(Membership)].count(MembershipState.DECLINED) == 2
