"""Answers kept back on their way to the page, for tests of what overtakes them."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from playwright.async_api import Page, Route

_PROBE = "/asked-to-see-whether-it-is-routed"


async def routed(page: Page, address: str, handler: Callable[[Route], Awaitable[None] | None]) -> None:
    """
    Let a handler have what is asked of an address from now on.

    By itself a first route is in force only once the page's process hears of it. What a busy page is told to do in the
    meantime, such as a key, it may do first, and what was to be held is through.
    """
    await page.route(address, handler)
    if page.url == "about:blank":
        return
    await page.route(f"**{_PROBE}", lambda route: route.fulfill(status=204))
    while await page.evaluate("async (address) => (await fetch(address)).status", _PROBE) != 204:
        pass


@asynccontextmanager
async def held(page: Page, address: str) -> AsyncIterator[asyncio.Event]:
    """The first answer from an address is made at once and handed over when the block ends; the event tells of it."""
    taken, made, free = False, asyncio.Event(), asyncio.Event()

    async def late(route: Route) -> None:
        nonlocal taken
        if taken:
            await route.continue_()
            return
        taken = True
        answer = await route.fetch()
        made.set()
        await free.wait()
        await route.fulfill(response=answer)

    await routed(page, address, late)
    try:
        yield made
    finally:
        free.set()


@asynccontextmanager
async def held_back(page: Page, address: str, *, lost: bool = False) -> AsyncIterator[asyncio.Event]:
    """
    The first question to an address leaves when the block ends, and later ones at once; the event tells of it.

    With `lost` it does not leave then either: the connection breaks.
    """
    asked, free = asyncio.Event(), asyncio.Event()

    async def late(route: Route) -> None:
        if not asked.is_set():
            asked.set()
            await free.wait()
            if lost:
                await route.abort()
                return
        await route.continue_()

    await routed(page, address, late)
    try:
        yield asked
    finally:
        free.set()
