"""What an app may answer through a response URL: five times, within half an hour."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Serving
from tests.sandbox.conftest import Connect
from tests.sandbox.driver import Control, Json, actions, button, field, modal, section


@pytest.fixture
async def ana(control: Control) -> str:
    return await control.person("ana")


@asynccontextmanager
async def clicked(
    web: AsyncWebClient, control: Control, ana: str, bodies: list[Json], *, ephemeral: bool = False
) -> AsyncIterator[tuple[str, str, str]]:
    """A clicked message: its channel, its ts, and the response URL."""
    blocks = [actions(button("go"))]
    channel = (await web.conversations_open(users=ana))["channel"]["id"]
    if ephemeral:
        ts = (await web.chat_postEphemeral(channel=channel, user=ana, text="t", blocks=blocks))["message_ts"]
    else:
        ts = (await web.chat_postMessage(channel=channel, text="t", blocks=blocks))["ts"]
    await control.post("/control/action", user=ana, channel=channel, ts=ts, action_id="go")
    yield channel, ts, urlsplit(bodies[-1]["response_url"]).path


async def test_a_response_url_answers_five_times(
    web: AsyncWebClient, control: Control, ana: str, bodies: list[Json]
) -> None:
    async with clicked(web, control, ana, bodies) as (channel, _, url):
        for number in range(5):
            assert await control.post(url, text=f"answer {number}") == {"ok": True}
        assert await control.post(url, text="too many") == {"ok": False, "error": "used_url"}
        assert control.status == 404
    seen = await control.seen(ana, channel)
    assert [message["text"] for message in seen if message.get("ephemeral")] == [f"answer {n}" for n in range(5)]


async def test_a_response_url_ends_after_half_an_hour(
    web: AsyncWebClient, control: Control, ana: str, bodies: list[Json]
) -> None:
    async with clicked(web, control, ana, bodies) as (_, _, url):
        await control.post("/control/clock", advance=29 * 60)
        assert await control.post(url, text="in time") == {"ok": True}
        await control.post("/control/clock", advance=2 * 60)
        assert await control.post(url, text="late") == {"ok": False, "error": "expired_url"}
    assert (await control.post("/response/unknown", text="t"))["error"] == "expired_url"


@pytest.mark.parametrize("ephemeral", [False, True])
async def test_an_answer_replaces_and_deletes_the_original(
    web: AsyncWebClient, control: Control, ana: str, bodies: list[Json], *, ephemeral: bool
) -> None:
    async with clicked(web, control, ana, bodies, ephemeral=ephemeral) as (channel, ts, url):
        await control.post(url, replace_original=True, text="replaced")
        (message,) = await control.seen(ana, channel)
        assert (message["ts"], message["text"], "blocks" in message) == (ts, "replaced", False)
        await control.post(url, delete_original=True)
        assert await control.seen(ana, channel) == []


async def test_an_ephemeral_click_carries_no_message(
    web: AsyncWebClient, control: Control, ana: str, bodies: list[Json]
) -> None:
    async with clicked(web, control, ana, bodies, ephemeral=True):
        assert bodies[-1]["container"]["is_ephemeral"] is True
        assert "message" not in bodies[-1]


async def test_answers_slack_refuses_are_refused(
    web: AsyncWebClient, control: Control, ana: str, bodies: list[Json]
) -> None:
    async with clicked(web, control, ana, bodies) as (channel, ts, url):
        assert (await control.post(url, {}))["error"] == "no_text"
        assert (await control.post(url, text="t", blocks=[section("")]))["error"] == "invalid_blocks"
        assert control.status == 400
        await web.chat_delete(channel=channel, ts=ts)
        assert (await control.post(url, text="t", replace_original=True))["error"] == "message_not_found"


async def test_a_commands_url_can_speak_to_everyone_where_the_bot_is_no_member(
    control: Control, ana: str, bodies: list[Json]
) -> None:
    club = await control.channel("club", ana, await control.person("ben"))
    await control.command(ana, channel=club)
    await control.post(urlsplit(bodies[-1]["response_url"]).path, text="for all", response_type="in_channel")
    assert [message["text"] for message in await control.seen("ben", club)] == ["for all"]


async def test_a_modals_menu_may_ask_for_a_response_url(
    slack: Serving, app: AsyncApp, control: Control, ana: str, connect: Connect, web: AsyncWebClient
) -> None:
    submitted: list[Json] = []

    @app.view("form")
    async def take(ack: Any, body: Json) -> None:
        submitted.append(body)
        await ack()

    await connect(app)
    menu = {"type": "conversations_select", "response_url_enabled": True}
    trigger = slack.slack.triggers.mint(ana)
    view = (await web.views_open(trigger_id=trigger, view=modal(field("where", menu))))["view"]
    dm = (await web.conversations_open(users=ana))["channel"]["id"]
    await control.post("/control/submit", user=ana, view_id=view["id"], values={"answer": dm})
    (asked,) = submitted[0]["response_urls"]
    assert (asked["block_id"], asked["action_id"], asked["channel_id"]) == ("where", "answer", dm)
    assert asked["response_url"].startswith(slack.url)
