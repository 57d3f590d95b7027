"""A local Slack with two people, for pages in a real Chromium that act as them."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

import sandbox
from tests.sandbox.page.workspaces import MANIFEST, Workspace


@pytest.fixture
async def empty() -> AsyncIterator[Workspace]:
    """A workspace in which nobody is yet, and no app is connected."""
    async with sandbox.serve(MANIFEST, rates=False) as serving, aiohttp.ClientSession() as session:
        yield Workspace(serving, session)


@pytest.fixture
async def workspace(empty: Workspace) -> Workspace:
    """Ana and Ben, in a workspace whose app is not running."""
    await empty.person("ana", "Ana Duarte", tz="Europe/Lisbon", title="Analyst")
    await empty.person("ben", "Ben Okafor", tz="Asia/Tokyo")
    return empty
