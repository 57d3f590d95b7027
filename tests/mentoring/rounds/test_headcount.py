"""People with somebody are told apart from those to be paired; whatever they answered, or never read, counts alike."""

from collections.abc import Callable
from uuid import UUID

import pytest

from mentoring.enrolments import commands as enrolments
from mentoring.enrolments.commands import LeaveProgramme
from mentoring.pairs.commands import Answer
from mentoring.rounds.cards import Desk
from mentoring.states import PairState, RoleWish
from models import Pair
from tests.factories.cast import Cast
from tests.factories.enrolled import paired
from tests.mentoring.rounds.desk import begins, desk
from tests.mentoring.rounds.test_edits import joins


@pytest.fixture
def programme_id(cast: Cast) -> UUID:
    """Olga's programme: two seniors, three juniors."""
    found = cast.programme()
    joins(cast, found, RoleWish.SENIOR, "ada", "ben", capacity=2)
    joins(cast, found, RoleWish.JUNIOR, "cleo", "dora", "emil")
    return found


def counted(there: Desk) -> tuple[int, int, int]:
    return (there.people, there.to_pair, there.in_pairs)


def asked_alone(cast: Cast, programme_id: UUID) -> None:
    paired(cast, programme_id, "ada", "cleo")


def half_accepted(cast: Cast, programme_id: UUID) -> None:
    cast.answer("ada", paired(cast, programme_id, "ada", "cleo"))


def never_asked(cast: Cast, programme_id: UUID) -> None:
    joins(cast, programme_id, RoleWish.JUNIOR, "cleo", never=("ada",))
    paired(cast, programme_id, "ada", "cleo")
    assert [each.state for each in cast.store.rows(Pair)] == [PairState.HELD]


def under_way(cast: Cast, programme_id: UUID) -> None:
    pair_id = paired(cast, programme_id, "ada", "cleo")
    for name in ("ada", "cleo"):
        cast.answer(name, pair_id)


@pytest.mark.parametrize("come", [asked_alone, half_accepted, never_asked, under_way])
def test_two_who_were_proposed_are_in_a_pair_whatever_came_of_it_so_far(
    cast: Cast, programme_id: UUID, come: Callable[[Cast, UUID], None]
) -> None:
    assert counted(desk(cast, programme_id)) == (5, 5, 0)
    come(cast, programme_id)
    assert counted(desk(cast, programme_id)) == (5, 3, 2)
    assert begins(cast, programme_id).to_pair == 3, "and so it is said while a draft is made"


def test_a_pair_that_will_not_come_about_has_nobody(cast: Cast, programme_id: UUID) -> None:
    cast.answer("cleo", paired(cast, programme_id, "ada", "cleo"), Answer.DECLINE)
    assert counted(desk(cast, programme_id)) == (5, 5, 0)


def test_whoever_is_in_two_pairs_is_one(cast: Cast, programme_id: UUID) -> None:
    for junior in ("cleo", "dora"):
        paired(cast, programme_id, "ada", junior)
    assert counted(desk(cast, programme_id)) == (5, 2, 3)


def test_a_pair_of_another_programme_has_nobody_in_this_one(cast: Cast, programme_id: UUID) -> None:
    another = cast.programme(name="Another")
    joins(cast, another, RoleWish.SENIOR, "ada")
    joins(cast, another, RoleWish.JUNIOR, "cleo")
    paired(cast, another, "ada", "cleo")
    assert counted(desk(cast, programme_id)) == (5, 5, 0)
    assert counted(desk(cast, another)) == (2, 0, 2)


def test_whoever_left_while_their_pair_goes_on_is_not_counted(cast: Cast, programme_id: UUID) -> None:
    under_way(cast, programme_id)
    cast.store.do(enrolments.leave, LeaveProgramme(cast.actor("cleo"), programme_id))
    assert counted(desk(cast, programme_id)) == (4, 3, 1)
