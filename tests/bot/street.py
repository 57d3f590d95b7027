"""A street of workspaces: one local Slack with several of them, and one bot that they install by themselves."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import aiohttp

import sandbox
from bot import manifest
from bot.app import Bot
from bot.demo.humans import Humans, Payload
from bot.settings import load
from sandbox import Serving
from sandbox.local_slack import LocalSlack
from tests.factories.engines import lent
from tests.scenarios.doors import open_door

REDIRECT = "/slack/oauth_redirect"


@dataclass
class Page:
    """What a browser is shown."""

    status: int
    text: str
    headers: dict[str, str]


@dataclass
class Browser:
    """Somebody's browser: it keeps cookies, and goes only where it is sent."""

    cookies: dict[str, str] = field(default_factory=dict)

    async def gets(self, url: str) -> Page:
        return await self._asks("GET", url)

    async def posts(self, url: str) -> Page:
        return await self._asks("POST", url)

    async def _asks(self, method: str, url: str) -> Page:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        async with (
            aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session,
            session.request(method, url, headers=headers, allow_redirects=False) as answer,
        ):
            for line in answer.headers.getall("Set-Cookie", []):
                self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
            return Page(answer.status, await answer.text(), dict(answer.headers))


@dataclass
class House:
    """One workspace of the street, and the people in it."""

    slack: LocalSlack
    humans: Humans

    @property
    def team(self) -> str:
        return self.slack.team_id


@dataclass
class Street:
    """
    The local Slack, the bot, and the workspaces.

    Attributes:
        url: where browsers and Slack reach the bot.
    """

    serving: Serving
    bot: Bot
    url: str
    stack: AsyncExitStack
    environment: dict[str, str]

    async def house(self, name: str = "") -> House:
        """The first workspace, or another one of that name; the bot is in neither."""
        slack = self.serving.workspaces.add(name, "") if name else self.serving.slack
        return House(slack, await self.stack.enter_async_context(Humans(self.serving.url, slack.team_id)))

    async def sets_out(self, browser: Browser) -> str:
        """Press the button of the install page; return where Slack asks."""
        answer = await browser.posts(f"{self.url}/slack/install")
        assert answer.status == 303, answer
        return answer.headers["Location"]

    async def decides(self, house: House, user: str, link: str, decision: str = "allow") -> str:
        """Answer Slack's own page; return where it sends the browser back to."""
        body = {"user": user, "decision": decision, "authorize_url": link, "team": house.team}
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{self.serving.url}/control/oauth", json=body) as answer,
        ):
            found: Payload = await answer.json()
        assert found["ok"], found
        return str(found["location"])

    async def installs(self, house: House, user: str) -> Page:
        """The whole way."""
        browser = Browser()
        return await browser.gets(await self.decides(house, user, await self.sets_out(browser)))

    async def uninstalls(self, house: House) -> None:
        """An admin removes the app from a workspace; Slack has told the bot when this returns."""
        async with (
            aiohttp.ClientSession(headers={"X-Slack-Team": house.team}) as session,
            session.post(f"{self.serving.url}/control/uninstall", json={}) as answer,
        ):
            found: Payload = await answer.json()
        assert found["ok"], found

    async def passes(self, house: House, **time: float) -> None:
        """Let time pass, for the bot as well; what falls due meanwhile may still be under way."""
        until = self.bot.clock.now() + timedelta(**time)
        moving = asyncio.create_task(house.humans.clock(advance=timedelta(**time).total_seconds()))
        while self.bot.clock.now() < until:
            assert not moving.done() or moving.exception() is None
            await asyncio.sleep(0.01)
        moving.cancel()
        await asyncio.gather(moving, return_exceptions=True)

    async def breaks(self, *faults: Payload) -> None:
        """Let Slack have a bad day."""
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{self.serving.url}/control/faults", json=list(faults)) as answer,
        ):
            assert answer.status == 200, await answer.text()

    def back(self, **query: str) -> str:
        """An address that Slack might send a browser back to."""
        return f"{self.url}{REDIRECT}?{urlencode(query)}"

    @property
    def secrets(self) -> list[str]:
        """Everything that opens something at Slack."""
        tokens = [document["value"] for _, document in self.serving.workspaces.storage.all("token")]
        return [*tokens, self.serving.workspaces.credentials.client_secret, self.serving.signing_secret]


@asynccontextmanager
async def street(folder: Path, store_url: str, *, rotates: bool = False) -> AsyncIterator[Street]:
    """Open it; the app is installed nowhere yet."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    wanted = manifest.load()
    wanted["oauth_config"]["redirect_urls"] = [url]
    wanted["settings"] |= {"socket_mode_enabled": False, "token_rotation_enabled": rotates}
    path = folder / "manifest.json"
    path.write_text(json.dumps(wanted))
    async with AsyncExitStack() as stack:
        serving = await stack.enter_async_context(
            sandbox.serve(path, rates=False, installed=False, request_url=f"{url}/slack/events", patience=15)
        )
        given = {
            **serving.environment(),
            "SLACK_APP_TOKEN": "",
            "BOTHWAYS_PUBLIC_URL": url,
            "BOTHWAYS_DATA": str(folder),
            "BOTHWAYS_DATABASE_URL": store_url,
            "BOTHWAYS_MESSAGES_PER_SECOND": "100",
        }
        bot = Bot(load(_env_file=None, **given), stack.enter_context(lent(store_url)))
        stack.push_async_callback(bot.stop)
        await bot.start()
        await stack.enter_async_context(open_door(bot, port))
        yield Street(serving, bot, url, stack, given)
