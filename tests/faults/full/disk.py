"""Row 11: the store is locked, and then its disk is full."""

import asyncio
import os
import resource
import sqlite3
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from bot.demo.humans import Humans
from models import Base, OutboxRow, Pair
from tests.factories.store import Store, migrate
from tests.faults.full.acts import ACTS, EVENTS_FROM, KEPT, SLACK_TOLD, TOLD, answered_once, asks
from tests.faults.full.events import FAILED, OK, Door, hello, url_at
from tests.faults.full.ground import Bot, Ground, Outcome, free_port
from tests.faults.full.replica import Flaws

ALMOST_FULL = 150_000
LOCKED = 10.0


async def full(ground: Ground) -> Outcome:
    """
    Row 11: the store is locked for ten seconds, then its disk is full, then there is room again; people act on.

    Whatever a person is told was kept must be in the store, and nothing else; an event is acknowledged only when its
    effect is there, so that Slack brings the others again.
    """
    port = free_port()
    await ground.open(people=EVENTS_FROM + 2 * ACTS, request_url=url_at(port))
    with _small_disk(ground) as disk:
        if disk is None:
            return Outcome(
                counts={"left out": "a small disk for PostgreSQL has to be mounted, which is not allowed here"}
            )
        door = Door(ground, disk.store, Flaws(file_bytes=disk.file_bytes), port)
        await door.opens()
        pairs = iter(range(0, EVENTS_FROM, 2))
        events: dict[int, list[int]] = {}
        async with Humans(ground.slack.url) as humans:

            async def act() -> str:
                """Somebody acts, and Slack brings something."""
                number = EVENTS_FROM + len(events)
                events[number] = [await door.brings(hello(ground, number))]
                return await asks(humans, ground.people, next(pairs))

            with locked(disk.store):
                ends = asyncio.get_running_loop().time() + LOCKED
                behind_lock = [await act()]
                while asyncio.get_running_loop().time() < ends:
                    behind_lock.append(await act())
            refused_behind_lock = _refused(events)
            await asyncio.to_thread(disk.fill)
            without_room = [await act() for _ in range(ACTS)]
            refused = _refused(events)
            await asyncio.to_thread(disk.empty, door.bot)
            with_room = [await act() for _ in range(3)]
            for number, statuses in events.items():
                if statuses[-1] != OK:
                    statuses.append(await door.brings(hello(ground, number), retry=1))
        ended = await ground.all_ended(disk.store, within=60)
        told = Told(behind_lock, without_room, with_room)
        stored = len(disk.store.rows(Pair))
        ground.rows |= {row.id.hex for row in disk.store.rows(OutboxRow)}
        failures = told.failures(stored)
        failures += answered_once(ground, disk.store, [each[-1] == OK for each in events.values()])
        if not door.bot.is_alive:
            failures.append("the bot ended")
    if not refused_behind_lock or refused <= refused_behind_lock:
        failures.append(f"events while locked and full: {list(events.values())}")
    return ground.judged(
        ended,
        None,
        tuple(failures),
        locked=f"{_counted(behind_lock)}, {refused_behind_lock} events answered with a 5xx",
        full=f"{_counted(without_room)}, {refused - refused_behind_lock} events answered with a 5xx",
        with_room=f"{_counted(with_room)}, all {len(events)} events answered once",
        told_wrongly=abs(stored - told.kept),
    )


@dataclass(frozen=True)
class Told:
    """What everybody was told who acted."""

    behind_lock: list[str]
    without_room: list[str]
    with_room: list[str]

    @property
    def all(self) -> list[str]:
        return [*self.behind_lock, *self.without_room, *self.with_room]

    @property
    def kept(self) -> int:
        return self.all.count(KEPT)

    def failures(self, stored: int) -> list[str]:
        """What does not fit; so many pairs are stored."""
        found = [] if stored == self.kept else [f"{self.kept} were told that it is kept, and {stored} are"]
        if unclear := set(self.all) - {KEPT, TOLD, SLACK_TOLD}:
            found.append(f"no clear answer: {unclear}")
        if KEPT in self.behind_lock or TOLD not in self.without_room or set(self.with_room) != {KEPT}:
            found.append(f"locked: {self.behind_lock}, full: {self.without_room}, then {self.with_room}")
        if self.all.count(SLACK_TOLD) > len(self.behind_lock):
            found.append(f"{self.all.count(SLACK_TOLD)} got no answer of the bot in time")
        return found


def _refused(events: dict[int, list[int]]) -> int:
    return sum(statuses[0] >= FAILED for statuses in events.values())


def _counted(told: list[str]) -> str:
    return ", ".join(f"{number} {each}" for each, number in Counter(told).items())


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
