"""The store is locked, or away: people are told, nothing is half done, and what Slack said is said again."""

import asyncio
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from adapters.database import StoreUnavailable
from adapters.slack import SlackMessenger, client
from mentoring.delivery import dispatch
from mentoring.unit_of_work import UnitOfWork
from models import CheckIn, OutboxRow, OutboxState, Pair, PairState, Participant, Workspace
from scheduler.delivery import Delivery, Patience
from tests.factories.store import migrate
from tests.postgres.machine import Machine
from tests.postgres.server import PostgresServer
from tests.scenarios.fixtures import RaiseStage
from tests.scenarios.people import typed, words
from tests.scenarios.stage import Stage, locked

TRY_AGAIN = "That did not work just now, and nothing was changed. Please try again in a moment."


async def test_while_sqlite_is_locked_a_form_says_try_again_and_keeps_what_was_typed(stage: Stage) -> None:
    alex, bea = await stage.person("alex"), await stage.person("bea")
    await stage.begin_pair(alex, bea)
    form = await alex.opens("/mentor-checkin")
    with locked(stage):
        answer = await alex.hands_in(form, moved="A long story I do not want to lose")
    assert answer["error"] is None, answer
    assert TRY_AGAIN in words(answer["view"])
    assert typed(answer["view"], "moved") == "A long story I do not want to lose"
    assert stage.stored(CheckIn) == []
    kept = await alex.hands_in(answer["view"])
    assert "Kept, and shared" in words(kept["view"])
    assert len(stage.stored(CheckIn)) == 1


async def test_while_sqlite_is_locked_what_is_only_shown_is_there_all_the_same(stage: Stage) -> None:
    alex, bea = await stage.person("alex"), await stage.person("bea")
    await stage.begin_pair(alex, bea)
    with locked(stage):
        answer = await alex.types("/mentor")
        form = await alex.opens("/mentor-checkin")
    assert "What would you like to do?" in words(answer["ephemerals"])
    assert "What moved?" in words(form)


async def test_while_sqlite_is_locked_a_button_says_try_again(stage: Stage) -> None:
    alex, bea = await stage.person("alex"), await stage.person("bea")
    await stage.become_a_pair(alex, bea)
    home = await alex.home()
    with locked(stage):
        answer = await alex.clicks("pair.leave", home)
    assert answer["error"] is None, answer
    assert TRY_AGAIN in words(answer["view"])
    assert [each.state for each in stage.stored(Pair)] == [PairState.ACTIVE]


