"""A served local Slack as the page's tests use it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from playwright.async_api import Page

from sandbox import Serving

Json = dict[str, Any]
MANIFEST = Path(__file__).parent / "manifest.yml"


@dataclass(frozen=True)
class Workspace:
    """A served local Slack, and calls to it as a person would make them."""

    serving: Serving
    session: aiohttp.ClientSession

    @property
    def url(self) -> str:
        return self.serving.url

    async def post(self, call: str, **body: Any) -> Json:
        async with self.session.post(f"{self.url}/control/{call}", json=body) as answer:
            found: Json = await answer.json()
        assert found["ok"], found
        return found

    async def person(self, name: str, real_name: str, **more: Any) -> str:
        """Add a person; their id."""
        return str((await self.post("users", name=name, real_name=real_name, **more))["user"]["id"])

    async def dm_with_app(self, user: str) -> str:
        bot = self.serving.slack.bot_user
        return str((await self.post("channels", users=[user, bot]))["channel"]["id"])

    async def messages(self, channel: str, user: str) -> list[Json]:
        async with self.session.get(f"{self.url}/control/messages", params={"channel": channel, "as": user}) as answer:
            found: list[Json] = (await answer.json())["messages"]
        return found


async def go(page: Page, workspace: Workspace, person: str, place: str = "general") -> None:
    """Open the page as a person, at a conversation, and wait until it is live."""
    await page.goto(f"{workspace.url}/?as={person}#{place}")
    await page.locator("body[data-live=true]").wait_for()
