"""Finding a channel among all that there are, looking into it, and joining it."""

import pytest
from playwright.async_api import Page, expect

from tests.sandbox.page.workspaces import Workspace, go

pytestmark = pytest.mark.browser


async def test_channels_are_found_joined_and_opened_from_the_list_of_all(page: Page, workspace: Workspace) -> None:
    await workspace.post("channels", name="garden", members=["ben"], purpose="Roses and herbs")
    await workspace.post("channels", name="secrets", members=["ben"], is_private=True)
    await go(page, workspace, "ana")
    add = page.get_by_role("button", name="Add channels")
    await add.click()
    await page.get_by_role("menuitem", name="Browse channels").click()
    dialog = page.get_by_role("dialog", name="Browse channels")
    rows = dialog.get_by_role("listitem")
    await expect(rows).to_have_text(["garden1 memberRoses and herbsJoin", "generalJoined2 membersOpen"])
    # Told of by its purpose, too; what is private stays with those who are in it.
    await dialog.get_by_role("searchbox", name="Search for channels").fill("roses")
    await expect(rows).to_have_count(1)
    await dialog.get_by_role("button", name="Join garden").press("Enter")
    opens = dialog.get_by_role("button", name="Open garden")
    await expect(opens).to_be_focused()
    await expect(rows).to_contain_text("Joined")
    await opens.press("Enter")
    await expect(dialog).to_have_count(0)
    await expect(page.get_by_role("heading", name="garden", exact=True)).to_be_visible()
    await expect(page.get_by_role("link", name="garden")).to_have_attribute("aria-current", "page")
    await expect(page.get_by_role("textbox", name="Message #garden")).to_be_visible()


async def test_where_no_channel_fits_one_is_created(page: Page, workspace: Workspace) -> None:
    await go(page, workspace, "ana")
    await page.get_by_role("button", name="Add channels").click()
    await page.get_by_role("menuitem", name="Browse channels").click()
    dialog = page.get_by_role("dialog", name="Browse channels")
    await dialog.get_by_role("searchbox", name="Search for channels").fill("cellar")
    await expect(dialog.get_by_role("status")).to_have_text("No channel fits. Try another word, or create one.")
    await dialog.get_by_role("button", name="Create a channel").click()
    await expect(page.get_by_role("dialog", name="Create a channel")).to_be_visible()


async def test_an_address_leads_to_a_channel_the_page_has_not_heard_of_yet(page: Page, workspace: Workspace) -> None:
    await page.route("**/page/events*", lambda route: route.abort())
    await page.goto(f"{workspace.url}/?as=ana#general")
    await expect(page.get_by_role("heading", name="general", exact=True)).to_be_visible()
    await workspace.post("channels", name="garden", members=["ana"])
    await page.evaluate("location.hash = '#garden'")
    await expect(page.get_by_role("heading", name="garden", exact=True)).to_be_visible()


async def test_a_channel_is_looked_into_before_one_joins(page: Page, workspace: Workspace) -> None:
    await workspace.post("channels", name="garden", members=["ben"])
    await go(page, workspace, "ana")
    await page.get_by_role("button", name="Add channels").click()
    await page.get_by_role("menuitem", name="Browse channels").click()
    await page.get_by_role("dialog").get_by_role("button", name="garden", exact=True).click()
    await expect(page.get_by_role("button", name="Join Channel")).to_be_visible()
