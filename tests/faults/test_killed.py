"""The bot dies at the worst moments; what was promised is kept, and in a DM it is kept once."""

import asyncio
import random
import signal

import pytest

from models import OutboxRow, OutboxState
from tests.scenarios.fixtures import RaiseStage
from tests.scenarios.people import Person
from tests.scenarios.stage import Stage

QUICK_TO_RECOVER = {"BOTHWAYS_SETTLE_SECONDS": "0.4", "BOTHWAYS_LEASE_SECONDS": "1"}
DEATHS = 8


@pytest.fixture
async def stage(any_store: str, raise_stage: RaiseStage) -> Stage:
    """A bot that is a process of its own, on each database in turn."""
    return await raise_stage(any_store, as_process=True, settings=QUICK_TO_RECOVER)


async def asks(alex: Person, bea: Person) -> None:
    """Alex asks Bea; the answer on the screen says that it is kept."""
    answer = await alex.hands_in(await alex.opens("/mentor", f"with @{bea.handle}"))
    assert answer["response_action"] == "update", answer


async def everything_is_sent(stage: Stage) -> None:
    async def holds() -> bool:
        return {row.state for row in stage.stored(OutboxRow)} <= {OutboxState.SENT, OutboxState.DROPPED}

    await stage.until(holds, within=60)


async def test_killed_between_commit_and_send_it_sends_after_the_restart(stage: Stage) -> None:
    alex, bea = await stage.person("alex"), await stage.person("bea")
    await stage.breaks({"method": "chat.postMessage", "kind": "timeout", "probability": 1})
    await asks(alex, bea)

    async def is_sending() -> bool:
        # On a busy machine its lease of a second may be over before anybody looks.
        [row] = stage.stored(OutboxRow)
        return row.state in {OutboxState.SENDING, OutboxState.UNKNOWN}

    await stage.until(is_sending)
    await stage.kill_bot()
    assert await bea.inbox() == []
    await stage.breaks()
    await stage.start_bot()
    await everything_is_sent(stage)
    assert len(await bea.inbox()) == 1


async def test_killed_after_slack_took_it_and_before_that_was_written_down_it_sends_nothing_again(
    stage: Stage,
) -> None:
    alex, bea = await stage.person("alex"), await stage.person("bea")
    # Slack took the message, its reply is lost, and so is the bot that would have looked for it.
    await stage.breaks({"method": "chat.postMessage", "kind": "drop_reply", "times": 1})
    await asks(alex, bea)

    async def is_there() -> bool:
        return len(await bea.inbox()) == 1

    await stage.until(is_there)
    await stage.kill_bot()
    await stage.start_bot()
    await everything_is_sent(stage)
    assert len(await bea.inbox()) == 1
    assert len(stage.calls("chat.postMessage")) == 1


async def test_killed_at_random_it_loses_and_repeats_nothing(stage: Stage) -> None:
    alex = await stage.person("alex")
    chance = random.Random(7)  # noqa: S311 - chance, not secrecy
    asked: list[Person] = []
    for number in range(DEATHS):
        bea = await stage.person(f"bea{number}")
        await asks(alex, bea)
        asked.append(bea)
        # Chance, not synchronisation: the blow falls anywhere between the commit and the end of the sending.
        await asyncio.sleep(chance.uniform(0, 0.03))
        await stage.kill_bot()
        await stage.start_bot()
    await everything_is_sent(stage)
    assert [len(await bea.inbox()) for bea in asked] == [1] * DEATHS


async def test_told_to_stop_in_a_batch_it_ends_in_good_order_and_holds_on_to_nothing(stage: Stage) -> None:
    alex = await stage.person("alex")
    people = [await stage.person(f"bea{number}") for number in range(6)]
    await stage.breaks({"method": "chat.postMessage", "kind": "timeout", "times": 1})
    for bea in people:
        await asks(alex, bea)
    assert stage.process is not None
    stage.process.signal(signal.SIGTERM)
    assert await stage.process.ended() == 0
    left = {row.state for row in stage.stored(OutboxRow)}
    assert OutboxState.CLAIMED not in left
    assert OutboxState.SENDING not in left
    await stage.start_bot()
    await everything_is_sent(stage)
    assert [len(await bea.inbox()) for bea in people] == [1] * len(people)
