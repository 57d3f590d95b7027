"""What an owner does, by the same acts in two worlds, and the comparing of these."""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import zip_longest
from random import Random
from uuid import UUID

import pytest

from mentoring.pairs import by_owner
from mentoring.pairs.by_owner import PairByOwner
from mentoring.rounds import apart, commands
from mentoring.rounds import settings as rules
from mentoring.rounds.apart import AllowAgain, LookApart
from mentoring.rounds.cards import Desk
from mentoring.rounds.rules import ApproveThese, ApproveUnflagged, DropRound, Edit, SendInvitations
from mentoring.rounds.settings import ChangeMatchingRules
from mentoring.states import Role, RoundState
from tests.factories.cast import receipt
from tests.mentoring.rounds import desk as desks
from tests.mentoring.rounds.two_worlds import OTHER_RULES, World, refusing, told_apart
from tests.mentoring.rounds.wishing import WISHES, SurveyKept


class Life:
    """
    Two worlds, and the acts that are done in both.

    Attributes:
        two: one of them may wish something about the other.
        wishes: what that is, in each world.
        is_taken_back: it is as if there were none, in both; it may be said again.
        is_one_asking: one of the two has asked the other privately, in one world for longer than in the other.
        is_over: what follows is not compared.
        days_left: how many may pass, at the most.
        away: who left, and what they had said of themselves in each world.
    """

    def __init__(
        self, worlds: Sequence[World], dice: Random, people: Sequence[str], two: tuple[str, str], days: int
    ) -> None:
        self.worlds = worlds
        self.dice = dice
        self.people = list(people)
        self.two = two
        self.is_pinned = False
        self.is_over = False
        self.is_one_asking = False
        self.wishes: tuple[str | None, ...] = (None, None)
        self.is_taken_back = False
        self.away: dict[str, tuple[SurveyKept, SurveyKept]] = {}
        self.days_left = days
        self.trail: list[object] = []

    def spares(self, *names: str) -> bool:
        """Whether an act leaves a pin alone, for as long as it is to stand."""
        return not (self.is_pinned and {each.lower() for each in names} & set(self.two))

    def may_want_together(self, *names: str) -> bool:
        """Whether an owner may want these together: they would see that one asks another, or does not any more."""
        return not (self.is_one_asking and {each.lower() for each in names} >= set(self.two))

    def begins_anew(self) -> bool:
        """Whether a next round would hear anew what the two wish: the last one has asked one of them."""
        here, there = self.worlds
        return here.is_between_rounds() and bool((here.asked | there.asked) & set(self.two))

    def some_two(self, number: int) -> tuple[str, ...]:
        """Two people, each third time the two themselves."""
        return tuple(self.dice.sample(self.two if number % 3 == 0 else self.people, 2))

    def says_in_survey(self, number: int, name: str) -> bool:
        """Whether somebody has a wish, in one world, that they say in their survey."""
        said = self.wishes[number]
        if said is None or self.is_taken_back:
            return False
        place = WISHES[said].in_survey_of
        return place is not None and self.two[place] == name

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
    """An edit of one proposal; of whom a swap wants together, or who joins, `some_two` tells."""

    def act(life: Life, number: int) -> None:
        two = life.some_two(number)

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
            if not life.may_want_together(*people, *(named if edit is Edit.TRIAD else ())):
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
    arrive = cast.store.do(commands.send, SendInvitations(cast.actor("olga"), round_id))
    desks.takes_its_course(cast)
    world.asked = world.asked_since_it_began(round_id)
    return arrive


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


def pairs_by_hand(life: Life, number: int) -> None:
    one, other = life.some_two(number)
    if not life.spares(one, other) or not life.may_want_together(one, other):
        return

    def does(world: World) -> None:
        cast = world.made.cast
        places = ((cast.profile(one).user_id, Role.SENIOR), (cast.profile(other).user_id, Role.JUNIOR))
        cast.store.do(by_owner.pair, PairByOwner(cast.actor("olga"), world.programme_id, places, receipt()))

    life.both(does)


def days_pass(life: Life, number: int) -> None:
    """So many days, one by one: when an owner sees that a pair does not form is compared as well."""
    days = min(1 + number % 5, life.days_left)
    life.days_left -= days
    for _ in range(days):
        for world in life.worlds:
            world.made.cast.store.clock.advance(days=1)
            desks.takes_its_course(world.made.cast)
        life.same([world.programme_page() for world in life.worlds])


OWNERS_ACTS: dict[str, Callable[[Life, int], None]] = {
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
}
NEEDS_ALL = {"sends", "goes out", "days pass", "days pass still"}
