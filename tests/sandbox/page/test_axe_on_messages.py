"""axe finds nothing serious in what appears while people talk: tools, a menu, an edit, what is unread in threads."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, expect

from tests.sandbox.page.test_axe import axe, faults, told
from tests.sandbox.page.workspaces import Workspace, go

# The fixture comes along with what uses it.
__all__ = ["axe"]

pytestmark = pytest.mark.browser


async def talk(workspace: Workspace) -> None:
    """A thread with reactions and a pin, of which the last reply is new to Ana and stands in the channel too."""
    said = (await workspace.post("message", user="ana", channel="general", text="Who *comes*?"))["message"]["ts"]
    await workspace.post("message", user="ben", channel="general", text="I do", thread_ts=said, reply_broadcast=True)
    for user, name in (("ana", "tada"), ("ben", "eyes")):
        await workspace.post("reactions", user=user, channel="general", ts=said, name=name)
    await workspace.post("pins", user="ana", channel="general", ts=said)
    await workspace.post("channels/update", channel="general", user="ben", topic="Lunch at https://example.org")


async def views(page: Page, workspace: Workspace) -> AsyncIterator[tuple[str, str]]:
    await go(page, workspace, "ana")
    row = page.get_by_test_id("messages").get_by_test_id("message").filter(has_text="Who comes?").first
    await row.focus()
    await expect(row.get_by_role("toolbar", name="Message actions")).to_be_visible()
    yield "channel", "main:not([hidden])"
    await row.get_by_role("button", name="More actions").click()
    yield "menu", ".popover"
    await page.keyboard.press("Escape")
    await row.focus()
    await page.keyboard.press("e")
    await expect(page.get_by_role("textbox", name="Edit message")).to_be_focused()
    yield "edit", ".editor"
    await page.keyboard.press("Escape")
    await page.get_by_role("link", name="Threads, 1 unread").click()
    await expect(page.get_by_test_id("thread-card")).to_contain_text("1 new")
    yield "threads", "#threads"
    await page.get_by_role("button", name="Reply…").click()
    await expect(page.get_by_test_id("thread").get_by_role("separator", name="New replies")).to_be_visible()
    yield "thread", ".thread"


async def test_axe_finds_nothing_serious_where_people_talk(browser: Browser, workspace: Workspace, axe: str) -> None:
    await talk(workspace)
    context = await browser.new_context(color_scheme="dark", reduced_motion="reduce")
    page = await context.new_page()
    found = {view: await faults(page, axe, part) async for view, part in views(page, workspace)}
    await context.close()
    if any(found.values()):
        pytest.fail(told(found))
