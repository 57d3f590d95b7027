"""Where faults are let loose: a local Slack in this process, stores, and bots in processes of their own."""

import asyncio
import os
import random
import shutil
import signal
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import func, insert, select

import sandbox
from adapters.database import StoreUnavailable
from mentoring import workspaces
from mentoring.outbox import NoticeKind
from mentoring.workspaces import MeetWorkspace
from models import OutboxRow, OutboxState
from models.base import new_id
from sandbox import Serving
from sandbox.faults import parse_faults
from sandbox.local_slack import LocalSlack
from tests.environment import ROOT
from tests.factories.store import Store, migrate
from tests.faults.full import replica
from tests.faults.full.ledger import Ledger
from tests.faults.full.replica import Flaws
from tests.postgres.server import PostgresServer

PEOPLE = 40
ENDED = (OutboxState.SENT, OutboxState.DEAD, OutboxState.DROPPED)
ON_THEIR_WAY = (OutboxState.CLAIMED, OutboxState.SENDING, OutboxState.UNKNOWN)
Row = TypeVar("Row")


@dataclass
class Means:
    """What a whole run has: a folder, a PostgreSQL, and chance that can be repeated."""

    folder: Path
    server: PostgresServer
    seed: int

    def chance(self, *names: object) -> random.Random:
        return random.Random(f"{self.seed}:{names}")  # noqa: S311 - chance, not secrecy


@dataclass(frozen=True)
class Outcome:
    """
    What a row came to.

    Attributes:
        counts: its own figures, by name.
        failures: why it did not pass; none: it passed.
    """

    kills: int | None = None
    sends: int | None = None
    lost: int | None = None
    repeated: int | None = None
    counts: dict[str, object] = field(default_factory=dict)
    failures: tuple[str, ...] = ()


class Bot:
    """A bot in a process of its own."""

    def __init__(self, process: Any, log: Path) -> None:
        self.process = process
        self.log = log

    @property
    def is_alive(self) -> bool:
        return bool(self.process.is_alive())

    @property
    def is_stopped(self) -> bool:
        """Whether it was stopped by a signal and sleeps."""
        return self._status("State").startswith("T")

    @property
    def resident_mb(self) -> float:
        return int(self._status("VmRSS").split()[0]) / 1_000

    def _status(self, name: str) -> str:
        """What Linux tells of it."""
        lines = Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii").splitlines()
        return next(line.partition(":")[2].strip() for line in lines if line.startswith(f"{name}:"))

    @property
    def written(self) -> str:
        return self.log.read_text(encoding="utf-8") if self.log.exists() else ""

    async def started(self, within: float = 60) -> bool:
        """Wait until it works; whether it did before it died."""
        ends = time.monotonic() + within
        while "bot.started" not in self.written:
            if not self.is_alive:
                return "bot.started" in self.written
            if time.monotonic() > ends:
                raise TimeoutError(self.written[-2_000:])
            await asyncio.sleep(0.02)
        return True

    def signal(self, number: signal.Signals) -> None:
        os.kill(self.process.pid, number)

    async def ends(self, within: float) -> bool:
        """Whether it ended by itself in that time."""
        await asyncio.to_thread(self.process.join, within)
        return not self.is_alive

    async def kill(self) -> None:
        """End it with -9."""
        self.process.kill()
        await asyncio.to_thread(self.process.join)


