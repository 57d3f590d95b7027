"""The yardstick: a Bolt app with one INSERT, on the very stack the bot runs on."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult
from sqlalchemy import Column, MetaData, Table, Text
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from adapters.database import engine_for
from models.base import new_id

rows = Table("rows", MetaData(), Column("id", Text, primary_key=True), Column("body", Text))


def web_app(store_url: str, secret: str) -> Starlette:
    """Return the bare app, serving what the bot serves at the same path."""
    engine = engine_for(store_url)
    rows.metadata.create_all(engine)
    threads = ThreadPoolExecutor(1)

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id="T1", bot_user_id="U0", bot_id="B0", bot_token="xoxb-1")

    app = AsyncApp(authorize=authorize, signing_secret=secret, process_before_response=True)

    def insert(values: str) -> None:
        with engine.begin() as connection:
            connection.execute(rows.insert().values(id=new_id().hex, body=values))

    @app.view("checkin.keep")
    async def keep(body: dict[str, object], ack: AsyncAck) -> None:
        view = body["view"]
        assert isinstance(view, dict)
        values = json.dumps(view["state"])
        await asyncio.get_running_loop().run_in_executor(threads, insert, values)
        await ack(response_action="clear")

    bolt = AsyncSlackRequestHandler(app)

    async def from_slack(request: Request) -> Response:
        return await bolt.handle(request)

    return Starlette(routes=[Route("/slack/events", from_slack, methods=["POST"])])
