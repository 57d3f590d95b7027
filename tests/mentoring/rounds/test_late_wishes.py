"""A wish that comes while a draft stands changes none of its round; it parts two as the round goes out, in silence."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from mentoring.enrolments import commands as enrolments
from mentoring.enrolments.commands import LeaveProgramme
from mentoring.matching.rules import PinnedElsewhere
from mentoring.pairs import commands as pairs
from mentoring.pairs.commands import Answer, AnswerInvitation, WithdrawInvitation
from mentoring.rounds import commands, sending
from mentoring.rounds import left_over as left_over_of
from mentoring.rounds.rules import DropRound, Edit, SendInvitations
from mentoring.states import PairState, RoleWish
from models import Membership, OutboxRow, Pair, Participant
from tests.factories.cast import Cast
from tests.factories.enrolled import finishes
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
from tests.mentoring.rounds.test_nobody_learns import in_copy
from tests.mentoring.rounds.test_one_waits import meanwhile
from tests.mentoring.rounds.two_worlds import World, told_apart


@pytest.fixture
def programme_id(cast: Cast) -> UUID:
    return drafted_of_seven(cast)


Then = Callable[[World, str], None]
ANOTHER = UUID(int=3 << 8)
"""A next round, the same in both worlds."""


def parted_and_put_back(world: World, with_ada: str) -> None:
    """The owner wants Ada with somebody else, and then does not any more."""
    cast, there = world.made.cast, world.card()
    other = next(each.junior.name.lower() for each in there.proposals if each.senior.name != "Ada")
    edits(cast, there, Edit.SWAP, line(there, "ada"), ("ada", other))
    there = world.card()
    assert ("ada", with_ada) not in pairs_of(there)
    edits(cast, there, Edit.UNPIN, line(there, "ada"))


def thrown_away_and_begun_anew(world: World, _with_ada: str) -> None:
    cast = world.made.cast
    before = round_of(world.card())
    cast.store.do(commands.drop, DropRound(cast.actor("olga"), before))
    world.begins(UUID(int=before.int ^ 1))


def drafted_anew(world: World, _with_ada: str) -> None:
    world.begins()


def sent_without_them_and_begun_anew(world: World, with_ada: str) -> None:
    """All but one pair, and all but Ada’s, are sent; the next round is begun a minute later."""
    cast, there = world.made.cast, world.card()
    [another, *_] = [each for each in there.proposals if each.senior.name != "Ada"]
    assert with_ada not in {each.name.lower() for each in (another.senior, another.junior)}
    edits(cast, there, Edit.APPROVE, another)
    goes_out(cast, there)
    cast.store.clock.advance(minutes=1)
    world.begins(ANOTHER)


THENS = [parted_and_put_back, thrown_away_and_begun_anew, drafted_anew, sent_without_them_and_begun_anew]


@pytest.mark.parametrize("then", THENS)
def test_whom_a_draft_showed_together_an_owner_sees_together_as_before(
    cast: Cast, programme_id: UUID, tmp_path: Path, then: Then
) -> None:
    with_ada = partner(desk(cast, programme_id), "ada")
    assert shown(cast, programme_id, tmp_path, (with_ada,), then) == shown(cast, programme_id, tmp_path, (), then)


@pytest.mark.parametrize("then", THENS)
def test_nor_does_it_show_by_why_somebody_is_left_over(
    cast: Cast, programme_id: UUID, tmp_path: Path, then: Then
) -> None:
    [lonely] = [each.person.name.lower() for each in left_over(cast, desk(cast, programme_id))]
    assert shown(cast, programme_id, tmp_path, (lonely,), then) == shown(cast, programme_id, tmp_path, (), then)


def shown(cast: Cast, programme_id: UUID, folder: Path, never: tuple[str, ...], then: Then) -> list[str]:
    """What Olga is shown of a copy of her programme in which Ada hands in her survey anew."""
    with_ada = partner(desk(cast, programme_id), "ada")
    twin = in_copy(cast, folder, sum(1 for _ in folder.iterdir()))
    finishes(twin, "ada", programme_id, never=never)
    world = World(MadeUp(twin, programme_id, programme_id), frozenset({"ada", *never}))
    then(world, with_ada)
    found = told_apart(world.owners_screens())
    twin.store.close()
    return found


def test_who_were_wanted_together_over_a_wish_of_before_do_not_part_as_the_owner_lets_go(cast: Cast) -> None:
    programme_id = cast.programme()
    joins(cast, programme_id, RoleWish.SENIOR, "ada", never=("cleo",))
    joins(cast, programme_id, RoleWish.SENIOR, "ben")
    joins(cast, programme_id, RoleWish.JUNIOR, "cleo", "dora")
    there = drafted(cast, programme_id)
    assert pairs_of(there) == {("ada", "dora"), ("ben", "cleo")}
    edits(cast, there, Edit.SWAP, line(there, "ada"), ("ada", "cleo"))
    there = desk(cast, programme_id)
    edits(cast, there, Edit.UNPIN, line(there, "ada"))
    assert pairs_of(desk(cast, programme_id)) == {("ada", "cleo"), ("ben", "dora")}


def test_in_the_next_round_it_holds_like_any_other(cast: Cast, programme_id: UUID) -> None:
    there = desk(cast, programme_id)
    with_ada = partner(there, "ada")
    finishes(cast, "ada", programme_id, never=(with_ada,))
    approves_all(cast, there)
    goes_out(cast, there)
    assert state_of(cast, "ada", with_ada) is PairState.HELD
    with cast.store.transaction() as uow:
        held = next(each for each in uow.db.query(Pair) if each.state is PairState.HELD)
        held.state = PairState.WITHDRAWN
    cast.store.clock.advance(minutes=1)
    assert ("ada", with_ada) not in pairs_of(drafted(cast, programme_id))


def test_who_joins_with_a_wish_is_never_drafted_over_it(cast: Cast, programme_id: UUID) -> None:
    joins(cast, programme_id, RoleWish.SENIOR, "hal", never=("cleo", "dora", "emil"))
    assert {two for two in pairs_of(drafted(cast, programme_id)) if two[0] == "hal"} <= {("hal", "fay")}


def test_about_somebody_who_joined_after_it_it_holds_at_once(cast: Cast, programme_id: UUID) -> None:
    for name in ("ada", "ben", "gil"):
        finishes(cast, name, programme_id, never=("ivo",))
    cast.store.clock.advance(minutes=1)
    joins(cast, programme_id, RoleWish.JUNIOR, "ivo")
    there = drafted(cast, programme_id)
    assert "ivo" in {each.person.name.lower() for each in left_over(cast, there)}


def test_who_were_asked_before_a_round_began_and_said_no_are_not_in_it_together(cast: Cast, programme_id: UUID) -> None:
    there = desk(cast, programme_id)
    approves_all(cast, there)
    goes_out(cast, there)
    cast.store.clock.advance(minutes=1)
    drafted(cast, programme_id)
    cast.store.clock.advance(minutes=1)
    pair = cast.store.rows(Pair)[0]
    names = {each.id: each.slack_user_id for each in cast.store.rows(Participant)}
    senior, junior = (names[each.participant_id][1:].lower() for each in cast.store.rows(Membership)[:2])
    cast.store.do(pairs.answer, AnswerInvitation(cast.actor(senior), pair.id, Answer.DECLINE))
    assert {senior, junior} not in [set(each) for each in pairs_of(drafted(cast, programme_id))]


@pytest.mark.parametrize("is_pinned", [False, True])
def test_a_no_to_a_colleague_while_a_draft_stands_shows_nowhere(
    cast: Cast, programme_id: UUID, tmp_path: Path, is_pinned: bool
) -> None:
    """Nor whether they are asked still: but such two cannot be pinned. By a pin a no looks like one taken back."""
    [lonely] = [each.person.name.lower() for each in left_over(cast, desk(cast, programme_id))]
    cast.store.do(commands.drop, DropRound(cast.actor("olga"), round_of(desk(cast, programme_id))))
    cast.store.clock.advance(days=61)
    asked = cast.invitation("ada", lonely)
    drafted(cast, programme_id)
    cast.store.clock.advance(minutes=1)
    shows = []
    for number, answer in enumerate(("no", "taken back", None)):
        twin = in_copy(cast, tmp_path, number)
        if answer == "no":
            twin.answer(lonely, asked, Answer.DECLINE)
        elif answer is not None:
            twin.store.do(pairs.withdraw, WithdrawInvitation(twin.actor("ada"), asked))
        world = World(MadeUp(twin, programme_id, programme_id), frozenset({"ada", lonely}))
        world.begins()
        shows.append(told_apart(world.owners_screens()))
        if is_pinned and answer is None:
            with pytest.raises(PinnedElsewhere):
                edits(twin, world.card(), Edit.SWAP, line(world.card(), "ben"), ("ada", lonely))
        elif is_pinned:
            edits(twin, world.card(), Edit.SWAP, line(world.card(), "ben"), ("ada", lonely))
            approves_all(twin, world.card())
            goes_out(twin, world.card())
            shows[-1] += told_apart(world.owners_screens())
        twin.store.close()
    assert shows[0] == shows[1]
    assert is_pinned or shows[1] == shows[2]


def test_nor_does_a_no_to_a_colleague_who_asked_while_a_draft_stood(
    cast: Cast, programme_id: UUID, tmp_path: Path
) -> None:
    asked = cast.invitation("ada", (with_ada := partner(desk(cast, programme_id), "ada")))
    cast.store.clock.advance(minutes=1)
    drafted(cast, programme_id)
    cast.store.clock.advance(minutes=1)
    shows = []
    for number, says_no in enumerate((False, True)):
        twin = in_copy(cast, tmp_path, number)
        if says_no:
            twin.answer(with_ada, asked, Answer.DECLINE)
        world = World(MadeUp(twin, programme_id, programme_id), frozenset({"ada", with_ada}))
        world.begins()
        shows.append(told_apart(world.owners_screens()))
        twin.store.close()
    assert shows[0] == shows[1]


def left_and_came_back(cast: Cast, programme_id: UUID, never: tuple[str, ...]) -> None:
    cast.store.do(enrolments.leave, LeaveProgramme(cast.actor("ada"), programme_id))
    cast.store.clock.advance(minutes=1)
    joins(cast, programme_id, RoleWish.SENIOR, "ada", never=never)


def thrown_away_twice_within_sixty_days_each(cast: Cast, programme_id: UUID, never: tuple[str, ...]) -> None:
    cast.store.do(commands.drop, DropRound(cast.actor("olga"), round_of(desk(cast, programme_id))))
    cast.store.clock.advance(days=1)
    finishes(cast, "ada", programme_id, never=never)
    cast.store.clock.advance(days=49)
    World(MadeUp(cast, programme_id, programme_id), frozenset()).begins(UUID(int=7))
    cast.store.clock.advance(days=11)
    cast.store.do(commands.drop, DropRound(cast.actor("olga"), round_of(desk(cast, programme_id))))


@pytest.mark.parametrize("way", [left_and_came_back, thrown_away_twice_within_sixty_days_each])
def test_a_wish_does_not_show_by_a_way_around(
    cast: Cast,
    programme_id: UUID,
    tmp_path: Path,
    way: Callable[[Cast, UUID, tuple[str, ...]], None],
) -> None:
    with_ada = partner(desk(cast, programme_id), "ada")
    shows = []
    for number, never in enumerate(((), (with_ada,))):
        twin = in_copy(cast, tmp_path, number)
        way(twin, programme_id, never)
        twin.store.clock.advance(minutes=1)
        world = World(MadeUp(twin, programme_id, programme_id), frozenset({"ada", with_ada}))
        # Of one id, so that equals are settled alike.
        world.begins(UUID(int=7 << 8) if world.card().round_id is None else None)
        shows.append(told_apart(world.owners_screens()))
        twin.store.close()
    assert shows[0] == shows[1]


@pytest.mark.parametrize("then", [(), ("cleo",)], ids=["taken back", "taken back by mistake"])
def test_a_wish_that_was_there_when_a_round_began_holds_to_its_end(cast: Cast, then: tuple[str, ...]) -> None:
    programme_id = cast.programme()
    joins(cast, programme_id, RoleWish.SENIOR, "ada", never=("cleo",))
    joins(cast, programme_id, RoleWish.JUNIOR, "cleo")
    drafted(cast, programme_id)
    for never in ((), then):
        cast.store.clock.advance(minutes=1)
        finishes(cast, "ada", programme_id, never=never)
        assert not pairs_of(drafted(cast, programme_id))


def test_whoever_joined_while_a_round_is_drafted_is_heard_by_it_once_as_well(
    cast: Cast, programme_id: UUID, tmp_path: Path
) -> None:
    joins(cast, programme_id, RoleWish.SENIOR, "hal")
    drafted(cast, programme_id)
    juniors = ("cleo", "dora", "emil", "fay")
    cast.store.clock.advance(minutes=1)
    shows = []
    for number, never in enumerate(((), juniors)):
        twin = in_copy(cast, tmp_path, number)
        finishes(twin, "hal", programme_id, never=never)
        world = World(MadeUp(twin, programme_id, programme_id), frozenset({"hal", *juniors}))
        thrown_away_and_begun_anew(world, "")
        shows.append(told_apart(world.owners_screens()))
        twin.store.close()
    assert shows[0] == shows[1]


# Two programmes


def test_an_owner_of_two_programmes_that_ask_the_same_two_learns_no_more_by_a_wish(
    store: Store, tmp_path: Path
) -> None:
    cast = Cast(store)
    both = [cast.programme(name=name) for name in ("One", "Two")]
    for programme_id in both:
        joins(cast, programme_id, RoleWish.SENIOR, "ada")
        joins(cast, programme_id, RoleWish.JUNIOR, "cleo")
        approves_all(cast, drafted(cast, programme_id))
    cast.store.clock.advance(minutes=1)
    shows = []
    for number, never in enumerate(((), ("cleo",))):
        twin = in_copy(cast, tmp_path, number)
        finishes(twin, "ada", both[0], never=never)
        for programme_id in both:
            goes_out(twin, desk(twin, programme_id))
        told = sorted(row.kind for row in twin.store.rows(OutboxRow) if row.kind == "match_nobody")
        worlds = [World(MadeUp(twin, each, each), frozenset({"ada", "cleo"})) for each in both]
        shows.append([told, *(told_apart(each.owners_screens()) for each in worlds)])
        twin.store.close()
    assert shows[0] == shows[1]


@pytest.mark.postgres
def test_nor_where_both_send_at_one_instant(store_on_postgres: Store) -> None:
    cast = Cast(store_on_postgres)
    both = [cast.programme(name=name) for name in ("One", "Two")]
    for programme_id in both:
        joins(cast, programme_id, RoleWish.SENIOR, "ada")
        joins(cast, programme_id, RoleWish.JUNIOR, "cleo")
        approves_all(cast, drafted(cast, programme_id))
    finishes(cast, "ada", both[0], never=("cleo",))
    for programme_id in both:
        cast.store.do(commands.send, SendInvitations(cast.actor("olga"), round_of(desk(cast, programme_id))))
    with cast.store.transaction() as uow:
        [mine, _] = left_over_of.hold_open(cast.workspace_id, None, uow)
        sending.advance(mine, uow)
        # As another replica's clock has it, that is at the other round.
        meanwhile(cast, uow, lambda: takes_its_course(cast), lambda: None)
    takes_its_course(cast)
    assert [each.state for each in cast.store.rows(Pair)] == [PairState.HELD]
