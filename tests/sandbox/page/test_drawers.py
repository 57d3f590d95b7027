"""The local Slack's tools in their drawers: the inspector's verdicts, faults, scheduled messages, other workspaces."""

import asyncio
import json
import re

import pytest
from playwright.async_api import Page, Route, expect
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox.page.holding import held
from tests.sandbox.page.workspaces import Workspace, go

pytestmark = pytest.mark.browser

HOUR = 3600


def bot(workspace: Workspace) -> AsyncWebClient:
    return AsyncWebClient(token=workspace.serving.bot_token, base_url=workspace.serving.api_url)


async def test_the_inspector_keeps_the_order_says_what_does_not_fit_and_copies(
    page: Page, workspace: Workspace
) -> None:
    client, dm = bot(workspace), await workspace.dm_with_app("ana")
    await client.chat_postMessage(channel=dm, text="older")
    answered, go_on = asyncio.Event(), asyncio.Event()

    async def late(route: Route) -> None:
        answer = await route.fetch()
        answered.set()
        await go_on.wait()
        await route.fulfill(response=answer)

    await page.route("**/page/traffic*", late)
    await go(page, workspace, "ana", dm)
    inspector = page.get_by_role("button", name="Inspector", exact=True)
    await inspector.click()
    await answered.wait()
    # What passes while the list is asked for is shown at once, and the older ones go before it.
    rows = page.get_by_test_id("traffic")
    broken = [{"type": "section", "text": {"type": "mrkdwn", "text": "x", "emoji": True}}]
    with pytest.raises(SlackApiError):
        await client.chat_postMessage(channel=dm, text="newer", blocks=broken)
    await expect(rows).to_have_count(1)
    go_on.set()
    await expect(rows).to_have_count(2)
    numbers = await rows.evaluate_all("all => all.map(one => Number(one.dataset.n))")
    assert numbers == sorted(numbers)
    await expect(rows.first.get_by_role("img", name="Fits Slack's shape")).to_be_visible()
    await page.get_by_role("combobox", name="Show").select_option("Only trouble")
    await expect(rows.filter(visible=True)).to_have_count(1)
    await rows.last.locator("summary").press("Enter")
    await expect(rows.last).to_contain_text("The app called Slack: chat.postMessage")
    verdict = rows.last.get_by_test_id("verdict")
    await expect(verdict.get_by_text("Does not fit: ")).to_have_text("Does not fit: blocks")
    await expect(verdict.get_by_text(re.compile("^Fits: "))).to_contain_text("arguments")
    await expect(verdict.get_by_role("listitem")).to_have_text("/blocks/0/text invalid additional property: emoji")
    loose = "row => [...row.childNodes].filter(one => one.nodeType === Node.TEXT_NODE).map(one => one.data)"
    assert await rows.last.evaluate(loose) == []
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await rows.last.get_by_role("button", name="Copy as JSON").click()
    await expect(rows.last.get_by_role("button", name="Copied")).to_be_visible()
    copied = json.loads(await page.evaluate("navigator.clipboard.readText()"))
    assert (copied["name"], copied["status"], copied["request"]["text"]) == (
        "chat.postMessage", "invalid_blocks", "newer",
    )  # fmt: skip
    # What was cleared stays away, also when it is told once more.
    await page.get_by_role("combobox", name="Show").select_option("All")
    await page.get_by_role("button", name="Clear", exact=True).click()
    await client.auth_test()
    await expect(rows).to_have_count(1)
    await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("inspector")).to_have_count(0)
    await expect(inspector).to_be_focused()


