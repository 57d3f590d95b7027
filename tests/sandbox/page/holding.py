"""Answers kept back on their way to the page, for tests of what overtakes them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Page, Route


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

    await page.route(address, late)
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

    await page.route(address, late)
    try:
        yield asked
    finally:
        free.set()
