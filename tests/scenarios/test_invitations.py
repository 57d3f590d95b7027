"""Asking a colleague: yes, no, taken back, and everybody who cannot be asked."""

import asyncio

import pytest

from bot.demo.humans import NotPossible
from models import Consent, ConsentDecision, OutboxRow, Pair, PairState
from tests.scenarios.people import Person, buttons, heard
from tests.scenarios.stage import Stage

ALREADY = "You two are a pair already, or one of you has asked"


async def invite(asker: Person, colleague: Person) -> dict[str, str]:
    """Ask by command; return the errors beside the fields."""
    answer = await asker.hands_in(await asker.opens("/mentor", "with"), colleague=colleague.id)
    errors: dict[str, str] = answer["errors"]
    return errors


async def test_somebody_who_declines_is_asked_for_no_reason_and_the_asker_learns_it_once(stage: Stage) -> None:
    alex, bea = await stage.person("alex"), await stage.person("bea")
    assert await invite(alex, bea) == {}
    await stage.settles()
    invitation = (await bea.inbox())[-1]
    assert [click["error"] for click in await bea.double_clicks("pair.decline", invitation)] == [None, None]
    await stage.settles()
    [card] = await bea.inbox()
    assert "You declined. That is all; nobody asks why." in card.words
    assert card.buttons == []
    [told] = await alex.inbox()
    assert f"It will not be a pair with {bea.mention} this time." in told.words
    assert [pair.state for pair in stage.stored(Pair)] == [PairState.DECLINED]
    decisions = [consent.decision for consent in stage.stored(Consent)]
    assert sorted(decisions) == [ConsentDecision.GIVEN, ConsentDecision.WITHDRAWN]
    assert "pair.start" in buttons(await bea.home())


async def test_after_a_no_the_same_two_may_ask_again(stage: Stage) -> None:
    alex, bea = await stage.person("alex"), await stage.person("bea")
    await invite(alex, bea)
    await stage.settles()
    await bea.clicks("pair.decline", (await bea.inbox())[-1])
    assert await invite(bea, alex) == {}
    await stage.settles()
    assert "pair.accept" in (await alex.inbox())[-1].buttons


async def test_an_invitation_taken_back_can_no_longer_be_accepted(stage: Stage) -> None:
    alex, bea = await stage.person("alex"), await stage.person("bea")
    await invite(alex, bea)
    await stage.settles()
    invitation = (await bea.inbox())[-1]
    # Bea's card is still as it was when she clicks: Slack lets nobody change messages for a moment.
    await stage.breaks({"method": "chat.update", "kind": "429", "times": 1, "retry_after": 1})
    await alex.double_clicks("pair.withdraw", await alex.home())
    late = await bea.clicks("pair.accept", invitation)
    assert "This invitation is no longer open" in heard(late)
    await stage.settles()
    card = (await bea.inbox())[0]
    assert "was taken back" in card.words
    assert card.buttons == []
    assert [pair.state for pair in stage.stored(Pair)] == [PairState.WITHDRAWN]


async def test_one_can_ask_neither_oneself_nor_the_bot_nor_somebody_who_left(stage: Stage) -> None:
    alex, gone = await stage.person("alex"), await stage.person("gone")
    await stage.control("users/update", {"user": gone.id, "deleted": True})
    form = await alex.opens("/mentor", "with")
    answer = await alex.hands_in(form, colleague=alex.id)
    assert "Pick a colleague instead of yourself" in answer["errors"]["colleague"]
    assert answer["errors_by"] == "app"
    for nobody in (stage.bot_user, gone.id):
        answer = await alex.hands_in(form, colleague=nobody)
        assert "Only people with an open Slack account" in answer["errors"]["colleague"]
    assert stage.stored(Pair) == []
    assert stage.stored(OutboxRow) == []


async def test_the_same_person_is_asked_once(stage: Stage) -> None:
    alex, bea = await stage.person("alex"), await stage.person("bea")
    assert await invite(alex, bea) == {}
    assert ALREADY in (await invite(alex, bea))["colleague"]
    assert ALREADY in (await invite(bea, alex))["colleague"]
    await stage.settles()
    assert len(await bea.inbox()) == 1
    await bea.clicks("pair.accept", (await bea.inbox())[-1])
    assert ALREADY in (await invite(alex, bea))["colleague"]
    assert len(stage.stored(Pair)) == 1


@pytest.mark.parametrize("rounds", [5])
async def test_two_who_ask_each_other_at_the_same_instant_become_one_pair(any_stage: Stage, rounds: int) -> None:
    for number in range(rounds):
        alex, bea = await any_stage.person(f"alex{number}"), await any_stage.person(f"bea{number}")
        to_bea, to_alex = await alex.opens("/mentor", "with"), await bea.opens("/mentor", "with")
        answers = await asyncio.gather(
            alex.hands_in(to_bea, colleague=bea.id), bea.hands_in(to_alex, colleague=alex.id)
        )
        refused = [answer["errors"]["colleague"] for answer in answers if answer["errors"]]
        assert len(refused) == 1, answers
        assert ALREADY in refused[0]
        assert len(any_stage.stored(Pair)) == number + 1
        await any_stage.settles()
        assert len(await alex.inbox()) + len(await bea.inbox()) == 1


async def test_a_stranger_can_answer_nobody_elses_invitation(stage: Stage) -> None:
    alex, bea, cleo = [await stage.person(name) for name in ("alex", "bea", "cleo")]
    await invite(alex, bea)
    await invite(bea, cleo)
    await stage.settles()
    [to_bea] = await bea.inbox()
    assert "pair.accept" in to_bea.buttons
    # Nothing on Cleo's screen leads to Bea's card: Slack itself would not let her click there.
    with pytest.raises(NotPossible):
        await cleo.clicks("pair.accept", to_bea)
    assert {pair.state for pair in stage.stored(Pair)} == {PairState.INVITED}


@pytest.mark.parametrize("typed", ["@nobody", "my friend", "@channel", "<b>"])
async def test_who_names_nobody_reads_how_to_write_it_and_that_nothing_was_sent(stage: Stage, typed: str) -> None:
    alex = await stage.person("alex")
    answer = await alex.types("/mentor", f"with {typed}")
    assert "so nothing was sent. Write `/mentor with @`" in heard(answer)
    # On a slow machine it is a window that says so, without a button.
    assert answer["view"] or buttons(answer["ephemerals"][0]) == ["pair.start"]
    assert stage.stored(Pair) == []


async def test_a_colleague_named_within_words_is_found(stage: Stage) -> None:
    alex, bea = await stage.person("alex"), await stage.person("bea")
    form = await alex.opens("/mentor", "with my colleague @bea, please")
    assert (await alex.hands_in(form))["errors"] == {}
    await stage.settles()
    assert "pair.accept" in (await bea.inbox())[-1].buttons


async def test_a_double_click_on_accept_is_one_acceptance_and_no_error(stage: Stage) -> None:
    alex, bea = await stage.person("alex"), await stage.person("bea")
    await invite(alex, bea)
    await stage.settles()
    clicks = await bea.double_clicks("pair.accept", (await bea.inbox())[-1])
    assert [click["error"] for click in clicks] == [None, None]
    assert not any(click["ephemerals"] for click in clicks)
    assert {click["view"]["title"]["text"] for click in clicks} == {"Our charter"}
    assert len(await bea.modals()) == 1, "the second click opens nothing on top"
    await stage.settles()
    assert len(await alex.conversation_with(bea)) == 1
