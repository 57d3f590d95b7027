"""
Ten thousand prompts that fall due at one instant: planned and delivered by one, two and three replicas.

Real processes of `bothways run`, one PostgreSQL, the local Slack. The limit is the rate that the settings give; the
rest of the rules (one turn a second in a conversation, working hours, do-not-disturb) holds as ever.
"""

import asyncio
import os
import socket
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

import sandbox
from adapters import migrations
from adapters.database import engines_for
from bot.demo.humans import Humans
from bot.http import EVENTS_PATH
from bot.settings import load
from mentoring import workspaces
from mentoring.unit_of_work import UnitOfWork
from mentoring.vault import Vault
from mentoring.workspaces import MeetWorkspace
from models import OutboxRow, OutboxState
from tests.factories import questions
from tests.postgres.server import PostgresServer
from tests.scenarios.process import BotProcess

MANIFEST = Path(__file__).resolve().parents[2] / "manifest.yml"
PEOPLE = 10_000
PER_SECOND = 100
DUE = datetime(2027, 3, 3, 10, tzinfo=UTC)
"""A Wednesday morning, in everybody's working hours."""
BEFORE = DUE - timedelta(minutes=5)
PATIENCE_SECONDS = 900
CREATED_AT_ONCE = 50


@dataclass(frozen=True)
class Measured:
    """
    One run.

    Attributes:
        seconds: from the instant at which all fell due until Slack had the last one.
        each: how many messages each person got, counted by Slack.
        cpu_ms: processor time of all replicas for one prompt, planning included.
        steady: messages a second while the queue was full: without the first burst and the last batch.
    """

    replicas: int
    seconds: float
    each: Counter[int]
    steady: float
    cpu_ms: float


def run(people: int = PEOPLE, per_second: float = PER_SECOND, replicas: tuple[int, ...] = (1, 2, 3)) -> None:
    """Measure and print a row for each number of replicas."""
    measured = [asyncio.run(_measured(each, people, per_second)) for each in replicas]
    limit = people / per_second
    sys.stdout.write(
        f"Delivery, PostgreSQL, {people} prompts due at one instant, planned and sent at {per_second:.0f} a second "
        f"at the most ({limit:.0f} s)\n"
    )
    for each in measured:
        once = each.each == Counter({1: people})
        sys.stdout.write(
            f"  {each.replicas} replica{'s' if each.replicas > 1 else ' '}   {each.seconds:6.1f} s   "
            f"{limit / each.seconds:4.0%} of the limit   steady {each.steady:5.1f}/s   "
            f"{each.cpu_ms:5.1f} ms of processor each   "
            f"{'each once' if once else f'NOT each once: {dict(each.each)}'}\n"
        )


async def _measured(replicas: int, people: int, per_second: float) -> Measured:
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bothways-bench-")))
        server = stack.enter_context(PostgresServer.running())
        url = stack.enter_context(server.database())
        ports = [_free_port() for _ in range(replicas)]
        # What Slack has to tell of messages goes to the first one, as a balancer would have it go to one of them.
        events = f"http://127.0.0.1:{ports[0]}{EVENTS_PATH}"
        serving = await stack.enter_async_context(sandbox.serve(MANIFEST, rates=False, request_url=events))
        humans = await stack.enter_async_context(Humans(serving.url))
        await humans.clock(to=BEFORE.isoformat())
        ids = await _people(humans, people)
        state = await humans.state()
        app: dict[str, Any] = state["app"] | {"team_id": state["team"]["id"]}
        environment = {
            "SLACK_BOT_TOKEN": app["bot_token"],
            "SLACK_SIGNING_SECRET": app["signing_secret"],
            "SLACK_API_URL": f"{serving.url}/api/",
            "BOTHWAYS_DATABASE_URL": url,
            "BOTHWAYS_DATA": str(folder),
            "BOTHWAYS_CLOCK_URL": f"{serving.url}/clock",
            "BOTHWAYS_MESSAGES_PER_SECOND": str(per_second),
        }
        engine = await asyncio.to_thread(_fill, url, folder, app, ids)
        stack.callback(engine.dispose)
        bots = []
        for port in ports:
            home = folder / str(port)
            home.mkdir()
            bots.append(await stack.enter_async_context(_replica(environment, home, port)))
        before = sum(map(_cpu_seconds, bots))
        began = time.perf_counter()
        clock = asyncio.create_task(humans.clock(to=DUE.isoformat()))
        counts = [(0.0, 0)]
        while counts[-1][1] < people:
            await asyncio.sleep(0.25)
            counts.append((time.perf_counter() - began, await asyncio.to_thread(_sent, engine)))
            if counts[-1][0] > PATIENCE_SECONDS:
                break
        cpu = sum(map(_cpu_seconds, bots)) - before
        clock.cancel()
        await asyncio.gather(clock, return_exceptions=True)
        slack = serving.slack
        each = Counter(
            len(slack.messages.shown(channel.id, limit=10)) for channel in slack.channels if channel.is_direct
        )
        middle = [point for point in counts if 0.1 * people <= point[1] <= 0.9 * people]
        steady = (middle[-1][1] - middle[0][1]) / (middle[-1][0] - middle[0][0]) if len(middle) > 1 else 0.0
        return Measured(replicas, counts[-1][0], each, steady, 1_000 * cpu / people)


async def _people(humans: Humans, number: int) -> list[str]:
    """So many people join the workspace; return their ids."""
    seats = asyncio.Semaphore(CREATED_AT_ONCE)

    async def join(each: int) -> str:
        async with seats:
            return str((await humans.join(f"person{each}", tz="UTC"))["id"])

    return list(await asyncio.gather(*(join(each) for each in range(number))))


@asynccontextmanager
async def _replica(environment: dict[str, str], folder: Path, port: int) -> AsyncIterator[int]:
    process = BotProcess(environment | {"BOTHWAYS_HTTP_PORT": str(port)}, folder)
    await process.start()
    try:
        yield process.pid
    finally:
        await process.kill()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _cpu_seconds(pid: int) -> float:
    """Time that a process used, in its own code and in the system's, by Linux's own count."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _fill(url: str, folder: Path, app: dict[str, Any], ids: list[str]) -> Engine:
    """Everybody in a pair, and everybody's fortnightly question due at the same instant."""
    engines = engines_for(url)
    migrations.upgrade(engines.writing)
    settings = load(
        _env_file=None,
        SLACK_BOT_TOKEN=app["bot_token"],
        SLACK_SIGNING_SECRET=app["signing_secret"],
        BOTHWAYS_DATA=folder,
        BOTHWAYS_DATABASE_URL=url,
    )
    with Session(engines.writing) as session, session.begin():
        uow = UnitOfWork(session, BEFORE, Vault(settings.keys()))
        workspace_id = workspaces.meet(MeetWorkspace(app["team_id"]), uow)
    with engines.writing.begin() as store:
        questions.all_due_at(DUE, ids, workspace_id, BEFORE, store)
    return engines.writing


def _sent(engine: Engine) -> int:
    with engine.connect() as store:
        return store.execute(select(func.count()).where(OutboxRow.state == OutboxState.SENT)).scalar_one()
