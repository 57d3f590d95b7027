"""The pulse: one private tap, changed for a day, and never shown to anybody but, in their own history, its author."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest

from mentoring import pulses
from mentoring.errors import CharterFirst, NotInThisPair, PairHasEnded
from mentoring.pairs import commands as pairs
from mentoring.pairs.commands import LeavePair
from mentoring.pulses import AnswerPulse, AskAgain, PulseCard, PulseIsSettled, Score
from mentoring.states import PulseState, Visibility
from models import AuditEntry, CheckIn, Membership, Pulse
from models.base import new_id
from tests.factories.cast import Cast, receipt
from tests.factories.store import Store


def kept(cast: Cast) -> list[int | None]:
    """The scores in the store, opened with the key."""
    return [cast.store.vault.open(row.sealed_score) if row.sealed_score else None for row in cast.store.rows(Pulse)]


def open_card(cast: Cast, name: str) -> PulseCard:
    [card] = cast.store.do(pulses.open_questions, cast.actor(name))
    return card


@pytest.mark.parametrize("score", list(Score))
def test_one_tap_answers(cast: Cast, score: Score) -> None:
    pair_id = cast.chartered("ada", "ben")
    card = cast.tap("ada", pair_id, score)
    assert (card.state, card.changeable) == (PulseState.ANSWERED, True)
    assert kept(cast) == [score]


def test_a_skip_keeps_no_score(cast: Cast) -> None:
    pair_id = cast.chartered("ada", "ben")
    assert cast.tap("ada", pair_id, None).state is PulseState.SKIPPED
    assert kept(cast) == [None]


def test_it_may_be_changed_for_a_day_and_not_after(cast: Cast) -> None:
    pair_id = cast.chartered("ada", "ben")
    card = cast.tap("ada", pair_id, Score.FULLY)
    cast.store.clock.advance(hours=23, minutes=59)
    cast.tap("ada", pair_id, Score.LITTLE)
    assert kept(cast) == [Score.LITTLE]
    cast.store.clock.advance(minutes=1, seconds=1)
    command = AnswerPulse(cast.actor("ada"), pair_id, card.pulse_id, Score.FULLY, receipt())
    with pytest.raises(PulseIsSettled):
        cast.store.do(pulses.answer, command)
    with pytest.raises(PulseIsSettled):
        cast.store.do(pulses.question, AskAgain(cast.actor("ada"), pair_id, card.pulse_id))
    assert kept(cast) == [Score.LITTLE]


def test_a_skip_may_become_an_answer_and_an_answer_a_skip(cast: Cast) -> None:
    pair_id = cast.chartered("ada", "ben")
    cast.tap("ada", pair_id, None)
    cast.tap("ada", pair_id, Score.PARTLY)
    assert kept(cast) == [Score.PARTLY]
    cast.tap("ada", pair_id, None)
    assert kept(cast) == [None]


def test_a_tap_delivered_again_does_not_undo_a_later_one(each_cast: Cast) -> None:
    pair_id = each_cast.chartered("ada", "ben")
    first = AnswerPulse(each_cast.actor("ada"), pair_id, None, Score.NOT_AT_ALL, "first")
    card = each_cast.store.do(pulses.answer, first)
    later = AnswerPulse(each_cast.actor("ada"), pair_id, card.pulse_id, Score.FULLY, "later")
    each_cast.store.do(pulses.answer, later)
    again = each_cast.store.do(pulses.answer, first)
    assert again.pulse_id == card.pulse_id
    assert kept(each_cast) == [Score.FULLY]


def test_a_double_click_on_a_question_one_opened_makes_one_pulse(each_cast: Cast) -> None:
    pair_id = each_cast.chartered("ada", "ben")
    start = Barrier(2)

    def tap(score: Score) -> PulseCard:
        command = AnswerPulse(each_cast.actor("ada"), pair_id, None, score, receipt())
        start.wait()
        return each_cast.store.do(pulses.answer, command)

    with ThreadPoolExecutor(2) as threads:
        cards = list(threads.map(tap, (Score.MOSTLY, Score.FULLY)))
    assert len({card.pulse_id for card in cards}) == 1
    assert len(kept(each_cast)) == 1


@pytest.mark.postgres
def test_a_tap_waits_for_nobody_who_only_refers_to_the_same_member(store_on_postgres: Store) -> None:
    cast = Cast(store_on_postgres)
    pair_id = cast.chartered("ada", "ben")
    with store_on_postgres.transaction() as uow:
        for membership in store_on_postgres.rows(Membership):
            uow.add_once(
                CheckIn,
                workspace_id=cast.workspace_id,
                id=new_id(),
                pair_id=pair_id,
                membership_id=membership.id,
                visibility=Visibility.PRIVATE,
                sealed_body="{}",
                receipt=receipt(),
                created_at=uow.now,
            )
        cast.tap("ada", pair_id, Score.MOSTLY)
    assert kept(cast) == [Score.MOSTLY]


def test_after_a_day_a_new_question_may_be_opened(cast: Cast) -> None:
    pair_id = cast.chartered("ada", "ben")
    first = cast.tap("ada", pair_id, Score.LITTLE)
    assert open_card(cast, "ada").pulse_id == first.pulse_id
    cast.store.clock.advance(hours=25)
    assert open_card(cast, "ada").pulse_id is None
    cast.tap("ada", pair_id, Score.FULLY)
    assert kept(cast) == [Score.LITTLE, Score.FULLY]


def test_the_card_tells_nobody_what_was_tapped(cast: Cast) -> None:
    pair_id = cast.chartered("ada", "ben")
    cards = []
    for score in Score:
        cards.append(cast.tap("ada", pair_id, score))
        cards.append(open_card(cast, "ada"))
    assert len(set(cards)) == 1


def test_each_answers_alone(cast: Cast) -> None:
    pair_id = cast.chartered("ada", "ben")
    mine = cast.tap("ada", pair_id, Score.NOT_AT_ALL)
    assert open_card(cast, "ben").state is PulseState.ASKED
    for name in ("ben", "eve"):
        with pytest.raises(NotInThisPair):
            cast.store.do(pulses.question, AskAgain(cast.actor(name), pair_id, mine.pulse_id))
        command = AnswerPulse(cast.actor(name), pair_id, mine.pulse_id, Score.FULLY, receipt())
        with pytest.raises(NotInThisPair):
            cast.store.do(pulses.answer, command)
    assert kept(cast) == [Score.NOT_AT_ALL]


def test_a_made_up_pulse_is_nobodys(cast: Cast) -> None:
    pair_id = cast.chartered("ada", "ben")
    with pytest.raises(NotInThisPair):
        cast.store.do(pulses.answer, AnswerPulse(cast.actor("ada"), pair_id, uuid4(), Score.FULLY, receipt()))
    assert kept(cast) == []


def test_the_charter_comes_first(cast: Cast) -> None:
    pair_id = cast.pair("ada", "ben")
    with pytest.raises(CharterFirst):
        cast.store.do(pulses.open_questions, cast.actor("ada"))
    with pytest.raises(CharterFirst):
        cast.store.do(pulses.answer, AnswerPulse(cast.actor("ada"), pair_id, None, Score.FULLY, receipt()))
    assert cast.store.do(pulses.open_questions, cast.actor("eve")) == ()


def test_after_the_end_nothing_is_asked_or_answered(cast: Cast) -> None:
    pair_id = cast.chartered("ada", "ben")
    card = cast.tap("ada", pair_id)
    cast.store.do(pairs.leave, LeavePair(cast.actor("ben"), pair_id, receipt()))
    assert cast.store.do(pulses.open_questions, cast.actor("ada")) == ()
    with pytest.raises(PairHasEnded):
        cast.store.do(pulses.answer, AnswerPulse(cast.actor("ada"), pair_id, card.pulse_id, Score.FULLY, receipt()))
    with pytest.raises(PairHasEnded):
        cast.store.do(pulses.question, AskAgain(cast.actor("ada"), pair_id, card.pulse_id))


def test_several_pairs_are_asked_about_one_by_one(cast: Cast) -> None:
    first = cast.chartered("ada", "ben")
    cast.store.clock.advance(minutes=1)
    second = cast.chartered("ada", "cleo")
    cards = cast.store.do(pulses.open_questions, cast.actor("ada"))
    assert [card.pair_id for card in cards] == [first, second]
    cast.tap("ada", second, Score.LITTLE)
    cards = cast.store.do(pulses.open_questions, cast.actor("ada"))
    assert [card.state for card in cards] == [PulseState.ASKED, PulseState.ANSWERED]


def test_the_trail_holds_no_pulse_at_all(cast: Cast) -> None:
    pair_id = cast.chartered("ada", "ben")
    before = len(cast.store.rows(AuditEntry))
    cast.tap("ada", pair_id, Score.FULLY)
    cast.tap("ada", pair_id, None)
    assert len(cast.store.rows(AuditEntry)) == before
