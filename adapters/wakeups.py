"""
Replicas on one PostgreSQL wake each other: what one of them commits, another may send at once.

LISTEN/NOTIFY on two connections beside the pool. It only hurries: whoever hears nothing, because a connection broke or
a pooler stands between, looks by itself a second later.
"""

import asyncio
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

import structlog
from sqlalchemy import Engine, make_url, text

if TYPE_CHECKING:
    from psycopg import AsyncConnection

log = structlog.get_logger()

CHANNEL = "bothways_outbox"
BREATH_SECONDS = 0.05
"""A hundred commits a second need no hundred calls: the first goes at once, the rest together."""
FIRST_WAIT_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 30.0
CONNECT = {"connect_timeout": "2", "keepalives_idle": "10", "keepalives_interval": "5", "keepalives_count": "3"}
"""Seconds, and a number: a machine that is gone is noticed within half a minute. What the owner set counts more."""


class Wakeups:
    """
    One replica's ears and mouth.

    Args:
        url: SQLAlchemy's, of a PostgreSQL.
        woken: called, on the event loop, when another replica has put something into the outbox.

    Attributes:
        listening: set while it hears the others.
    """

    def __init__(self, url: str, woken: Callable[[], None]) -> None:
        ours = make_url(url).set(drivername="postgresql")
        self._url = ours.set(query={**CONNECT, **ours.query}).render_as_string(hide_password=False)
        self._woken = woken
        self.listening = asyncio.Event()
        self._to_tell = asyncio.Event()
        self._running: asyncio.Task[None] | None = None

    def tell(self) -> None:
        """Wake the others. Call it from the event loop's own thread."""
        self._to_tell.set()

    def start(self) -> None:
        """Begin to listen."""
        self._running = asyncio.create_task(self._run())

    async def stop(self) -> None:
        """Listen no more."""
        if self._running is not None:
            self._running.cancel()
            await asyncio.gather(self._running, return_exceptions=True)

    async def _run(self) -> None:
        from psycopg import AsyncConnection, Error  # noqa: PLC0415 - only installations with PostgreSQL have its driver

        wait = FIRST_WAIT_SECONDS
        while True:
            try:
                async with (
                    await AsyncConnection.connect(self._url, autocommit=True) as ears,
                    await AsyncConnection.connect(self._url, autocommit=True) as mouth,
                ):
                    await ears.execute(f"LISTEN {CHANNEL}")
                    wait = FIRST_WAIT_SECONDS
                    self.listening.set()
                    await _first_of(self._hear(ears, mouth.info.backend_pid), self._speak(mouth))
            except (Error, OSError) as error:
                self.listening.clear()
                log.warning("wakeups.lost", error=type(error).__name__, again_in_seconds=wait)
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT_SECONDS)

    async def _hear(self, ears: "AsyncConnection", own: int) -> None:
        async for heard in ears.notifies():
            if heard.pid != own:
                self._woken()

    async def _speak(self, mouth: "AsyncConnection") -> None:
        while True:
            await self._to_tell.wait()
            self._to_tell.clear()
            await mouth.execute(f"NOTIFY {CHANNEL}")
            await asyncio.sleep(BREATH_SECONDS)


def call(engine: Engine) -> None:
    """Wake every bot on this database, from a process that is none; on SQLite each looks by itself within a second."""
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            connection.execute(text(f"NOTIFY {CHANNEL}"))


async def _first_of(*works: Coroutine[Any, Any, None]) -> None:
    """Run both until one ends, which only a failure makes it do; end the other, and raise what it was."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for each in done:
            each.result()
    finally:
        for each in tasks:
            each.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
