"""
Replicas over Socket Mode on one PostgreSQL, with people at work: one is killed, and Slack renews the connections.

Real processes of `bothways run --socket`, and the local Slack, which allows ten connections as Slack does. Run alone:
`python -m tests.bench.sockets`, `--replicas 8 --pairs 60`.
"""

import argparse
import asyncio
import sys
import tempfile
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, func, select

import sandbox
from adapters.database import engines_for
from bot.demo.humans import Humans, NotPossible
from models import OutboxAct, OutboxRow, OutboxState, Pair, PairState
from sandbox import Serving
from tests.faults.full.ledger import Ledger
from tests.postgres.server import PostgresServer
from tests.scenarios.process import BotProcess

MANIFEST = Path(__file__).resolve().parents[2] / "manifest.yml"
AT_ONCE = 6
"""Pairs that begin at the same time."""
TRIES = 40
LOOK_EVERY = 0.05
QUIET_ENDS = 120.0


@dataclass
class Traffic:
    """
    What came of it.

    Attributes:
        acts: commands, forms and clicks that people made.
        told_to_try_again: of these, those that Slack could not bring to anybody, or to whom nobody answered.
        said: how often each message that says something stands in Slack, by its row.
        wanted: how many rows there are that say something.
        pairs: that became active, of those that were to.
        active: how many of them.
        most: connections at one instant.
        refused: connections that Slack refused, as the replicas' logs have it.
        heard_by: how many payloads each replica answered.
    """

    acts: int = 0
    told_to_try_again: int = 0
    said: Counter[str] = field(default_factory=Counter)
    wanted: int = 0
    pairs: int = 0
    active: int = 0
    most: int = 0
    refused: int = 0
    heard_by: list[int] = field(default_factory=list)

    @property
    def lost(self) -> int:
        return self.wanted - len(self.said)

    @property
    def repeated(self) -> int:
        return sum(self.said.values()) - len(self.said)


class Crowd:
    """People who begin pairs, each click of theirs made again where they are told to."""

    def __init__(self, humans: Humans, traffic: Traffic) -> None:
        self._humans = humans
        self._traffic = traffic

    async def begins(self, number: int) -> None:
        """One asks, the other accepts."""
        asks = (await self._humans.join(f"asks{number}", tz="Europe/Lisbon"))["id"]
        asked = (await self._humans.join(f"asked{number}", tz="Europe/Lisbon"))["id"]
        for _ in range(TRIES):
            form = await self._acts(lambda: self._humans.command(asks, "/mentor", f"with @asked{number}"))
            if form is not None and form["view"] is not None:
                view = form["view"]
                await self._acts(lambda: self._humans.submit(asks, view, colleague=asked, my_role="senior"))  # noqa: B023 - awaited in this very turn
            await self._humans.close_all(asks)
            if await self._is_asked(asked):
                break
        for _ in range(TRIES):
            [invitation, *_] = await self._humans.reads(asked, f"bot:{asked}")
            if "pair.accept" not in str(invitation):
                break
            await self._acts(
                lambda: self._humans.click(asked, "pair.accept", channel=f"bot:{asked}", ts=invitation["ts"])  # noqa: B023 - as above
            )
            await asyncio.sleep(LOOK_EVERY)

    async def _acts(self, act: Callable[[], Awaitable[dict[str, Any]]]) -> dict[str, Any] | None:
        self._traffic.acts += 1
        with suppress(NotPossible):
            answer = await act()
            if answer["error"] is None:
                return answer
        self._traffic.told_to_try_again += 1
        return None

    async def _is_asked(self, asked: str) -> bool:
        """Look for a while whether the invitation has come."""
        for _ in range(round(5 / LOOK_EVERY)):
            with suppress(NotPossible):
                if await self._humans.reads(asked, f"bot:{asked}"):
                    return True
            await asyncio.sleep(LOOK_EVERY)
        return False


