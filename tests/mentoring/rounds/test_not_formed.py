"""Whoever a programme asked and who did not become a pair: its drafts leave them apart, however it came about."""

from collections import defaultdict
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from mentoring.matching import Rule
from mentoring.pairs import not_now
from mentoring.pairs.commands import Answer
from mentoring.pairs.not_now import NotNow
from mentoring.rounds import commands
from mentoring.rounds.rules import DropRound, Edit
from mentoring.states import PairState, Role, RoleWish
from models import Membership, Pair, Participant, Programme
from tests.factories.cast import Cast, receipt
from tests.factories.store import Store
from tests.mentoring.pairs.led import state_of
from tests.mentoring.rounds.desk import (
    approves_all,
    desk,
    drafted,
    edits,
    goes_out,
    left_over,
    line,
    pairs_of,
    round_of,
    takes_its_course,
)
from tests.mentoring.rounds.made_up import MadeUp
from tests.mentoring.rounds.seven import drafted_of_seven
from tests.mentoring.rounds.test_edits import joins, partner
from tests.mentoring.rounds.test_late_wishes import Then, drafted_anew, thrown_away_and_begun_anew
from tests.mentoring.rounds.test_nobody_learns import in_copy
from tests.mentoring.rounds.two_worlds import World, told_apart


@pytest.fixture
def programme_id(cast: Cast) -> UUID:
    return drafted_of_seven(cast)


def does_not_answer(twin: Cast, _one: str, _pair_id: UUID) -> None:
    while state_of(twin, "ada", "cleo") is PairState.INVITED:
        twin.store.clock.advance(days=1)
        takes_its_course(twin)


def says_no(twin: Cast, one: str, pair_id: UUID) -> None:
    twin.answer(one, pair_id, Answer.DECLINE)


WAYS = {"silent": does_not_answer, "no": says_no}


@pytest.mark.parametrize("lifted", [[], ["past pair"]])
@pytest.mark.parametrize("way", WAYS)
def test_who_was_asked_by_a_programme_and_did_not_become_a_pair_is_drafted_no_more_however_it_was(
    store: Store, lifted: list[str], way: str
) -> None:
    cast = Cast(store)
    programme_id = cast.programme()
    joins(cast, programme_id, RoleWish.SENIOR, "ada")
    joins(cast, programme_id, RoleWish.JUNIOR, "cleo")
    with store.transaction() as uow:
        uow.db.get_one(Programme, {"workspace_id": cast.workspace_id, "id": programme_id}).matching = {"lifted": lifted}
    approves_all(cast, drafted(cast, programme_id))
    goes_out(cast, desk(cast, programme_id))
    WAYS[way](cast, "ada", cast.store.rows(Pair)[0].id)
    there = drafted(cast, programme_id)
    assert not there.proposals
    assert [each.removed for each in left_over(cast, there)] == [{Rule.NOT_AVAILABLE: 1}] * 2


@pytest.mark.parametrize("way", WAYS)
def test_nor_by_another_programme_however_long_ago_it_was(store: Store, way: str) -> None:
    cast = Cast(store)
    one, other = (cast.programme(name=name) for name in ("One", "Two"))
    for programme_id in (one, other):
        joins(cast, programme_id, RoleWish.SENIOR, "ada")
        joins(cast, programme_id, RoleWish.JUNIOR, "cleo")
    approves_all(cast, drafted(cast, one))
    goes_out(cast, desk(cast, one))
    WAYS[way](cast, "ada", cast.store.rows(Pair)[0].id)
    cast.store.clock.advance(days=75)
    there = drafted(cast, other)
    assert [each.removed for each in left_over(cast, there)] == [{Rule.NOT_AVAILABLE: 1}] * 2


