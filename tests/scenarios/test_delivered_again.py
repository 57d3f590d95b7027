"""Slack delivers at least once; every act happens once."""

from collections.abc import AsyncIterator
from copy import deepcopy

import pytest

from bot.app import Bot
from bot.demo.humans import Payload
from models import CheckIn, Consent, OutboxRow, Pair, Pulse, PulseState, Signature
from tests.scenarios.doors import bring, open_door
from tests.scenarios.people import Person, words
from tests.scenarios.stage import Stage

BUSY = "nothing was changed. Please try again in a moment"


@pytest.fixture
async def pair(any_stage: Stage) -> tuple[Person, Person]:
    alex, bea = await any_stage.person("alex"), await any_stage.person("bea")
    await any_stage.begin_pair(alex, bea)
    return alex, bea


@pytest.fixture
async def doors(any_stage: Stage) -> AsyncIterator[list[str]]:
    """The request URLs of two bots on one store: the stage's own and another replica."""
    assert any_stage.bot is not None
    other = Bot(any_stage.settings())
    await other.start()
    async with open_door(any_stage.bot) as first, open_door(other) as second:
        yield [first, second]
    await other.stop()


def newest(stage: Stage, kind: str) -> Payload:
    """The payload of that type which Slack sent last."""
    return deepcopy(
        next(e["request"] for e in reversed(stage.entries()) if e["direction"] == "to_app" and e["name"] == kind)
    )


async def brought(payload: Payload, stage: Stage, doors: list[str], *, retry: int = 0) -> list[str]:
    """
    Deliver one payload at each door at once, until no bot says that it did not work just now; what each answers.

    On a busy machine one bot may wait too long for the other's lock. Then it says so, and Slack's person clicks again.
    """
    answers = await bring(payload, stage.serving.signing_secret, doors, retry=retry)
    while any(BUSY in body for _, body in answers):
        answers = await bring(payload, stage.serving.signing_secret, doors, retry=retry)
    assert {status for status, _ in answers} == {200}
    return [body for _, body in answers]


def opened_for_good(stage: Stage) -> list[Payload]:
    """What was opened, but for a bot that had no turn at a busy store and said so."""
    return [each for each in stage.calls("views.open") if BUSY not in str(each["request"])]


async def test_a_check_in_delivered_four_times_is_kept_once_and_told_once(
    any_stage: Stage, pair: tuple[Person, Person], doors: list[str]
) -> None:
    alex, bea = pair
    await alex.hands_in(await alex.opens("/mentor-checkin"), moved="The first line of mine")
    again = newest(any_stage, "view_submission")
    for number in (1, 2, 3):
        [body] = await brought(again, any_stage, doors[:1], retry=number)
        assert "Check-in saved" in body
    await any_stage.settles()
    assert len(any_stage.stored(CheckIn)) == 1
    posts = await bea.conversation_with(alex)
    assert sum("The first line of mine" in post.words for post in posts) == 1


async def test_a_check_in_delivered_to_two_bots_at_one_instant_is_kept_once(
    any_stage: Stage, pair: tuple[Person, Person], doors: list[str]
) -> None:
    alex, bea = pair
    await alex.hands_in(await alex.opens("/mentor-checkin"), moved="The line before")
    fresh = newest(any_stage, "view_submission")
    for number in range(1, 9):
        fresh["view"]["hash"] = f"another-{number}"
        assert all("Check-in saved" in body for body in await brought(fresh, any_stage, doors * 2))
        assert len(any_stage.stored(CheckIn)) == 1 + number
    await any_stage.settles()
    posts = await bea.conversation_with(alex)
    assert sum("The line before" in post.words for post in posts) == 1, "all of them stand on the one card"


async def test_a_signature_delivered_four_times_to_two_bots_counts_once_and_is_told_once(
    any_stage: Stage, doors: list[str]
) -> None:
    alex, bea = await any_stage.person("alex"), await any_stage.person("bea")
    await any_stage.become_a_pair(alex, bea)
    page = (await alex.hands_in(await alex.opens("/mentor-charter"), purpose="Answer ten", success="Fewer"))["view"]
    await alex.hands_in(page)
    shown = await bea.opens("/mentor-charter")
    await bea.hands_in(shown)
    again = newest(any_stage, "view_submission")
    await brought(again, any_stage, doors * 2)
    await any_stage.settles()
    assert len(any_stage.stored(Signature)) == 2
    posts = await alex.conversation_with(bea)
    assert sum("signed it" in post.notification for post in posts) == 1
    assert sum(row.dedup_key.startswith("charter-in-force") for row in any_stage.stored(OutboxRow)) == 1


