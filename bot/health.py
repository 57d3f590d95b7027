"""
Whether this process lives, whether it can take clicks, and its figures: for supervisors, balancers and Prometheus.

It is ready while the store answers in time and has the shape of this release, and Slack can reach it. While it stops
it is not, so that a balancer takes it out before it is gone.
"""

import asyncio

from msgspec import Struct
from msgspec.structs import asdict
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from adapters import migrations
from adapters.database import StoreUnavailable
from bot.app import Bot
from bot.metrics import CONTENT_TYPE
from mentoring.delivery import queue
from mentoring.delivery.queue import LookAtQueue, Queue

STORE_SECONDS = 2.0
"""A store that takes longer cannot keep a click within Slack's three seconds."""
NOT_READY = 503
FRESH = {"Cache-Control": "no-store"}


class Readiness(Struct, frozen=True):
    """What is needed to take clicks, each `ok` or what is wrong with it."""

    process: str
    store: str
    slack: str

    @property
    def is_ready(self) -> bool:
        """Whether clicks can be taken."""
        return {self.process, self.store, self.slack} == {"ok"}


async def readiness(bot: Bot) -> Readiness:
    """Look whether a bot can take clicks."""
    process = "stopping" if bot.is_stopping else "ok" if bot.has_started else "starting"
    return Readiness(process, await _store(bot), "ok" if await bot.hears_slack() else "not connected")


async def _store(bot: Bot) -> str:
    try:
        async with asyncio.timeout(STORE_SECONDS):
            revision = await bot.database.ask(migrations.revision_of)
    except (TimeoutError, StoreUnavailable):
        return "away"
    return "ok" if migrations.is_served(revision) else "older than this release"


class Looking:
    """Looks whether a bot is ready, once for all who ask meanwhile: however many they are, the store is asked once."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._look: asyncio.Task[Readiness] | None = None

    async def now(self) -> Readiness:
        """Look, or wait for the look that is under way."""
        if self._look is None or self._look.done():
            self._look = asyncio.create_task(readiness(self._bot))
        return await asyncio.shield(self._look)


def probes(bot: Bot) -> list[Route]:
    """Return the routes that tell whether the process lives and whether it is ready."""

    looking = Looking(bot)

    async def alive(_request: Request) -> Response:
        return PlainTextResponse("ok\n", headers=FRESH)

    async def ready(_request: Request) -> Response:
        found = await looking.now()
        return JSONResponse(asdict(found), 200 if found.is_ready else NOT_READY, FRESH)

    return [Route("/healthz", alive), Route("/readyz", ready)]


def figures(bot: Bot) -> Route:
    """Return the route of the figures, which is for whoever runs the service and not for everybody."""

    async def page(_request: Request) -> Response:
        found, waiting = await asyncio.gather(readiness(bot), _queue(bot))
        content = bot.metrics.page(waiting, ready=found.is_ready, sockets=await bot.sockets())
        return Response(content, headers=FRESH | {"Content-Type": CONTENT_TYPE})

    return Route("/metrics", page)


async def _queue(bot: Bot) -> Queue | None:
    try:
        async with asyncio.timeout(STORE_SECONDS):
            return await bot.database.transact(queue.look, LookAtQueue())
    except (TimeoutError, StoreUnavailable):
        return None


def watched_app(bot: Bot) -> Starlette:
    """Return the application of the port that only supervisors and Prometheus reach."""
    return Starlette(routes=[*probes(bot), figures(bot)])
