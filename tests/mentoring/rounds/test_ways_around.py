"""Ways around what a round has heard of private wishes: by a what-if, another programme, leaving, or an old draft."""

from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import update

from mentoring.enrolments import commands as enrolments
from mentoring.enrolments.commands import LeaveProgramme
from mentoring.pairs import commands as pairs
from mentoring.pairs.commands import Answer, WithdrawInvitation
from mentoring.rounds import commands, gathering, keeping
from mentoring.rounds.reckoning import reckon
from mentoring.rounds.rules import BeginDraft, DropRound, KeepDraft
from mentoring.states import RoleWish
from models import Enrolment, MatchRound
from tests.factories.cast import Cast, receipt
from tests.factories.enrolled import finishes
from tests.mentoring.rounds.desk import (
    approves_all,
    desk,
    drafted,
    goes_out,
    left_over,
    line,
    pairs_of,
    round_of,
)
from tests.mentoring.rounds.made_up import MadeUp
from tests.mentoring.rounds.test_edits import joins
from tests.mentoring.rounds.test_found_by_two_worlds import Acts, shown
from tests.mentoring.rounds.test_nobody_learns import in_copy
from tests.mentoring.rounds.test_what_is_heard import heard
from tests.mentoring.rounds.two_worlds import OTHER_RULES, World, told_apart


@pytest.mark.parametrize("one", ["nina", "ada"], ids=["theirs", "about them"])
def test_what_if_shows_no_wish_that_came_since_it_was_asked_last(cast: Cast, tmp_path: Path, one: str) -> None:
    """It is not kept, and may be asked again and again; so it tells of nobody who joined since the draft."""
    programme_id = cast.programme()
    joins(cast, programme_id, RoleWish.SENIOR, "ben")
    joins(cast, programme_id, RoleWish.SENIOR, "ada", languages=("de",))
    joins(cast, programme_id, RoleWish.JUNIOR, "cleo")
    drafted(cast, programme_id)
    cast.store.clock.advance(minutes=1)
    joins(cast, programme_id, RoleWish.JUNIOR, "dora", languages=("de" if one == "ada" else "fr",))
    joins(cast, programme_id, RoleWish.SENIOR, "nina", languages=("fr",))
    shows = []
    for number, never in enumerate(((), ("dora",))):
        twin = in_copy(cast, tmp_path, number)
        world = World(MadeUp(twin, programme_id, programme_id), frozenset({one, "dora"}))
        before = told_apart([world.what_if(OTHER_RULES[0])])
        twin.store.clock.advance(minutes=1)
        finishes(twin, one, programme_id, never=never, languages=("de" if one == "ada" else "fr",))
        shows.append([before, told_apart([world.what_if(OTHER_RULES[0])])])
        twin.store.close()
    assert shows[0] == shows[1]


def test_who_leaves_while_a_draft_is_made_and_comes_back_does_not_show_whose_wish_it_was(
    cast: Cast, tmp_path: Path
) -> None:
    programme_id = cast.programme()
    joins(cast, programme_id, RoleWish.SENIOR, "ada", "ben")
    joins(cast, programme_id, RoleWish.JUNIOR, "cleo", "dora")

    def wishing(ada: tuple[str, ...], cleo: tuple[str, ...]) -> Acts:
        def acts(world: World) -> None:
            twin = world.made.cast
            joins(twin, programme_id, RoleWish.SENIOR, "ada", never=ada)
            joins(twin, programme_id, RoleWish.JUNIOR, "cleo", never=cleo)
            drafted(twin, programme_id)
            joins(twin, programme_id, RoleWish.SENIOR, "gil")
            asked = twin.store.do(commands.begin, BeginDraft(twin.actor("olga"), programme_id, receipt()))
            assert asked is not None
            found = reckon(twin.store.do(gathering.gathered, asked))
            twin.store.do(enrolments.leave, LeaveProgramme(twin.actor("ada"), programme_id))
            rest: KeepDraft | None = KeepDraft(asked.workspace_id, asked.round_id, asked.revision, found)
            while rest is not None:
                rest = twin.store.do(keeping.keep, rest)
            twin.store.clock.advance(minutes=1)
            joins(twin, programme_id, RoleWish.SENIOR, "ada", never=ada)
            twin.store.do(commands.drop, DropRound(twin.actor("olga"), round_of(world.card())))
            world.begins(UUID(int=7))

        return acts

    two = ("ada", "cleo")
    of_ada = shown(cast, tmp_path, programme_id, two, wishing(("cleo",), ()))
    of_cleo = shown(cast, tmp_path, programme_id, two, wishing((), ("ada",)))
    assert of_ada == of_cleo


