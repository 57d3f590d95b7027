"""
A real Chromium for tests, driven by Playwright's asynchronous side.

Playwright's objects belong to the event loop they were made in, and each test has its own loop: so a browser is started
for each. That takes more than a second of a processor, and the many tests of the local Slack's page
(`tests/sandbox/page/conftest.py`) share a loop and a browser instead; there each has a context of its own.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests import environment
from tests.environment.chromium import ARGUMENTS, NAMED_BY, find_chromium

if TYPE_CHECKING:
    from playwright.async_api import Browser, Page


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium that starts; the test is skipped, with the reason, where there is none."""
    found = None if os.environ.get(NAMED_BY) else environment.read().chromium
    if found is None or not Path(found).is_file():
        found = find_chromium()
    if found is None:
        pytest.skip(f"no Chromium that starts: `make test` gets one, or name yours in {NAMED_BY}")
    return found


@asynccontextmanager
async def started(chromium: str) -> AsyncIterator["Browser"]:
    """A browser, in the loop that asks."""
    # Imported here: only browser tests should pay for it.
    from playwright.async_api import async_playwright  # noqa: PLC0415

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def opened(browser: "Browser") -> AsyncIterator["Page"]:
    """A page in a context of its own; what went wrong on it fails the test at its end."""
    context = await browser.new_context(locale="en-GB", timezone_id="UTC", viewport={"width": 1280, "height": 800})
    page = await context.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    foreign: list[str] = []
    context.on("request", lambda request: foreign.extend([] if is_local(request.url) else [request.url]))
    yield page
    await context.close()
    assert broken == [], "the page's script failed"
    assert foreign == [], "the page asked for something outside this machine"


@pytest.fixture
async def browser(chromium: str) -> AsyncIterator["Browser"]:
    """A browser of this test's own."""
    async with started(chromium) as browser:
        yield browser


@pytest.fixture
async def page(browser: "Browser") -> AsyncIterator["Page"]:
    """
    A page in English, of a laptop's size, in a fixed zone.

    A script error on it, or a request to anywhere but this machine, fails the test at its end.
    """
    async with opened(browser) as page:
        yield page


def is_local(url: str) -> bool:
    """Whether a request stays on this machine: the loopback, or data the page itself made."""
    parts = urlsplit(url)
    return parts.scheme in {"data", "blob", "about"} or parts.hostname in {"127.0.0.1", "::1", "localhost"}
