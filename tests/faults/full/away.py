"""Rows 5, 9 and 11: the store is away, locked or full; and Slack brings everything four times."""

import asyncio
import os
import resource
import sqlite3
import subprocess
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import psycopg
from psycopg import sql

from bot.demo.humans import Humans, Payload
from models import Base, OutboxRow, Pair
from tests.factories.store import Store, migrate
from tests.faults.full.events import Door, hello
from tests.faults.full.ground import Bot, Ground, Outcome
from tests.faults.full.replica import Flaws
from tests.postgres.machine import Machine
from tests.postgres.server import PostgresServer

RESTARTS = 4
AWAY = 30.0
"""Seconds; the row names five minutes. Nothing that the bot does depends on how long it is, beyond the first ones."""
ALMOST_FULL = 150_000
ACTS = 40
LOCKED = 10.0


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

    async def happens(self, seconds: float) -> None:
        if self._machine is None:
            with locked(self.store):
                await asyncio.sleep(seconds)
            return
        await asyncio.to_thread(self._machine.fails)
        await asyncio.sleep(seconds)
        await asyncio.to_thread(self._machine.returns, self.store.url)


@contextmanager
def locked(store: Store) -> Iterator[None]:
    """Let nobody else write."""
    if store.is_postgres:
        with psycopg.connect(store.url.replace("+psycopg", "")) as holding:
            tables = sql.SQL(", ").join(sql.Identifier(table.name) for table in Base.metadata.sorted_tables)
            holding.execute(sql.SQL("LOCK TABLE {} IN EXCLUSIVE MODE").format(tables))
            yield
        return
    holder = sqlite3.connect(store.url.removeprefix("sqlite:///"), isolation_level=None, timeout=30)
    holder.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        holder.execute("ROLLBACK")
        holder.close()


async def restarted(ground: Ground) -> Outcome:
    """Row 5: the store goes away for a moment several times, and then for long; Slack brings events meanwhile."""
    await ground.open()
    async with _outages(ground) as outages:
        slow = {"method": "chat.postMessage", "kind": "latency", "seconds": 0.05, "probability": 1}
        await ground.breaks(slow)
        doors = [Door(ground, outages.store) for _ in range(2 if ground.is_postgres else 1)]
        await asyncio.gather(*(door.opens() for door in doors))
        for _ in range(RESTARTS):
            await ground.put(outages.store, 60)
            await asyncio.sleep(0.6)
            await outages.happens(1.0)
        await ground.put(outages.store, 60)
        long = asyncio.create_task(outages.happens(AWAY))
        await asyncio.sleep(3)
        said = [await doors[0].brings(hello(ground, number)) for number in range(5)]
        await long
        again = [await doors[0].brings(hello(ground, number), retry=1) for number in range(5)]
        ended = await ground.all_ended(outages.store, within=180)
        failures = []
        if any(status < 500 for status in said):
            failures.append(f"Slack got {said}")
        if again != [200] * 5:
            failures.append(f"brought again, Slack got {again}")
        if not all(door.bot.is_alive for door in doors):
            failures.append("a bot ended")
        ground.rows |= {row.id.hex for row in outages.store.rows(OutboxRow)}
        told = f"{RESTARTS} of 1 s and one of {AWAY:.0f} s (a tenth of the row's)"
        events = f"{said[0]} while away, {again[0]} after"
        return ground.judged(ended, None, tuple(failures), outages=told, events=events)


async def delivered_again(ground: Ground) -> Outcome:
    """Row 9: each event four times, out of order, to two replicas."""
    await ground.open(people=60)
    chance = ground.means.chance("again", ground.database)
    store = ground.store()
    doors = [Door(ground, store) for _ in range(2)]
    await asyncio.gather(*(door.opens() for door in doors))
    events = [hello(ground, number) for number in range(len(ground.people))]
    brought = [(event, time) for event in events for time in range(4)]
    chance.shuffle(brought)
    statuses: list[int] = []
    for start in range(0, len(brought), 8):
        together = brought[start : start + 8]
        statuses += await asyncio.gather(*(chance.choice(doors).brings(event, retry=time) for event, time in together))
    failed = [status for status in statuses if status != 200]
    ended = await ground.all_ended(store, within=60)
    ground.rows |= {row.id.hex for row in store.rows(OutboxRow)}
    failures = [f"{len(failed)} were not taken"] if failed else []
    if len(ground.rows) != len(events):
        failures.append(f"{len(ground.rows)} answers to {len(events)} people")
    return ground.judged(ended, None, tuple(failures), events=len(events), deliveries=len(brought))


