"""
One programme lived through twice, by the same acts of its owner and its people: in one world somebody has a wish.

What may differ, and is not looked at: what is shown and told to whoever wishes, to whom they mean, and to who was to be
the third of their pair. Over a wish none of them is asked, where without one they are. Everything else is the same byte
by byte after each act, in three ways to compare:

- *Which wish it is*: a never-entry of the one or of the other, an earlier no of either, a silent “not again”. From the
  first draft to the last round.
- *A wish that comes late*, while a draft stands, or none. Whatever is drafted anew, edited, thrown away and begun anew:
  the wish has its effect when the round goes out, in silence, as with people who do not answer. From the next round on
  both worlds have it.
- *A pin over a wish*, or over none, for as long as the pin stands and until the pair has not formed.

A wish of before the first draft has its effect in it, and so in all that follows: of that, who is with whom, no two
worlds with and without one are compared.
"""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import count, permutations
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from mentoring.enrolments import commands as enrolments
from mentoring.enrolments import queries as enrolment_queries
from mentoring.enrolments.commands import Enrol
from mentoring.enrolments.queries import FirstForm, OpenForm
from mentoring.enrolments.rules import FirstStep, SecondStep
from mentoring.states import RoleWish
from models import Enrolment, EnrolmentState, NeverAgain
from models.base import new_id
from tests.factories.cast import receipt
from tests.factories.enrolled import begins as says
from tests.factories.store import Store
from tests.mentoring.matching.worlds import DICE, Dice
from tests.mentoring.rounds.living import ACTS, NEEDS_ALL, Life
from tests.mentoring.rounds.made_up import MadeUp, make_up
from tests.mentoring.rounds.test_nobody_learns import copies
from tests.mentoring.rounds.two_worlds import World

EXAMPLES = int(os.environ.get("BOTHWAYS_TWO_WORLDS", "3"))
"""How many lives are lived, each twice: more by the environment."""
MOST_ACTS = 10


# Wishes


def hands_in_anew(world: World, name: str, *never: str) -> None:
    """Somebody opens their survey and hands it in once more as it is, but for one of whom they never want."""
    cast = world.made.cast
    first = cast.store.do(enrolment_queries.open_form, OpenForm(cast.actor(name), world.programme_id))
    assert isinstance(first, FirstForm)
    if first.standing is not EnrolmentState.ACTIVE:
        return
    form = says(cast, name, world.programme_id, FirstStep(first.wish, first.offers, first.seeks))
    step = SecondStep(
        form.goal,
        form.languages,
        form.zone,
        form.work_starts,
        form.work_ends,
        form.country,
        form.capacity,
        form.team,
        form.manager,
        (*form.never, *(cast.profile(each).user_id for each in never)),
        company=form.company,
        location=form.location,
    )
    cast.store.do(enrolments.enrol, Enrol(cast.actor(name), world.programme_id, step, receipt()))


def never_again(world: World, one: str, other: str) -> None:
    with world.made.cast.store.transaction() as uow:
        uow.db.add(
            NeverAgain(
                workspace_id=world.made.cast.workspace_id,
                id=new_id(),
                participant_id=world.made.ids[one],
                other_id=world.made.ids[other],
                created_at=uow.now,
            )
        )


WISHES: dict[str, Callable[[World, str, str], None]] = {
    "never": hands_in_anew,
    "never, the other way round": lambda world, one, other: hands_in_anew(world, other, one),
    "said no": lambda world, one, other: world.made.declined(one, other),
    "said no, the other way round": lambda world, one, other: world.made.declined(other, one),
    "not again": never_again,
}


# Lives


@pytest.fixture(scope="module")
def begun(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Random], tuple[Path, MadeUp]]:
    """Gives a small programme that is made up, in a store of its own, and a folder for its copies."""
    folders = (tmp_path_factory.mktemp("worlds") / str(number) for number in count())

    def begin(dice: Random) -> tuple[Path, MadeUp]:
        folder = next(folders)
        folder.mkdir()
        path = folder / "begun.sqlite3"
        shutil.copy(migrated_file, path)
        made = make_up(Store(f"sqlite:///{path}"), dice, 0, 2, (0, 0, 1))
        # All in one: they share a language, and some a place.
        with made.cast.store.transaction() as uow:
            uow.db.execute(update(Enrolment).values(languages=["en"]))
            for each in uow.db.query(Enrolment):
                each.location = dice.choice(("Porto", "Braga"))
        made.cast.store.clock.advance(minutes=1)
        return folder, made

    return begin


