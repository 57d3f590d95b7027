"""The local Slack's own tools around the page: the clock, the inspector, the themes, and a stream that comes back."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import aiohttp
import pytest
from playwright.async_api import Browser, Page, Route, expect
from slack_sdk.web.async_client import AsyncWebClient

import sandbox
from tests.sandbox.page.notes_app import following_the_clock, running
from tests.sandbox.page.workspaces import MANIFEST, Workspace, go

pytestmark = pytest.mark.browser


def shown_time(moment: datetime) -> re.Pattern[str]:
    return re.compile(moment.strftime("%a, %b ") + str(moment.day))


async def test_a_clock_behind_real_time_is_said_to_be_behind(page: Page, workspace: Workspace) -> None:
    workspace.serving.slack.clock.offset = -17 * 86_400.0
    await go(page, workspace, "ana")
    bar = page.get_by_role("region", name="Local Slack tools")
    await expect(bar).to_contain_text("2 weeks 3 days behind real time")


async def test_the_clock_bar_moves_time_and_knows_the_next_event(page: Page, workspace: Workspace) -> None:
    start = workspace.serving.slack.clock.now()
    due = datetime.fromtimestamp(start + 10 * 86_400, UTC)
    async with running(workspace.serving), following_the_clock(workspace.serving, due.isoformat()):
        await go(page, workspace, "ana")
        bar = page.get_by_role("region", name="Local Slack tools")
        await expect(bar).to_contain_text("real time")
        await bar.get_by_role("button", name="+1 day").click()
        await expect(bar.get_by_test_id("clock-time")).to_have_text(
            shown_time(datetime.fromtimestamp(start, UTC) + timedelta(days=1))
        )
        await expect(bar).to_contain_text("1 day ahead of real time")
        following = bar.get_by_role("button", name="Next event")
        await expect(following).to_be_enabled()
        await following.click()
        await expect(bar.get_by_test_id("clock-time")).to_have_text(shown_time(due))
        await expect(following).to_be_disabled()
        await expect(bar).to_contain_text("nothing planned")


async def test_without_an_app_there_is_no_next_event_and_the_bar_says_why(page: Page, workspace: Workspace) -> None:
    await go(page, workspace, "ana")
    bar = page.get_by_role("region", name="Local Slack tools")
    await expect(bar.get_by_role("button", name="Next event")).to_be_disabled()
    await expect(bar).to_contain_text("the app is not connected")


async def test_the_inspector_lists_calls_and_payloads_and_filters_them(page: Page, workspace: Workspace) -> None:
    async with running(workspace.serving) as app:
        await go(page, workspace, "ana")
        await page.get_by_role("button", name="Inspector", exact=True).click()
        box = page.locator("#composer-input")
        await box.fill("/notes about-tuesday")
        await box.press("Enter")
        rows = page.get_by_test_id("traffic")
        await page.get_by_role("searchbox", name="Filter by text").fill("about-tuesday")
        # On a slow machine the app may have been asked more than once; what matters is that nothing else is left.
        await expect(rows.filter(visible=True).first).to_contain_text("/notes")
        await expect(rows.filter(has_text="apps.connections.open").filter(visible=True)).to_have_count(0)
        await rows.filter(visible=True).first.locator("summary").click()
        await expect(rows.filter(visible=True).first).to_contain_text('"text": "about-tuesday"')
        await page.get_by_role("searchbox", name="Filter by text").fill("users.info")
        await app.users_info(user=workspace.serving.slack.bot_user)
        await expect(rows.filter(visible=True)).to_contain_text("users.info")


async def test_whoever_goes_on_while_a_message_is_sent_is_left_where_they_went(
    page: Page, workspace: Workspace
) -> None:
    arrives = asyncio.Event()

    async def slowly(route: Route) -> None:
        await arrives.wait()
        await route.continue_()

    await page.route("**/control/message", slowly)
    await go(page, workspace, "ana")
    await page.get_by_role("button", name="Inspector", exact=True).click()
    box, searched = page.locator("#composer-input"), page.get_by_role("searchbox", name="Filter by text")
    await box.fill("Good morning")
    await box.press("Enter")
    await searched.focus()
    arrives.set()
    await expect(box).to_have_value("")
    await expect(searched).to_be_focused()


async def test_the_dark_page_is_dark_and_shows_something(page: Page, workspace: Workspace) -> None:
    await workspace.post("message", user="ben", channel="general", text="Good evening")
    await page.emulate_media(color_scheme="dark")
    await go(page, workspace, "ana")
    await expect(page.get_by_test_id("message")).to_be_visible()
    colour = "node => getComputedStyle(node).backgroundColor"
    main = page.get_by_role("main")
    assert await main.evaluate(colour) == "rgb(26, 29, 33)"
    assert len(await page.screenshot()) > 10_000
    await page.get_by_role("button", name="Use the light theme").click()
    assert await main.evaluate(colour) == "rgb(255, 255, 255)"
    await page.reload()
    await expect(page.get_by_test_id("message")).to_be_visible()
    assert await main.evaluate(colour) == "rgb(255, 255, 255)"


async def test_on_a_narrow_screen_the_side_bar_is_a_drawer(browser: Browser, workspace: Workspace) -> None:
    context = await browser.new_context(viewport={"width": 390, "height": 844})
    page = await context.new_page()
    await workspace.post("channels", name="projects", members=["ana"])
    await go(page, workspace, "ana")
    row = page.get_by_role("link", name="projects")
    await expect(row).to_be_hidden()
    await page.get_by_role("button", name="Open the side bar").click()
    await row.click()
    await expect(row).to_be_hidden()
    await expect(page.get_by_role("heading", name="projects", exact=True)).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390
    await context.close()


CUT_OFF = """bar => [bar, ...bar.querySelectorAll("*")]
    .filter(one => one.offsetParent)
    .filter(one => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== "inline"
        || one.getBoundingClientRect().right > innerWidth)
    .map(one => `${innerWidth}: ${one.className}`)"""


async def test_on_no_screen_anything_of_the_clock_bar_is_cut_off(page: Page, workspace: Workspace) -> None:
    due = datetime.fromtimestamp(workspace.serving.slack.clock.now() + 20 * 86_400, UTC).replace(hour=22, minute=58)
    bar = page.get_by_role("region", name="Local Slack tools")

    async def cut_off() -> list[str]:
        found: list[str] = []
        for width in (390, 800, 1024, 1100, 1180, 1280, 1366, 1500, 1600):
            await page.set_viewport_size({"width": width, "height": 844})
            found += await bar.evaluate(CUT_OFF)
        return found

    async with running(workspace.serving), following_the_clock(workspace.serving, due.isoformat()):
        await go(page, workspace, "ana")
        await workspace.post("clock", advance=13 * 86_400 + 5 * 3600)
        await expect(bar).to_contain_text(f"{due:%a, %b} {due.day}, 10:58 PM")
        await expect(bar).to_contain_text("1 week 6 days ahead")
        assert await cut_off() == []
    await expect(bar).to_contain_text("App not connected")
    assert await cut_off() == []


async def test_a_message_that_waits_for_its_time_is_a_next_event_also_of_an_app_that_follows_no_clock(
    page: Page, workspace: Workspace
) -> None:
    client = AsyncWebClient(token=workspace.serving.bot_token, base_url=workspace.serving.api_url)
    dm = await workspace.dm_with_app("ana")
    await go(page, workspace, "ana", dm)
    following = page.get_by_role("button", name="Next event")
    await expect(following).to_be_disabled()
    due = int(workspace.serving.slack.clock.now()) + 7200
    await client.chat_scheduleMessage(channel=dm, post_at=due, text="The soup is ready")
    await following.click()
    await expect(page.get_by_test_id("message")).to_contain_text("The soup is ready")
    await expect(following).to_be_disabled()


async def test_after_the_server_was_away_the_page_catches_up(page: Page, tmp_path: Path) -> None:
    async with aiohttp.ClientSession() as session:
        async with sandbox.serve(MANIFEST, data=tmp_path) as serving:
            before = Workspace(serving, session)
            await before.person("ana", "Ana Duarte")
            await before.person("ben", "Ben Okafor")
            root = (await before.post("message", user="ana", channel="general", text="Lunch?"))["message"]["ts"]
            await before.post("message", user="ben", channel="general", text="Yes", thread_ts=root)
            await go(page, before, "ana")
            await page.get_by_role("button", name="1 reply").click()
            replies = page.get_by_test_id("replies").get_by_test_id("message")
            await expect(replies).to_have_count(2)
            await page.locator("#composer-input").fill("half a thought")
        await expect(page.get_by_text("Reconnecting…")).to_be_visible()
        async with sandbox.serve(MANIFEST, data=tmp_path, port=serving.port) as serving:
            after = Workspace(serving, session)
            await after.post("message", user="ben", channel="general", text="while you were away")
            await after.post("message", user="ben", channel="general", text="At noon", thread_ts=root)
            said = page.get_by_test_id("messages").get_by_test_id("message")
            await expect(said.last).to_contain_text("while you were away", timeout=15_000)
            await expect(replies.last).to_contain_text("At noon")
            await expect(page.get_by_text("Reconnecting…")).to_have_count(0)
            await expect(page.locator("#composer-input")).to_have_value("half a thought")
            await expect(page.locator("#composer-input")).to_be_focused()


async def test_nothing_is_asked_of_any_other_machine(page: Page, workspace: Workspace) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await go(page, workspace, "ana")
    await page.get_by_role("button", name="Inspector", exact=True).click()
    assert asked
    assert [url for url in asked if not url.startswith(workspace.url)] == []
    # The page brings Slack's letters along, rather than whatever this machine has.
    await page.evaluate("document.fonts.ready")
    loaded = "[...document.fonts].some(face => face.family === 'Lato' && face.status === 'loaded')"
    assert await page.evaluate(loaded)


async def test_emptying_the_workspace_brings_the_page_back_to_its_beginning(page: Page, workspace: Workspace) -> None:
    await go(page, workspace, "ana")
    await workspace.post("reset")
    await expect(page.get_by_role("heading", name="A Slack of your own")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_what_a_tool_offers_is_as_dark_as_the_tool(
    page: Page, workspace: Workspace, scheme: Literal["light", "dark"]
) -> None:
    await page.emulate_media(color_scheme=scheme)
    await go(page, workspace, "ana")
    await page.get_by_role("button", name="Faults", exact=True).click()
    await page.get_by_role("combobox", name="At a call of").click()
    await expect(page.locator(".popover")).to_have_css("background-color", "rgb(34, 50, 61)")
