"""Modals as a person meets them: errors beside the fields, nothing typed is lost, the keyboard suffices."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.sandbox.page.notes_app import running
from tests.sandbox.page.workspaces import Workspace, go

pytestmark = pytest.mark.browser


@pytest_asyncio.fixture(loop_scope="session")
async def modal(page: Page, workspace: Workspace) -> AsyncIterator[Page]:
    """Ana's page with the note's modal open."""
    async with running(workspace.serving):
        await go(page, workspace, "ana")
        box = page.locator("#composer-input")
        await box.fill("/note")
        await box.press("Enter")
        await expect(page.get_by_role("dialog", name="Write a note")).to_be_visible()
        yield page


async def choose_colour(page: Page, colour: str) -> None:
    await page.get_by_role("combobox", name="Colour").click()
    await page.get_by_role("option", name=colour).click()


async def test_typing_survives_slacks_own_errors_and_the_apps(modal: Page, workspace: Workspace) -> None:
    await modal.get_by_label("Title").fill("taken")
    await modal.get_by_label("What happened").fill("A long story")
    await modal.get_by_role("textbox", name="Link").fill("not a link")
    await modal.get_by_role("button", name="Submit").click()
    link = modal.get_by_role("textbox", name="Link")
    await expect(link).to_have_attribute("aria-invalid", "true")
    await expect(link).to_have_accessible_description("Please enter a valid URL.")
    await expect(modal.get_by_role("combobox", name="Colour")).to_have_accessible_description(
        "Please complete this required field."
    )
    await link.fill("https://example.org")
    await choose_colour(modal, "Blue")
    await modal.get_by_role("button", name="Submit").click()
    title = modal.get_by_role("textbox", name="Title")
    await expect(title).to_have_accessible_description("There is a note of that title.")
    await expect(title).to_be_focused()
    await expect(modal.get_by_label("What happened")).to_have_value("A long story")
    await expect(modal.get_by_role("combobox", name="Colour")).to_have_value("Blue")
    await title.fill("Mine")
    await modal.get_by_role("button", name="Submit").click()
    await expect(modal.get_by_role("dialog")).to_have_count(0)
    dm = await workspace.dm_with_app("ana")
    assert (await workspace.messages(dm, "ana"))[-1]["text"] == "*Mine* in blue"


async def test_the_keyboard_alone_fills_in_and_submits(modal: Page, workspace: Workspace) -> None:
    keys = modal.keyboard
    await expect(modal.get_by_label("Title")).to_be_focused()
    await keys.type("By hand")
    for _ in range(3):
        await keys.press("Tab")
    await expect(modal.get_by_role("combobox", name="Colour")).to_be_focused()
    await keys.type("cop")
    await keys.press("Enter")
    await keys.press("Tab")
    await expect(modal.get_by_role("textbox", name="By when")).to_be_focused()
    await keys.type("2030-03-31")
    for _ in range(4):
        await keys.press("Tab")
    await expect(modal.get_by_role("button", name="Submit")).to_be_focused()
    await keys.press("Enter")
    await expect(modal.get_by_role("dialog")).to_have_count(0)
    await expect(modal.locator("#composer-input")).to_be_focused()
    dm = await workspace.dm_with_app("ana")
    assert (await workspace.messages(dm, "ana"))[-1]["text"] == "*By hand* in copper by 2030-03-31"


async def test_an_update_in_place_and_a_push_keep_what_was_typed(modal: Page) -> None:
    await modal.get_by_label("Title").fill("Half a thought")
    await choose_colour(modal, "Amber")
    await modal.get_by_role("button", name="Add a row").click()
    await expect(modal.get_by_label("Row 1")).to_be_visible()
    await expect(modal.get_by_label("Title")).to_have_value("Half a thought")
    await expect(modal.get_by_role("combobox", name="Colour")).to_have_value("Amber")
    await modal.get_by_role("button", name="More").click()
    await expect(modal.get_by_role("dialog", name="Another note")).to_be_visible()
    await expect(modal.get_by_label("Title")).to_have_value("")
    await modal.get_by_role("button", name="Back").click()
    await expect(modal.get_by_role("dialog", name="Write a note")).to_be_visible()
    await expect(modal.get_by_label("Title")).to_have_value("Half a thought")


async def test_escape_closes_the_list_first_and_then_the_modal(modal: Page) -> None:
    await modal.get_by_role("combobox", name="Colour").click()
    await expect(modal.get_by_role("listbox")).to_be_visible()
    await modal.keyboard.press("Escape")
    await expect(modal.get_by_role("listbox")).to_have_count(0)
    await expect(modal.get_by_role("dialog")).to_be_visible()
    await modal.keyboard.press("Escape")
    await expect(modal.get_by_role("dialog")).to_have_count(0)


async def test_a_date_is_picked_in_the_calendar(modal: Page) -> None:
    when = modal.get_by_role("textbox", name="By when")
    await when.fill("2030-03-30")
    await when.press("ArrowDown")
    await modal.keyboard.press("ArrowRight")
    await modal.keyboard.press("Enter")
    await expect(when).to_have_value("Mar 31, 2030")


async def test_a_date_without_a_value_opens_at_the_workspaces_today(modal: Page, workspace: Workspace) -> None:
    await workspace.post("clock", to="2037-05-09T12:00:00Z")
    await expect(modal.get_by_test_id("clock-time")).to_contain_text("May 9")
    await modal.get_by_role("textbox", name="By when").click()
    calendar = modal.get_by_role("dialog", name="Choose a date")
    await expect(calendar).to_contain_text("May 2037")
    await expect(calendar.locator(".day.today")).to_have_attribute("data-day", "2037-05-09")


async def test_a_reload_brings_the_modal_back(modal: Page) -> None:
    await modal.reload()
    await expect(modal.get_by_role("dialog", name="Write a note")).to_be_visible()


async def test_when_the_app_is_gone_the_modal_says_so_and_keeps_the_text(page: Page, workspace: Workspace) -> None:
    async with running(workspace.serving):
        await go(page, workspace, "ana")
        await page.locator("#composer-input").fill("/note")
        await page.locator("#composer-input").press("Enter")
        await expect(page.get_by_role("dialog")).to_be_visible()
    await page.get_by_label("Title").fill("Not lost")
    await choose_colour(page, "Blue")
    await page.get_by_role("button", name="Submit").click()
    await expect(page.get_by_role("dialog").get_by_text("We had some trouble connecting. Try again?")).to_be_visible()
    await expect(page.get_by_label("Title")).to_have_value("Not lost")
    async with running(workspace.serving):
        await page.get_by_role("button", name="Submit").click()
        await expect(page.get_by_role("dialog")).to_have_count(0)