class Ground:
    """
    One row's ground on one database.

    Attributes:
        people: whom the bots may write to, by Slack's ids.
        rows: the ids of all messages that were put into a store.
        bots: whatever was started, dead or alive.
    """

    def __init__(self, means: Means, database: str, folder: Path, stack: AsyncExitStack) -> None:
        self.means = means
        self.database = database
        self.folder = folder
        self.keys: tuple[str, ...] = ()
        self.people: list[str] = []
        self.rows: set[str] = set()
        self.bots: list[Bot] = []
        self._stack = stack
        self._serving: Serving | None = None
        self._ledger: Ledger | None = None
        self._number = 0

    @property
    def is_postgres(self) -> bool:
        return self.database == "PostgreSQL"

    @property
    def slack(self) -> Serving:
        assert self._serving is not None
        return self._serving

    @property
    def ledger(self) -> Ledger:
        assert self._ledger is not None
        return self._ledger

    async def open(self, people: int = PEOPLE, **slack: Any) -> None:
        """Open the local Slack, with people in it; `slack` as `sandbox.serve` takes it."""
        serving = sandbox.serve(ROOT / "manifest.yml", rates=False, **slack)
        self._serving = await self._stack.enter_async_context(serving)
        self._ledger = Ledger(self._serving.slack.traffic)
        self._stack.push_async_callback(self._ledger.close)
        self.people = populate(self._serving.slack, people)

    def store(self) -> Store:
        """A migrated store, in which the workspace is known."""
        if self.is_postgres:
            url = self._stack.enter_context(self.means.server.database(self.means.server.template("faults", migrate)))
        else:
            self._number += 1
            path = self.folder / f"store{self._number}.sqlite3"
            template = self.means.folder / "template.sqlite3"
            if not template.exists():
                migrate(f"sqlite:///{template}")
            shutil.copy(template, path)
            url = f"sqlite:///{path}"
        store = Store(url, self.keys)
        self.keys = store.keys
        self._stack.callback(store.close)
        return store

    def workspace(self, store: Store) -> UUID:
        return store.do(workspaces.meet, MeetWorkspace(self.slack.slack.team_id))

    async def put(self, store: Store, number: int, **about: Any) -> list[str]:
        """Put so many messages to people into the outbox, due now; return their ids."""
        workspace_id = await self._patiently(lambda: self.workspace(store))
        made = [
            {
                "workspace_id": workspace_id,
                "id": new_id(),
                "kind": NoticeKind.HELLO.value,
                "dedup_key": "",
                "facts": {},
                "user_id": self.people[each % len(self.people)],
                "state": OutboxState.PENDING,
                "due_at": store.clock.now(),
                "created_at": store.clock.now(),
                **about,
            }
            for each in range(number)
        ]
        for each in made:
            each["dedup_key"] = f"fault:{each['id'].hex}"

        def write() -> None:
            with store.transaction() as uow:
                uow.db.execute(insert(OutboxRow), made)

        await self._patiently(write)
        ids = [each["id"].hex for each in made]
        self.rows |= set(ids)
        return ids

    def bot(self, store: Store, flaws: Flaws | None = None, *, has_slacks_clock: bool = False, **settings: str) -> Bot:
        """Start a bot on a store; a setting that is empty is not given to it."""
        self._number += 1
        log = self.folder / f"bot{self._number}.log"
        environment = {
            **self.slack.environment(),
            "BOTHWAYS_DATA": str(self.folder),
            "BOTHWAYS_DATABASE_URL": store.url,
            "BOTHWAYS_ENCRYPTION_KEYS": ",".join(self.keys),
            "BOTHWAYS_MESSAGES_PER_SECOND": "1000",
            "BOTHWAYS_LEASE_SECONDS": "1",
            "BOTHWAYS_SETTLE_SECONDS": "1",
            **settings,
        }
        # The host's own clock, as on a server, unless the row is about what falls due.
        if not has_slacks_clock:
            environment.pop("BOTHWAYS_CLOCK_URL")
        environment = {name: value for name, value in environment.items() if value}
        bot = Bot(replica.start(environment, self.folder, log, flaws or Flaws()), log)
        self.bots.append(bot)
        return bot

    async def breaks(self, *faults: dict[str, Any]) -> None:
        """Let Slack have a bad day; none ends it."""
        self.slack.workspaces.faults.plan(parse_faults(list(faults)))

    async def count(self, store: Store, *states: OutboxState, due_by: datetime | None = None) -> int:
        """How many rows of the store are in these states, and due by then."""
        question = select(func.count()).select_from(OutboxRow).where(OutboxRow.state.in_(states))
        if due_by is not None:
            question = question.where(OutboxRow.due_at <= due_by)

        def ask() -> int:
            with store.database.engine.connect() as connection:
                return int(connection.scalar(question) or 0)

        return await self._patiently(ask)

    async def all_ended(self, *stores: Store, within: float, due_by: datetime | None = None) -> bool:
        """Wait until nothing that is due by then waits or is on its way any more."""

        async def holds() -> bool:
            for store in stores:
                if await self.count(store, OutboxState.PENDING, *ON_THEIR_WAY, due_by=due_by):
                    return False
            return True

        return await self.until(holds, within)

    async def until(self, holds: Callable[[], Awaitable[bool]], within: float) -> bool:
        ends = time.monotonic() + within
        while not await holds():
            if time.monotonic() > ends:
                return False
            await asyncio.sleep(0.1)
        return True

    def judged(
        self, ended: bool, kills: int | None = None, failures: tuple[str, ...] = (), **counts: object
    ) -> Outcome:
        """What Slack's own log says of the messages that were put into stores."""
        self.ledger.read()
        taken = self.ledger.taken
        lost = sum(taken[each] == 0 for each in self.rows)
        repeated = sum(number - 1 for number in taken.values() if number > 1)
        found = list(failures)
        if not ended:
            found.append("it did not end in time")
        if lost:
            found.append(f"{lost} lost")
        if repeated:
            found.append(f"{repeated} repeated")
        if strangers := taken.keys() - self.rows - {""}:
            found.append(f"{len(strangers)} that nobody put there")
        return Outcome(kills, sum(taken.values()), lost, repeated, counts, tuple(found))

    async def _patiently(self, act: Callable[[], Row]) -> Row:
        """Try again while the bots hold the store, or it is away."""
        ends = time.monotonic() + 120
        while True:
            try:
                return await asyncio.to_thread(act)
            except Exception as error:
                if time.monotonic() > ends or not _is_of_the_store(error):
                    raise
            await asyncio.sleep(0.1)


def populate(slack: LocalSlack, number: int) -> list[str]:
    """Let people into a workspace before the bot comes, which hears nothing of it; return their ids."""
    joined = [slack.people.add({"name": f"person{each}", "tz": "UTC"}, slack.clock.now()).id for each in range(number)]
    general = slack.channels.general()
    general.members += joined
    slack.channels.keep(general)
    for user in joined:
        slack.open_direct([slack.bot_user, user])
    return joined


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def _is_of_the_store(error: Exception) -> bool:
    return isinstance(error, StoreUnavailable) or type(error).__name__ in {"OperationalError", "InterfaceError"}


@asynccontextmanager
async def ground(means: Means, row: int, database: str) -> AsyncIterator[Ground]:
    """Ground for one row; no process that it started outlives it."""
    folder = means.folder / f"row{row}-{database}"
    folder.mkdir()
    async with AsyncExitStack() as stack:
        made = Ground(means, database, folder, stack)
        try:
            yield made
        finally:
            for bot in made.bots:
                if bot.is_alive:
                    bot.signal(signal.SIGCONT)
                    await bot.kill()


@contextmanager
def means(seed: int, folder: Path) -> Iterator[Means]:
    """What a run has; PostgreSQL goes with it."""
    with PostgresServer.running() as server:
        yield Means(folder, server, seed)
