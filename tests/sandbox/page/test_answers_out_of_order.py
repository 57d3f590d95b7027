"""Answers that come late, twice or not at all: what is shown stays whole, and belongs to whom one acts as."""

import pytest
from playwright.async_api import Page, expect

from tests.sandbox.page.holding import held
from tests.sandbox.page.workspaces import Workspace, go

pytestmark = pytest.mark.browser

NUMBERS = "nodes => nodes.map((node) => Number(node.textContent.match(/number (\\d+)/)?.[1]))"


async def test_what_is_said_while_a_conversation_loads_is_not_lost(page: Page, workspace: Workspace) -> None:
    await workspace.post("message", user="ben", channel="general", text="number 1")
    async with held(page, "**/control/messages?*") as made:
        await go(page, workspace, "ana")
        await made.wait()
        await workspace.post("message", user="ben", channel="general", text="number 2")
        await expect(page).to_have_title("(2) general - Local workspace - Local Slack")
    await expect(page.get_by_test_id("message").last).to_contain_text("number 2")
    await expect(page.get_by_role("button", name="Jump to latest ↓")).to_be_hidden()


async def test_a_page_that_comes_after_one_left_makes_no_gap(page: Page, workspace: Workspace) -> None:
    other = (await workspace.post("channels", name="other", members=["ana", "ben"]))["channel"]["id"]
    slack = workspace.serving.slack
    for number in range(200):
        said = {"type": "message", "user": "U0", "ts": f"16{number:08}.000000", "text": f"number {number}"}
        slack.messages.put(other, said)
    await go(page, workspace, "ana", other)
    shown = page.get_by_test_id("messages").get_by_test_id("message")
    scroll = page.get_by_test_id("messages")
    await expect(shown).to_have_count(50)
    await scroll.evaluate("node => { node.scrollTop = 0; }")
    await expect(shown).to_have_count(100)
    async with held(page, "**/control/messages?*before=*") as made:
        await scroll.evaluate("node => { node.scrollTop = 0; }")
        await made.wait()
        await page.get_by_role("link", name="general").click()
        await page.get_by_role("link", name="other").click()
        await expect(shown).to_have_count(50)
    for more in (100, 150):
        await scroll.evaluate("node => { node.scrollTop = 0; }")
        await expect(shown).to_have_count(more)
        numbers = await shown.evaluate_all(NUMBERS)
        assert numbers == list(range(200 - more, 200))


async def test_whom_one_chose_last_is_whom_one_acts_as(page: Page, workspace: Workspace) -> None:
    ben = workspace.serving.slack.people.by_name("ben")
    assert ben is not None
    await go(page, workspace, "ana")
    async with held(page, f"**/page/bootstrap?as={ben.id}") as made:
        await page.get_by_test_id("switcher").click()
        await page.get_by_role("option").filter(has_text="@ben").click()
        await made.wait()
        await page.go_back()
        await expect(page.get_by_role("textbox", name="Message #general")).to_be_visible()
    await expect(page.get_by_test_id("switcher")).to_contain_text("Ana Duarte")
    await page.get_by_role("textbox", name="Message #general").fill("It is me")
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("message")).to_contain_text("Ana Duarte")
    assert "as=ana" in page.url


async def test_messages_that_could_not_be_loaded_can_be_asked_for_again(page: Page, workspace: Workspace) -> None:
    await workspace.post("message", user="ben", channel="general", text="number 1")
    await page.route("**/control/messages?*", lambda route: route.fulfill(status=500, body="broken"), times=1)
    await go(page, workspace, "ana")
    await page.get_by_role("button", name="Try again").click()
    await expect(page.get_by_test_id("message")).to_contain_text("number 1")


async def test_earlier_replies_come_once_however_often_they_are_asked_for(page: Page, workspace: Workspace) -> None:
    root = (await workspace.post("message", user="ben", channel="general", text="Lunch?"))["message"]["ts"]
    for number in range(60):
        await workspace.post("message", user="ben", channel="general", text=f"number {number}", thread_ts=root)
    await go(page, workspace, "ana")
    await page.get_by_role("button", name="60 replies").click()
    shown = page.get_by_test_id("replies").get_by_test_id("message")
    await expect(shown).to_have_count(51)
    async with held(page, "**/control/messages?*before=*") as made:
        earlier = page.get_by_role("button", name="Show earlier replies")
        await earlier.click()
        await made.wait()
        await earlier.click()
    await expect(shown).to_have_count(61)
    assert (await shown.evaluate_all(NUMBERS))[1:] == list(range(60))


async def test_a_channel_left_open_keeps_a_bounded_stretch_of_what_comes_in(page: Page, workspace: Workspace) -> None:
    await go(page, workspace, "ana")
    for number in range(270):
        await workspace.post("message", user="ben", channel="general", text=f"number {number}")
    shown = page.get_by_test_id("messages").get_by_test_id("message")
    await expect(shown.last).to_contain_text("number 269")
    numbers = await shown.evaluate_all(NUMBERS)
    assert len(numbers) <= 250
    assert numbers == list(range(270 - len(numbers), 270))
    # What made room is still there for whoever scrolls back.
    await page.get_by_test_id("messages").evaluate("node => { node.scrollTop = 0; }")
    await expect(page.get_by_text(f"number {270 - len(numbers) - 1}", exact=True)).to_be_attached()
