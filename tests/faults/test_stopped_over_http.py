"""Told to stop over HTTP: the balancer hears it first, whoever asked is answered, and what was held is handed back."""

import asyncio
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

import sandbox
from bot.demo.humans import Humans
from bot.http import EVENTS_PATH
from models import OutboxRow, OutboxState
from sandbox import Serving
from tests.environment import ROOT
from tests.factories.engines import lent
from tests.scenarios.process import BotProcess

DRAINS = 2


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


class Replica:
    """`bothways run --http` with both its ports, and the local Slack that reaches it there."""

    def __init__(
        self, slack: Serving, humans: Humans, process: BotProcess, store_url: str, ports: tuple[int, int]
    ) -> None:
        self.slack = slack
        self.humans = humans
        self.process = process
        self._store_url = store_url
        self.http, self.health = (f"http://127.0.0.1:{port}" for port in ports)

    async def readiness(self, url: str) -> int:
        """The status of /readyz, 0 where nobody answers."""
        try:
            async with aiohttp.ClientSession() as session, session.get(f"{url}/readyz") as answer:
                return answer.status
        except aiohttp.ClientError:
            return 0

    async def fault(self, **about: Any) -> None:
        """Let Slack have a bad moment."""
        await self.humans._post("/control/faults", {"faults": [about]})

    def states(self) -> list[OutboxState]:
        with lent(self._store_url) as engines, Session(engines.reading) as session, session.begin():
            return list(session.scalars(select(OutboxRow.state)))


@pytest.fixture
async def replica(any_store: str, tmp_path: Path) -> AsyncIterator[Replica]:
    async with replica_of(any_store, tmp_path) as replica:
        yield replica


@asynccontextmanager
async def replica_of(store_url: str, folder: Path, drains: int = DRAINS) -> AsyncIterator[Replica]:
    ports = free_port(), free_port()
    url = f"http://127.0.0.1:{ports[0]}{EVENTS_PATH}"
    async with (
        sandbox.serve(ROOT / "manifest.yml", rates=False, request_url=url, patience=15.0) as slack,
        Humans(slack.url) as humans,
    ):
        environment = {
            **slack.environment(),
            "BOTHWAYS_DATA": str(folder / "bot"),
            "BOTHWAYS_DATABASE_URL": store_url,
            "BOTHWAYS_HTTP_PORT": str(ports[0]),
            "BOTHWAYS_HEALTH_PORT": str(ports[1]),
            "BOTHWAYS_DRAIN_SECONDS": str(drains),
        }
        # The app token is there too: the flag decides.
        process = BotProcess(environment, folder, "--http")
        await process.start()
        replica = Replica(slack, humans, process, store_url, ports)
        try:
            await until(lambda: answers(replica, 200))
            yield replica
        finally:
            await process.kill()


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    loop = asyncio.get_running_loop()
    deadline = loop.time() + 30
    while not await holds():
        assert loop.time() < deadline, holds
        await asyncio.sleep(0.02)


async def asks(replica: Replica, senior: dict[str, Any], junior: dict[str, Any]) -> dict[str, Any]:
    form = (await replica.humans.command(senior["id"], "/mentor", f"with @{junior['name']}"))["view"]
    return await replica.humans.submit(senior["id"], form)


async def test_told_to_stop_it_says_so_first_answers_who_asked_and_hands_its_batch_back(replica: Replica) -> None:
    people = [await replica.humans.join(name) for name in ("alex", "bea0", "bea1", "bea2", "bea3")]
    await replica.fault(method="chat.postMessage", kind="timeout", times=1)
    for bea in people[1:4]:
        assert (await asks(replica, people[0], bea))["response_action"] == "update"

    async def is_sending() -> bool:
        return OutboxState.SENDING in replica.states()

    await until(is_sending)
    replica.process.signal(signal.SIGTERM)
    await until(lambda: answers(replica, 503))
    # The balancer has not looked yet, and sends one more; and somebody loses patience.
    late = await asks(replica, people[0], people[4])
    replica.process.signal(signal.SIGTERM)
    assert late["response_action"] == "update"
    assert await replica.process.ended() == 0
    assert not {OutboxState.CLAIMED, OutboxState.SENDING} & set(replica.states())
    assert len(replica.states()) == 4
    assert await answers(replica, 0)


async def answers(replica: Replica, status: int) -> bool:
    """Whether both ports tell the same."""
    return [await replica.readiness(url) for url in (replica.http, replica.health)] == [status, status]


async def test_a_click_under_way_is_answered_though_nothing_new_is_taken_any_more(
    sqlite_store: str, tmp_path: Path
) -> None:
    async with replica_of(sqlite_store, tmp_path, drains=0) as replica:
        alex, _ = await replica.humans.join("alex"), await replica.humans.join("bea")
        await replica.fault(method="views.open", kind="latency", seconds=1.5)
        typing = asyncio.create_task(replica.humans.command(alex["id"], "/mentor", "with @bea"))

        async def is_under_way() -> bool:
            return replica.slack.workspaces.activity._in_flight > 0

        await until(is_under_way)
        replica.process.signal(signal.SIGTERM)
        answer = await typing
        assert answer["error"] is None, answer
        assert answer["view"]["callback_id"]
        assert await replica.process.ended() == 0
