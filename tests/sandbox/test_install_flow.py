"""Bolt's own OAuth flow, unchanged, goes through the local Slack: install page, state, consent, stores, rotation."""

import json
import logging
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization.async_authorize import AsyncInstallationStoreAuthorize
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.oauth.installation_store import FileInstallationStore
from slack_sdk.oauth.state_store import FileOAuthStateStore
from slack_sdk.web.async_client import AsyncWebClient

import sandbox
from sandbox import Serving
from tests.sandbox.driver import Control, Json, manifest_document

SCOPES = ["chat:write", "commands", "im:history"]
# Longer than a token lives, so that Bolt renews it before each request it handles.
ALWAYS = 24 * 60


@dataclass
class Shop:
    """An app that anybody may install, and the local Slack it is offered in."""

    slack: Serving
    control: Control
    url: str
    store: FileInstallationStore
    tokens: list[str]
    """The bot's token in each request handled."""

    async def begun(self) -> tuple[str, dict[str, str]]:
        """The authorize URL that the app's install path leads to, and the cookie it sets."""
        path = f"{self.url}/slack/install"
        async with aiohttp.ClientSession() as browser, browser.get(path, allow_redirects=False) as response:
            state, _, _ = response.headers["Set-Cookie"].partition(";")
            return response.headers["Location"], {"Cookie": state}

    async def returned(self, location: str, headers: dict[str, str]) -> tuple[int, str]:
        """What the app shows to somebody who comes back."""
        async with aiohttp.ClientSession() as browser, browser.get(location, headers=headers) as response:
            return response.status, await response.text()

    async def installed_by(self, user: str, **more: str) -> tuple[int, str]:
        link, cookie = await self.begun()
        answer = await self.control.post("/control/oauth", user=user, decision="allow", authorize_url=link, **more)
        return await self.returned(answer["location"], cookie)


@asynccontextmanager
async def opened(folder: Path, *, rotates: bool = False) -> AsyncIterator[Shop]:
    listening = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    manifest = folder / "manifest.json"
    manifest.write_text(json.dumps(manifest_document(redirect_urls=[url], rotates=rotates)))
    async with (
        sandbox.serve(manifest, rates=False, installed=False, request_url=f"{url}/slack/events") as slack,
        Control(slack.url) as control,
    ):
        credentials = slack.workspaces.credentials
        store = FileInstallationStore(base_dir=str(folder / "installations"), client_id=credentials.client_id)
        settings = AsyncOAuthSettings(
            client_id=credentials.client_id,
            client_secret=credentials.client_secret,
            scopes=SCOPES,
            redirect_uri=f"{url}/slack/oauth_redirect",
            authorization_url=f"{slack.url}/oauth/v2/authorize",
            installation_store=store,
            state_store=FileOAuthStateStore(expiration_seconds=600, base_dir=str(folder / "states")),
            # Bolt's own pages show a picture from slack.com and open the Slack on this computer.
            install_page_rendering_enabled=False,
            success_url=f"{slack.url}/apps",
        )
        client = AsyncWebClient(base_url=slack.api_url)
        # Left to itself, Bolt renews tokens through a client of its own, which knows no address but slack.com.
        settings.authorize = AsyncInstallationStoreAuthorize(
            logger=logging.getLogger(__name__),
            installation_store=store,
            client_id=credentials.client_id,
            client_secret=credentials.client_secret,
            token_rotation_expiration_minutes=ALWAYS,
            client=client,
        )
        app = AsyncApp(
            client=client,
            signing_secret=slack.signing_secret,
            oauth_flow=AsyncOAuthFlow(client=client, settings=settings),
            process_before_response=True,
        )
        shop = Shop(slack, control, url, store, [])
        listen(app, shop.tokens)
        runner = web.AppRunner(app.web_app(path="/slack/events"))
        await runner.setup()
        await web.SockSite(runner, listening).start()
        yield shop
        await runner.cleanup()


