"""What a newer sheet changes of somebody is shown to them where they are asked, before they say yes to it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from handlers.entered import said_yes
from mentoring.enrolments import imported as entered
from mentoring.enrolments.held import held_of
from mentoring.enrolments.imported import KeepIn
from mentoring.enrolments.rules import HeldOtherwise
from mentoring.pairs import commands as pairs
from mentoring.pairs.commands import Answer, AnswerInvitation
from mentoring.pairs.notices import Invitation
from mentoring.roster import settling
from mentoring.rounds.notices import NobodyThisTime
from mentoring.states import RoleWish
from mentoring.unit_of_work import UnitOfWork
from models import Enrolment, EnrolmentState, OutboxAct, OutboxRow
from tests.factories.cast import Cast
from tests.factories.sheets import counted, imported
from tests.mentoring.pairs.led import enrolment_of, goes_out, hears, joins, pair_of, to

HEADINGS = "Email,Name,Can teach,Wants to learn,Team,Time zone"
IVY = "ivy@example.com,Ivy,Prompting,Strategy,Blue,Europe/Lisbon"
JON = "jon@example.com,Jon,Chess,Golf,Blue,Europe/Lisbon"
NEW_IVY, NEW_JON = (each.replace("Blue", "Green") for each in (IVY, JON))


@pytest.fixture
def programme_id(each_cast: Cast) -> UUID:
    """A sheet brought Ivy, who is asked into a pair with Ada, and Jon, who is told that there is nobody."""
    found = each_cast.programme()
    joins(each_cast, found, "ada", RoleWish.SENIOR)
    imported(each_cast, found, IVY, JON, headings=HEADINGS)
    goes_out(each_cast, found)
    told = hears(each_cast)
    [asked] = to(each_cast, told, "ivy", Invitation)
    [nobody] = to(each_cast, told, "jon", NobodyThisTime)
    assert "Blue" in asked.words
    assert "Blue" in nobody.words
    each_cast.store.clock.advance(hours=1)
    return found


def redrawings(cast: Cast) -> list[str]:
    """Who has a message drawn anew, by its kind."""
    return sorted(each.kind for each in cast.store.rows(OutboxRow) if each.act is OutboxAct.REFRESH)


def test_the_messages_are_drawn_anew(each_cast: Cast, programme_id: UUID) -> None:
    before = redrawings(each_cast)
    imported(each_cast, programme_id, NEW_IVY, NEW_JON, headings=HEADINGS)
    assert redrawings(each_cast) == sorted([*before, "match_nobody", "pair_invitation"])
    told = hears(each_cast)
    for name, kind in (("ivy", Invitation), ("jon", NobodyThisTime)):
        [card] = to(each_cast, told, name, kind)
        assert ("Green" in card.words, "Blue" in card.words) == (True, False)


def test_they_are_by_a_sheet_that_goes_in_some_people_at_a_time(each_cast: Cast, programme_id: UUID) -> None:
    rest = counted(each_cast, programme_id, NEW_IVY, NEW_JON, headings=HEADINGS)
    hears(each_cast)
    each_cast.store.do(settling.settle, rest)
    [card] = to(each_cast, hears(each_cast), "jon", NobodyThisTime)
    assert "Green" in card.words


def test_a_message_that_is_to_be_drawn_anyway_is_drawn_once(each_cast: Cast, programme_id: UUID) -> None:
    imported(each_cast, programme_id, NEW_IVY, headings=HEADINGS)
    asked = redrawings(each_cast)
    imported(each_cast, programme_id, NEW_IVY.replace("Green", "Red"), headings=HEADINGS)
    assert redrawings(each_cast) == asked
    [card] = to(each_cast, hears(each_cast), "ivy", Invitation)
    assert "Red" in card.words


def test_nobody_who_takes_part_by_their_own_word_has_anything_drawn(each_cast: Cast, programme_id: UUID) -> None:
    before = redrawings(each_cast)
    imported(each_cast, programme_id, IVY.replace("ivy", "ada").replace("Ivy", "Ada"), headings=HEADINGS)
    assert redrawings(each_cast) == before


def test_another_programmes_sheet_that_says_other_hours_draws_them_too(each_cast: Cast, programme_id: UUID) -> None:
    other = each_cast.programme(name="Other ways")
    imported(each_cast, other, IVY.replace("Lisbon", "Madrid"), headings=HEADINGS)
    [card] = to(each_cast, hears(each_cast), "ivy", Invitation)
    assert "Madrid" in card.words


def test_a_yes_to_what_was_held_before_is_none(each_cast: Cast, programme_id: UUID) -> None:
    ivy, jon = (each_cast.actor(name) for name in ("ivy", "jon"))
    before = marks(each_cast)
    imported(each_cast, programme_id, NEW_IVY, NEW_JON, headings=HEADINGS)
    after = marks(each_cast)
    pair_id = pair_of(each_cast, "ada", "ivy").id
    with pytest.raises(HeldOtherwise):
        each_cast.store.do(pairs.answer, AnswerInvitation(ivy, pair_id, Answer.ACCEPT, before["ivy"]))
    with pytest.raises(HeldOtherwise):
        each_cast.store.do(entered.keep_in, KeepIn(jon, programme_id, before["jon"]))
    assert states(each_cast) == {EnrolmentState.IMPORTED}
    each_cast.store.do(pairs.answer, AnswerInvitation(ivy, pair_id, Answer.ACCEPT, after["ivy"]))
    each_cast.store.do(entered.keep_in, KeepIn(jon, programme_id, after["jon"]))
    assert states(each_cast) == {EnrolmentState.ACTIVE}
    each_cast.store.do(entered.keep_in, KeepIn(jon, programme_id, before["jon"]))


def test_the_same_sheet_again_leaves_the_buttons_good(each_cast: Cast, programme_id: UUID) -> None:
    before = marks(each_cast)
    imported(each_cast, programme_id, IVY, JON, headings=HEADINGS)
    assert marks(each_cast) == before


async def test_whoever_says_yes_to_what_is_not_held_is_refused_and_shown_what_is(
    each_cast: Cast, programme_id: UUID
) -> None:
    async def transact(function: Callable[[Any, UnitOfWork], Any], command: Any) -> Any:
        return each_cast.store.do(function, command)

    with pytest.raises(HeldOtherwise):
        await said_yes(transact, entered.keep_in, KeepIn(each_cast.actor("jon"), programme_id, "another"))
    [card] = to(each_cast, hears(each_cast), "jon", NobodyThisTime)
    assert "Blue" in card.words


def test_what_no_list_said_is_not_called_what_an_owner_entered(each_cast: Cast) -> None:
    programme_id = each_cast.programme()
    joins(each_cast, programme_id, "ada", RoleWish.SENIOR)
    imported(each_cast, programme_id, "ivy@example.com,Ivy,Prompting,Strategy")
    goes_out(each_cast, programme_id)
    [asked] = to(each_cast, hears(each_cast), "ivy", Invitation)
    for said in ("Working hours: 09:00 to 17:00", "Pairs at once: 1", "One of three: no"):
        assert said in asked.words, said
    assert "*What is held about you*" in asked.words
    assert "What the list does not say is as Slack has it" in asked.words
    assert "What an owner entered" not in asked.words


def marks(cast: Cast) -> dict[str, str]:
    """What their buttons bear, drawn now."""
    ids = {name: enrolment_of(cast, name).id for name in ("ivy", "jon")}
    with cast.store.transaction() as uow:
        found = {name: held_of(uow.get(Enrolment, cast.workspace_id, each), uow) for name, each in ids.items()}
    return {name: each.mark for name, each in found.items() if each is not None}


def states(cast: Cast) -> set[EnrolmentState]:
    return {enrolment_of(cast, name).state for name in ("ivy", "jon")}
