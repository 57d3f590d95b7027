"""
Slack's own clients for Python and Node call every method that is served, and Slack's own types judge each answer.

A type of Slack's that refused nothing would prove nothing: each answer is spoilt as well, and must be refused then.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.client import WebClient

import sandbox
from sandbox import Serving
from sandbox.methods.catalogue import METHODS
from sandbox.slacks_types.naming import without_echo
from tests.oracle.slack_types import SlackTypes
from tests.sandbox.calls import CALLS, Client, World
from tests.sandbox.conformance.node_client import NodeWebClient, node_client
from tests.sandbox.driver import Control, Json

pytestmark = pytest.mark.oracle

# What needs another token or secret than the bot's has its calls where those are: test_oauth, test_tokens,
# test_snoozing, test_socket_mode. A bot's token never opens a channel again (test_channels).
ELSEWHERE = {
    "apps.connections.open", "apps.uninstall", "auth.revoke", "conversations.unarchive", "dnd.endDnd",
    "dnd.endSnooze", "dnd.setSnooze", "oauth.v2.access", "oauth.v2.exchange",
}  # fmt: skip


@asynccontextmanager
async def client_of(kind: type[Client], slack: Serving) -> AsyncIterator[Client]:
    if issubclass(kind, NodeWebClient):
        async with node_client(slack) as client:
            yield client
    else:
        yield kind(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])


@pytest.fixture(params=[WebClient, AsyncWebClient, NodeWebClient], ids=lambda client: client.__name__)
async def world(request: pytest.FixtureRequest, manifest: Path) -> AsyncIterator[World]:
    async with (
        sandbox.serve(manifest, rates=False) as slack,
        Control(slack.url) as control,
        client_of(request.param, slack) as client,
    ):
        made = World(slack, control, client)
        await made.furnish()
        yield made


def test_no_served_method_goes_uncalled() -> None:
    assert set(CALLS) | ELSEWHERE == set(METHODS)
    assert set(CALLS) & ELSEWHERE == set()


async def test_every_method_answers_slacks_client_as_slacks_types_say(slack_types: SlackTypes, world: World) -> None:
    wrong: dict[str, Any] = {}
    for method, (good, _, _) in CALLS.items():
        answer = await world.call(method, **await good(world))
        if answer.get("ok") is not True:
            wrong[method] = answer
            continue
        faults = slack_types.response(method, without_echo(answer))
        if faults:
            wrong[method] = faults
    assert wrong == {}


async def test_every_method_refuses_slacks_client_by_slacks_name(world: World) -> None:
    wrong: dict[str, Any] = {}
    for method, (_, bad, error) in CALLS.items():
        answer = await world.call(method, **bad)
        if (answer.get("ok"), answer.get("error")) != (False, error):
            wrong[method] = answer
    assert wrong == {}


@pytest.mark.parametrize("world", [AsyncWebClient], indirect=True, ids=["AsyncWebClient"])
async def test_slacks_types_refuse_what_is_spoilt(slack_types: SlackTypes, world: World) -> None:
    blind: list[str] = []
    for method, (good, _, _) in CALLS.items():
        answer = without_echo(await world.call(method, **await good(world)))
        if not any(slack_types.response(method, spoilt) for spoilt in spoilings(answer)):
            blind.append(method)
    assert blind == []


def spoilings(answer: Json) -> list[Json]:
    """The answer with one of its fields at a time of another kind."""
    found = []
    for key in answer:
        spoilt = deepcopy(answer)
        spoilt[key] = [["nothing like it"]]
        found.append(spoilt)
    return found


@pytest.mark.parametrize("world", [NodeWebClient], indirect=True, ids=["NodeWebClient"])
async def test_slacks_client_for_node_sends_files_as_it_is_wont(world: World) -> None:
    answer = await world.call(
        "files.uploadV2",
        channel_id=world.club,
        thread_ts=world.ts,
        initial_comment="Look",
        file_uploads=[{"filename": "a.txt", "content": "first"}, {"filename": "b.txt", "content": "ä second"}],
    )
    assert answer["ok"] is True
    sent = [file for completed in answer["files"] for file in completed["files"]]
    assert [(file["name"], file["size"]) for file in sent] == [("a.txt", 5), ("b.txt", 9)]
    header = {"Authorization": f"Bearer {world.slack.bot_token}"}
    contents = []
    for file in sent:
        async with world.control.http.get(file["url_private_download"], headers=header) as download:
            contents.append(await download.text())
    assert contents == ["first", "ä second"]
    thread = await world.call("conversations.replies", channel=world.club, ts=world.ts)
    [reply] = thread["messages"][1:]
    assert (reply["text"], [file["name"] for file in reply["files"]]) == ("Look", ["a.txt", "b.txt"])
