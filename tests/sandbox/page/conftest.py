"""
A local Slack with two people, for pages in a real Chromium that act as them.

All tests of this folder share one event loop, and with it one browser, in which each has a context of its own: what
starts a browser takes longer than most of them. Therefore an asynchronous fixture here says `loop_scope="session"`.
"""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

import sandbox
from tests.browser.fixtures import opened, started
from tests.sandbox.page.workspaces import MANIFEST, Workspace

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the tests of this folder share a loop."""
    for item in items:
        if HERE in item.path.parents and pytest_asyncio.is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


class Browsers:
    """The browser of all tests; one that a test has brought down is followed by another."""

    def __init__(self, chromium: str) -> None:
        self._chromium = chromium
        self._open = AsyncExitStack()
        self._browser: Browser | None = None

    async def at_hand(self) -> Browser:
        if self._browser is None or not self._browser.is_connected():
            await self.close()
            self._browser = await self._open.enter_async_context(started(self._chromium))
        return self._browser

    async def close(self) -> None:
        await self._open.aclose()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browsers(chromium: str) -> AsyncIterator[Browsers]:
    browsers = Browsers(chromium)
    yield browsers
    await browsers.close()


@pytest_asyncio.fixture(loop_scope="session")
async def browser(browsers: Browsers) -> AsyncIterator[Browser]:
    """The common browser; the contexts that a test made in it end with the test."""
    browser = await browsers.at_hand()
    yield browser
    for context in browser.contexts:
        await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def page(browser: Browser) -> AsyncIterator[Page]:
    """The page that every browser test has, in the common browser."""
    async with opened(browser) as page:
        yield page


@pytest_asyncio.fixture(loop_scope="session")
async def empty() -> AsyncIterator[Workspace]:
    """A workspace in which nobody is yet, and no app is connected."""
    async with sandbox.serve(MANIFEST, rates=False) as serving, aiohttp.ClientSession() as session:
        yield Workspace(serving, session)


@pytest_asyncio.fixture(loop_scope="session")
async def workspace(empty: Workspace) -> Workspace:
    """Ana and Ben, in a workspace whose app is not running."""
    await empty.person("ana", "Ana Duarte", tz="Europe/Lisbon", title="Analyst")
    await empty.person("ben", "Ben Okafor", tz="Asia/Tokyo")
    return empty
