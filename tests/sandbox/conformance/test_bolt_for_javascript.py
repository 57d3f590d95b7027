"""Bolt for JavaScript carries the same story, over Socket Mode and over signed HTTP."""

import json
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

import sandbox
from sandbox import Serving
from tests.oracle.slack_types import SlackTypes
from tests.oracle.traffic import judged
from tests.sandbox.conformance import story
from tests.sandbox.driver import Control
from tests.sandbox.programs import beside_slacks_packages, node_or_skip, running

pytestmark = pytest.mark.oracle

PROGRAM = Path(__file__).with_name("story_app.mjs")
Served = Callable[[Path], AbstractAsyncContextManager[Serving]]


@asynccontextmanager
async def over_socket_mode(manifest: Path) -> AsyncIterator[Serving]:
    node = node_or_skip()
    async with sandbox.serve(manifest, rates=False) as slack:
        with beside_slacks_packages(PROGRAM) as program:
            async with running([node, program], slack.environment(), ready="ready"):
                yield slack


@asynccontextmanager
async def _by_receiver(manifest: Path, receiver: str) -> AsyncIterator[Serving]:
    node = node_or_skip()
    with socket.create_server(("127.0.0.1", 0)) as listening, beside_slacks_packages(PROGRAM) as program:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/slack/events"
        async with sandbox.serve(manifest, rates=False, request_url=url) as slack:
            fd = listening.fileno()
            variables = {**slack.environment(), "SLACK_APP_TOKEN": "", "LISTEN_FD": str(fd), "RECEIVER": receiver}
            async with running([node, program], variables, ready="ready", fds=[fd]):
                yield slack


def over_http(manifest: Path) -> AbstractAsyncContextManager[Serving]:
    return _by_receiver(manifest, "HTTPReceiver")


def over_express(manifest: Path) -> AbstractAsyncContextManager[Serving]:
    return _by_receiver(manifest, "ExpressReceiver")


@pytest.mark.parametrize("served", [over_socket_mode, over_http, over_express])
async def test_bolt_carries_the_whole_story(served: Served, tmp_path: Path, slack_types: SlackTypes) -> None:
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps(story.manifest()))
    async with served(manifest) as slack, Control(slack.url) as control:
        await story.play(control)
        entries = await story.traffic(control)
    assert judged(slack_types, entries) == []


async def test_bolt_comes_back_when_slack_renews_its_connection(tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps(story.manifest()))
    async with over_socket_mode(manifest) as slack, Control(slack.url) as control:
        await story.come_back(control)