async def test_a_tap_delivered_late_does_not_undo_a_later_one(
    any_stage: Stage, pair: tuple[Person, Person], doors: list[str]
) -> None:
    _, bea = pair
    page = await bea.opens("/mentor-pulse")
    answered = await bea.clicks_through("pulse.answer.4", page)
    first_tap = newest(any_stage, "block_actions")
    reopened = await bea.clicks_through("pulse.change", answered)
    await bea.clicks("pulse.skip", reopened)
    await bring(first_tap, any_stage.serving.signing_secret, doors, retry=2)
    [pulse] = any_stage.stored(Pulse)
    assert (pulse.state, pulse.sealed_score) == (PulseState.SKIPPED, None)


async def test_an_answer_to_an_invitation_delivered_four_times_is_one_consent(
    any_stage: Stage, doors: list[str]
) -> None:
    alex, bea = await any_stage.person("alex"), await any_stage.person("bea")
    await any_stage.become_a_pair(alex, bea)
    accepted = newest(any_stage, "block_actions")
    assert accepted["actions"][0]["action_id"] == "pair.accept"
    before = len(any_stage.stored(Consent))
    await bring(accepted, any_stage.serving.signing_secret, doors * 2)
    await any_stage.settles()
    assert len(any_stage.stored(Consent)) == before
    opened = [post for post in await alex.conversation_with(bea) if "own conversation" in post.words]
    assert len(opened) == 1


async def test_an_invitation_delivered_four_times_to_two_bots_is_answered_alike_and_sent_once(
    any_stage: Stage, doors: list[str]
) -> None:
    alex, bea = await any_stage.person("alex"), await any_stage.person("bea")
    await alex.hands_in(await alex.opens("/mentor", "with @bea"))
    again = newest(any_stage, "view_submission")
    answers = await brought(again, any_stage, doors * 2)
    assert all("Invitation sent" in body for body in answers), answers
    await any_stage.settles()
    assert len(any_stage.stored(Pair)) == 1
    assert len(await bea.inbox()) == 1


async def test_leaving_delivered_four_times_to_two_bots_is_told_once_and_refused_never(
    any_stage: Stage, pair: tuple[Person, Person], doors: list[str]
) -> None:
    alex, bea = pair
    await alex.clicks("pair.leave", await alex.home())
    again = newest(any_stage, "block_actions")
    opened_before = opened_for_good(any_stage)
    await brought(again, any_stage, doors * 2)
    await any_stage.settles()
    assert opened_for_good(any_stage) == opened_before, "nobody is told that it was refused"
    assert sum("has ended" in post.words for post in await bea.inbox()) == 1


async def test_a_hello_delivered_four_times_is_answered_once(any_stage: Stage, doors: list[str]) -> None:
    alex = await any_stage.person("alex")
    await alex.says(f"bot:{alex.id}", "Hello there, anybody home?")
    event = newest(any_stage, "message")
    for number in (1, 2, 3):
        await brought(event, any_stage, doors, retry=number)
    await any_stage.settles()
    answered = [post for post in await alex.inbox() if "What would you like to do?" in post.words]
    assert len(answered) == 1
    assert len(any_stage.stored(OutboxRow)) == 1


async def test_a_payload_without_the_right_signature_is_refused(
    any_stage: Stage, pair: tuple[Person, Person], doors: list[str]
) -> None:
    alex, _ = pair
    await alex.hands_in(await alex.opens("/mentor-checkin"), moved="The first line of mine")
    forged = newest(any_stage, "view_submission")
    forged["view"]["hash"] = "forged"
    [(status, _)] = await bring(forged, "not-the-secret", doors[:1])
    assert status == 401
    assert len(any_stage.stored(CheckIn)) == 1
    assert "kept" not in words(await alex.home()).lower()
