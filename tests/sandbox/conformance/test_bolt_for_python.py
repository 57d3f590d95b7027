"""Bolt for Python carries the story over each of its four Socket Mode clients, and over HTTP."""

import asyncio
import gc
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler as ByAiohttp
from slack_bolt.adapter.socket_mode.builtin import SocketModeHandler as BuiltIn
from slack_bolt.adapter.socket_mode.websocket_client import SocketModeHandler as ByWebsocketClient
from slack_bolt.adapter.socket_mode.websockets import AsyncSocketModeHandler as ByWebsockets
from slack_sdk import WebClient
from slack_sdk.web.async_client import AsyncWebClient

import sandbox
from sandbox import Serving
from tests.oracle.slack_types import SlackTypes
from tests.oracle.traffic import judged
from tests.sandbox.conformance import async_app, story, sync_app
from tests.sandbox.driver import Control, until

pytestmark = [
    pytest.mark.oracle,
    # The clients in threads leave a socket behind now and then, when their connection is replaced.
    pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning"),
]


@pytest.fixture(autouse=True)
def swept() -> Iterator[None]:
    """What a client left behind is found now, and not in somebody else's test."""
    yield
    gc.collect()


async def _by_the_app(_slack: Serving, handler: Any) -> None:
    await asyncio.to_thread(handler.close)


async def _by_slack_first(slack: Serving, handler: Any) -> None:
    """Closed from its own side, this client goes on waiting for a frame, up to ten seconds."""
    handler.client.auto_reconnect_enabled = False
    await slack.workspaces.socket_mode.close()
    await asyncio.to_thread(handler.close)


End = Callable[[Serving, Any], Awaitable[None]]
Served = Callable[[Path], AbstractAsyncContextManager[Serving]]


@asynccontextmanager
async def _in_threads(manifest: Path, handler_class: Any, end: End) -> AsyncIterator[Serving]:
    async with sandbox.serve(manifest, rates=False) as slack:
        client = WebClient(token=slack.bot_token, base_url=slack.api_url)
        # The constructor asks the Web API who it is, and blocks meanwhile.
        app = await asyncio.to_thread(sync_app.app_of, client)
        handler = handler_class(app, slack.app_token)
        await asyncio.to_thread(handler.connect)

        # One of these clients goes on connecting after it said that it had.
        async def connected() -> bool:
            return slack.slack.connections == 1

        await until(connected)
        try:
            yield slack
        finally:
            await end(slack, handler)


@asynccontextmanager
async def _in_the_loop(manifest: Path, handler_class: Any) -> AsyncIterator[Serving]:
    async with sandbox.serve(manifest, rates=False) as slack:
        app = async_app.app_of(AsyncWebClient(token=slack.bot_token, base_url=slack.api_url))
        handler = handler_class(app, slack.app_token)
        await handler.connect_async()
        try:
            yield slack
        finally:
            await handler.close_async()


@asynccontextmanager
async def over_http(manifest: Path) -> AsyncIterator[Serving]:
    listening = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}/slack/events"
    async with sandbox.serve(manifest, rates=False, request_url=url) as slack:
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        runner = web.AppRunner(async_app.app_of(client, slack.signing_secret).web_app(path="/slack/events"))
        await runner.setup()
        await web.SockSite(runner, listening).start()
        try:
            yield slack
        finally:
            await runner.cleanup()


def builtin(manifest: Path) -> AbstractAsyncContextManager[Serving]:
    return _in_threads(manifest, BuiltIn, _by_the_app)


def websocket_client(manifest: Path) -> AbstractAsyncContextManager[Serving]:
    return _in_threads(manifest, ByWebsocketClient, _by_slack_first)


def websockets(manifest: Path) -> AbstractAsyncContextManager[Serving]:
    return _in_the_loop(manifest, ByWebsockets)


def aiohttp(manifest: Path) -> AbstractAsyncContextManager[Serving]:
    return _in_the_loop(manifest, ByAiohttp)


SOCKETS = [builtin, websocket_client, websockets, aiohttp]


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(story.manifest()))
    return path


@pytest.mark.parametrize("served", [*SOCKETS, over_http])
async def test_bolt_carries_the_whole_story(served: Served, manifest: Path, slack_types: SlackTypes) -> None:
    async with served(manifest) as slack, Control(slack.url) as control:
        await story.play(control)
        entries = await story.traffic(control)
    assert judged(slack_types, entries) == []


@pytest.mark.parametrize("served", SOCKETS)
async def test_each_client_comes_back_when_slack_renews_its_connection(served: Served, manifest: Path) -> None:
    async with served(manifest) as slack, Control(slack.url) as control:
        await story.come_back(control)
