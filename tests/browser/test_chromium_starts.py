"""The browser tests stand on a Chromium that starts, shows pages and reaches nothing but this machine."""

import pytest
from playwright.async_api import Browser, Page

pytestmark = pytest.mark.browser


async def test_a_page_is_shown_and_its_script_runs(page: Page) -> None:
    await page.set_content("<button onclick=\"this.textContent = 'Signed'\">Sign</button>")
    await page.get_by_role("button", name="Sign").click()
    assert await page.get_by_role("button").text_content() == "Signed"


async def test_two_contexts_of_one_browser_are_two_people(browser: Browser) -> None:
    one, other = await browser.new_context(), await browser.new_context()
    await one.add_cookies([{"name": "who", "value": "junior", "url": "http://127.0.0.1/"}])
    assert await other.cookies() == []
    assert browser.version
