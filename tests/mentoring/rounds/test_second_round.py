"""The rounds after the first: nobody twice within a year, the missed first, and whoever is settled stays so."""

from uuid import UUID

import pytest

from mentoring.enrolments.rules import FirstStep
from mentoring.pairs import commands as pairs
from mentoring.pairs.commands import Answer, LeavePair
from mentoring.rounds.cards import Desk
from mentoring.rounds.rules import Edit
from mentoring.states import PairState, RoleWish
from models import Enrolment, Membership, MembershipState, Pair, Participant
from tests.factories.cast import Cast, receipt
from tests.factories.enrolled import begins as says
from tests.factories.enrolled import finishes
from tests.mentoring.rounds.desk import approves_all, drafted, edits, goes_out, left_over, line, pairs_of, told
from tests.mentoring.rounds.test_edits import joins


@pytest.fixture
def programme_id(cast: Cast) -> UUID:
    """Olga's programme, empty."""
    return cast.programme()


def comes_about(cast: Cast, there: Desk) -> None:
    """All that is drafted is approved, sent and accepted."""
    approves_all(cast, there)
    goes_out(cast, there)
    for pair_id, names in asked(cast):
        for name in names:
            cast.answer(name, pair_id)


def asked(cast: Cast) -> list[tuple[UUID, list[str]]]:
    names = {each.id: each.slack_user_id[1:].lower() for each in cast.store.rows(Participant)}
    open_still = {each.id for each in cast.store.rows(Pair) if each.state is PairState.INVITED}
    found: dict[UUID, list[str]] = {}
    for place in cast.store.rows(Membership):
        if place.pair_id in open_still and place.state is MembershipState.INVITED:
            found.setdefault(place.pair_id, []).append(names[place.participant_id])
    return list(found.items())


def ends(cast: Cast, name: str) -> None:
    [pair] = [each for each in cast.store.rows(Pair) if each.state is PairState.ACTIVE]
    cast.store.do(pairs.leave, LeavePair(cast.actor(name), pair.id, receipt()))


def missed(cast: Cast) -> dict[str, int]:
    names = {each.id: each.slack_user_id[1:].lower() for each in cast.store.rows(Participant)}
    return {names[each.participant_id]: each.missed for each in cast.store.rows(Enrolment)}


def test_a_pair_that_has_ended_is_not_proposed_again_within_a_year(cast: Cast, programme_id: UUID) -> None:
    joins(cast, programme_id, RoleWish.SENIOR, "ada")
    joins(cast, programme_id, RoleWish.JUNIOR, "cleo")
    comes_about(cast, drafted(cast, programme_id))
    ends(cast, "ada")
    cast.store.clock.advance(days=364)
    there = drafted(cast, programme_id)
    assert there.proposals == ()
    assert there.counts.nobody == 2
    cast.store.clock.advance(days=2)
    assert pairs_of(drafted(cast, programme_id)) == {("ada", "cleo")}


def test_whoever_was_missed_comes_first_however_well_others_would_fit(cast: Cast, programme_id: UUID) -> None:
    joins(cast, programme_id, RoleWish.SENIOR, "ada")
    joins(cast, programme_id, RoleWish.JUNIOR, "cleo")
    says(cast, "dora", programme_id, FirstStep(RoleWish.JUNIOR, ("Prompting",), ("Strategy", "Sailing", "Chess")))
    finishes(cast, "dora", programme_id)
    there = drafted(cast, programme_id)
    assert pairs_of(there) == {("ada", "cleo")}, "the better pair"
    comes_about(cast, there)
    assert missed(cast) == {"ada": 0, "cleo": 0, "dora": 1}
    finishes(cast, "ada", programme_id, capacity=2)
    joins(cast, programme_id, RoleWish.JUNIOR, "emil")
    assert pairs_of(drafted(cast, programme_id)) == {("ada", "dora")}


def test_a_triad_is_one_place_of_its_senior(cast: Cast, programme_id: UUID) -> None:
    joins(cast, programme_id, RoleWish.SENIOR, "ada")
    joins(cast, programme_id, RoleWish.JUNIOR, "cleo", "dora")
    there = drafted(cast, programme_id)
    [lonely] = [each.person.name.lower() for each in left_over(cast, there)]
    edits(cast, there, Edit.TRIAD, line(there, "ada"), (lonely,))
    comes_about(cast, drafted(cast, programme_id))
    joins(cast, programme_id, RoleWish.JUNIOR, "emil")
    assert drafted(cast, programme_id).proposals == (), "ada wanted one pair, and has it"
    finishes(cast, "ada", programme_id, capacity=2)
    there = drafted(cast, programme_id)
    assert pairs_of(there) == {("ada", "emil")}
    assert there.counts.nobody == 0


@pytest.mark.parametrize("answers", [0, 1, 2])
def test_pairs_under_way_and_those_asked_stay_as_they_are(cast: Cast, programme_id: UUID, answers: int) -> None:
    joins(cast, programme_id, RoleWish.SENIOR, "ada", "ben")
    joins(cast, programme_id, RoleWish.JUNIOR, "cleo")
    there = drafted(cast, programme_id)
    approves_all(cast, there)
    goes_out(cast, there)
    [(pair_id, names)] = asked(cast)
    for name in names[:answers]:
        cast.answer(name, pair_id)
    told_before = told(cast, "match_nobody")
    joins(cast, programme_id, RoleWish.JUNIOR, "dora")
    there = drafted(cast, programme_id)
    assert (there.people, there.to_pair, there.in_pairs) == (4, 2, 2), "whoever has answered what"
    [[senior, junior]] = pairs_of(there)
    assert {senior, junior}.isdisjoint(names)
    approves_all(cast, there)
    goes_out(cast, there)
    assert told(cast, "match_nobody") == told_before


def test_two_of_whom_one_said_no_are_not_proposed_again(cast: Cast, programme_id: UUID) -> None:
    joins(cast, programme_id, RoleWish.SENIOR, "ada")
    joins(cast, programme_id, RoleWish.JUNIOR, "cleo")
    there = drafted(cast, programme_id)
    approves_all(cast, there)
    goes_out(cast, there)
    [(pair_id, names)] = asked(cast)
    cast.answer(names[0], pair_id, Answer.DECLINE)
    assert drafted(cast, programme_id).proposals == ()


def test_who_are_a_pair_in_another_programme_are_not_proposed_in_this_one(cast: Cast, programme_id: UUID) -> None:
    joins(cast, programme_id, RoleWish.SENIOR, "ada")
    joins(cast, programme_id, RoleWish.JUNIOR, "cleo")
    cast.pair("ada", "cleo")
    assert drafted(cast, programme_id).proposals == ()
