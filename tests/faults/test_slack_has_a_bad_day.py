"""Slack loses replies, answers 500 and 429, hangs: every message arrives, and in a DM once."""

from datetime import datetime

import pytest

from bot.demo.humans import Payload
from models import OutboxRow, OutboxState, Pair, PairState, Pulse, PulseState
from tests.scenarios.fixtures import RaiseStage
from tests.scenarios.people import Person, words
from tests.scenarios.stage import Stage

IMPATIENT = {"BOTHWAYS_SETTLE_SECONDS": "0.4"}


@pytest.fixture
async def stage(any_store: str, raise_stage: RaiseStage) -> Stage:
    """A bot that looks soon for what may have been lost, on each database in turn."""
    return await raise_stage(any_store, settings=IMPATIENT)


async def asked(stage: Stage) -> Person:
    """Somebody who was just asked into a pair: one DM is on its way to them."""
    alex, bea = await stage.person("alex"), await stage.person("bea")
    answer = await alex.hands_in(await alex.opens("/mentor", "with @bea"))
    assert answer["response_action"] == "update", answer
    return bea


def sent(stage: Stage) -> list[Payload]:
    return stage.calls("chat.postMessage")


async def arrives(stage: Stage, reader: Person) -> None:
    """Wait until the message is there and nothing is left to do."""

    async def everything_is_sent() -> bool:
        return {row.state for row in stage.stored(OutboxRow)} == {OutboxState.SENT}

    await stage.until(everything_is_sent)
    assert len(await reader.inbox()) == 1


async def test_a_dm_whose_reply_was_lost_is_found_and_not_sent_again(stage: Stage) -> None:
    await stage.breaks({"method": "chat.postMessage", "kind": "drop_reply", "times": 1})
    bea = await asked(stage)
    await arrives(stage, bea)
    assert len(sent(stage)) == 1
    assert len(stage.calls("conversations.history")) >= 1


async def test_a_dm_that_slack_failed_to_take_is_sent_again_after_two_looks(stage: Stage) -> None:
    await stage.breaks({"method": "chat.postMessage", "kind": "500", "times": 1})
    bea = await asked(stage)
    await arrives(stage, bea)
    assert [each["status"] for each in sent(stage)] == ["http_500", "ok"]
    assert len(stage.calls("conversations.history")) == 2


@pytest.mark.parametrize("kind", ["drop_reply", "done_500"])
async def test_a_dm_that_history_does_not_show_at_once_is_found_at_the_second_look(stage: Stage, kind: str) -> None:
    await stage.breaks(
        {"method": "chat.postMessage", "kind": kind, "times": 1},
        {"method": "conversations.history", "kind": "lag", "seconds": 3_600, "times": 1},
    )
    bea = await asked(stage)
    await arrives(stage, bea)
    assert len(sent(stage)) == 1
    assert len(stage.calls("conversations.history")) == 2


async def test_replies_lost_again_and_again_repeat_nothing(stage: Stage) -> None:
    await stage.breaks(
        {"method": "chat.postMessage", "kind": "drop_reply", "times": 1},
        {"method": "conversations.history", "kind": "500", "times": 1},
        {"method": "conversations.open", "kind": "drop_reply", "times": 1},
    )
    bea = await asked(stage)
    await arrives(stage, bea)
    assert len(sent(stage)) == 1


async def test_nothing_is_called_inside_a_gate_and_the_message_comes_after_it(stage: Stage) -> None:
    await stage.breaks({"method": "chat.postMessage", "kind": "429", "times": 1, "retry_after": 3})
    bea = await asked(stage)
    await arrives(stage, bea)
    refused, taken = sent(stage)
    assert (refused["status"], taken["status"]) == ("ratelimited", "ok")
    assert seconds_between(refused, taken) >= 2.9


@pytest.mark.parametrize("kind", ["drop_reply", "500"])
async def test_a_file_comes_once_whether_slack_lost_its_reply_or_did_not_take_it(stage: Stage, kind: str) -> None:
    alex, bea = await stage.person("alex"), await stage.person("bea")
    await stage.begin_pair(alex, bea)
    page = await bea.opens("/mentor", "session")
    await stage.breaks({"method": "files.completeUploadExternal", "kind": kind, "times": 1})
    await bea.clicks("calendar.file", page)

    async def is_there() -> bool:
        rows = [row for row in stage.stored(OutboxRow) if row.kind == "calendar_file"]
        return [row.state for row in rows] == [OutboxState.SENT]

    await stage.until(is_there)
    assert sum(len(post.message.get("files", [])) for post in await bea.inbox()) == 1
    assert len(stage.calls("files.completeUploadExternal")) == (1 if kind == "drop_reply" else 2)
    assert len(stage.calls("files.info")) == (1 if kind == "drop_reply" else 2)


