"""Slack over HTTP: signed requests in, health out."""

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

EVENTS_PATH = "/slack/events"


def web_app(app: AsyncApp) -> Starlette:
    """Return the web application: everything from Slack comes in at one path."""
    bolt = AsyncSlackRequestHandler(app)

    async def from_slack(request: Request) -> Response:
        return await bolt.handle(request)

    async def health(_request: Request) -> Response:
        return PlainTextResponse("ok\n")

    return Starlette(routes=[Route(EVENTS_PATH, from_slack, methods=["POST"]), Route("/healthz", health)])
