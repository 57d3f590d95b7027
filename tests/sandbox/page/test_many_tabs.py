"""A browser holds six connections to one place: the page shares them, however many of its tabs are open."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.sandbox.page.workspaces import Workspace, go

pytestmark = pytest.mark.browser

# As the browser says it of a tab behind another; here all tabs are windows that are seen.
_LOOKED_AT = """isLookedAt => {
    Object.defineProperty(document, "hidden", {get: () => !isLookedAt, configurable: true});
    document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest_asyncio.fixture(loop_scope="session")
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    """One browser, whose tabs share its connections."""
    context = await browser.new_context()
    yield context
    await context.close()


async def test_the_eighth_tab_is_live_and_the_first_catches_up_when_it_is_looked_at(
    context: BrowserContext, workspace: Workspace
) -> None:
    tabs: list[Page] = []
    for _ in range(8):
        if tabs:
            await tabs[-1].evaluate(_LOOKED_AT, False)
        tabs.append(await context.new_page())
        await go(tabs[-1], workspace, "ana")
    await workspace.post("message", user="ben", channel="general", text="Is anybody there?")
    await expect(tabs[-1].get_by_test_id("message").filter(has_text="Is anybody there?")).to_be_visible()
    first = tabs[0]
    await expect(first.locator("body")).to_have_attribute("data-live", "false")
    await expect(first.get_by_test_id("message").filter(has_text="Is anybody there?")).to_have_count(0)
    await tabs[-1].evaluate(_LOOKED_AT, False)
    await first.evaluate(_LOOKED_AT, True)
    await expect(first.get_by_test_id("message").filter(has_text="Is anybody there?")).to_be_visible()
    await expect(first.locator("body")).to_have_attribute("data-live", "true")


async def test_of_five_windows_that_are_all_seen_the_fifth_works_and_says_what_it_lacks(
    context: BrowserContext, workspace: Workspace
) -> None:
    windows = [await context.new_page() for _ in range(4)]
    for window in windows:
        await go(window, workspace, "ana")
    fifth = await context.new_page()
    await fifth.goto(f"{workspace.url}/?as=ben#general")
    said = fifth.get_by_text("Close other windows of this workspace to see here what is new")
    await expect(said).to_be_visible()
    await fifth.locator("#composer-input").fill("I can write")
    await fifth.locator("#composer-input").press("Enter")
    await expect(windows[0].get_by_test_id("message").filter(has_text="I can write")).to_be_visible()
    await windows[0].close()
    await expect(fifth.locator("body")).to_have_attribute("data-live", "true")
    await expect(said).to_have_count(0)
