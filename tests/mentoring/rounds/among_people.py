"""
What people do by themselves, by the same acts in two worlds: leave and come back, ask each other, answer, and part.

Whoever was asked in one world alone is silent there. What somebody of the two would be told otherwise in one world than
in the other, when they turn to each other, nobody else sees: they do not ask then.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from msgspec.structs import replace

from mentoring import breaks, profiles
from mentoring.breaks import Pause
from mentoring.enrolments import commands as enrolments
from mentoring.enrolments.commands import LeaveProgramme
from mentoring.enrolments.rules import FirstStep
from mentoring.pairs import commands as pairs
from mentoring.pairs import not_again, not_now
from mentoring.pairs.commands import Answer, InvitePartner, LeavePair, WithdrawInvitation
from mentoring.pairs.not_again import NotAgain
from mentoring.pairs.not_now import NotNow
from mentoring.participants import ChangeProfile
from mentoring.states import MembershipState, PairState, Role, RoleWish
from tests.factories.cast import receipt
from tests.factories.enrolled import SECOND, finishes
from tests.factories.enrolled import begins as says
from tests.factories.sheets import imported
from tests.mentoring.rounds.living import Life
from tests.mentoring.rounds.made_up import SKILLS
from tests.mentoring.rounds.two_worlds import Place, There, World, refusing
from tests.mentoring.rounds.wishing import WISHES, SurveyKept, hands_in, hands_in_anew, survey_of, with_never

# A wish of one of the two about the other


def wish(life: Life, *which: str | None) -> None:
    """In each world its wish, or none; both hand in their surveys anew in any case."""
    life.wishes = which
    life.is_taken_back = False
    for world, each in zip(life.worlds, which, strict=True):
        for name in life.two:
            hands_in_anew(world, name)
        if each is not None:
            WISHES[each].say(world, *life.two)


def changes_their_mind(life: Life, _number: int) -> None:
    """Whoever has a wish takes it back, or says it again; both hand in their surveys anew in any case."""
    if life.wishes == (None, None):
        return
    if life.is_taken_back:
        wish(life, *life.wishes)
        return
    life.is_taken_back = True
    for world, each in zip(life.worlds, life.wishes, strict=True):
        for name in life.two:
            hands_in_anew(world, name)
        if each is not None:
            WISHES[each].take_back(world, *life.two)


# In the programme


def somebody_joins(life: Life, number: int) -> None:
    name = f"n{len(life.people)}"
    said = (RoleWish.SENIOR, RoleWish.JUNIOR)[number % 2]
    offers, seeks = (tuple(life.dice.sample(SKILLS, 2)) for _ in range(2))
    for world in life.worlds:
        says(world.made.cast, name, world.programme_id, FirstStep(said, offers, seeks))
        finishes(world.made.cast, name, world.programme_id)
    life.people.append(name)


def a_sheet_comes(life: Life, number: int) -> None:
    name = f"n{len(life.people)}"
    row = f"{name}@example.com,{name},{life.dice.choice(SKILLS)},{life.dice.choice(SKILLS)}"
    for world in life.worlds:
        imported(world.made.cast, world.programme_id, row)
    life.people.append(name)


def somebody_leaves(life: Life, number: int) -> None:
    """One of the two, each third time."""
    name = life.dice.choice(life.two if number % 3 == 0 else life.people)
    if life.spares(name):
        leaves(life, name)


def leaves(life: Life, name: str) -> None:
    """What they had said of themselves, they may say again one day."""
    kept = [survey_of(world, name) for world in life.worlds]
    life.both(
        lambda world: world.made.cast.store.do(
            enrolments.leave, LeaveProgramme(world.made.cast.actor(name), world.programme_id)
        )
    )
    here, there = kept
    if here is not None and there is not None:
        life.away[name] = (here, there)


def somebody_comes_back(life: Life, number: int) -> None:
    """With the survey they had, or with another; what they wish of the other of the two, they say again with it."""
    if not life.away:
        return
    comes_back(life, life.dice.choice(sorted(life.away)), number)


def one_of_the_two_leaves_and_comes_back(life: Life, number: int) -> None:
    name = life.dice.choice(life.two)
    if life.spares(name):
        leaves(life, name)
    if name in life.away:
        comes_back(life, name, number)


def comes_back(life: Life, name: str, number: int) -> None:
    had = life.away.pop(name)
    offers, seeks = (tuple(life.dice.sample(SKILLS, 2)) for _ in range(2))
    said = life.dice.choice((RoleWish.SENIOR, RoleWish.JUNIOR, had[0].first.wish))
    for number_of, world in enumerate(life.worlds):
        survey = had[number_of]
        if number % 2:
            survey = SurveyKept(FirstStep(said, offers, seeks), SECOND)
        if name in life.two:
            other = life.two[1 - life.two.index(name)]
            survey = with_never(survey, world, **{"also" if life.says_in_survey(number_of, name) else "but": (other,)})
        hands_in(world, name, survey)


def somebody_pauses(life: Life, number: int) -> None:
    """For some days, or not any longer."""
    name = life.dice.choice(life.people)

    def does(world: World) -> object:
        cast = world.made.cast
        if number % 4 == 3:
            return cast.store.do(breaks.resume, cast.actor(name))
        last_day = cast.store.clock.now().date() + timedelta(days=number)
        return cast.store.do(breaks.pause, Pause(cast.actor(name), last_day))

    life.both(does)


def an_account_is_closed(life: Life, number: int) -> None:
    """Or is open again."""
    name = life.dice.choice(life.people)
    if not life.spares(name):
        return

    def does(world: World) -> object:
        cast = world.made.cast
        is_gone = number % 3 != 0
        return cast.store.do(profiles.change, ChangeProfile(cast.team, replace(cast.profile(name), is_gone=is_gone)))

    life.both(does)


# Pairs


def in_both(life: Life, fits: Callable[[Place, There], bool]) -> list[tuple[Place, list[There]]]:
    """The places that are of such a kind in both worlds, in one order."""
    places = [world.places() for world in life.worlds]
    return [
        (place, [each[place] for each in places])
        for place in sorted(places[0].keys() & places[1].keys())
        if all(fits(place, each[place]) for each in places)
    ]


Acts = Callable[[World, Place, There], object]


def one_of_them(life: Life, found: list[tuple[Place, list[There]]], does: Acts) -> None:
    if not found:
        return
    place, theres = found[life.dice.randrange(len(found))]
    life.both(lambda world: does(world, place, theres[life.worlds.index(world)]))


def is_of_the_programme(life: Life, place: Place) -> bool:
    return place.programme_id == life.worlds[0].programme_id


def until(world: World, place: Place, there: There) -> object:
    """Somebody has no time before a day."""
    cast = world.made.cast
    day = cast.store.clock.now().date() + timedelta(days=20)
    return cast.store.do(not_now.not_now, NotNow(cast.actor(place.name), there.pair_id, day, receipt()))


def answering(answer: Answer) -> Acts:
    return lambda world, place, there: world.made.cast.answer(place.name, there.pair_id, answer)


def somebody_answers(life: Life, number: int) -> None:
    asked = in_both(life, lambda place, there: is_of_the_programme(life, place) and there.is_open_to_an_answer)
    does = until if number % 4 == 3 else answering(Answer.DECLINE if number % 4 == 2 else Answer.ACCEPT)
    one_of_them(life, asked, does)


def somebody_has_no_time(life: Life, _number: int) -> None:
    """Whoever is asked, or said no; their no they take back by it."""

    def fits(place: Place, there: There) -> bool:
        said_no = there.state is PairState.DECLINED and there.answer is not MembershipState.ACCEPTED
        return is_of_the_programme(life, place) and (said_no or there.is_open_to_an_answer)

    one_of_them(life, in_both(life, fits), until)


def a_pair_ends(life: Life, _number: int) -> None:
    def leaves(world: World, place: Place, there: There) -> object:
        cast = world.made.cast
        return cast.store.do(pairs.leave, LeavePair(cast.actor(place.name), there.pair_id, receipt()))

    is_in = (PairState.ACTIVE, MembershipState.ACCEPTED)
    one_of_them(life, in_both(life, lambda _, there: (there.state, there.answer) == is_in), leaves)


def somebody_wants_no_more(life: Life, number: int) -> None:
    """Not again with another of a pair that was, or did not form; or again after all. Of the two themselves, not."""

    def fits(place: Place, there: There) -> bool:
        return (there.state, there.answer) in not_again.OVER and not set(life.two) <= set(place.people)

    def says_so(world: World, place: Place, there: There) -> object:
        other = next(
            each for one, each in world.places().items() if each.pair_id == there.pair_id and one.name != place.name
        )
        cast = world.made.cast
        command = NotAgain(cast.actor(place.name), there.pair_id, other.membership_id, receipt())
        return cast.store.do(not_again.take_back if number % 4 == 3 else not_again.wish, command)

    one_of_them(life, in_both(life, fits), says_so)


# Without any programme


def somebody_asks_a_colleague(life: Life, number: int) -> None:
    one, other = life.dice.sample([*life.people, "olga"], 2)
    if number % 4 == 0:
        one, other = life.dice.sample(life.two, 2)
    elif number % 4 == 1:
        other = life.dice.choice([each for each in life.two if each != one])
    elif number % 4 == 2:
        one = life.dice.choice([each for each in life.two if each != other])
    role = (Role.SENIOR, Role.JUNIOR)[number % 2]

    def asks(world: World, *, is_tried: bool = False) -> object:
        cast = world.made.cast
        command = InvitePartner(cast.actor(one), cast.profile(one), cast.profile(other), role, receipt())
        with cast.store.transaction() as uow:
            found = refusing(partial(pairs.invite, command, uow))
            if is_tried or isinstance(found, tuple):
                uow.db.rollback()
            return found if isinstance(found, tuple) else None

    if {one, other} == set(life.two):
        outcomes = [asks(world, is_tried=True) for world in life.worlds]
        if outcomes[0] != outcomes[1]:
            return
    life.both(asks)


def a_colleague_answers(life: Life, number: int) -> None:
    asked = in_both(life, lambda place, there: not is_of_the_programme(life, place) and there.is_open_to_an_answer)
    one_of_them(life, asked, answering(Answer.DECLINE if number % 2 else Answer.ACCEPT))


def takes_back(world: World, place: Place, there: There) -> object:
    cast = world.made.cast
    return cast.store.do(pairs.withdraw, WithdrawInvitation(cast.actor(place.name), there.pair_id))


def somebody_takes_back_what_they_asked(life: Life, _number: int) -> None:
    is_open = {PairState.INVITED, PairState.HELD}
    one_of_them(life, in_both(life, lambda _, there: there.is_asker and there.state in is_open), takes_back)


PEOPLES_ACTS: dict[str, Callable[[Life, int], None]] = {
    "somebody answers": somebody_answers,
    "somebody answers too": somebody_answers,
    "somebody joins": somebody_joins,
    "a sheet comes": a_sheet_comes,
    "somebody leaves": somebody_leaves,
    "somebody comes back": somebody_comes_back,
    "somebody pauses": somebody_pauses,
    "an account is closed": an_account_is_closed,
    "leaves and comes back": one_of_the_two_leaves_and_comes_back,
    "changes their mind": changes_their_mind,
    "has no time": somebody_has_no_time,
    "a pair ends": a_pair_ends,
    "not again": somebody_wants_no_more,
    "asks a colleague": somebody_asks_a_colleague,
    "a colleague answers": a_colleague_answers,
    "takes back what they asked": somebody_takes_back_what_they_asked,
}
CONCERNS_ALL = {
    "somebody answers",
    "somebody answers too",
    "has no time",
    "a pair ends",
    "a colleague answers",
    "an account is closed",
}
"""After which the Home tabs and messages of everybody else are compared as well."""