async def full(ground: Ground) -> Outcome:
    """Row 11: the store is locked for ten seconds, then its disk is full, then there is room again; people act on."""
    await ground.open(people=2 * ACTS + 60)
    with _small_disk(ground) as disk:
        if disk is None:
            return Outcome(
                counts={"left out": "a small disk for PostgreSQL has to be mounted, which is not allowed here"}
            )
        bot = ground.bot(disk.store, Flaws(file_bytes=disk.file_bytes))
        await bot.started()
        pairs = iter(range(0, len(ground.people), 2))
        async with Humans(ground.slack.url) as humans:

            async def asks() -> str:
                return await _asks(humans, ground.people, next(pairs))

            with locked(disk.store):
                ends = asyncio.get_running_loop().time() + LOCKED
                behind_lock = [await asks()]
                while asyncio.get_running_loop().time() < ends:
                    behind_lock.append(await asks())
            await asyncio.to_thread(disk.fill)
            without_room = [await asks() for _ in range(ACTS)]
            await asyncio.to_thread(disk.empty, bot)
            with_room = [await asks() for _ in range(3)]
        ended = await ground.all_ended(disk.store, within=60)
        is_alive = bot.is_alive
        kept, stored = [*behind_lock, *without_room, *with_room].count("kept"), len(disk.store.rows(Pair))
        ground.rows |= {row.id.hex for row in disk.store.rows(OutboxRow)}
    failures = [] if stored == kept else [f"{kept} were told that it is kept, and {stored} are"]
    if unclear := {*behind_lock, *without_room, *with_room} - {"kept", "told"}:
        failures.append(f"no clear answer: {unclear}")
    if "kept" in behind_lock or "told" not in without_room or "told" in with_room or not is_alive:
        failures.append(f"locked: {behind_lock}, full: {without_room}, then {with_room}")
    return ground.judged(
        ended,
        None,
        tuple(failures),
        locked=f"{len(behind_lock)} told to try again",
        full=f"{without_room.count('told')} told to try again, {without_room.count('kept')} kept",
        with_room=f"{with_room.count('kept')} kept",
    )


class Disk:
    """
    Where a store lies.

    Attributes:
        file_bytes: how large its files may become; 0: the disk itself is small.
    """

    def __init__(self, store: Store, file_bytes: int = 0, mounted: Path | None = None) -> None:
        self.store = store
        self.file_bytes = file_bytes
        self._mounted = mounted

    def fill(self) -> None:
        """Leave no room."""
        if self._mounted is not None:
            with suppress(OSError), (self._mounted / "other").open("wb") as other:
                while True:
                    other.write(b"x" * 4_096)
                    other.flush()

    def empty(self, bot: Bot) -> None:
        """Make room again."""
        if self._mounted is not None:
            (self._mounted / "other").unlink()
        else:
            resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


@contextmanager
def _small_disk(ground: Ground) -> Iterator[Disk | None]:
    if not ground.is_postgres:
        store = ground.store()
        yield Disk(store, Path(store.url.removeprefix("sqlite:///")).stat().st_size + ALMOST_FULL)
        return
    folder = Path(tempfile.mkdtemp(prefix="bothways-small-disk-"))
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", str(folder)], check=False)
    if mounted.returncode:
        folder.rmdir()
        yield None
        return
    server = ground.means.server
    try:
        folder.chmod(0o700)
        owner = server.data.stat()
        os.chown(folder, owner.st_uid, owner.st_gid)
        with server.database_on(folder) as url:
            migrate(url)
            store = Store(url, ground.keys)
            ground.keys = store.keys
            try:
                yield Disk(store, mounted=folder)
            finally:
                for bot in ground.bots:
                    bot.process.kill()
                    bot.process.join()
                store.close()
    finally:
        subprocess.run(["umount", str(folder)], check=False)
        folder.rmdir()


async def _asks(humans: Humans, people: list[str], number: int) -> str:
    """Somebody asks somebody to be a pair; whether that was kept, or they were told to try again."""
    answer = await humans.command(people[number], "/mentor", f"with @person{number + 1}")
    if answer["view"] is None:
        return _told(answer)
    handed_in = await humans.submit(people[number], answer["view"])
    return (
        "kept"
        if handed_in.get("response_action") == "update" and "try again" not in str(handed_in)
        else _told(handed_in)
    )


def _told(answer: Payload) -> str:
    # On a machine that is busy besides, Slack itself may be the first to say that it did not work.
    return "told" if "Please try again in a moment." in str(answer) or answer.get("error") else str(answer)[:500]
