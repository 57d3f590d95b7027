"""Every interactive element the server knows is used in messages, modals and Home, by mouse and by keyboard."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.async_api import Page, expect
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Serving
from sandbox.blocks.elements import ELEMENTS as KNOWN
from sandbox.blocks.elements import IN_CONTEXT
from sandbox.blocks.state import HOLDERS
from tests.sandbox.page.choices_app import BOOKS
from tests.sandbox.page.every_element import ELEMENTS, KEYBOARD, MOUSE, Hand, block_for, kinds_on
from tests.sandbox.page.notes_app import Json, plain
from tests.sandbox.page.workspaces import Workspace, go

pytestmark = pytest.mark.browser


@dataclass
class Listener:
    """A Bolt app that takes everything, and what it was told."""

    client: AsyncWebClient
    told: asyncio.Queue[Json] = field(default_factory=asyncio.Queue)
    submitted: list[Json] = field(default_factory=list)

    async def open(self, ack: AsyncAck, body: Json) -> None:
        blocks = [block_for(kind, "modal") for kind in kinds_on("modal")]
        view = {"type": "modal", "callback_id": "every", "title": plain("Every"), "submit": plain("Send")}
        await self.client.views_open(trigger_id=body["trigger_id"], view={**view, "blocks": blocks})
        await ack()

    async def take(self, ack: AsyncAck, view: Json) -> None:
        self.submitted.append({k: v for entry in view["state"]["values"].values() for k, v in entry.items()})
        await ack()

    async def act(self, ack: AsyncAck, body: Json) -> None:
        await ack()
        self.told.put_nowait(body["actions"][0])

    async def offer(self, ack: AsyncAck, body: Json) -> None:
        fitting = [name for name in BOOKS if body["value"].lower() in name.lower()]
        await ack(options=[{"text": plain(name), "value": name} for name in fitting])

    async def show_home(self, event: Json) -> None:
        blocks = [block_for(kind, "home") for kind in kinds_on("home")]
        await self.client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})


@asynccontextmanager
async def listening(serving: Serving) -> AsyncIterator[Listener]:
    client = AsyncWebClient(token=serving.bot_token, base_url=serving.api_url)
    app: Any = AsyncApp(client=client, process_before_response=True, signing_secret=serving.signing_secret)
    listener = Listener(client)
    app.command("/note")(listener.open)
    app.view("every")(listener.take)
    app.action(re.compile(".*"))(listener.act)
    app.options(re.compile(".*"))(listener.offer)
    app.event("app_home_opened")(listener.show_home)
    handler = AsyncSocketModeHandler(app, serving.app_token)
    await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt gives it no types
    try:
        yield listener
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]  # Bolt gives it no types


def held(entry: Json) -> Any:
    """The plain value of an action or of an entry of state.values."""
    holder = HOLDERS.get(entry["type"])
    key = "selected_option" if entry["type"] == "overflow" else holder.key if holder else "value"
    found = entry[key]
    if entry["type"] == "rich_text_input":
        return found["elements"][0]["elements"]
    if entry["type"] == "file_input":
        return [file["name"] for file in found]
    listed = [one["value"] if isinstance(one, dict) else one for one in (found if isinstance(found, list) else [found])]
    return listed if isinstance(found, list) else listed[0]


def wanted(workspace: Workspace, kind: str) -> Any:
    """What the element should hold, with ids for names."""
    slack = workspace.serving.slack
    ids = {"general": slack.channels.general().id}
    ids |= {person.name: person.id for person in slack.people}
    value = ELEMENTS[kind].holds
    if kind == "rich_text_input":
        return value
    return [ids.get(one, one) for one in value] if isinstance(value, list) else ids.get(value, value)


async def last_told(listener: Listener, kind: str) -> Json:
    """The last that was said of an element: a list of several choices is told choice by choice."""
    times = len(ELEMENTS[kind].holds) if kind.startswith("multi_") else 1
    action: Json = {}
    for _ in range(times):
        try:
            action = await asyncio.wait_for(listener.told.get(), 10)
        except TimeoutError:
            pytest.fail(f"the app was not told of {kind}")
    return action


async def use_all(page: Page, workspace: Workspace, listener: Listener, by: str, surface: str) -> None:
    """Use each element of a message or of Home, and look at what the app is told."""
    where = page.get_by_test_id(surface)
    for kind in kinds_on(surface):
        await ELEMENTS[kind].use(Hand(page, where, by, kind))
        if ELEMENTS[kind].holds is None:
            continue
        action = await last_told(listener, kind)
        assert (surface, action["action_id"], held(action)) == (surface, kind, wanted(workspace, kind))


async def fill_all(page: Page, workspace: Workspace, listener: Listener, by: str) -> None:
    """Use each element of the modal, send it, and look at what the app is handed."""
    inputs = [kind for kind in kinds_on("modal") if block_for(kind, "modal")["type"] == "input"]
    modal = page.get_by_role("dialog", name="Every")
    for kind in kinds_on("modal"):
        await ELEMENTS[kind].use(Hand(page, modal, by, kind, acts=kind not in inputs))
        if kind not in inputs:
            action = await last_told(listener, kind)
            assert (action["action_id"], held(action)) == (kind, wanted(workspace, kind))
    send = modal.get_by_role("button", name="Send", exact=True)
    await (send.click() if by == MOUSE else send.press("Enter"))
    await expect(modal).to_have_count(0)
    [values] = listener.submitted
    assert {kind: held(values[kind]) for kind in inputs} == {kind: wanted(workspace, kind) for kind in inputs}


def test_no_element_that_the_server_knows_is_left_out() -> None:
    assert set(ELEMENTS) == set(KNOWN) - set(IN_CONTEXT)


@pytest.mark.parametrize("by", [MOUSE, KEYBOARD])
async def test_every_element_is_used(page: Page, workspace: Workspace, by: str) -> None:
    async with listening(workspace.serving) as listener:
        dm = await workspace.dm_with_app("ana")
        blocks = [block_for(kind, "message") for kind in kinds_on("message")]
        await listener.client.chat_postMessage(channel=dm, text="Every element", blocks=blocks)
        await go(page, workspace, "ana", dm)
        await use_all(page, workspace, listener, by, "message")
        await page.locator("#composer-input").fill("/note")
        await page.locator("#composer-input").press("Enter")
        await expect(page.get_by_role("dialog", name="Every")).to_be_visible()
        await fill_all(page, workspace, listener, by)
        await page.get_by_role("tab", name="Home").click()
        await use_all(page, workspace, listener, by, "home")
