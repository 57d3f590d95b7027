"""
One programme lived through twice, by the same acts of its owner and its people: in one world somebody has a wish.

What may differ, and is not looked at: what is shown and told to whoever wishes, to whom they mean, and to who was to be
the third of their pair. Over a wish none of them is asked, where without one they are. Everything else is the same byte
by byte after each act, in five ways to compare:

- *Which wish it is*: a never-entry of the one or of the other, an earlier no of either, a silent “not again”. From the
  first draft to the last round.
- *A wish that comes late*, while a draft stands, or none. Whatever is drafted anew, edited, thrown away and begun anew:
  the wish has its effect when the round goes out, in silence, as with people who do not answer. Once a round has asked
  one of the two, both worlds have it.
- *A late wish with somebody new*: as a wish that comes late, where one of the two has joined since the first draft.
- *A pin over a wish*, or over none, for as long as the pin stands and until the pair has not formed.
- *A no to a colleague* who asked without any programme, or that it was taken back, or no answer. Once a round has
  asked one of the two, both worlds have it.

A wish may be taken back and said again, at whatever time; somebody who left and comes back has the wish they had.

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

from mentoring.pairs.commands import Answer
from mentoring.rounds.wishes import REMEMBERED_FOR
from mentoring.states import PairState, RoleWish
from models import Enrolment
from tests.factories.store import Store
from tests.mentoring.matching.worlds import DICE, Dice
from tests.mentoring.rounds.among_people import (
    CONCERNS_ALL,
    PEOPLES_ACTS,
    answering,
    is_of_the_programme,
    leaves,
    takes_back,
    wish,
)
from tests.mentoring.rounds.living import NEEDS_ALL, OWNERS_ACTS, Life
from tests.mentoring.rounds.made_up import MadeUp, make_up
from tests.mentoring.rounds.test_nobody_learns import copies
from tests.mentoring.rounds.two_worlds import World
from tests.mentoring.rounds.wishing import WISHES, asked_elsewhere, hands_in_anew

EXAMPLES = int(os.environ.get("BOTHWAYS_TWO_WORLDS", "3"))
"""How many lives are lived, each twice: more by the environment."""
FEWEST_ACTS, MOST_ACTS = (0 if EXAMPLES < 10 else 4), 14
ANY = 1_000
REMEMBERED = REMEMBERED_FOR.days - 1
"""Days for which a draft goes by what the first one heard; after them, what comes late has come."""


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


ACTS = OWNERS_ACTS | PEOPLES_ACTS
AT_LAST = (("goes out", 0), ("days pass", 4), ("days pass", 4), ("drafts", 0))


def lived(life: Life, acts: Sequence[tuple[str, int]], between: Callable[[str], None]) -> None:
    """Do one act after the other, and compare after each; at last what is drafted goes out, and a new round begins."""
    for name, number in (("drafts", 0), *acts, *AT_LAST):
        life.trail.append((name, number))
        between(name)
        if life.is_over:
            return
        for world in life.worlds:
            world.made.cast.store.clock.advance(minutes=1)
        ACTS[name](life, number)
        life.compare(deep=name in NEEDS_ALL | CONCERNS_ALL)
    life.compare(deep=True)


OFTEN = ("drafts", "goes out", "leaves and comes back", "changes their mind")
"""What shows most: each as often as four others."""

Begun = Callable[[Random], tuple[Path, MadeUp]]
LIVES = given(
    dice=DICE,
    acts=st.lists(
        st.tuples(st.sampled_from([*sorted(ACTS), *sorted(OFTEN * 3)]), st.integers(0, 11)),
        min_size=FEWEST_ACTS,
        max_size=MOST_ACTS,
    ),
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
def twice(
    begun: Begun, dice: Dice, *, to_be_pinned: bool = False, is_one_new: bool = False, days: int = ANY
) -> Iterator[Life]:
    """
    The same life in two worlds.

    Args:
        is_one_new: one of the two has not joined yet, and comes before anybody else does.
    """
    folder, made = begun(dice)
    people = [name for names in made.small for name in names]
    two = dice.choice(
        [
            each
            for each in permutations(people, 2)
            # Who has a wish from the beginning is none of the two: it would stay as theirs is taken back.
            if each not in made.unwanted and (not to_be_pinned or may_be_pinned(made, each))
        ]
    )
    asked_elsewhere(made, two)
    # So long ago that it is nothing any more.
    made.cast.store.clock.advance(days=REMEMBERED_FOR.days + 10)
    worlds = tuple(World(copies(made, folder, number), frozenset(two)) for number in range(2))
    made.cast.store.close()

    try:
        life = Life(worlds, dice, people, two, days)
        if is_one_new:
            leaves(life, dice.choice(two))
        yield life
    finally:
        for world in worlds:
            world.made.cast.store.close()
        shutil.rmtree(folder)


def may_be_pinned(made: MadeUp, two: tuple[str, str]) -> bool:
    senior, junior = (made.wish_of[each] for each in two)
    return senior is not RoleWish.JUNIOR and junior is not RoleWish.SENIOR and not made.is_line(two)


@AS_OFTEN
@LIVES
def test_which_of_the_two_has_which_wish_shows_nowhere(
    begun: Begun, dice: Dice, acts: list[tuple[str, int]], late: int, wishes: tuple[str, str]
) -> None:
    with twice(begun, dice) as life:
        passed = count()

        def between(_name: str) -> None:
            # Every other time there before the first draft, and so in it.
            if next(passed) == max(0, late - 4):
                wish(life, *wishes)

        lived(life, acts, between)


def catches_up(life: Life) -> None:
    """A round hears anew: what somebody wishes in one world, they wish in both, unless they have taken it back."""
    here, there = life.wishes
    if here is None and there is not None and not life.is_taken_back and life.begins_anew():
        for world in life.worlds:
            for name in life.two:
                hands_in_anew(world, name)
        WISHES[there].say(life.worlds[0], *life.two)
        life.wishes = (there, there)


@AS_OFTEN
@LIVES
def test_a_wish_that_comes_late_shows_nowhere(
    begun: Begun, dice: Dice, acts: list[tuple[str, int]], late: int, wishes: tuple[str, str]
) -> None:
    with twice(begun, dice, days=REMEMBERED) as life:
        passed = count()

        def between(name: str) -> None:
            if next(passed) == late + 1:
                wish(life, None, wishes[0])
            if name.startswith("drafts"):
                catches_up(life)

        lived(life, acts, between)


@AS_OFTEN
@LIVES
def test_a_late_wish_with_somebody_new_shows_nowhere(
    begun: Begun, dice: Dice, acts: list[tuple[str, int]], late: int, wishes: tuple[str, str]
) -> None:
    with twice(begun, dice, is_one_new=True, days=REMEMBERED) as life:
        first = [("somebody comes back", 0), ("drafts", 0)]
        passed = count()

        def between(name: str) -> None:
            if next(passed) == late + 1 + len(first):
                wish(life, None, wishes[0])
            if name.startswith("drafts"):
                catches_up(life)

        lived(life, [*first, *acts], between)


@AS_OFTEN
@LIVES
def test_a_pin_over_a_wish_shows_nowhere(
    begun: Begun, dice: Dice, acts: list[tuple[str, int]], late: int, wishes: tuple[str, str]
) -> None:
    with twice(begun, dice, to_be_pinned=True, days=REMEMBERED) as life:
        life.is_pinned = True
        wish(life, None, wishes[0])

        def between(name: str) -> None:
            if name.startswith("drafts"):
                if life.is_pinned and life.worlds[0].is_between_rounds():
                    life.is_pinned = False
                    # Heard from the first draft on, and never asked: the wish has its effect.
                    life.is_over = not life.begins_anew()
                catches_up(life)

        lived(life, [each for each in acts if each[0] not in {"throws away", "sets rules"}], between)


@AS_OFTEN
@LIVES
def test_a_no_to_a_colleague_shows_nowhere(
    begun: Begun, dice: Dice, acts: list[tuple[str, int]], late: int, wishes: tuple[str, str]
) -> None:
    with twice(begun, dice, days=REMEMBERED) as life:
        # An owner who wants the two together, by hand or pinned, sees whether it is over, though not how.
        life.is_one_asking = True
        for world in life.worlds:
            world.made.cast.invitation(*life.two)
        is_no = wishes[0] < wishes[1]
        passed = count()

        def is_over_in(world: World) -> None:
            open_ones = [each.places() for each in life.worlds]
            for place in sorted(open_ones[0].keys() | open_ones[1].keys()):
                there = world.places().get(place)
                if there is None or there.state is not PairState.INVITED or is_of_the_programme(life, place):
                    continue
                if set(place.people) == set(life.two) and there.is_asker is not is_no:
                    (answering(Answer.DECLINE) if is_no else takes_back)(world, place, there)

        def between(name: str) -> None:
            if next(passed) == late + 1:
                is_over_in(life.worlds[1])
            if name.startswith("drafts") and life.begins_anew():
                is_over_in(life.worlds[0])

        lived(life, acts, between)
