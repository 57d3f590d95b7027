"""
A stage for stories: the local Slack, the bot, a store, and people who act by hand.

The bot runs in the test's own loop, or as the process a server would run (`bothways run`); the store is SQLite or
PostgreSQL. When the curtain falls, everything that passed between bot and Slack is judged by Slack's own types, and
log and store are searched for what must never be in them.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import aiohttp
import psycopg
from psycopg import sql
from sqlalchemy import select
from sqlalchemy.orm import Session

import sandbox
from bot.app import Bot
from bot.demo.humans import Humans, Payload
from bot.settings import Settings, load
from models import Base
from sandbox import Serving
from tests.environment import ROOT
from tests.factories.engines import lent
from tests.factories.ports import free_port
from tests.scenarios.people import PATIENCE, Person
from tests.scenarios.process import BotProcess

MANIFEST = ROOT / "manifest.yml"
OPENS_AT = "2027-02-01T09:00:00+00:00"
"""A Monday morning in winter, in Lisbon and elsewhere no holiday."""

Row = TypeVar("Row", bound=Base)

CHARTER = {"purpose": "Our help page answers ten questions", "success": "A tenth fewer tickets"}


@dataclass(frozen=True)
class Scene:
    """
    What a stage needs.

    Attributes:
        as_process: the bot is a process of its own, which can be killed.
        over_http: Slack reaches the bot by signed HTTP instead of Socket Mode.
        patience: how long Slack waits for an answer. More than its three seconds, which a machine that runs all
            tests at once may need for other things; the stories of slow answers set it.
    """

    folder: Path
    store_url: str
    as_process: bool = False
    opens_at: str = OPENS_AT
    settings: dict[str, str] = field(default_factory=dict)
    patience: float = 60.0


class Stage:
    """The local Slack with the bot at work in it."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.written: list[str] = []
        self.traffic: list[Payload] = []
        self.bot: Bot | None = None
        self.process: BotProcess | None = None
        self._slack = AsyncExitStack()
        self._engines = ExitStack()
        self._serving: Serving | None = None
        self._humans: Humans | None = None
        self._port = 0

    # Slack

    @property
    def serving(self) -> Serving:
        assert self._serving is not None, "the local Slack is not running"
        return self._serving

    @property
    def humans(self) -> Humans:
        assert self._humans is not None, "the local Slack is not running"
        return self._humans

    @property
    def bot_user(self) -> str:
        return self.serving.slack.bot_user

    async def start_slack(self) -> None:
        """Serve the local Slack; a second time on the same port, with everything it kept."""
        # The same every time, so that a bot finds it again.
        self._port = self._port or free_port()
        serving = sandbox.serve(
            MANIFEST,
            rates=False,
            data=self.scene.folder / "slack",
            port=self._port,
            patience=self.scene.patience,
        )
        self._serving = await self._slack.enter_async_context(serving)
        self._humans = await self._slack.enter_async_context(Humans(self._serving.url))

    async def stop_slack(self) -> None:
        self.keep_traffic()
        await self._slack.aclose()
        self._serving = self._humans = None

    async def close(self) -> None:
        """End whatever still runs."""
        if self.bot is not None:
            await self.bot.stop()
        self._engines.close()
        if self.process is not None:
            await self.process.kill()
        await self._slack.aclose()

    def calls(self, method: str) -> list[Payload]:
        """The Web API calls of one method so far, oldest first: `request`, `response`, `status`."""
        return [each for each in self.entries() if each["direction"] == "to_slack" and each["name"] == method]

    def entries(self) -> list[Payload]:
        """Everything that passed between bot and Slack, oldest first."""
        return [*self.traffic, *(self.serving.slack.traffic.after(0, 100_000) if self._serving else [])]

    def keep_traffic(self) -> None:
        """Keep what passed so far, before the local Slack that knows it is gone."""
        if self._serving is not None:
            self.traffic += self._serving.slack.traffic.after(0, 100_000)

    async def breaks(self, *faults: Payload) -> None:
        """Let Slack have a bad day; none ends it."""
        await self.control("faults", list(faults))

    async def control(self, call: str, body: Any = None) -> Payload:
        """Make a call of the control API that no person could make."""
        url = f"{self.serving.url}/control/{call}"
        async with aiohttp.ClientSession() as session, session.post(url, json=body or {}) as answer:
            found: Payload = await answer.json()
        if isinstance(body, list) and not body:
            return found
        assert found["ok"], found
        return found

    # The bot

    def environment(self) -> dict[str, str]:
        """What the bot finds in its environment."""
        return {
            **self.serving.environment(),
            "BOTHWAYS_DATA": str(self.scene.folder / "bot"),
            "BOTHWAYS_DATABASE_URL": self.scene.store_url,
            # Stories let weeks pass in seconds, and this limit is one of real time.
            "BOTHWAYS_MESSAGES_PER_SECOND": "100",
            **self.scene.settings,
        }

    def settings(self) -> Settings:
        """The settings of a bot in this very process; the host's own environment stays out."""
        return load(_env_file=None, **self.environment())

    async def start_bot(self) -> None:
        if self.scene.as_process:
            self.process = BotProcess(self.environment(), self.scene.folder)
            await self.process.start()
        else:
            self.bot = Bot(self.settings(), self._engines.enter_context(lent(self.scene.store_url)))
            await self.bot.start()
        await self.until(self.is_connected)

    async def stop_bot(self) -> None:
        """End it in good order, as a supervisor does."""
        if self.process is not None:
            await self.process.terminate()
            self.process = None
        if self.bot is not None:
            await self.bot.stop()
            self._engines.close()
            self.bot = None
        await self.until(self._is_alone)

    async def kill_bot(self) -> None:
        """End it with -9."""
        assert self.process is not None, "only a process can be killed"
        await self.process.kill()
        self.process = None
        await self.until(self._is_alone)

    async def restart(self) -> None:
        """Stop the bot and start it again with the same data."""
        await self.stop_bot()
        await self.start_bot()

    async def is_connected(self) -> bool:
        """Whether a bot listens and follows the clock."""
        return self.watchers >= 1 and self.serving.slack.connections >= 1

    async def _is_alone(self) -> bool:
        return self.watchers == 0

    @property
    def watchers(self) -> int:
        """How many bots follow the clock."""
        return int(self.serving.slack.watchers.clock_json()["watchers"])

    # People

    async def person(self, handle: str, tz: str = "Europe/Lisbon", **about: Any) -> Person:
        """Somebody new, with a name made of the handle."""
        named = {"real_name": handle.replace(".", " ").title(), **about}
        joined = await self.humans.join(handle, tz=tz, **named)
        return Person(self.humans, joined, self.bot_user, self.written, self.serving.url, self._rests)

    def again(self, person: Person) -> Person:
        """The same person, after the local Slack was started again."""
        about = {"id": person.id, "name": person.handle, "tz": person.zone}
        return Person(self.humans, about, self.bot_user, self.written, self.serving.url, self._rests)

    async def _rests(self) -> bool:
        """Wait for what the bot goes on with after it has answered a click; tell whether there was anything."""
        if self.bot is None or not self.bot._background._tasks:
            return False
        await self.bot._background.drain(PATIENCE)
        return True

    # Time

    @property
    def now(self) -> datetime:
        """The workspace's time."""
        return datetime.fromisoformat(self.serving.slack.watchers.clock_json()["now"])

    @property
    def next_due_at(self) -> datetime | None:
        """When the next thing falls due that the bot has planned."""
        due = self.serving.slack.watchers.clock_json()["next_due"]
        return None if due is None else datetime.fromisoformat(due)

    async def settles(self) -> None:
        """Wait until the bot has done all that is due now, and what it goes on with after a click."""
        await self._rests()
        await self.humans.clock(advance=0.001)
        clock = self.serving.slack.watchers.clock_json()
        assert clock["idle"], clock
        assert clock["watchers"], "no bot follows the clock"

    async def passes(self, **span: float) -> None:
        """Let time pass (`days=14`); what falls due on the way happens on its day."""
        await self.humans.clock(advance=timedelta(**span).total_seconds())
        assert self.serving.slack.watchers.clock_json()["idle"]

    async def comes(self, moment: str) -> None:
        """Let time pass until an instant with its offset."""
        await self.humans.clock(to=moment)
        assert self.serving.slack.watchers.clock_json()["idle"]

    async def next_event(self) -> datetime:
        """Jump to the next thing the bot has planned; return when that was."""
        await self.humans.clock(to="next")
        return self.now

    async def until(self, holds: Callable[[], Awaitable[bool]], within: float = PATIENCE) -> None:
        """Look until something holds."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + within
        while not await holds():
            assert loop.time() < deadline, f"still not so after {within:.0f} seconds: {holds}"
            await asyncio.sleep(0.02)

    # The store, for what nobody can see on the stage

    def stored(self, model: type[Row]) -> list[Row]:
        """All rows of a table."""
        with (
            lent(self.scene.store_url) as engines,
            Session(engines.reading, expire_on_commit=False) as session,
            session.begin(),
        ):
            return list(session.scalars(select(model)))

    # What nearly every story begins with

    async def become_a_pair(self, senior: Person, junior: Person) -> None:
        """One asks, the other accepts."""
        form = await senior.opens("/mentor", f"with @{junior.handle}")
        answer = await senior.hands_in(form, colleague=junior.id, my_role="senior")
        assert answer["response_action"] == "update", answer
        await self.settles()
        invitation = (await junior.inbox())[-1]
        accepted = await junior.clicks("pair.accept", invitation)
        assert accepted["error"] is None, accepted
        await self.settles()

    async def sign_a_charter(self, *people: Person) -> None:
        """The first writes it, and all sign."""
        page = (await people[0].hands_in(await people[0].opens("/mentor-charter"), **CHARTER))["view"]
        await people[0].hands_in(page)
        # They sign because they read that a signature is missing; who is quicker than that card never gets it.
        await self.settles()
        for person in people[1:]:
            await person.hands_in(await person.opens("/mentor-charter"))
        await self.settles()

    async def begin_pair(self, senior: Person, junior: Person) -> None:
        """A pair with its charter in force, and pinned."""
        await self.become_a_pair(senior, junior)
        await self.sign_a_charter(senior, junior)
        await self.settles()


@contextmanager
def locked(stage: Stage) -> Iterator[None]:
    """Let nobody else write, as a backup or a forgotten shell would: SQLite's one write lock, or every table's."""
    if not stage.scene.store_url.startswith("sqlite"):
        with psycopg.connect(stage.scene.store_url.replace("+psycopg", "")) as holding:
            tables = sql.SQL(", ").join(sql.Identifier(table.name) for table in Base.metadata.sorted_tables)
            holding.execute(sql.SQL("LOCK TABLE {} IN EXCLUSIVE MODE").format(tables))
            yield
        return
    holder = sqlite3.connect(stage.scene.store_url.removeprefix("sqlite:///"), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        holder.execute("ROLLBACK")
        holder.close()


@asynccontextmanager
async def raised(scene: Scene) -> AsyncIterator[Stage]:
    """The curtain goes up: the workspace is empty, the bot has started."""
    stage = Stage(scene)
    await stage.start_slack()
    try:
        await stage.humans.clock(to=scene.opens_at)
        await stage.start_bot()
        yield stage
        stage.keep_traffic()
    finally:
        await stage.close()