def test_a_wish_taken_back_before_somebody_joins_bars_nobody(cast: Cast) -> None:
    programme_id = cast.programme()
    joins(cast, programme_id, RoleWish.SENIOR, "ada", never=("dora",))
    joins(cast, programme_id, RoleWish.JUNIOR, "cleo")
    drafted(cast, programme_id)
    cast.store.clock.advance(minutes=1)
    finishes(cast, "ada", programme_id, never=())
    joins(cast, programme_id, RoleWish.SENIOR, "ben", never=("dora",))
    joins(cast, programme_id, RoleWish.JUNIOR, "dora")
    cast.store.do(commands.drop, DropRound(cast.actor("olga"), round_of(desk(cast, programme_id))))
    assert ("ada", "dora") in pairs_of(drafted(cast, programme_id))


def test_of_whoever_was_asked_nothing_is_kept_by_a_round_that_was_thrown_away_before(cast: Cast) -> None:
    programme_id = cast.programme()
    joins(cast, programme_id, RoleWish.SENIOR, "ada", never=("dora",))
    joins(cast, programme_id, RoleWish.JUNIOR, "cleo")
    cast.store.do(commands.drop, DropRound(cast.actor("olga"), round_of(drafted(cast, programme_id))))
    cast.store.clock.advance(minutes=1)
    approves_all(cast, drafted(cast, programme_id))
    goes_out(cast, desk(cast, programme_id))
    assert [each.sealed_wishes for each in cast.store.rows(MatchRound)] == [None, None]


def test_an_owner_of_two_programmes_sees_no_difference_between_a_wish_told_to_one_and_a_no(
    cast: Cast, tmp_path: Path
) -> None:
    both = [cast.programme(name=name) for name in ("One", "Two")]
    shows = []
    for number, is_wish in enumerate((True, False)):
        twin = in_copy(cast, tmp_path, number)
        asked = twin.invitation("cleo", "ada")
        if is_wish:
            twin.store.do(pairs.withdraw, WithdrawInvitation(twin.actor("cleo"), asked))
        else:
            twin.answer("ada", asked, Answer.DECLINE)
        twin.store.clock.advance(days=61)
        for place, programme_id in enumerate(both):
            joins(twin, programme_id, RoleWish.SENIOR, "ada", never=("cleo",) if is_wish and not place else ())
            joins(twin, programme_id, RoleWish.JUNIOR, "cleo")
        worlds = [World(MadeUp(twin, each, each), frozenset({"ada", "cleo"})) for each in both]
        for place, world in enumerate(worlds):
            world.begins(UUID(int=7 + place))
        shows.append([told_apart(world.owners_screens()) for world in worlds])
        twin.store.close()
    assert shows[0][0] == shows[1][0]
    assert shows[0][1] == shows[1][1]


