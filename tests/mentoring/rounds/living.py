"""What an owner and the people of a programme do, by the same acts in two worlds, and the comparing of these."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from itertools import zip_longest
from random import Random
from uuid import UUID

import pytest

from mentoring.enrolments import commands as enrolments
from mentoring.enrolments.commands import LeaveProgramme
from mentoring.enrolments.rules import FirstStep
from mentoring.pairs import by_owner, not_now
from mentoring.pairs.by_owner import PairByOwner
from mentoring.pairs.commands import Answer
from mentoring.pairs.not_now import NotNow
from mentoring.rounds import apart, commands
from mentoring.rounds import settings as rules
from mentoring.rounds.apart import AllowAgain, LookApart
from mentoring.rounds.cards import Desk
from mentoring.rounds.rules import ApproveThese, ApproveUnflagged, DropRound, Edit, SendInvitations
from mentoring.rounds.settings import ChangeMatchingRules
from mentoring.states import Role, RoleWish, RoundState
from tests.factories.cast import receipt
from tests.factories.enrolled import begins as says
from tests.factories.enrolled import finishes
from tests.factories.sheets import imported
from tests.mentoring.rounds import desk as desks
from tests.mentoring.rounds.made_up import SKILLS
from tests.mentoring.rounds.two_worlds import OTHER_RULES, World, refusing, told_apart


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


OfRound = Callable[[World, Desk, UUID], object]


def of_round(does: OfRound) -> Callable[[Life, int], None]:
    """What is done with the round that is open, if one is."""

    def act(life: Life, _number: int) -> None:
        def inside(world: World) -> object:
            there = world.card()
            return None if there.round_id is None else does(world, there, there.round_id)

        life.both(inside)

    return act


def approves_page(world: World, there: Desk, round_id: UUID) -> object:
    cast, these = world.made.cast, tuple(each.proposal_id for each in there.proposals)
    return cast.store.do(commands.approve_these, ApproveThese(cast.actor("olga"), round_id, these))


def approves_unflagged(world: World, _there: Desk, round_id: UUID) -> object:
    cast = world.made.cast
    return cast.store.do(commands.approve_unflagged, ApproveUnflagged(cast.actor("olga"), round_id))


def sends(world: World, _there: Desk, round_id: UUID) -> object:
    cast = world.made.cast
    cast.store.do(commands.send, SendInvitations(cast.actor("olga"), round_id))
    desks.takes_its_course(cast)
    return None


def goes_out(world: World, there: Desk, round_id: UUID) -> object:
    approves_page(world, there, round_id)
    return sends(world, there, round_id)


def drops(world: World, _there: Desk, round_id: UUID) -> object:
    cast = world.made.cast
    return cast.store.do(commands.drop, DropRound(cast.actor("olga"), round_id))


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
