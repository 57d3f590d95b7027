"""The page of another workspace stays in it, whatever is done there."""

import aiohttp
import pytest
from playwright.async_api import Page, expect

from tests.sandbox.page.workspaces import Workspace

pytestmark = pytest.mark.browser


async def test_the_page_of_another_workspace_acts_there_and_stays_there(page: Page, workspace: Workspace) -> None:
    team = (await workspace.post("workspaces", name="Acme Corp"))["team"]["id"]
    for name, real_name in (("ana", "Ana of Acme"), ("cleo", "Cleo of Acme")):
        await workspace.person(name, real_name, team=team)
    await page.goto(f"{workspace.url}/?team={team}&as=ana#general")
    await page.locator("body[data-live=true]").wait_for()
    await expect(page.get_by_text("Acme Corp").first).to_be_visible()
    await page.get_by_role("textbox", name="Message #general").fill("Only here")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Only here")).to_be_visible()
    assert f"team={team}" in page.url
    async with aiohttp.ClientSession(workspace.url) as session:
        for where, said in ((team, ["Only here"]), ("", [])):
            async with session.get("/control/messages", params={"channel": "#general", "team": where}) as answer:
                assert [message["text"] for message in (await answer.json())["messages"]] == said
