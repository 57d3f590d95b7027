"""Answers that come late, twice or not at all: what is shown stays whole, and belongs to whom one acts as."""

import asyncio

import pytest
from playwright.async_api import Page, Route, expect

from tests.sandbox.page.holding import held
from tests.sandbox.page.notes_app import running
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


async def test_what_changes_while_an_older_page_comes_is_not_shown_as_it_was(page: Page, workspace: Workspace) -> None:
    said = [
        (await workspace.post("message", user="ben", channel="general", text=f"number {number}"))["message"]["ts"]
        for number in range(60)
    ]
    await go(page, workspace, "ana")
    shown, scroll = page.get_by_test_id("messages").get_by_test_id("message"), page.get_by_test_id("messages")
    await expect(shown).to_have_count(50)
    async with held(page, "**/control/messages?*before=*") as made:
        await scroll.evaluate("node => { node.scrollTop = 0; }")
        await made.wait()
        await workspace.post("message/delete", user="ben", channel="general", ts=said[3])
        await workspace.post("message/update", user="ben", channel="general", ts=said[4], text="number 4, changed")
        await workspace.post("message", user="ben", channel="general", text="number 60")
        await expect(shown.last).to_contain_text("number 60")
    await expect(shown).to_have_count(60)
    assert await shown.evaluate_all(NUMBERS) == [number for number in range(61) if number != 3]
    await expect(shown.filter(has_text="number 4, changed")).to_have_count(1)


async def test_a_reply_deleted_while_its_thread_loads_does_not_come_back(page: Page, workspace: Workspace) -> None:
    root = (await workspace.post("message", user="ben", channel="general", text="Lunch?"))["message"]["ts"]
    replies = [
        (await workspace.post("message", user="ben", channel="general", text=f"reply {at}", thread_ts=root))["message"]
        for at in range(2)
    ]
    await go(page, workspace, "ana")
    async with held(page, "**/control/messages?*thread_ts=*") as made:
        await page.get_by_role("button", name="2 replies").click()
        await made.wait()
        await workspace.post("message/delete", user="ben", channel="general", ts=replies[0]["ts"])
        await expect(page.get_by_role("button", name="1 reply")).to_be_visible()
    shown = page.get_by_test_id("replies").get_by_test_id("message")
    await expect(shown.last).to_contain_text("reply 1")
    await expect(shown).to_have_count(2)


async def test_older_answers_bring_back_neither_the_people_nor_the_clock_nor_home_of_before(
    page: Page, workspace: Workspace
) -> None:
    dm = await workspace.dm_with_app("ana")
    async with running(workspace.serving) as app:
        await go(page, workspace, "ana", dm)
        home = page.get_by_test_id("home")
        async with (
            page.expect_response("**/control/home"),
            page.expect_response(f"{workspace.url}/clock"),
            page.expect_response("**/page/users"),
            held(page, "**/page/users") as people,
            held(page, f"{workspace.url}/clock") as clock,
            held(page, "**/control/home") as opened,
        ):
            await page.get_by_role("tab", name="Home").click()
            await opened.wait()
            await expect(home).to_contain_text("Your notes")
            note = {"type": "section", "text": {"type": "plain_text", "text": "One note"}}
            ana = workspace.serving.slack.people.by_name("ana")
            assert ana is not None
            await app.views_publish(user_id=ana.id, view={"type": "home", "blocks": [note]})
            await expect(home).to_contain_text("One note")
            await workspace.person("cho", "Cho Lee")
            await people.wait()
            await workspace.person("dan", "Dan Moor")
            await clock.wait()
            await workspace.post("clock", advance=3600)
            await expect(page.get_by_role("region", name="Local Slack tools")).to_contain_text("1 hour ahead")
        await page.get_by_test_id("switcher").click()
        await expect(page.get_by_role("dialog", name="Act as").get_by_role("option")).to_have_count(4)
        await expect(page.get_by_role("region", name="Local Slack tools")).to_contain_text("1 hour ahead")
        await expect(home).to_contain_text("One note")


async def test_what_happened_before_the_stream_was_open_is_caught_up_with(page: Page, workspace: Workspace) -> None:
    asked, free = asyncio.Event(), asyncio.Event()

    async def later(route: Route) -> None:
        asked.set()
        await free.wait()
        await route.continue_()

    await page.route("**/page/events*", later)
    await page.goto(f"{workspace.url}/?as=ana#general")
    await asked.wait()
    cho = await workspace.person("cho", "Cho Lee")
    await workspace.post("message", user=cho, channel="general", text="Hello")
    await workspace.post("clock", advance=3600)
    async with running(workspace.serving):
        free.set()
        await expect(page.get_by_test_id("connection")).to_have_text("App connected")
        await expect(page.get_by_role("region", name="Local Slack tools")).to_contain_text("1 hour ahead")
        await expect(page.get_by_test_id("message").filter(has_text="Hello")).to_contain_text("Cho Lee")
