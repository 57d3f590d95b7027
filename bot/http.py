"""Slack over HTTP: signed requests in, health out."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.app import Bot

EVENTS_PATH = "/slack/events"


def web_app(bot: Bot) -> Starlette:
    """Return the web application; it starts and stops the bot with itself."""
    bolt = AsyncSlackRequestHandler(bot.app)

    async def from_slack(request: Request) -> Response:
        return await bolt.handle(request)

    async def health(_request: Request) -> Response:
        return PlainTextResponse("ok\n")

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        await bot.start()
        try:
            yield
        finally:
            await bot.stop()

    return Starlette(
        routes=[Route(EVENTS_PATH, from_slack, methods=["POST"]), Route("/healthz", health)], lifespan=lifespan
    )