def test_who_had_no_time_is_drafted_with_the_same_again_once_they_have(cast: Cast) -> None:
    programme_id = cast.programme()
    joins(cast, programme_id, RoleWish.SENIOR, "ada")
    joins(cast, programme_id, RoleWish.JUNIOR, "cleo")
    approves_all(cast, drafted(cast, programme_id))
    goes_out(cast, desk(cast, programme_id))
    day = cast.store.clock.now().date() + timedelta(days=20)
    cast.store.do(not_now.not_now, NotNow(cast.actor("ada"), cast.store.rows(Pair)[0].id, day, receipt()))
    assert not drafted(cast, programme_id).proposals
    cast.store.clock.advance(days=20)
    assert pairs_of(drafted(cast, programme_id)) == {("ada", "cleo")}


@pytest.mark.parametrize("way", WAYS)
def test_an_owner_may_want_them_all_the_same(cast: Cast, programme_id: UUID, way: str) -> None:
    approves_all(cast, desk(cast, programme_id))
    goes_out(cast, desk(cast, programme_id))
    with_ada = next(junior for senior, junior in asked_of(cast) if senior == "ada")
    pair_id = pair_of(cast, "ada", with_ada)
    if way == "no":
        cast.answer("ada", pair_id, Answer.DECLINE)
    for _ in range(20):
        cast.store.clock.advance(days=1)
        takes_its_course(cast)
    there = drafted(cast, programme_id)
    assert ("ada", with_ada) not in pairs_of(there)
    edits(cast, there, Edit.SWAP, line(there, "ada"), ("ada", with_ada))
    there = desk(cast, programme_id)
    assert ("ada", with_ada) in pairs_of(there)
    edits(cast, there, Edit.APPROVE, line(there, "ada"))
    goes_out(cast, there)
    # To the owner it is asked in both cases.
    assert state_of(cast, "ada", with_ada) is (PairState.HELD if way == "no" else PairState.INVITED)


def asked_of(cast: Cast) -> set[tuple[str, str]]:
    names = {each.id: each.slack_user_id[1:].lower() for each in cast.store.rows(Participant)}
    places: dict[UUID, dict[Role, str]] = defaultdict(dict)
    for each in cast.store.rows(Membership):
        places[each.pair_id][each.role] = names[each.participant_id]
    return {(each[Role.SENIOR], each[Role.JUNIOR]) for each in places.values()}


def pair_of(cast: Cast, one: str, other: str) -> UUID:
    names = {each.id: each.slack_user_id[1:].lower() for each in cast.store.rows(Participant)}
    people: dict[UUID, set[str]] = defaultdict(set)
    for each in cast.store.rows(Membership):
        people[each.pair_id].add(names[each.participant_id])
    return next(pair_id for pair_id, both in people.items() if both == {one, other})


@pytest.mark.parametrize("then", [thrown_away_and_begun_anew, drafted_anew])
def test_a_no_elsewhere_shows_no_more_where_pairs_may_be_repeated(
    cast: Cast, programme_id: UUID, tmp_path: Path, then: Then
) -> None:
    with cast.store.transaction() as uow:
        programme = uow.db.get_one(Programme, {"workspace_id": cast.workspace_id, "id": programme_id})
        programme.matching = {"lifted": ["past pair"]}
    with_ada = partner(desk(cast, programme_id), "ada")
    cast.store.do(commands.drop, DropRound(cast.actor("olga"), round_of(desk(cast, programme_id))))
    cast.store.clock.advance(days=61)
    asked = cast.invitation("ada", with_ada)
    there = drafted(cast, programme_id)
    assert ("ada", with_ada) not in pairs_of(there)
    cast.store.clock.advance(minutes=1)
    shows = []
    for number, is_declined in enumerate((False, True)):
        twin = in_copy(cast, tmp_path, number)
        if is_declined:
            twin.answer(with_ada, asked, Answer.DECLINE)
        world = World(MadeUp(twin, programme_id, programme_id), frozenset({"ada", with_ada}))
        then(world, with_ada)
        shows.append(told_apart(world.owners_screens()))
        twin.store.close()
    assert shows[0] == shows[1]