async def test_refused_calls_are_counted_until_one_looks_and_none_is_marked_as_well(
    page: Page, workspace: Workspace
) -> None:
    client = bot(workspace)
    await go(page, workspace, "ana")
    inspector = page.get_by_role("button", name="Inspector", exact=True)
    for _ in range(2):
        with pytest.raises(SlackApiError):
            await client.chat_postMessage(channel="C0NOWHERE", text="t")
    await client.auth_test()
    await expect(inspector.locator(".tool-count")).to_have_text("2")
    await expect(inspector).to_have_accessible_description("Inspector: 2 calls were refused")
    await inspector.click()
    await expect(inspector.locator(".tool-count")).to_be_hidden()
    row = page.get_by_test_id("traffic").filter(has_text="channel_not_found").last
    await expect(row.get_by_role("img", name="Fits Slack's shape")).to_have_count(0)
    await expect(row.get_by_role("time")).to_have_text(re.compile(r"^\d+:\d\d:\d\d.[AP]M$"))
    await row.locator("summary").click()
    await expect(row.get_by_test_id("verdict")).to_contain_text("Refused for another reason than its shape")
    with pytest.raises(SlackApiError):
        await client.chat_postMessage(channel="C0NOWHERE", text="t")
    await expect(page.get_by_test_id("traffic").filter(has_text="channel_not_found")).to_have_count(3)
    await page.keyboard.press("Escape")
    await expect(inspector.locator(".tool-count")).to_be_hidden()


async def test_faults_are_staged_seen_and_cleared_by_form(page: Page, workspace: Workspace) -> None:
    client, dm = bot(workspace), await workspace.dm_with_app("ana")
    await go(page, workspace, "ana", dm)
    await page.get_by_role("button", name="Faults").press("Enter")
    panel, faults = page.get_by_test_id("faults"), page.get_by_test_id("fault")
    kinds = await panel.get_by_label("What goes wrong").locator("option").evaluate_all("all => all.map(o => o.value)")
    async with workspace.session.get(f"{workspace.url}/control/faults") as answer:
        assert sorted(kinds) == sorted((await answer.json())["kinds"])
    await panel.get_by_label("What goes wrong").select_option("429")
    await panel.get_by_label("At a call of").fill("chat.postMessage")
    await panel.get_by_label("In", exact=True).select_option("Notes")
    await panel.get_by_label("How many times").fill("2")
    await panel.get_by_label("Retry after, seconds").fill("7")
    await panel.get_by_role("button", name="Stage it").press("Enter")
    await expect(faults).to_have_text(["Too many calls (429)chat.postMessage in Notes, 2 timesClear"])
    await panel.get_by_label("What goes wrong").select_option("latency")
    await panel.get_by_label("At a call of").fill("")
    await panel.get_by_label("In", exact=True).select_option("anywhere")
    await panel.get_by_label("For", exact=True).select_option("Ben Okafor")
    await panel.get_by_role("combobox", name="How often").select_option("By chance")
    await expect(panel.get_by_label("Chance, in percent")).to_have_value("50")
    await panel.get_by_label("Seconds").fill("0.1")
    await panel.get_by_role("button", name="Stage it").click()
    await expect(faults.last).to_contain_text("any method for Ben Okafor, 50 % of the time")
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(channel=dm, text="t")
    assert refused.value.response.headers["Retry-After"] == "7"
    await expect(faults.first).to_contain_text("chat.postMessage in Notes, once")
    await faults.first.get_by_role("button", name="Clear: Too many calls (429), chat.postMessage in Notes").click()
    await expect(faults).to_have_count(1)
    await panel.get_by_role("button", name="Clear all").click()
    await expect(panel).to_contain_text("Nothing is staged")
    assert (await client.chat_postMessage(channel=dm, text="t"))["ok"]
    # One of connections without a method strikes at once.
    await panel.get_by_label("What goes wrong").select_option("socket_close")
    await panel.get_by_label("Reason").select_option("warning")
    await panel.get_by_label("For", exact=True).select_option("anybody")
    await panel.get_by_role("combobox", name="How often").select_option("A number of times")
    await panel.get_by_role("button", name="Stage it").click()
    await expect(panel).to_contain_text("Nothing is staged")
    await panel.get_by_label("What goes wrong").select_option("500")
    await panel.get_by_label("At a call of").fill("chat.update")
    await panel.get_by_label("How many times").fill("")
    await panel.get_by_role("button", name="Stage it").click()
    await expect(panel.get_by_role("alert")).to_be_visible()


