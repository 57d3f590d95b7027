"""Ways around what a round has heard that living a programme through in two worlds came upon, each made small."""

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from mentoring.enrolments import commands as enrolments
from mentoring.enrolments.commands import LeaveProgramme
from mentoring.pairs import commands as pairs
from mentoring.pairs.commands import Answer, WithdrawInvitation
from mentoring.states import RoleWish
from tests.factories.cast import Cast
from tests.factories.enrolled import finishes
from tests.mentoring.rounds.desk import approves_all, desk, drafted, goes_out, left_over, line
from tests.mentoring.rounds.made_up import MadeUp
from tests.mentoring.rounds.test_edits import joins
from tests.mentoring.rounds.test_nobody_learns import in_copy
from tests.mentoring.rounds.two_worlds import World, told_apart

Acts = Callable[[World], None]


def shown(cast: Cast, folder: Path, programme_id: UUID, hidden: tuple[str, ...], acts: Acts) -> list[str]:
    """What Olga is shown of a copy of her programme after some acts."""
    twin = in_copy(cast, folder, sum(1 for _ in folder.iterdir()))
    world = World(MadeUp(twin, programme_id, programme_id), frozenset(hidden))
    acts(world)
    found = told_apart(world.owners_screens())
    twin.store.close()
    return found


def test_who_leaves_and_comes_back_does_not_show_whose_wish_it_was(cast: Cast, tmp_path: Path) -> None:
    programme_id = cast.programme()
    joins(cast, programme_id, RoleWish.SENIOR, "ada", "ben")
    joins(cast, programme_id, RoleWish.JUNIOR, "cleo", "dora")

    def wishing(ada: tuple[str, ...], cleo: tuple[str, ...]) -> Acts:
        def acts(world: World) -> None:
            twin = world.made.cast
            joins(twin, programme_id, RoleWish.SENIOR, "ada", never=ada)
            joins(twin, programme_id, RoleWish.JUNIOR, "cleo", never=cleo)
            world.begins(UUID(int=7))
            twin.store.clock.advance(minutes=1)
            twin.store.do(enrolments.leave, LeaveProgramme(twin.actor("ada"), programme_id))
            twin.store.clock.advance(minutes=1)
            joins(twin, programme_id, RoleWish.SENIOR, "ada", never=ada)
            world.begins()

        return acts

    two = ("ada", "cleo")
    of_ada = shown(cast, tmp_path, programme_id, two, wishing(("cleo",), ()))
    of_cleo = shown(cast, tmp_path, programme_id, two, wishing((), ("ada",)))
    assert of_ada == of_cleo


@pytest.mark.parametrize("is_of_newcomer", [True, False], ids=["theirs", "about them"])
def test_a_late_wish_with_somebody_who_joined_since_does_not_show(
    cast: Cast, tmp_path: Path, is_of_newcomer: bool
) -> None:
    programme_id = cast.programme()
    joins(cast, programme_id, RoleWish.SENIOR, "ada")
    joins(cast, programme_id, RoleWish.JUNIOR, "cleo", "dora", "emil", "fay")
    drafted(cast, programme_id)
    cast.store.clock.advance(minutes=1)
    joins(cast, programme_id, RoleWish.SENIOR, "nina")
    there = drafted(cast, programme_id)
    instead = line(there, "nina").senior_instead
    lonely = next(
        each.person.name.lower()
        for each in left_over(cast, there)
        # Whom a draft shows beside each other, a wish does not part.
        if instead is None or each.person != instead.person
    )
    two = ("nina", lonely) if is_of_newcomer else (lonely, "nina")

    def wishing(*never: str) -> Acts:
        def acts(world: World) -> None:
            world.made.cast.store.clock.advance(minutes=1)
            finishes(world.made.cast, two[0], programme_id, never=never)
            world.begins()

        return acts

    with_it, without = (shown(cast, tmp_path, programme_id, two, wishing(*never)) for never in ((two[1],), ()))
    assert with_it == without


def test_in_the_next_round_a_no_to_a_colleague_looks_as_one_taken_back(cast: Cast, tmp_path: Path) -> None:
    programme_id = cast.programme()
    joins(cast, programme_id, RoleWish.SENIOR, "ada")
    joins(cast, programme_id, RoleWish.JUNIOR, "cleo")
    joins(cast, programme_id, RoleWish.SENIOR, "ben", languages=("de",))
    joins(cast, programme_id, RoleWish.JUNIOR, "dora", languages=("de",))
    asked = cast.invitation("ada", "cleo")
    cast.store.clock.advance(minutes=1)
    drafted(cast, programme_id)
    approves_all(cast, desk(cast, programme_id))
    goes_out(cast, desk(cast, programme_id))
    cast.store.clock.advance(minutes=1)

    def says_no(world: World) -> None:
        world.made.cast.answer("cleo", asked, Answer.DECLINE)
        next_round(world)

    def takes_back(world: World) -> None:
        cast = world.made.cast
        cast.store.do(pairs.withdraw, WithdrawInvitation(cast.actor("ada"), asked))
        next_round(world)

    def next_round(world: World) -> None:
        world.made.cast.store.clock.advance(minutes=1)
        world.begins(UUID(int=7))

    one, other = (shown(cast, tmp_path, programme_id, ("ada", "cleo"), acts) for acts in (says_no, takes_back))
    assert one == other