@pytest.mark.parametrize("method", ["conversations.history", "conversations.open"])
async def test_the_look_itself_is_not_repeated_inside_its_gate(stage: Stage, method: str) -> None:
    await stage.breaks(
        {"method": "chat.postMessage", "kind": "drop_reply", "times": 1},
        {"method": method, "kind": "429", "times": 1, "retry_after": 3},
    )
    bea = await asked(stage)
    await arrives(stage, bea)
    refused, after, *_ = stage.calls(method)
    assert refused["status"] == "ratelimited"
    assert seconds_between(refused, after) >= 2.9
    assert len(sent(stage)) == 1


async def test_a_pairs_conversation_that_slack_is_slow_to_open_opens_once(stage: Stage) -> None:
    alex, bea = await stage.person("alex"), await stage.person("bea")
    await alex.hands_in(await alex.opens("/mentor", "with @bea"))
    await stage.settles()
    await stage.breaks(
        {"method": "conversations.open", "kind": "429", "times": 1, "retry_after": 2},
        {"method": "chat.postMessage", "kind": "429", "times": 1, "retry_after": 2},
    )
    await bea.clicks("pair.accept", (await bea.inbox())[-1])

    async def is_open() -> bool:
        return bool(await alex.conversation_with(bea))

    await stage.until(is_open)
    await stage.settles()
    assert len(await alex.conversation_with(bea)) == 1
    refused, after, *_ = stage.calls("conversations.open")
    assert seconds_between(refused, after) >= 1.9


def seconds_between(first: Payload, second: Payload) -> float:
    """How much later the second call came; the clock stood still for no one and jumped for no one."""
    return (datetime.fromisoformat(second["at"]) - datetime.fromisoformat(first["at"])).total_seconds()


@pytest.mark.parametrize("kind", ["500", "drop_reply"])
async def test_a_hello_is_answered_once_whether_slack_took_the_answer_or_lost_it(stage: Stage, kind: str) -> None:
    await stage.breaks({"method": "chat.postMessage", "kind": kind, "times": 1})
    alex = await stage.person("alex")
    await alex.says(f"bot:{alex.id}", "Hello there, anybody home?")

    async def is_settled() -> bool:
        return [row.state for row in stage.stored(OutboxRow)] == [OutboxState.SENT]

    await stage.until(is_settled)
    assert sum("What would you like to do?" in post.words for post in await alex.inbox()) == 1


async def test_a_yes_that_slack_could_not_show_is_still_a_yes_and_nobody_is_told_otherwise(stage: Stage) -> None:
    bea = await asked(stage)
    await stage.settles()
    await bea.home()
    await stage.breaks({"method": "views.open", "kind": "500", "times": 1})
    accepted = await bea.clicks("pair.accept", (await bea.inbox())[-1])
    assert (accepted["error"], accepted["ephemerals"]) == (None, [])
    assert [pair.state for pair in stage.stored(Pair)] == [PairState.ACTIVE]
    await stage.settles()
    assert "Your pair" in str([each["request"]["view"] for each in stage.calls("views.publish")][-1])


async def test_a_slack_that_hangs_does_not_make_a_click_wait_beyond_its_time(stage: Stage) -> None:
    alex = await stage.person("alex")
    await stage.breaks({"method": "views.open", "kind": "timeout", "times": 1})
    answer = await alex.types("/mentor", "with")
    assert answer["error"] is None, "the bot answered within Slack's three seconds"
    assert "Please try again in a moment." in words(answer["ephemerals"])


async def test_a_tap_in_a_modal_that_slack_could_not_show_counts_and_nobody_is_told_otherwise(stage: Stage) -> None:
    alex, bea = await stage.person("alex"), await stage.person("bea")
    await stage.begin_pair(alex, bea)
    page = await bea.opens("/mentor-pulse")
    await stage.breaks({"method": "views.update", "kind": "500", "times": 1})
    tapped = await bea.clicks("pulse.answer.3", page)
    assert tapped["error"] is None
    assert "nothing was changed" not in words(tapped)
    assert [pulse.state for pulse in stage.stored(Pulse)] == [PulseState.ANSWERED]
