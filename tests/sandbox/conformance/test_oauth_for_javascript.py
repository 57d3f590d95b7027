"""Bolt for JavaScript is installed through its own OAuth flow, unchanged, over signed HTTP and over Socket Mode."""

import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

import sandbox
from sandbox import Serving
from tests.oracle.slack_types import SlackTypes
from tests.oracle.traffic import judged
from tests.sandbox.driver import Control, Json, manifest_document, until
from tests.sandbox.programs import beside_slacks_packages, node_or_skip, running

pytestmark = pytest.mark.oracle

EVENTS = ["app_uninstalled", "tokens_revoked"]
PROGRAM = Path(__file__).with_name("oauth_app.mjs")


@dataclass
class Shop:
    """An app that anybody may install, where its install page is, and the local Slack it is offered in."""

    slack: Serving
    control: Control
    url: str

    async def begun(self) -> tuple[str, dict[str, str]]:
        """The authorize URL that the app's install path leads to, and the cookie it sets."""
        path = f"{self.url}/slack/install"
        async with aiohttp.ClientSession() as browser, browser.get(path, allow_redirects=False) as response:
            state, _, _ = response.headers["Set-Cookie"].partition(";")
            return response.headers["Location"], {"Cookie": state}

    async def decided(self, user: str, link: str, decision: str = "allow", team: str = "") -> str:
        """Where somebody is sent back after they decided."""
        where = {"team": team} if team else {}
        answer = await self.control.post("/control/oauth", user=user, decision=decision, authorize_url=link, **where)
        return str(answer["location"])

    async def returned(self, location: str, headers: dict[str, str]) -> tuple[int, str]:
        """What the app shows to somebody who comes back."""
        async with aiohttp.ClientSession() as browser, browser.get(location, headers=headers) as response:
            return response.status, await response.text()

    async def installed_by(self, user: str, team: str = "") -> tuple[int, str]:
        link, cookie = await self.begun()
        return await self.returned(await self.decided(user, link, team=team), cookie)

    async def entries(self) -> list[Json]:
        """All traffic so far, of every workspace."""
        found: list[Json] = (await self.control.get("/page/traffic", limit="1000"))["entries"]
        return found


@asynccontextmanager
async def opened(folder: Path, *, by_http: bool, rotates: bool = False) -> AsyncIterator[Shop]:
    node = node_or_skip()
    with socket.create_server(("127.0.0.1", 0)) as listening, beside_slacks_packages(PROGRAM) as program:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
        manifest = folder / "manifest.json"
        manifest.write_text(json.dumps(manifest_document(events=EVENTS, redirect_urls=[url], rotates=rotates)))
        request_url = f"{url}/slack/events" if by_http else None
        async with (
            sandbox.serve(manifest, rates=False, installed=False, request_url=request_url) as slack,
            Control(slack.url) as control,
        ):
            variables = {
                **slack.environment(),
                "SLACK_AUTHORIZE_URL": f"{slack.url}/oauth/v2/authorize",
                "LISTEN_FD": str(listening.fileno()),
                "PUBLIC_URL": url,
                **({"SLACK_APP_TOKEN": ""} if by_http else {}),
            }
            async with running([node, program], variables, ready="ready", fds=[listening.fileno()]):
                yield Shop(slack, control, url)


async def said(control: Control, user: str) -> list[str]:
    return [message["text"] for message in await control.seen(user, f"bot:{user}")]


@pytest.mark.parametrize("by_http", [True, False], ids=["over_http", "over_socket_mode"])
async def test_an_app_is_refused_installed_twice_removed_and_comes_back(
    by_http: bool, tmp_path: Path, slack_types: SlackTypes
) -> None:
    async with opened(tmp_path, by_http=by_http) as shop:
        ana = await shop.control.person("ana")

        link, cookie = await shop.begun()
        cancelled = await shop.returned(await shop.decided(ana, link, "deny"), cookie)
        assert cancelled[0] == 500
        assert "slack_oauth_installer_authorization_error" in cancelled[1]
        assert not shop.slack.slack.installed

        link, cookie = await shop.begun()
        location = await shop.decided(ana, link)
        assert (await shop.returned(location, {}))[0] == 400, "another browser does not pass for this one"
        assert (await shop.returned(location, cookie))[0] == 200
        status, page = await shop.returned(location, cookie)
        assert (status, "slack_webapi_platform_error" in page) == (500, True), "a code is good once"

        team = (await shop.control.post("/control/workspaces", name="Acme Corp"))["team"]["id"]
        async with Control(shop.slack.url, team) as other:
            cleo = await other.person("cleo")
            assert (await shop.installed_by(cleo, team))[0] == 200
            for control, user, domain in (
                (shop.control, ana, "local-workspace"),
                (other, cleo, "acme-corp"),
            ):
                assert (await control.command(user))["error"] is None
                assert await said(control, user) == [f"Hello from {domain}"]

        await shop.control.post("/control/uninstall")

        async def told() -> bool:
            return {"app_uninstalled", "tokens_revoked"} <= {entry["name"] for entry in await shop.entries()}

        await until(told)
        assert (await shop.control.command(ana))["error"] == "dispatch_failed"
        assert (await shop.installed_by(ana))[0] == 200
        assert (await shop.control.command(ana))["error"] is None
        assert len(await said(shop.control, ana)) == 2
        entries = await shop.entries()
    assert judged(slack_types, entries) == []


async def test_a_token_that_rotates_is_renewed_before_it_is_used(tmp_path: Path, slack_types: SlackTypes) -> None:
    async with opened(tmp_path, by_http=True, rotates=True) as shop:
        ana = await shop.control.person("ana")
        assert (await shop.installed_by(ana))[0] == 200
        first = shop.slack.bot_token
        # By now the token that the installation brought is dead; the refresh token is what carries on.
        await shop.control.post("/control/clock", advance=50_000)
        for _ in range(2):
            assert (await shop.control.command(ana))["error"] is None
        assert await said(shop.control, ana) == ["Hello from local-workspace"] * 2
        assert shop.slack.bot_token != first
        entries = await shop.entries()
        grants = [entry["request"].get("grant_type") for entry in entries if entry["name"] == "oauth.v2.access"]
    assert grants == [None, "refresh_token", "refresh_token"]
    assert judged(slack_types, entries) == []
