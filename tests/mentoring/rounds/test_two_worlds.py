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
from datetime import timedelta
from functools import partial
from itertools import count, permutations, zip_longest
from pathlib import Path
from random import Random
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from mentoring.enrolments import commands as enrolments
from mentoring.enrolments import queries as enrolment_queries
from mentoring.enrolments.commands import Enrol, LeaveProgramme
from mentoring.enrolments.queries import FirstForm, OpenForm
from mentoring.enrolments.rules import FirstStep, SecondStep
from mentoring.pairs import by_owner, not_now
from mentoring.pairs.by_owner import PairByOwner
from mentoring.pairs.commands import Answer
from mentoring.pairs.not_now import NotNow
from mentoring.rounds import apart, commands
from mentoring.rounds import settings as rules
from mentoring.rounds.apart import AllowAgain, LookApart
from mentoring.rounds.rules import ApproveThese, ApproveUnflagged, DropRound, Edit, SendInvitations
from mentoring.rounds.settings import ChangeMatchingRules
from mentoring.states import Role, RoleWish, RoundState
from models import Enrolment, EnrolmentState, NeverAgain
from models.base import new_id
from tests.factories.cast import receipt
from tests.factories.enrolled import begins as says
from tests.factories.enrolled import finishes
from tests.factories.sheets import imported
from tests.factories.store import Store
from tests.mentoring.matching.worlds import DICE, Dice
from tests.mentoring.rounds import desk as desks
from tests.mentoring.rounds.made_up import SKILLS, MadeUp, make_up
from tests.mentoring.rounds.test_nobody_learns import copies
from tests.mentoring.rounds.two_worlds import OTHER_RULES, World, refusing, told_apart

EXAMPLES = int(os.environ.get("BOTHWAYS_TWO_WORLDS", "3"))
"""How many lives are lived, each twice: more by the environment."""
MOST_ACTS = 10


class Life:
    """Two worlds, and the acts that are done in both."""

    def __init__(self, worlds: Sequence[World], dice: Random, people: Sequence[str], two: tuple[str, str]) -> None:
        self.worlds = worlds
        self.dice = dice
        self.people = list(people)
        self.two = two
        self.is_pinned = False
        self.trail: list[object] = []

    def spares(self, *names: str) -> bool:
        """Whether an act leaves a pin alone, for as long as it is to stand."""
        return not (self.is_pinned and {each.lower() for each in names} & set(self.two))

    def both(self, act: Callable[[World], object]) -> None:
        """Do something in both worlds; what comes of it, or why it is refused, is the same."""
        self.same([refusing(partial(act, world)) for world in self.worlds])

    def compare(self, *, deep: bool) -> None:
        """Compare all that is shown; what others than owners see as well, if it is worth it."""
        self._same(*(told_apart(world.owners_screens()) for world in self.worlds))
        if deep:
            held = self.worlds[0].held() | self.worlds[1].held()
            for world in self.worlds:
                world.hidden |= held
            self._same(*(told_apart(world.others_screens(self.people)) for world in self.worlds))

    def same(self, shown: Sequence[object]) -> None:
        """Compare one thing."""
        self._same(*(told_apart([each]) for each in shown))

    def _same(self, here: list[str], there: list[str]) -> None:
        if here != there:
            found = [(one, other) for one, other in zip_longest(here, there) if one != other]
            pytest.fail(f"{self.two} show, after {self.trail}:\n" + "\n".join(map(str, found[0])))


FREEING = {Edit.UNPIN, Edit.FORBID, Edit.SWAP, Edit.TRIAD}


def edits(edit: Edit) -> Callable[[Life, int], None]:
    """An edit of one proposal; of whom a swap wants together, or who joins, the dice tell."""

    def act(life: Life, number: int) -> None:
        two = tuple(life.dice.sample(life.people, 2))

        def does(world: World) -> None:
            there = world.card()
            if there.state is not RoundState.DRAFTED or not there.proposals:
                return
            line = there.proposals[number % len(there.proposals)]
            people: tuple[str, ...] = ()
            if edit is Edit.SWAP:
                people = two
            elif edit is Edit.TRIAD:
                people = two[:1]
            elif edit is Edit.FORBID and line.third is not None:
                people = tuple(each.name for each in (line.senior, line.third))
            named = [each.name for each in (line.senior, line.junior, line.third) if each is not None]
            if edit in FREEING and not life.spares(*named, *people):
                return
            desks.edits(world.made.cast, there, edit, line, people)

        life.both(does)

    return act


def drafts(life: Life, _number: int) -> None:
    ids: list[UUID] = []
    pin = life.two if life.is_pinned and life.worlds[0].card().round_id is None else None

    def does(world: World) -> None:
        ids.append(world.begins(ids[0] if ids else None, pin))

    life.both(does)


def of_round(does: Callable[[World, object], object]) -> Callable[[Life, int], None]:
    def act(life: Life, _number: int) -> None:
        def inside(world: World) -> object:
            there = world.card()
            return None if there.round_id is None else does(world, there)

        life.both(inside)

    return act


def approves_page(world: World, there: object) -> object:
    these = tuple(each.proposal_id for each in there.proposals)  # type: ignore[attr-defined]
    return world.made.cast.store.do(
        commands.approve_these,
        ApproveThese(world.made.cast.actor("olga"), there.round_id, these),  # type: ignore[attr-defined]
    )


def approves_unflagged(world: World, there: object) -> object:
    cast = world.made.cast
    return cast.store.do(commands.approve_unflagged, ApproveUnflagged(cast.actor("olga"), there.round_id))  # type: ignore[attr-defined]


