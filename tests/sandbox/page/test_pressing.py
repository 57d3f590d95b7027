"""What is pressed while the app changes it: the click is for that or for nothing, and then it is said."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox.page.notes_app import Json, button, plain
from tests.sandbox.page.workspaces import Workspace, go

pytestmark = pytest.mark.browser

TOO_LATE = "This changed just when you chose, and nothing came of it."


def card(words: str, *values: str) -> list[Json]:
    """Words, and for each value a button that tells the app of it under one and the same name."""
    pick = button("Pick", "pick") | {"value": values[0]} if values else None
    said = {"type": "section", "block_id": "said", "text": plain(words)}
    return [said, {"type": "actions", "block_id": "row", "elements": [pick]}] if pick else [said]


def modal(words: str) -> Json:
    return {"type": "modal", "title": plain("Picking"), "blocks": card(words, "first")}


@dataclass
class Picking:
    client: AsyncWebClient
    picked: list[str] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)

    async def open(self, ack: AsyncAck, body: Json) -> None:
        answer = await self.client.views_open(trigger_id=body["trigger_id"], view=modal("One"))
        self.opened.append(answer["view"]["id"])
        await ack()

    async def greet(self) -> None:
        """Home has something on it before anybody comes."""

    async def pick(self, ack: AsyncAck, body: Json) -> None:
        self.picked.append(body["actions"][0]["value"])
        await ack()


@pytest_asyncio.fixture(loop_scope="session")
async def app(workspace: Workspace) -> AsyncIterator[Picking]:
    serving = workspace.serving
    client = AsyncWebClient(token=serving.bot_token, base_url=serving.api_url)
    bolt: Any = AsyncApp(client=client, process_before_response=True, signing_secret=serving.signing_secret)
    picking = Picking(client)
    bolt.command("/note")(picking.open)
    bolt.action("pick")(picking.pick)
    bolt.event("app_home_opened")(picking.greet)
    handler = AsyncSocketModeHandler(bolt, serving.app_token)
    await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt gives it no types
    yield picking
    await handler.close_async()  # type: ignore[no-untyped-call]  # Bolt gives it no types


async def press(page: Page, what: Locator) -> None:
    """Put the mouse down on it, and do not let go yet."""
    await what.hover()
    await page.mouse.down()


async def caught_up(page: Page, workspace: Workspace) -> None:
    """Wait until all that was told so far has come to the page: what Ben says now is told last."""
    await workspace.post("message", user="ben", channel="general", text="news")
    await expect(page).to_have_title("(1) Notes - Local workspace - Local Slack")


async def test_a_click_reaches_the_button_whose_message_changed_under_it(
    page: Page, workspace: Workspace, app: Picking
) -> None:
    dm = await workspace.dm_with_app("ana")
    ts = str((await app.client.chat_postMessage(channel=dm, text="Card", blocks=card("One", "first")))["ts"])
    await go(page, workspace, "ana", dm)
    await press(page, page.get_by_role("button", name="Pick"))
    await app.client.chat_update(channel=dm, ts=ts, text="Card", blocks=card("Two", "first"))
    await app.client.chat_postMessage(channel=dm, text="Another")
    await caught_up(page, workspace)
    async with page.expect_response("**/control/action"):
        await page.mouse.up()
    # What was held back for the click is shown now.
    await expect(page.get_by_text("Two", exact=True)).to_be_visible()
    await expect(page.get_by_test_id("message").last).to_contain_text("Another")
    assert app.picked == ["first"]


async def test_nothing_is_held_back_for_a_button_of_the_mouse_that_clicks_nothing(
    page: Page, workspace: Workspace, app: Picking
) -> None:
    dm = await workspace.dm_with_app("ana")
    await app.client.chat_postMessage(channel=dm, text="Card", blocks=card("One", "first"))
    await go(page, workspace, "ana", dm)
    await page.get_by_role("button", name="Pick").hover()
    # It opens the browser's own menu, and when it is let go there, the page is not told.
    await page.mouse.down(button="right")
    await app.client.chat_postMessage(channel=dm, text="Another")
    await expect(page.get_by_test_id("message").last).to_contain_text("Another")


@pytest.mark.parametrize("after", [card("Two", "second"), card("Two")], ids=["another button", "no button"])
async def test_a_click_reaches_no_other_button_than_the_one_that_was_pressed_and_that_is_said(
    page: Page, workspace: Workspace, app: Picking, after: list[Json]
) -> None:
    dm = await workspace.dm_with_app("ana")
    ts = str((await app.client.chat_postMessage(channel=dm, text="Card", blocks=card("One", "first")))["ts"])
    await go(page, workspace, "ana", dm)
    await press(page, page.get_by_role("button", name="Pick"))
    await app.client.chat_update(channel=dm, ts=ts, text="Card", blocks=after)
    await caught_up(page, workspace)
    await page.mouse.up()
    await expect(page.locator(".toast-error")).to_contain_text(TOO_LATE)
    await expect(page.get_by_text("Two", exact=True)).to_be_visible()
    assert app.picked == []


async def test_a_click_on_a_message_that_is_deleted_under_it_is_told_of(
    page: Page, workspace: Workspace, app: Picking
) -> None:
    dm = await workspace.dm_with_app("ana")
    ts = str((await app.client.chat_postMessage(channel=dm, text="Card", blocks=card("One", "first")))["ts"])
    await go(page, workspace, "ana", dm)
    await press(page, page.get_by_role("button", name="Pick"))
    await app.client.chat_delete(channel=dm, ts=ts)
    await caught_up(page, workspace)
    await page.mouse.up()
    await expect(page.locator(".toast-error")).to_contain_text(TOO_LATE)
    await expect(page.get_by_test_id("message")).to_have_count(0)


async def test_the_space_bar_clicks_the_button_it_went_down_on(page: Page, workspace: Workspace, app: Picking) -> None:
    dm = await workspace.dm_with_app("ana")
    ts = str((await app.client.chat_postMessage(channel=dm, text="Card", blocks=card("One", "first")))["ts"])
    await go(page, workspace, "ana", dm)
    await page.get_by_role("button", name="Pick").focus()
    await page.keyboard.down("Space")
    await app.client.chat_update(channel=dm, ts=ts, text="Card", blocks=card("Two", "first"))
    await caught_up(page, workspace)
    async with page.expect_response("**/control/action"):
        await page.keyboard.up("Space")
    await expect(page.get_by_text("Two", exact=True)).to_be_visible()
    await expect(page.get_by_role("button", name="Pick")).to_be_focused()
    assert app.picked == ["first"]


async def test_a_click_in_a_thread_reaches_the_button_whose_message_changed_under_it(
    page: Page, workspace: Workspace, app: Picking
) -> None:
    dm = await workspace.dm_with_app("ana")
    root = str((await app.client.chat_postMessage(channel=dm, text="Cards"))["ts"])
    reply = await app.client.chat_postMessage(channel=dm, text="Card", thread_ts=root, blocks=card("One", "first"))
    await go(page, workspace, "ana", dm)
    await page.get_by_role("button", name="1 reply").click()
    await press(page, page.get_by_test_id("thread").get_by_role("button", name="Pick"))
    await app.client.chat_update(channel=dm, ts=str(reply["ts"]), text="Card", blocks=card("Two", "first"))
    await caught_up(page, workspace)
    async with page.expect_response("**/control/action"):
        await page.mouse.up()
    await expect(page.get_by_test_id("thread").get_by_text("Two", exact=True)).to_be_visible()
    assert app.picked == ["first"]


async def test_a_click_reaches_the_button_of_a_modal_or_of_home_that_changed_under_it(
    page: Page, workspace: Workspace, app: Picking
) -> None:
    ana, dm = workspace.serving.slack.people.by_name("ana"), await workspace.dm_with_app("ana")
    assert ana is not None
    await app.client.views_publish(user_id=ana.id, view={"type": "home", "blocks": card("One", "first")})
    await go(page, workspace, "ana", f"{dm}/home")
    home = page.get_by_test_id("home")
    await press(page, home.get_by_role("button", name="Pick"))
    await app.client.views_publish(user_id=ana.id, view={"type": "home", "blocks": card("Two", "first")})
    await caught_up(page, workspace)
    async with page.expect_response("**/control/action"):
        await page.mouse.up()
    await expect(home.get_by_text("Two", exact=True)).to_be_visible()
    assert app.picked == ["first"]

    await page.get_by_role("tab", name="Messages").click()
    await page.locator("#composer-input").fill("/note")
    await page.locator("#composer-input").press("Enter")
    picking = page.get_by_role("dialog", name="Picking")
    await press(page, picking.get_by_role("button", name="Pick"))
    await app.client.views_update(view_id=app.opened[0], view=modal("Two"))
    await workspace.post("message", user="ben", channel="general", text="more news")
    await expect(page).to_have_title("(2) Notes - Local workspace - Local Slack")
    async with page.expect_response("**/control/action"):
        await page.mouse.up()
    await expect(picking.get_by_text("Two", exact=True)).to_be_visible()
    assert app.picked == ["first", "first"]