def test_what_somebody_said_to_another_programme_is_erased_from_a_round_as_they_leave_its_programme(cast: Cast) -> None:
    one, other = (cast.programme(name=name) for name in ("One", "Two"))
    joins(cast, one, RoleWish.SENIOR, "ada")
    joins(cast, one, RoleWish.JUNIOR, "cleo")
    joins(cast, other, RoleWish.SENIOR, "ada", never=("cleo",))
    with cast.store.transaction() as uow:
        # As of whoever said yes to what an owner had entered, and no word of their own.
        uow.db.execute(update(Enrolment).where(Enrolment.programme_id == one).values(sealed_private=None))
    drafted(cast, one)
    assert heard(cast) == {"UADA"}
    cast.store.do(enrolments.leave, LeaveProgramme(cast.actor("ada"), one))
    assert heard(cast) == set()


def test_what_one_programme_has_heard_is_none_of_anothers(cast: Cast) -> None:
    both = [cast.programme(name=name) for name in ("One", "Two")]
    for programme_id, other in zip(both, ("ben", "gil"), strict=True):
        joins(cast, programme_id, RoleWish.SENIOR, "ada", other, never=("cleo",))
        joins(cast, programme_id, RoleWish.JUNIOR, "cleo")
        cast.store.do(commands.drop, DropRound(cast.actor("olga"), round_of(drafted(cast, programme_id))))
    assert kept(cast) == {(both[0], 1): ["UADA", "UBEN"], (both[1], 1): ["UADA", "UGIL"]}
    for programme_id, other in zip(both, ("ben", "gil"), strict=True):
        for name in ("ada", other):
            finishes(cast, name, programme_id)
    drafted(cast, both[0])
    assert kept(cast) == {(both[0], 2): ["UADA", "UBEN"], (both[1], 1): ["UADA", "UGIL"]}
    drafted(cast, both[1])
    assert kept(cast) == {(both[0], 2): ["UADA", "UBEN"], (both[1], 2): ["UADA", "UGIL"]}
    cast.store.do(enrolments.leave, LeaveProgramme(cast.actor("ada"), both[0]))
    assert kept(cast) == {(both[0], 2): ["UBEN"], (both[1], 2): ["UADA", "UGIL"]}


def kept(cast: Cast) -> dict[tuple[UUID, int], list[str]]:
    """Of whom each round has heard that they would never be paired with somebody, by its programme and number."""
    return {
        (each.programme_id, each.number): sorted(cast.store.vault.open(each.sealed_wishes)["never"])
        for each in cast.store.rows(MatchRound)
        if each.sealed_wishes is not None
    }


def test_a_round_begun_when_nobody_remembers_the_one_before_hears_anew(cast: Cast) -> None:
    """Also where nothing has taken its course meanwhile, as after a long night of the server."""
    programme_id = cast.programme()
    joins(cast, programme_id, RoleWish.SENIOR, "ada")
    joins(cast, programme_id, RoleWish.JUNIOR, "cleo")
    cast.store.do(commands.drop, DropRound(cast.actor("olga"), round_of(drafted(cast, programme_id))))
    cast.store.clock.advance(days=60)
    finishes(cast, "ada", programme_id, never=("cleo",))
    drafted(cast, programme_id)
    assert heard(cast) == {"UADA"}


def test_a_draft_that_stands_since_long_is_compared_with_the_next(cast: Cast, tmp_path: Path) -> None:
    """It is on the desk until the next one is: nobody needs to remember it."""
    programme_id = cast.programme()
    joins(cast, programme_id, RoleWish.SENIOR, "ada")
    joins(cast, programme_id, RoleWish.JUNIOR, "cleo", "dora", "emil")
    there = drafted(cast, programme_id)
    instead = line(there, "ada").senior_instead
    assert instead is not None
    lonely = next(each.person.name.lower() for each in left_over(cast, there) if each.person != instead.person)
    cast.store.clock.advance(days=60)

    def wishing(*never: str) -> Acts:
        def acts(world: World) -> None:
            finishes(world.made.cast, "ada", programme_id, never=never)
            world.begins()

        return acts

    with_it, without = (shown(cast, tmp_path, programme_id, ("ada", lonely), wishing(*n)) for n in ((lonely,), ()))
    assert with_it == without
