"""The app on the page: its messages' buttons, its Home, its commands, and what is said when it is away."""

import pytest
from playwright.async_api import Page, expect

from tests.sandbox.page.notes_app import note_card, running
from tests.sandbox.page.workspaces import Workspace, go

pytestmark = pytest.mark.browser


async def test_a_button_asks_to_confirm_and_the_message_changes_in_place(page: Page, workspace: Workspace) -> None:
    async with running(workspace.serving) as app:
        dm = await workspace.dm_with_app("ana")
        await app.chat_postMessage(channel=dm, text="A note", blocks=note_card("*A note* to look at"))
        await go(page, workspace, "ana", dm)
        message = page.get_by_test_id("message")
        await expect(message.locator(".app-badge")).to_have_text("APP")
        await message.get_by_role("button", name="Discard").click()
        await page.get_by_role("button", name="Keep").click()
        await expect(message.get_by_role("button", name="Discard")).to_be_focused()
        await message.get_by_role("button", name="Discard").click()
        await page.get_by_role("button", name="Throw").click()
        await expect(message).to_contain_text("Discarded. (edited)")
        await expect(message.get_by_role("button", name="Discard")).to_have_count(0)


async def test_home_is_published_on_opening_and_its_button_opens_a_modal(page: Page, workspace: Workspace) -> None:
    async with running(workspace.serving):
        dm = await workspace.dm_with_app("ana")
        await go(page, workspace, "ana", dm)
        await page.get_by_role("tab", name="Home").click()
        await expect(page.get_by_role("heading", name="Your notes")).to_be_visible()
        await page.get_by_role("button", name="Write one").click()
        await expect(page.get_by_role("dialog", name="Write a note")).to_be_visible()
        assert page.url.endswith(f"#{dm}/home")


async def test_a_command_is_completed_with_its_usage_and_answers_only_its_author(
    page: Page, workspace: Workspace
) -> None:
    async with running(workspace.serving):
        await go(page, workspace, "ana")
        box = page.locator("#composer-input")
        await box.press_sequentially("/not")
        options = page.get_by_role("option")
        await expect(options).to_have_count(2)
        await expect(options.first).to_contain_text("/note [for @colleague]")
        await expect(options.first).to_contain_text("Write a note")
        await box.press("ArrowDown")
        await box.press("Tab")
        await expect(box).to_have_value("/notes ")
        await box.press("Enter")
        message = page.get_by_test_id("message")
        await expect(message).to_contain_text("Only visible to you")
        await expect(message).to_contain_text("No notes yet. Begin with /note.")
        await expect(box).to_have_value("")


async def test_names_are_completed_while_typing(page: Page, workspace: Workspace) -> None:
    await go(page, workspace, "ana")
    box = page.locator("#composer-input")
    await box.press_sequentially("Hello @oka")
    await expect(page.get_by_role("option")).to_contain_text("Ben Okafor")
    await box.press("Enter")
    await expect(box).to_have_value("Hello @ben ")
    await box.press("Enter")
    await expect(page.get_by_test_id("message").locator(".mention")).to_have_text("@Ben Okafor")


async def test_slackbot_and_the_bar_say_that_the_app_is_away(page: Page, workspace: Workspace) -> None:
    await go(page, workspace, "ana")
    await expect(page.get_by_test_id("connection")).to_contain_text("not connected")
    box = page.locator("#composer-input")
    await box.fill("/notes now")
    await box.press("Enter")
    await expect(page.get_by_test_id("message")).to_contain_text("/notes failed with the error")
    await expect(page.get_by_role("alert")).to_contain_text("Start it, then try again.")
    async with running(workspace.serving):
        await expect(page.get_by_test_id("connection")).to_have_text("App connected")


async def test_the_answer_to_a_command_comes_into_sight_while_one_reads_further_up(
    page: Page, workspace: Workspace
) -> None:
    for number in range(40):
        await workspace.post("message", user="ana", channel="general", text=f"number {number}")
    async with running(workspace.serving):
        await go(page, workspace, "ana")
        await expect(page.get_by_text("number 39")).to_be_in_viewport()
        await page.get_by_test_id("messages").evaluate("node => { node.scrollTop = 400; }")
        await page.locator("#composer-input").fill("/notes")
        await page.locator("#composer-input").press("Enter")
        await expect(page.get_by_test_id("message").filter(has_text="No notes yet.")).to_be_in_viewport()
        await page.get_by_test_id("messages").evaluate("node => { node.scrollTop = 400; }")
        await page.locator("#composer-input").fill("I found it")
        await page.locator("#composer-input").press("Enter")
        await expect(page.get_by_test_id("message").filter(has_text="I found it")).to_be_in_viewport()
