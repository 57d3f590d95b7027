"""An invitation is over, and whom an owner entered did nothing: what is held about them stays theirs to see."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from mentoring.enrolments import commands as enrolments
from mentoring.enrolments import imported
from mentoring.enrolments.commands import LeaveProgramme
from mentoring.enrolments.rules import HeldOtherwise
from mentoring.pairs.commands import Answer
from mentoring.pairs.course import InvitationReminder
from mentoring.pairs.notices import Invitation
from mentoring.states import EnrolmentState, PairState, RoleWish
from tests.factories.cast import Cast
from tests.mentoring.pairs.led import Told, enrolment_of, goes_out, hears, imports, joins, owner_sees, pair_of, state_of
from tests.mentoring.pairs.led import to as reaching
from views import enrolments as views
from views import held, notices
from views.reader import Reader

HELD = ("Payments", "Porto", "<@UMIA>", "Portuguese", "Prompting", "Strategy", "Pairs at once: 4", "erased on")
WAYS = ("Keep me in", "Correct it", "Delete it")


@pytest.fixture
def programme_id(cast: Cast) -> UUID:
    """Ada is enrolled, Ivy was entered, and both were asked."""
    found = cast.programme()
    joins(cast, found, "ada", RoleWish.SENIOR)
    imports(cast, found, "ivy")
    goes_out(cast, found)
    hears(cast)
    return found


def declined(cast: Cast, programme_id: UUID) -> list[Told]:
    cast.answer("ada", pair_of(cast, "ada", "ivy").id, Answer.DECLINE)
    return hears(cast)


def taken_back(cast: Cast, programme_id: UUID) -> list[Told]:
    cast.store.do(enrolments.leave, LeaveProgramme(cast.actor("ada"), programme_id))
    return hears(cast)


def lapsed(cast: Cast, programme_id: UUID) -> list[Told]:
    told: list[Told] = []
    for _ in range(15):
        told += hears(cast, days=1)
    return told


ENDS: list[Callable[[Cast, UUID], list[Told]]] = [declined, taken_back, lapsed]


@pytest.mark.parametrize("ends", ENDS)
def test_it_still_shows_all_that_is_held_and_until_when_with_the_ways_to_keep_it(
    cast: Cast, programme_id: UUID, ends: Callable[[Cast, UUID], list[Told]]
) -> None:
    card = reaching(cast, ends(cast, programme_id), "ivy", Invitation)[-1]
    assert state_of(cast, "ada", "ivy") in {PairState.DECLINED, PairState.WITHDRAWN}
    assert [said for said in (*HELD, *WAYS) if said not in card.words] == []
    assert "This pair will not come about." in card.words
    assert [said for said in ("nothing to do", "Accept", "Your no is", "Not with") if said in card.words] == []


def test_its_reminder_points_there_and_does_not_say_that_there_is_nothing_to_do(cast: Cast, programme_id: UUID) -> None:
    told = lapsed(cast, programme_id)
    assert "Your answer is still awaited" in reaching(cast, told, "ivy", InvitationReminder)[0].words
    ivys = reaching(cast, told, "ivy", InvitationReminder)[-1].words
    assert ("The invitation, further up here, says the rest." in ivys, "nothing to do" in ivys) == (True, False)
    assert "there is nothing to do" in reaching(cast, told, "ada", InvitationReminder)[-1].words


def test_by_what_it_says_nobody_can_tell_whether_the_other_said_no_or_left(cast: Cast) -> None:
    def said(there: Cast, ends: Callable[[Cast, UUID], list[Told]]) -> str:
        programme_id = there.programme()
        joins(there, programme_id, "ada", RoleWish.SENIOR)
        imports(there, programme_id, "ivy")
        goes_out(there, programme_id)
        hears(there)
        [card] = reaching(there, ends(there, programme_id), "ivy", Invitation)
        return re.sub("[0-9a-f]{16,32}", "…", card.words)

    assert said(cast, declined) == said(Cast(cast.store, "T2"), taken_back)


def test_nobody_else_reads_it(cast: Cast, programme_id: UUID) -> None:
    told = [each for each in declined(cast, programme_id) if each.user_id != "UIVY"]
    assert [each for each in told for said in HELD[:4] if said in each.words] == []
    assert [said for said in HELD[:4] if said in repr(owner_sees(cast, programme_id))] == []


def test_whoever_takes_part_by_their_own_word_reads_what_they_always_did(cast: Cast) -> None:
    programme_id = cast.programme()
    for name, wish in (("ada", RoleWish.SENIOR), ("ben", RoleWish.JUNIOR)):
        joins(cast, programme_id, name, wish)
    goes_out(cast, programme_id)
    hears(cast)
    cast.answer("ada", pair_of(cast, "ada", "ben").id, Answer.DECLINE)
    [card] = reaching(cast, hears(cast), "ben", Invitation)
    assert "This pair will not come about. There is nothing to do." in card.words
    assert [said for said in (*WAYS, "erased on") if said in card.words] == []


def test_its_yes_is_one_to_what_stands_there(cast: Cast, programme_id: UUID) -> None:
    [card] = reaching(cast, declined(cast, programme_id), "ivy", Invitation)
    click = yes(card)
    imports(cast, programme_id, "ivy", teaches="Rhetoric")
    with pytest.raises(HeldOtherwise):
        cast.store.do(imported.keep_in, views.read_keep_in(click))
    assert enrolment_of(cast, "ivy").state is EnrolmentState.IMPORTED
    cast.store.do(imported.show_anew, imported.ShowAnew(cast.actor("ivy")))
    [card] = reaching(cast, hears(cast), "ivy", Invitation)
    assert "Rhetoric" in card.words
    assert cast.store.do(imported.keep_in, views.read_keep_in(yes(card))).is_new
    assert enrolment_of(cast, "ivy").state is EnrolmentState.ACTIVE
    [card] = reaching(cast, hears(cast), "ivy", Invitation)
    assert [said for said in (*WAYS, "Payments") if said in card.words] == []


def test_it_shows_it_until_it_is_deleted_or_the_thirty_days_are_over(cast: Cast, programme_id: UUID) -> None:
    told = declined(cast, programme_id)
    for _ in range(30):
        told += hears(cast, days=1)
    *_, before, after = reaching(cast, told, "ivy", Invitation)
    assert "Payments" in before.words
    assert [said for said in (*HELD[:4], *WAYS) if said in after.words] == []
    assert "what was kept about you there is erased" in after.words


def yes(card: Told) -> dict[str, Any]:
    """The click on the button that keeps them in, as the message bears it."""
    message = notices.render(Reader("en"), card.notice)
    found = [each for block in message.blocks for each in block.get("elements", [])]
    [button] = [each for each in found if each.get("action_id") == held.KEEP_IN]
    return {"team": {"id": "T1"}, "user": {"id": card.user_id}, "actions": [button]}