AT_LAST = (("goes out", 0), ("days pass", 4), ("days pass", 4), ("drafts", 0))


def lived(life: Life, acts: Sequence[tuple[str, int]], between: Callable[[str], None]) -> None:
    """Do one act after the other, and compare after each; at last what is drafted goes out, and a new round begins."""
    for name, number in (("drafts", 0), *acts, *AT_LAST):
        life.trail.append((name, number))
        between(name)
        for world in life.worlds:
            world.made.cast.store.clock.advance(minutes=1)
        ACTS[name](life, number)
        life.compare(deep=name in NEEDS_ALL)
    life.compare(deep=True)


Begun = Callable[[Random], tuple[Path, MadeUp]]
LIVES = given(
    dice=DICE,
    acts=st.lists(st.tuples(st.sampled_from(sorted(ACTS)), st.integers(0, 11)), max_size=MOST_ACTS),
    late=st.integers(0, 8),
    wishes=st.tuples(st.sampled_from(sorted(WISHES)), st.sampled_from(sorted(WISHES))),
)
AS_OFTEN = settings(
    max_examples=EXAMPLES,
    deadline=None,
    # What is found is a life of some acts, whole; to look for a shorter one takes minutes.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@contextmanager
def twice(begun: Begun, dice: Dice, *, to_be_pinned: bool = False) -> Iterator[Life]:
    """The same life in two worlds."""
    folder, made = begun(dice)
    people = [name for names in made.small for name in names]
    two = dice.choice([each for each in permutations(people, 2) if not to_be_pinned or may_be_pinned(made, each)])
    worlds = tuple(World(copies(made, folder, number), frozenset(two)) for number in range(2))
    made.cast.store.close()

    try:
        yield Life(worlds, dice, people, two)
    finally:
        for world in worlds:
            world.made.cast.store.close()
        shutil.rmtree(folder)


def may_be_pinned(made: MadeUp, two: tuple[str, str]) -> bool:
    senior, junior = (made.wish_of[each] for each in two)
    return senior is not RoleWish.JUNIOR and junior is not RoleWish.SENIOR and not made.is_line(two)


def wish(life: Life, *which: str | None) -> None:
    """In each world its wish, or none; both hand in their surveys anew in any case."""
    for world, each in zip(life.worlds, which, strict=True):
        for name in life.two:
            hands_in_anew(world, name)
        if each is not None:
            WISHES[each](world, *life.two)


@AS_OFTEN
@LIVES
def test_which_of_the_two_has_which_wish_shows_nowhere(
    begun: Begun, dice: Dice, acts: list[tuple[str, int]], late: int, wishes: tuple[str, str]
) -> None:
    with twice(begun, dice) as life:
        passed = count()

        def between(_name: str) -> None:
            if next(passed) == late:
                wish(life, *wishes)

        lived(life, acts, between)


@AS_OFTEN
@LIVES
def test_a_wish_that_comes_late_shows_nowhere(
    begun: Begun, dice: Dice, acts: list[tuple[str, int]], late: int, wishes: tuple[str, str]
) -> None:
    with twice(begun, dice) as life:
        passed = count()
        has_it = [False, False]

        def between(name: str) -> None:
            if next(passed) == late + 1:
                wish(life, None, wishes[0])
                has_it[1] = True
            if name.startswith("drafts") and has_it == [False, True] and life.worlds[0].is_between_rounds():
                wish(life, wishes[0], None)
                has_it[0] = True

        lived(life, acts, between)


@AS_OFTEN
@LIVES
def test_a_pin_over_a_wish_shows_nowhere(
    begun: Begun, dice: Dice, acts: list[tuple[str, int]], late: int, wishes: tuple[str, str]
) -> None:
    with twice(begun, dice, to_be_pinned=True) as life:
        life.is_pinned = True
        wish(life, None, wishes[0])

        def between(name: str) -> None:
            if name.startswith("drafts") and life.is_pinned and life.worlds[0].is_between_rounds():
                wish(life, wishes[0], None)
                life.is_pinned = False

        lived(life, [each for each in acts if each[0] not in {"throws away", "sets rules"}], between)
