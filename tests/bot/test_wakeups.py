"""On one PostgreSQL, what one replica commits another sends at once, without waiting for its next look."""

import asyncio
from contextlib import ExitStack

import pytest
from typer.testing import CliRunner

from adapters.wakeups import Wakeups
from bot import cli
from bot.app import Bot
from bot.settings import load
from tests.factories.engines import lent
from tests.factories.store import migrate
from tests.faults.test_the_store_fails import failing_store, machine
from tests.postgres.machine import Machine
from tests.scenarios.fixtures import RaiseStage

__all__ = ["failing_store", "machine"]

pytestmark = pytest.mark.postgres


async def test_what_one_replica_commits_the_other_sends_without_a_look_of_its_own(
    postgres_store: str, raise_stage: RaiseStage
) -> None:
    stage = await raise_stage(postgres_store)
    alex, bea = await stage.person("alex"), await stage.person("bea")
    assert stage.bot is not None
    assert stage.bot._metronome is not None
    await stage.bot._metronome.stop()
    with ExitStack() as engines:
        # It shares the clock, and has no socket: every click comes to the first.
        settings = load(_env_file=None, **(stage.environment() | {"SLACK_APP_TOKEN": ""}))
        other = Bot(settings, engines.enter_context(lent(postgres_store)))
        await other.start()
        try:
            assert other._metronome is not None
            other._metronome._ticks.stop()
            for each in (stage.bot, other):
                assert each._wakeups is not None
                await each._wakeups.listening.wait()
            await alex.hands_in(await alex.opens("/mentor", "with @bea"))

            async def has_come() -> bool:
                return len(await bea.inbox()) == 1

            await stage.until(has_come)
        finally:
            await other.stop()


class Replica:
    """Somebody who is woken."""

    def __init__(self, url: str) -> None:
        self.woken = asyncio.Event()
        self.wakeups = Wakeups(url, self.woken.set)

    async def hears(self, other: "Replica") -> None:
        """Wait until what the other tells comes here; until both listen, it is told again and again."""
        async with asyncio.timeout(60):
            self.woken.clear()
            while not self.woken.is_set():
                other.wakeups.tell()
                await asyncio.wait([asyncio.create_task(self.woken.wait())], timeout=0.1)


async def test_after_the_database_was_away_they_hear_each_other_again(machine: Machine, failing_store: str) -> None:
    one, two = Replica(failing_store), Replica(failing_store)
    for each in (one, two):
        each.wakeups.start()
    try:
        await one.hears(two)
        await asyncio.to_thread(machine.fails)
        await asyncio.to_thread(machine.returns, failing_store)
        await one.hears(two)
        await two.hears(one)
    finally:
        for each in (one, two):
            await each.wakeups.stop()


async def test_nobody_is_woken_by_themselves(postgres_url: str) -> None:
    one, two = Replica(postgres_url), Replica(postgres_url)
    for each in (one, two):
        each.wakeups.start()
    try:
        for each in (one, two):
            await each.wakeups.listening.wait()
        one.wakeups.tell()
        await asyncio.wait_for(two.woken.wait(), 60)
        assert not one.woken.is_set()
    finally:
        for each in (one, two):
            await each.wakeups.stop()


@pytest.mark.usefixtures("log")
async def test_whoever_replays_by_hand_wakes_every_bot(postgres_url: str) -> None:
    migrate(postgres_url)
    one, two = Replica(postgres_url), Replica(postgres_url)
    for each in (one, two):
        each.wakeups.start()
    try:
        for each in (one, two):
            await each.wakeups.listening.wait()
        environment = {
            "BOTHWAYS_DATABASE_URL": postgres_url,
            "SLACK_BOT_TOKEN": "xoxb-1",
            "SLACK_APP_TOKEN": "xapp-1",
            "BOTHWAYS_CLOCK_URL": "",
        }
        said = await asyncio.to_thread(CliRunner().invoke, cli.app, ["outbox", "replay", "--all-dead"], env=environment)
        assert said.exit_code == 0, said.output
        for each in (one, two):
            await asyncio.wait_for(each.woken.wait(), 60)
    finally:
        for each in (one, two):
            await each.wakeups.stop()
