"""A running local Slack for each test, its clients, and a bot to connect."""

import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

import sandbox
from sandbox import Serving
from sandbox.events import subscriptions
from sandbox.verdicts import judged
from tests.sandbox.driver import Control, Json, manifest_document


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    """A manifest with every scope and event that this part of the local Slack knows."""
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(manifest_document()))
    return path


@pytest.fixture
def hears_everything(manifest: Path) -> None:
    """The app subscribes to every event there is; ask for it before `slack`."""
    manifest.write_text(json.dumps(manifest_document(events=list(subscriptions()))))


@pytest.fixture
async def slack(manifest: Path) -> AsyncIterator[Serving]:
    """A workspace; all it sent in the test, payloads and answers, must have the shape of Slack's published types."""
    async with sandbox.serve(manifest, rates=False) as serving:
        yield serving
        entries = serving.slack.traffic.after(0, 1000)
        assert [
            problem for entry in entries for problem in judged(entry)["problems"] if problem.startswith("in the ")
        ] == []


@pytest.fixture
async def control(slack: Serving) -> AsyncIterator[Control]:
    async with Control(slack.url) as driver:
        yield driver


@pytest.fixture
def web(slack: Serving) -> AsyncWebClient:
    return client_of(slack)


def client_of(slack: Serving) -> AsyncWebClient:
    """The real client, with no retries of its own to hide an answer."""
    return AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])


Connect = Callable[[AsyncApp], Awaitable[AsyncSocketModeHandler]]


@pytest.fixture
async def app(web: AsyncWebClient) -> AsyncApp:
    """A Bolt app of the house's kind: the listener's work is done before its acknowledgement leaves."""
    return AsyncApp(client=web, process_before_response=True)


@pytest.fixture
async def connect(slack: Serving) -> AsyncIterator[Connect]:
    """Connects a Bolt app over Socket Mode until the test ends."""
    async with AsyncExitStack() as stack:

        async def connected(app: AsyncApp) -> AsyncSocketModeHandler:
            handler = AsyncSocketModeHandler(app, slack.app_token)
            await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped
            stack.push_async_callback(handler.close_async)
            return handler

        yield connected


@pytest.fixture
async def bodies(app: AsyncApp, connect: Connect) -> list[Json]:
    """Every command, click and event the bot gets, in order."""
    received: list[Json] = []

    async def note(ack: Any, body: Json) -> None:
        received.append(body)
        await ack()

    async def note_event(body: Json) -> None:
        received.append(body)

    app.command("/help-me")(note)
    app.command("/plain")(note)
    app.action({"type": "block_actions", "action_id": re.compile(".*")})(note)
    for event in {name.partition(".")[0] for name in subscriptions()} - {"app_home_opened"}:
        app.event(event)(note_event)
    await connect(app)
    return received