async def test_escape_leaves_the_list_of_methods_first_and_the_drawer_then(page: Page, workspace: Workspace) -> None:
    await go(page, workspace, "ana")
    panel = page.get_by_test_id("faults")
    method = panel.get_by_label("At a call of")
    # One may be quicker than the answer that tells the methods.
    async with held(page, "**/control/faults") as made:
        await page.get_by_role("button", name="Faults").click()
        await made.wait()
        await method.press_sequentially("conversations.hist")
    offered = page.get_by_role("listbox", name="Suggestions").get_by_role("option")
    await expect(offered).to_have_text(["conversations.history"])
    await page.keyboard.press("Escape")
    await expect(offered).to_have_count(0)
    await expect(method).to_have_value("conversations.hist")
    await expect(method).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(method).to_have_value("conversations.history")
    await page.keyboard.press("Escape")
    await expect(panel).to_have_count(0)


async def test_scheduled_messages_are_listed_by_conversation_until_their_time(page: Page, workspace: Workspace) -> None:
    client, dm = bot(workspace), await workspace.dm_with_app("ana")
    now = int(workspace.serving.slack.clock.now())
    await go(page, workspace, "ana")
    await page.get_by_role("button", name="Scheduled").click()
    panel, messages = page.get_by_test_id("scheduled"), page.get_by_test_id("scheduled-message")
    await expect(panel).to_contain_text("Nothing is scheduled")
    await client.chat_scheduleMessage(channel=dm, post_at=now + 5 * HOUR, text="*later* on")
    await client.chat_scheduleMessage(channel=dm, post_at=now + HOUR, text="soon")
    await expect(messages).to_contain_text(["soon", "later on"])
    await expect(messages.last).to_contain_text("in 4 hours 59 minutes")
    await expect(panel.get_by_role("heading", level=3)).to_have_text("Notes")
    await page.get_by_role("button", name="+1 hour").click()
    await expect(messages).to_contain_text(["later on"])
    await panel.get_by_role("button", name="Notes").click()
    await expect(page.get_by_test_id("message")).to_contain_text("soon")


async def test_one_goes_to_another_workspace_and_to_the_page_that_manages_them(
    page: Page, workspace: Workspace
) -> None:
    acme = (await workspace.post("workspaces", name="Acme Corp"))["team"]["id"]
    await workspace.person("cleo", "Cleo of Acme", team=acme)
    await go(page, workspace, "ana")
    await page.get_by_role("button", name="Switch workspace").press("Enter")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Acting as Cleo of Acme")).to_be_visible()
    assert f"team={acme}" in page.url
    await page.get_by_role("button", name="Switch workspace").click()
    await page.get_by_role("menuitem", name="Local workspace").click()
    await expect(page.get_by_role("button", name="Acting as Ana Duarte")).to_be_visible()
    await page.get_by_role("button", name="Switch workspace").click()
    await page.get_by_role("menuitem", name="Manage workspaces").click()
    await expect(page.get_by_role("heading", name="Where Notes is installed")).to_be_visible()


async def test_among_thirty_people_one_is_found_by_a_few_letters(page: Page, workspace: Workspace) -> None:
    for number in range(28):
        await workspace.person(f"person{number}", f"Person {number}", title="Nurse" if number == 17 else "Pilot")
    await page.set_viewport_size({"width": 390, "height": 844})
    await go(page, workspace, "ana")
    await page.get_by_test_id("switcher").press("Enter")
    people = page.get_by_role("dialog", name="Act as")
    await expect(people.get_by_role("option")).to_have_count(30)
    box = await people.bounding_box()
    assert box is not None
    assert box["height"] > 400
    await page.keyboard.type("nurs")
    await expect(people.get_by_role("option")).to_have_count(1)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Acting as Person 17")).to_be_visible()