@contextmanager
def full_disk(pid: int, store_url: str) -> Iterator[None]:
    """No file of the process may grow beyond the store's journal: whatever is committed now has no place."""
    journal = Path(store_url.removeprefix("sqlite:///") + "-wal")
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (journal.stat().st_size, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


async def test_while_the_disk_is_full_a_form_says_try_again_and_with_room_it_is_kept(
    sqlite_store: str, raise_stage: RaiseStage
) -> None:
    stage = await raise_stage(sqlite_store, as_process=True)
    alex, bea = await stage.person("alex"), await stage.person("bea")
    await stage.begin_pair(alex, bea)
    form = await alex.opens("/mentor-checkin")
    assert stage.process is not None
    with full_disk(stage.process.pid, sqlite_store):
        answer = await alex.hands_in(form, moved="A long story I do not want to lose")
    assert TRY_AGAIN in words(answer["view"])
    assert typed(answer["view"], "moved") == "A long story I do not want to lose"
    assert stage.stored(CheckIn) == []
    kept = await alex.hands_in(answer["view"])
    assert "Kept, and shared" in words(kept["view"])
    assert len(stage.stored(CheckIn)) == 1


async def test_a_click_under_way_is_answered_before_the_bot_stops(stage: Stage) -> None:
    alex, bea = await stage.person("alex"), await stage.person("bea")
    await stage.begin_pair(alex, bea)
    form = await alex.opens("/mentor-checkin")
    bot = stage.bot
    assert bot is not None
    socket = bot._socket
    assert socket is not None

    async def is_under_way() -> bool:
        return socket.under_way == 1

    with locked(stage):
        handing_in = asyncio.create_task(alex.hands_in(form, moved="It waits for the lock"))
        await stage.until(is_under_way)
        stopping = asyncio.create_task(bot.stop())
        # Whatever a stop does at once, it has done when others had their turn a few times.
        for _ in range(20):
            await asyncio.sleep(0)
    answer = await handing_in
    assert answer["error"] is None, answer
    assert "Kept, and shared" in words(answer["view"])
    await stopping
    stage.bot = None


async def test_a_message_whose_sending_met_a_locked_store_is_sent_when_its_lease_is_over(stage: Stage) -> None:
    alex, bea = await stage.person("alex"), await stage.person("bea")
    bot = stage.bot
    assert bot is not None
    # The bot listens on, and this test delivers in its place, so that the lock falls exactly where it hurts.
    assert bot._metronome is not None
    await bot._metronome.stop()
    await alex.hands_in(await alex.opens("/mentor", "with @bea"))
    met_the_lock = asyncio.Event()

    async def transact(function: Callable[[Any, UnitOfWork], Any], command: Any) -> Any:
        if function is dispatch.begin and not met_the_lock.is_set():
            met_the_lock.set()
            with locked(stage):
                return await bot.database.transact(function, command)
        return await bot.database.transact(function, command)

    messenger = SlackMessenger(client(stage.serving.bot_token, stage.serving.api_url))
    [workspace] = stage.stored(Workspace)
    patience = Patience(lease_ms=500, settle_ms=100)
    delivery = Delivery(transact, messenger, patience, workspace.id, per_second=100)
    with pytest.raises(StoreUnavailable):
        await delivery.run_once()
    assert [row.state for row in stage.stored(OutboxRow)] == [OutboxState.CLAIMED]

    async def is_sent() -> bool:
        await delivery.recover()
        await delivery.run_once()
        return [row.state for row in stage.stored(OutboxRow)] == [OutboxState.SENT]

    await stage.until(is_sent)
    assert len(await bea.inbox()) == 1


@pytest.fixture
def machine() -> Iterator[Machine]:
    with PostgresServer.running() as server:
        machine = Machine(server)
        yield machine
        machine.fails()


@pytest.fixture
def failing_store(machine: Machine) -> str:
    return machine.server.url(machine.server.template("failing", migrate))


@pytest.mark.postgres
async def test_while_postgresql_is_away_people_are_told_and_events_are_not_acknowledged(
    machine: Machine, failing_store: str, raise_stage: RaiseStage
) -> None:
    stage = await raise_stage(failing_store, patience=3.0)
    alex, bea = await stage.person("alex"), await stage.person("bea", tz="Europe/Lisbon")
    await stage.begin_pair(alex, bea)
    form = await alex.opens("/mentor-checkin")
    await asyncio.to_thread(machine.fails)

    answer = await alex.hands_in(form, moved="A long story I do not want to lose")
    assert TRY_AGAIN in words(answer["view"])
    assert typed(answer["view"], "moved") == "A long story I do not want to lose"
    assert TRY_AGAIN in words((await bea.types("/mentor"))["ephemerals"])
    await stage.control("users/update", {"user": bea.id, "tz": "Asia/Tokyo"})

    async def refused_twice() -> bool:
        told = [entry["status"] for entry in stage.entries() if entry["name"] == "user_change"]
        return told == ["operation_timeout", "operation_timeout"]

    await stage.until(refused_twice)
    await asyncio.to_thread(machine.returns, failing_store)
    kept = await alex.hands_in(answer["view"])
    assert "Kept, and shared" in words(kept["view"])
    # Slack brings the event once more a minute later; its effect comes then.
    await stage.passes(minutes=2)

    async def has_moved() -> bool:
        return "Asia/Tokyo" in {person.zone for person in stage.stored(Participant)}

    await stage.until(has_moved)
    await stage.settles()
    assert len(stage.stored(CheckIn)) == 1
    posts = await bea.conversation_with(alex)
    assert sum("A long story" in post.words for post in posts) == 1