def sends(world: World, there: object) -> object:
    cast = world.made.cast
    cast.store.do(commands.send, SendInvitations(cast.actor("olga"), there.round_id))  # type: ignore[attr-defined]
    desks.takes_its_course(cast)
    return None


def goes_out(world: World, there: object) -> object:
    approves_page(world, there)
    return sends(world, there)


def drops(world: World, there: object) -> object:
    cast = world.made.cast
    return cast.store.do(commands.drop, DropRound(cast.actor("olga"), there.round_id))  # type: ignore[attr-defined]


def wonders(life: Life, number: int) -> None:
    life.both(lambda world: world.what_if(OTHER_RULES[number % len(OTHER_RULES)]))


def sets_rules(life: Life, number: int) -> None:
    wanted = OTHER_RULES[number % len(OTHER_RULES)]

    def does(world: World) -> None:
        cast = world.made.cast
        lifted = tuple(sorted(each.value for each in wanted.lifted))
        command = ChangeMatchingRules(
            cast.actor("olga"), world.programme_id, wanted.least_shared, lifted, wanted.repeat_days, receipt()
        )
        cast.store.do(rules.change, command)

    life.both(does)


def allows(life: Life, number: int) -> None:
    def does(world: World) -> None:
        cast = world.made.cast
        kept = cast.store.do(apart.look, LookApart(cast.actor("olga"), world.programme_id)).pairs
        if kept:
            decision_id = kept[number % len(kept)].decision_id
            cast.store.do(apart.allow, AllowAgain(cast.actor("olga"), world.programme_id, decision_id))

    life.both(does)


def pairs_by_hand(life: Life, _number: int) -> None:
    one, other = life.dice.sample(life.people, 2)
    if not life.spares(one, other):
        return

    def does(world: World) -> None:
        cast = world.made.cast
        places = ((cast.profile(one).user_id, Role.SENIOR), (cast.profile(other).user_id, Role.JUNIOR))
        cast.store.do(by_owner.pair, PairByOwner(cast.actor("olga"), world.programme_id, places, receipt()))

    life.both(does)


def days_pass(life: Life, number: int) -> None:
    """So many days, one by one: when an owner sees that a pair does not form is compared as well."""
    for _ in range(1 + number % 5):
        for world in life.worlds:
            world.made.cast.store.clock.advance(days=1)
            desks.takes_its_course(world.made.cast)
        life.same([world.programme_page() for world in life.worlds])


def somebody_answers(life: Life, number: int) -> None:
    """Whoever is asked in one world alone is silent there."""
    asked = sorted(life.worlds[0].asked() & life.worlds[1].asked(), key=lambda each: (sorted(each[0]), each[1]))
    if not asked:
        return
    people, user_id = asked[life.dice.randrange(len(asked))]

    def does(world: World) -> None:
        cast = world.made.cast
        pair_id = world.pair_of(people, user_id)
        name = user_id[1:].lower()
        if number % 4 == 3:
            day = cast.store.clock.now().date() + timedelta(days=20)
            cast.store.do(not_now.not_now, NotNow(cast.actor(name), pair_id, day, receipt()))
        else:
            cast.answer(name, pair_id, Answer.DECLINE if number % 4 == 2 else Answer.ACCEPT)

    life.both(does)


def somebody_joins(life: Life, number: int) -> None:
    name = f"n{len(life.people)}"
    wish = (RoleWish.SENIOR, RoleWish.JUNIOR)[number % 2]
    offers, seeks = (tuple(life.dice.sample(SKILLS, 2)) for _ in range(2))
    for world in life.worlds:
        says(world.made.cast, name, world.programme_id, FirstStep(wish, offers, seeks))
        finishes(world.made.cast, name, world.programme_id)
    life.people.append(name)


def a_sheet_comes(life: Life, number: int) -> None:
    name = f"n{len(life.people)}"
    row = f"{name}@example.com,{name},{life.dice.choice(SKILLS)},{life.dice.choice(SKILLS)}"
    for world in life.worlds:
        imported(world.made.cast, world.programme_id, row)
    life.people.append(name)


def somebody_leaves(life: Life, _number: int) -> None:
    name = life.dice.choice(life.people)
    if not life.spares(name):
        return
    life.both(
        lambda world: world.made.cast.store.do(
            enrolments.leave, LeaveProgramme(world.made.cast.actor(name), world.programme_id)
        )
    )


ACTS: dict[str, Callable[[Life, int], None]] = {
    "drafts": drafts,
    "drafts anew": drafts,
    "approves": edits(Edit.APPROVE),
    "takes back": edits(Edit.TAKE_BACK),
    "pins": edits(Edit.PIN),
    "unpins": edits(Edit.UNPIN),
    "forbids": edits(Edit.FORBID),
    "swaps": edits(Edit.SWAP),
    "swaps others": edits(Edit.SWAP),
    "makes three": edits(Edit.TRIAD),
    "approves a page": of_round(approves_page),
    "approves unflagged": of_round(approves_unflagged),
    "sends": of_round(sends),
    "goes out": of_round(goes_out),
    "throws away": of_round(drops),
    "wonders": wonders,
    "sets rules": sets_rules,
    "allows again": allows,
    "pairs by hand": pairs_by_hand,
    "days pass": days_pass,
    "days pass still": days_pass,
    "somebody answers": somebody_answers,
    "somebody answers too": somebody_answers,
    "somebody joins": somebody_joins,
    "a sheet comes": a_sheet_comes,
    "somebody leaves": somebody_leaves,
}
NEEDS_ALL = {"sends", "goes out", "days pass", "days pass still", "somebody answers", "somebody answers too"}

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
