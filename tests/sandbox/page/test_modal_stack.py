"""The stack of modals as a person meets it: where the focus goes, what waits, and what is told of closing."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, Route, expect
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox.page.notes_app import Json, button, plain
from tests.sandbox.page.notes_app import field as asked
from tests.sandbox.page.workspaces import Workspace, go

pytestmark = pytest.mark.browser


def level(name: str, **more: Any) -> Json:
    buttons = {"type": "actions", "block_id": "more", "elements": [button("Deeper", "deeper")]}
    return {
        "type": "modal",
        "callback_id": name,
        "title": plain(name),
        "submit": plain("Send"),
        "notify_on_close": True,
        "blocks": [asked("word", "Word", "plain_text_input", optional=True), buttons],
        **more,
    }


@dataclass
class Levels:
    """An app with modals upon modals; a submission waits until the test lets it be answered."""

    client: AsyncWebClient
    closed: list[tuple[str, bool]] = field(default_factory=list)
    answer: Json = field(default_factory=dict)
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    let_go: asyncio.Event = field(default_factory=asyncio.Event)

    async def first(self, ack: AsyncAck, body: Json) -> None:
        await self.client.views_open(trigger_id=body["trigger_id"], view=level("First"))
        await ack()

    async def deeper(self, ack: AsyncAck, body: Json) -> None:
        name = {"First": "Second", "Second": "Third"}[body["view"]["callback_id"]]
        view = level(name, clear_on_close=name == "Third")
        await self.client.views_push(trigger_id=body["trigger_id"], view=view)
        await ack()

    async def submitted(self, ack: AsyncAck) -> None:
        self.asked.set()
        await self.let_go.wait()
        await ack(**self.answer)

    async def left(self, ack: AsyncAck, body: Json) -> None:
        self.closed.append((body["view"]["callback_id"], body["is_cleared"]))
        await ack()


@pytest_asyncio.fixture(loop_scope="session")
async def app(workspace: Workspace) -> AsyncIterator[Levels]:
    serving = workspace.serving
    client = AsyncWebClient(token=serving.bot_token, base_url=serving.api_url)
    bolt: Any = AsyncApp(client=client, process_before_response=True, signing_secret=serving.signing_secret)
    levels = Levels(client)
    bolt.command("/note")(levels.first)
    bolt.action("deeper")(levels.deeper)
    for name in ("First", "Second", "Third"):
        bolt.view_submission(name)(levels.submitted)
        bolt.view_closed(name)(levels.left)
    handler = AsyncSocketModeHandler(bolt, serving.app_token)
    await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt gives it no types
    yield levels
    await handler.close_async()  # type: ignore[no-untyped-call]  # Bolt gives it no types


async def opened(page: Page, workspace: Workspace) -> None:
    await go(page, workspace, "ana")
    await page.locator("#composer-input").fill("/note")
    await page.locator("#composer-input").press("Enter")
    await expect(page.get_by_role("dialog", name="First")).to_be_visible()


async def test_the_focus_stays_in_the_modal_and_goes_back_where_it_was(
    page: Page, workspace: Workspace, app: Levels
) -> None:
    await opened(page, workspace)
    inside = "document.activeElement.closest('dialog') !== null || document.activeElement === document.body"
    for key in ["Tab"] * 8 + ["Shift+Tab"] * 10:
        await page.keyboard.press(key)
        assert await page.evaluate(inside)
    await page.get_by_role("button", name="Deeper").press("Enter")
    second = page.get_by_role("dialog", name="Second")
    await expect(second.get_by_label("Word")).to_be_focused()
    await page.keyboard.type("half")
    await page.get_by_role("button", name="Deeper").press("Enter")
    await expect(page.get_by_role("dialog", name="Third")).to_be_visible()
    # This one takes the whole stack with it, and the app hears of each.
    async with page.expect_response("**/control/close"):
        await page.get_by_role("dialog").get_by_role("button", name="Back").press("Enter")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(page.locator("#composer-input")).to_be_focused()
    assert sorted(app.closed) == [("First", True), ("Second", True), ("Third", True)]


async def test_back_closes_one_and_escape_all(page: Page, workspace: Workspace, app: Levels) -> None:
    await opened(page, workspace)
    await page.get_by_label("Word").fill("kept")
    for _ in range(2):
        await page.get_by_role("button", name="Deeper").press("Enter")
        second = page.get_by_role("dialog", name="Second")
        await expect(second).to_be_visible()
        if not app.closed:
            # The modal is gone at once; the app has heard of it when the server answers.
            async with page.expect_response("**/control/close"):
                await second.get_by_role("button", name="Back").click()
            await expect(page.get_by_role("dialog", name="First").get_by_label("Word")).to_have_value("kept")
            await expect(page.get_by_role("button", name="Send", exact=True)).to_be_enabled()
            assert app.closed == [("Second", False)]
    async with page.expect_response("**/control/close"):
        await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(page.locator("#composer-input")).to_be_focused()
    assert sorted(app.closed[1:]) == [("First", True), ("Second", True)]


async def test_while_the_app_decides_the_button_turns_and_nothing_is_sent_twice(
    page: Page, workspace: Workspace, app: Levels
) -> None:
    await opened(page, workspace)
    app.answer = {"response_action": "push", "view": level("Second")}
    send = page.get_by_role("dialog").get_by_role("button", name="Send", exact=True)
    await page.get_by_label("Word").fill("first")
    await send.click()
    await app.asked.wait()
    await expect(send).to_have_attribute("aria-busy", "true")
    await send.press("Enter")
    app.let_go.set()
    second = page.get_by_role("dialog", name="Second")
    await expect(second.get_by_label("Word")).to_be_focused()
    await expect(send).not_to_have_attribute("aria-busy", "true")
    app.answer = {"response_action": "update", "view": level("Third")}
    await second.get_by_label("Word").fill("second")
    await page.keyboard.press("Control+Enter")
    third = page.get_by_role("dialog", name="Third")
    await expect(third).to_be_visible()
    app.answer = {"response_action": "clear"}
    # The stream shows it before the answer is there; until then the button turns, and sends nothing.
    await expect(send).not_to_have_attribute("aria-busy", "true")
    await third.get_by_role("button", name="Send", exact=True).click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    submissions = [
        entry for entry in workspace.serving.workspaces.traffic.after(0, 500) if entry["name"] == "view_submission"
    ]
    assert len(submissions) == 3


async def test_a_stack_that_was_asked_for_before_it_was_closed_does_not_come_back(
    page: Page, workspace: Workspace, app: Levels
) -> None:
    asked_for, go_on = asyncio.Event(), asyncio.Event()

    async def late(route: Route) -> None:
        answer = await route.fetch()
        asked_for.set()
        await go_on.wait()
        await route.fulfill(response=answer)

    await go(page, workspace, "ana")
    await page.route("**/control/views*", late)
    ana = workspace.serving.slack.people.by_name("ana")
    assert ana is not None
    # The page learns of the modal by the stream, and asks for the stack as well when it begins anew.
    await page.locator("#composer-input").fill("/note")
    await page.locator("#composer-input").press("Enter")
    modal = page.get_by_role("dialog", name="First")
    await expect(modal).to_be_visible()
    await page.reload(wait_until="commit")
    await asked_for.wait()
    await page.locator("body[data-live=true]").wait_for()
    await workspace.post("close", user="ana", view_id=workspace.serving.slack.views.stack(ana.id)[0]["id"])
    async with page.expect_response("**/control/views*"):
        go_on.set()
    await page.locator("#composer-input").fill("still here")
    await expect(page.get_by_role("dialog")).to_have_count(0)
