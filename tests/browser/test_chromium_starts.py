"""The browser tests stand on a Chromium that starts, and on a page that tells what goes wrong on it."""

import pytest
from playwright.async_api import Browser, Page

from tests.environment import ROOT

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


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("<script>thereIsNoSuchThing()</script>", "the page's script failed"),
        ("<img src='https://elsewhere.invalid/a.png'>", "outside this machine"),
    ],
)
def test_a_page_that_fails_silently_fails_its_test(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, content: str, reason: str
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    pytester.makeini("[pytest]\nasyncio_mode = auto\n")
    pytester.makepyfile(f"async def test_shows(page):\n    await page.set_content({content!r})\n")
    run = pytester.runpytest_subprocess("-p", "tests.browser.fixtures", "-p", "no:cacheprovider")
    run.assert_outcomes(passed=1, errors=1)
    run.stdout.fnmatch_lines([f"*{reason}*"])