async def played(url: str, folder: Path, *, replicas: int, pairs: int, renewed_at_once: int) -> Traffic:
    """
    Let pairs begin; a third of the way one replica is killed with -9, and from the second third on each connection is
    renewed once.

    Args:
        url: of an empty PostgreSQL.
        renewed_at_once: how many connections Slack renews together.
    """
    traffic = Traffic(pairs=pairs)
    async with AsyncExitStack() as stack:
        serving = await stack.enter_async_context(sandbox.serve(MANIFEST, rates=False, patience=15))
        humans = await stack.enter_async_context(Humans(serving.url))
        ledger = Ledger(serving.slack.traffic)
        stack.push_async_callback(ledger.close)
        await humans.clock(to="2027-02-01T10:00:00+00:00")
        bots = [await _replica(serving, url, folder, number, stack) for number in range(replicas)]
        watching = asyncio.create_task(_watch(serving, traffic))
        stack.callback(watching.cancel)
        seats, crowd = asyncio.Semaphore(AT_ONCE), Crowd(humans, traffic)
        begun = 0

        async def begins(number: int) -> None:
            nonlocal begun
            async with seats:
                await crowd.begins(number)
                begun += 1

        async def befalls() -> None:
            await _until(lambda: begun >= pairs // 3)
            await bots[0].kill()
            await _until(lambda: begun >= pairs // 2)
            for _ in range(0, replicas - 1, renewed_at_once):
                await serving.slack.socket_mode.refresh(renewed_at_once)
                await asyncio.sleep(0.5)
            await _until(lambda: serving.slack.socket_mode.count == replicas - 1)

        await asyncio.gather(befalls(), *map(begins, range(pairs)))
        engines = engines_for(url)
        stack.callback(engines.writing.dispose)
        now = datetime.fromisoformat(str(serving.slack.watchers.clock_json()["now"]))
        await _until(lambda: not _left(engines.writing, now))
        ledger.read()
        traffic.said = ledger.taken
        traffic.wanted, traffic.active = _kept(engines.writing)
        written = [bot.log.read_text() for bot in bots]
        traffic.refused = sum(each.count("too_many_websockets") for each in written)
        traffic.heard_by = [each.count("payload.answered") for each in written]
    return traffic


async def _replica(serving: Serving, url: str, folder: Path, number: int, stack: AsyncExitStack) -> BotProcess:
    given = {
        **serving.environment(),
        "BOTHWAYS_DATA": str(folder),
        "BOTHWAYS_DATABASE_URL": url,
        "BOTHWAYS_MESSAGES_PER_SECOND": "100",
        "BOTHWAYS_LEASE_SECONDS": "3",
        "BOTHWAYS_SETTLE_SECONDS": "2",
    }
    own = folder / f"replica{number}"
    await asyncio.to_thread(own.mkdir)
    bot = BotProcess(given, own, "--socket")
    await bot.start()
    stack.push_async_callback(bot.kill)
    return bot


async def _watch(serving: Serving, traffic: Traffic) -> None:
    while True:
        traffic.most = max(traffic.most, serving.slack.socket_mode.count)
        await asyncio.sleep(0.002)


async def _until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(QUIET_ENDS):
        while not holds():  # noqa: ASYNC110 - what is waited for happens in other processes
            await asyncio.sleep(LOOK_EVERY)


SAYS = (OutboxAct.POST, OutboxAct.REPLY)


def _left(engine: Engine, now: datetime) -> int:
    done = [OutboxState.SENT, OutboxState.DROPPED]
    left = select(func.count()).where(OutboxRow.state.not_in(done), OutboxRow.due_at <= now)
    with engine.connect() as store:
        return store.execute(left).scalar_one()


def _kept(engine: Engine) -> tuple[int, int]:
    """How many messages were to be said, and how many pairs there are; all of them are active."""
    said = select(func.count()).where(OutboxRow.act.in_(SAYS), OutboxRow.state == OutboxState.SENT)
    with engine.connect() as store:
        states = store.execute(select(Pair.state)).scalars().all()
        if set(states) != {PairState.ACTIVE}:
            msg = f"an act had half of its effect, or two: {Counter(states)}"
            raise RuntimeError(msg)
        return store.execute(said).scalar_one(), len(states)


def run(replicas: int = 8, pairs: int = 60) -> None:
    """Play it twice and print what came of it: connections renewed two at a time, and all at one instant."""
    for renewed in (2, replicas):
        with PostgresServer.running() as server, server.database() as url, tempfile.TemporaryDirectory() as folder:
            found = asyncio.run(
                played(url, Path(folder), replicas=replicas, pairs=pairs, renewed_at_once=renewed),
            )
        sys.stdout.write(
            f"{replicas} replicas over Socket Mode, one killed with -9, connections renewed {renewed} at a time\n"
            f"  {found.acts} acts, of which {found.told_to_try_again} were told to try again;"
            f" {found.active} of {found.pairs} pairs begun, each once\n"
            f"  {found.wanted} messages: {found.lost} lost, {found.repeated} repeated\n"
            f"  at most {found.most} connections, {found.refused} refused;"
            f" payloads answered by each: {found.heard_by}\n"
        )


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--replicas", type=int, default=8)
    asked.add_argument("--pairs", type=int, default=60)
    run(**vars(asked.parse_args()))
