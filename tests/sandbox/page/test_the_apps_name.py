"""What an app is called and how it is pictured, when its manifest says little or two things."""

from pathlib import Path

import aiohttp
import pytest
from playwright.async_api import Page, expect
from slack_sdk.web.async_client import AsyncWebClient

import sandbox
from tests.sandbox.page.workspaces import Workspace, go

pytestmark = pytest.mark.browser

# No background colour, and a bot under another name than the app's own.
LUNCH = """
display_information: {name: Lunchbox}
features:
  app_home: {home_tab_enabled: true, messages_tab_enabled: true}
  bot_user: {display_name: lunchbot}
oauth_config: {scopes: {bot: [chat:write]}}
"""


async def test_an_app_has_one_name_and_a_picture_that_stands_out_of_the_side_bar(page: Page, tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.yml"
    manifest.write_text(LUNCH)
    async with sandbox.serve(manifest) as serving, aiohttp.ClientSession() as session:
        workspace = Workspace(serving, session)
        await workspace.person("ana", "Ana Duarte")
        dm = await workspace.dm_with_app("ana")
        client = AsyncWebClient(token=serving.bot_token, base_url=serving.api_url)
        await client.chat_postMessage(channel=dm, text="Soup?")
        await go(page, workspace, "ana", dm)
        await expect(page.get_by_test_id("message").locator(".author")).to_have_text("lunchbot")
        await expect(page.get_by_role("heading", name="lunchbot", level=1)).to_be_visible()
        await expect(page.get_by_role("link", name="lunchbot")).to_be_visible()
        await expect(page.get_by_text("Lunchbox")).to_have_count(0)
        ground = "node => getComputedStyle(node).backgroundColor"
        side = await page.locator(".sidebar").evaluate(ground)
        assert await page.locator(".sidebar .avatar-app").first.evaluate(ground) != side
