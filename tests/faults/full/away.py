"""Row 5: the database is away."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from bot.demo.humans import Humans
from mentoring.clock import SystemClock
from models import OutboxAct, OutboxRow, Pair
from tests.factories.store import Store, migrate
from tests.faults.full.acts import EVENTS_FROM, Acts, answered_once
from tests.faults.full.disk import locked
from tests.faults.full.events import OK, Door, hello, url_at
from tests.faults.full.ground import Bot, Ground, Outcome, free_port
from tests.postgres.machine import Machine
from tests.postgres.server import PostgresServer

RESTARTS = 4
AWAY = 300.0
ACT_EVERY = 10.0
AGAIN_AFTER = (0.0, 60.0)
"""Slack brings an event again at once, after a minute, and after five more: here when the store is back."""
MORE_MB = 20.0
"""So much a bot may grow while it waits; a minute after the store went away everything has happened once."""


@asynccontextmanager
async def _outages(ground: Ground) -> AsyncIterator["Outages"]:
    if not ground.is_postgres:
        yield Outages(ground.store(), None)
        return
    with PostgresServer.running() as server:
        shared, ground.means = ground.means, replace(ground.means, server=server)
        machine = Machine(server)
        url = server.url(server.template("away", migrate))
        store = Store(url, ground.keys)
        ground.keys = store.keys
        try:
            yield Outages(store, machine)
        finally:
            store.close()
            ground.means = shared
            for bot in ground.bots:
                await bot.kill()
            machine.fails()


class Outages:
    """A store that goes away and comes back: PostgreSQL stops, SQLite's file is locked."""

    def __init__(self, store: Store, machine: Machine | None) -> None:
        self.store = store
        self._machine = machine

    @property
    def what(self) -> str:
        return "another program held the file" if self._machine is None else "no server listened"

    async def happens(self, seconds: float) -> None:
        if self._machine is None:
            with locked(self.store):
                await asyncio.sleep(seconds)
            return
        await asyncio.to_thread(self._machine.fails)
        await asyncio.sleep(seconds)
        await asyncio.to_thread(self._machine.returns, self.store.url)


async def restarted(ground: Ground) -> Outcome:
    """
    Row 5: the store goes away for a moment several times, and then for five minutes.

    Meanwhile Slack brings events, as often as it does while it gets a 5xx, and people type commands, click and hand in.
    SQLite is a file and no server: away means that another program holds it, so that nothing can be written; what is
    only read goes on. (Moving the file under a running program is what SQLite itself forbids.)
    """
    port = free_port()
    await ground.open(people=EVENTS_FROM + 60, request_url=url_at(port))
    async with _outages(ground) as outages, Humans(ground.slack.url) as humans:
        slow = {"method": "chat.postMessage", "kind": "latency", "seconds": 0.05, "probability": 1}
        await ground.breaks(slow)
        doors = [Door(ground, outages.store, port=each) for each in ((port, 0) if ground.is_postgres else (port,))]
        await asyncio.gather(*(door.opens() for door in doors))
        acts = Acts(humans, ground)
        await acts.before()
        for _ in range(RESTARTS):
            await ground.put(outages.store, 60)
            await asyncio.sleep(0.6)
            await outages.happens(1.0)
        await ground.put(outages.store, 60)
        long = asyncio.create_task(outages.happens(AWAY))
        watch = asyncio.create_task(_grown([door.bot for door in doors], AWAY))
        await asyncio.sleep(3)
        brought: list[asyncio.Task[list[int]]] = []
        ends = asyncio.get_running_loop().time() + AWAY - 15
        while (now := asyncio.get_running_loop().time()) < ends:
            # The last ones early enough for their minute to end with the outage.
            if not brought or now < ends - sum(AGAIN_AFTER):
                event = hello(ground, EVENTS_FROM + len(brought))
                brought.append(asyncio.create_task(_as_slack_brings(doors[len(brought) % len(doors)], event, long)))
            await acts.during()
            await asyncio.sleep(ACT_EVERY)
        await long
        back = asyncio.get_running_loop().time()
        statuses = await asyncio.gather(*brought)
        await acts.afterwards()
        # A new pair has messages that are for the days to come.
        due_by = SystemClock().now()
        ended = await ground.all_ended(outages.store, within=180, due_by=due_by)
        took = asyncio.get_running_loop().time() - back
        failures = acts.failures(len(outages.store.rows(Pair)))
        if any(status < 500 for each in statuses for status in each[:-1]):
            failures.append(f"Slack got {statuses}")
        if any(each[-1] != 200 for each in statuses):
            failures.append(f"brought again, Slack got {[each[-1] for each in statuses]}")
        starts = [door.bot.written.count("bot.started") for door in doors]
        if starts != [1] * len(doors) or not all(door.bot.is_alive for door in doors):
            failures.append("a bot ended, or began anew")
        grown = await watch
        if grown > MORE_MB:
            failures.append(f"a bot grew by {grown:.0f} MB")
        lines = max(door.bot.written.count("\n") for door in doors)
        rows = outages.store.rows(OutboxRow)
        ground.rows |= {row.id.hex for row in rows if row.due_at <= due_by and row.act is OutboxAct.POST}
        failures += answered_once(ground, outages.store, [each[-1] == 200 for each in statuses])
        refused = sum(len(each) - 1 for each in statuses)
        return ground.judged(
            ended,
            None,
            tuple(failures),
            away=f"{RESTARTS} times 1 s, once {AWAY:.0f} s, in which {outages.what}",
            events=f"{len(statuses)}, {refused} times answered with a 5xx, each with 200 when the store was back",
            acts=acts.told,
            bots=f"none ended, grown by {grown:.1f} MB, {lines} lines of log at the most",
            caught_up=f"{took:.0f} s after the last outage",
        )


async def _as_slack_brings(door: Door, event: dict[str, Any], outage: "asyncio.Task[None]") -> list[int]:
    """Bring an event until it is taken; return each status."""
    statuses = [await door.brings(event)]
    for number, pause in enumerate(AGAIN_AFTER, start=1):
        if statuses[-1] == OK:
            return statuses
        await asyncio.sleep(pause)
        statuses.append(await door.brings(event, retry=number))
    if statuses[-1] != OK:
        await outage
        statuses.append(await door.brings(event, retry=len(AGAIN_AFTER) + 1))
    return statuses


async def _grown(bots: list[Bot], seconds: float) -> float:
    """How many MB the one that grew most has grown from the first minute of that time to its end."""
    await asyncio.sleep(min(60, seconds / 3))
    before = [bot.resident_mb for bot in bots]
    await asyncio.sleep(seconds - min(60, seconds / 3) - 1)
    return max(bot.resident_mb - was for bot, was in zip(bots, before, strict=True))