def listen(app: AsyncApp, tokens: list[str]) -> None:
    @app.command("/help-me")
    async def help_me(ack: Any, context: Any, client: AsyncWebClient, body: Json) -> None:
        tokens.append(context.bot_token)
        await client.chat_postMessage(channel=body["user_id"], text=f"Hello from {body['team_domain']}")
        await ack()

    @app.event("tokens_revoked")
    async def revoked(event: Json, context: Any) -> None:
        for user in event["tokens"].get("oauth", []):
            await app.installation_store.async_delete_installation(  # type: ignore[union-attr]  # the store is given above
                enterprise_id=None, team_id=context.team_id, user_id=user
            )
        if event["tokens"].get("bot"):
            await app.installation_store.async_delete_bot(enterprise_id=None, team_id=context.team_id)  # type: ignore[union-attr]  # as above

    @app.event("app_uninstalled")
    async def gone(context: Any) -> None:
        await app.installation_store.async_delete_all(enterprise_id=None, team_id=context.team_id)  # type: ignore[union-attr]  # as above

    @app.event("team_join")
    async def joined() -> None: ...


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    async with opened(tmp_path) as shop:
        yield shop


async def said(control: Control, user: str) -> list[str]:
    return [message["text"] for message in await control.seen(user, f"bot:{user}")]


async def test_bolts_flow_installs_the_app_in_two_workspaces_and_each_is_served(shop: Shop) -> None:
    team = (await shop.control.post("/control/workspaces", name="Acme Corp"))["team"]["id"]
    async with Control(shop.slack.url, team) as other:
        for control in (shop.control, other):
            ana = await control.person("ana")
            status, page = await shop.installed_by(ana, **({"team": control.team} if control.team else {}))
            assert (status, "Thank you" in page) == (200, True)
            assert (await control.command(ana))["error"] is None
            domain = "acme-corp" if control.team else "local-workspace"
            assert await said(control, ana) == [f"Hello from {domain}"]
    assert len(set(shop.tokens)) == 2
    found = await shop.store.async_find_installation(enterprise_id=None, team_id=team)
    assert found is not None
    assert (found.team_name, found.bot_scopes, found.bot_token) == ("Acme Corp", SCOPES, shop.tokens[1])


async def test_a_person_who_cancels_is_told_by_the_app(shop: Shop) -> None:
    ana = await shop.control.person("ana")
    link, cookie = await shop.begun()
    answer = await shop.control.post("/control/oauth", user=ana, decision="deny", authorize_url=link)
    _, page = await shop.returned(answer["location"], cookie)
    assert "access_denied" in page
    assert shop.slack.slack.installed is False


async def test_another_browser_or_a_second_visit_does_not_pass_for_the_first(shop: Shop) -> None:
    ana = await shop.control.person("ana")
    link, cookie = await shop.begun()
    location = (await shop.control.post("/control/oauth", user=ana, decision="allow", authorize_url=link))["location"]
    assert (await shop.returned(location, {}))[0] == 400
    assert (await shop.returned(location, cookie))[0] == 200
    assert (await shop.returned(location, cookie))[0] == 401


async def test_an_app_that_was_removed_forgets_the_workspace_and_can_come_back(shop: Shop) -> None:
    ana = await shop.control.person("ana")
    await shop.installed_by(ana)
    await shop.control.command(ana)
    await shop.control.post("/control/uninstall")
    assert await shop.store.async_find_bot(enterprise_id=None, team_id=shop.slack.slack.team_id) is None
    assert (await shop.control.command(ana))["error"] == "dispatch_failed"
    await shop.installed_by(ana)
    assert (await shop.control.command(ana))["error"] is None
    assert len(set(shop.tokens)) == 2


async def test_bolt_renews_a_rotating_token_before_it_works(tmp_path: Path) -> None:
    async with opened(tmp_path, rotates=True) as shop:
        ana = await shop.control.person("ana")
        assert (await shop.installed_by(ana))[0] == 200
        first = await shop.store.async_find_installation(enterprise_id=None, team_id=shop.slack.slack.team_id)
        # The token that the installation brought is dead by now; the refresh token is what carries on.
        await shop.control.post("/control/clock", advance=50_000)
        for _ in range(2):
            assert (await shop.control.command(ana))["error"] is None
        assert len(await said(shop.control, ana)) == 2
        assert first is not None
        assert len({first.bot_token, *shop.tokens}) == 3
        assert all(str(token).startswith("xoxe.xoxb-1-") for token in shop.tokens)


@pytest.mark.browser
async def test_a_person_installs_the_app_with_a_browser(shop: Shop, page: Any) -> None:
    await shop.control.person("ana", real_name="Ana Duarte")
    await page.goto(f"{shop.url}/slack/install")
    await page.get_by_role("heading", name="is requesting permission").wait_for()
    await page.get_by_label("Acting as").select_option(label="Ana Duarte")
    await page.get_by_role("button", name="Allow").click()
    await page.get_by_text("Installed", exact=True).wait_for()
    assert shop.slack.slack.installed
