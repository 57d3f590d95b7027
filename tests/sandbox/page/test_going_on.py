"""Whoever goes on while an answer is on its way is left where they went, and what they type stays theirs."""

import pytest
from playwright.async_api import Page, expect

from tests.sandbox.page.holding import held, held_back
from tests.sandbox.page.workspaces import Workspace, go

pytestmark = pytest.mark.browser


async def test_a_channel_joined_late_leaves_the_caret_in_another_where_it_is(page: Page, workspace: Workspace) -> None:
    garden = (await workspace.post("channels", name="garden", members=["ben"]))["channel"]["id"]
    await go(page, workspace, "ana", garden)
    box = page.get_by_role("textbox", name="Message #general")
    async with page.expect_response("**/page/conversations?*"), held(page, "**/control/channels/join") as made:
        await page.get_by_role("button", name="Join Channel").click()
        await made.wait()
        await page.get_by_role("link", name="general").click()
        await expect(box).to_be_focused()
        await page.keyboard.type("Hlo")
        await page.keyboard.press("Home")
        await page.keyboard.press("ArrowRight")
        # What the stream told of the joining is through: what comes next is what was waited for.
        await expect(page.get_by_role("link", name="garden")).to_be_visible()
    await workspace.post("message", user="ben", channel="general", text="Good morning")
    await expect(page.get_by_test_id("message")).to_contain_text("Good morning")
    await page.keyboard.type("el")
    await expect(box).to_have_value("Hello")


async def test_a_conversation_that_opens_late_takes_nobody_out_of_another(page: Page, workspace: Workspace) -> None:
    await workspace.post("channels", name="other", members=["ana"])
    await workspace.post("message", user="ben", channel="general", text="Hello")
    await go(page, workspace, "ana")
    await page.locator(".author", has_text="Ben Okafor").click()
    async with page.expect_response("**/control/channels"), held(page, "**/control/channels") as made:
        await page.get_by_role("button", name="Message", exact=True).click()
        await made.wait()
        await page.get_by_role("link", name="other").click()
        await expect(page.get_by_role("textbox", name="Message #other")).to_be_focused()
    await page.keyboard.type("Still here")
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("message")).to_contain_text("Still here")
    await expect(page.get_by_role("heading", name="other", exact=True)).to_be_visible()
    await expect(page.get_by_role("link", name="Ben Okafor")).to_be_visible()


async def test_a_jump_that_comes_late_moves_no_other_conversation(page: Page, workspace: Workspace) -> None:
    other = (await workspace.post("channels", name="other", members=["ana", "ben"]))["channel"]["id"]
    slack = workspace.serving.slack
    ana = slack.people.by_name("ana")
    assert ana is not None
    for channel in (slack.channels.general().id, other):
        for number in range(40):
            said = {"type": "message", "user": ana.id, "ts": f"16{number:08}.000000", "text": f"number {number}"}
            slack.messages.put(channel, said)
    await go(page, workspace, "ana")
    last = page.get_by_test_id("message").last
    await expect(last).to_be_in_viewport()
    async with held(page, "**/control/messages?*after=*") as made:
        await page.get_by_role("button", name="jump to another day").last.press("Enter")
        await page.get_by_role("menuitem", name="The very beginning").click()
        await made.wait()
        await page.get_by_role("link", name="other").click()
        await expect(page.get_by_role("textbox", name="Message #other")).to_be_focused()
        await expect(last).to_be_in_viewport()
    await workspace.post("message", user="ben", channel=other, text="Good morning")
    await expect(last).to_contain_text("Good morning")
    await expect(last).to_be_in_viewport()
    await expect(page.get_by_role("textbox", name="Message #other")).to_be_focused()


async def test_a_link_that_leads_there_late_opens_nothing_beside_another_conversation(
    page: Page, workspace: Workspace
) -> None:
    await workspace.post("channels", name="other", members=["ana"])
    root = (await workspace.post("message", user="ben", channel="general", text="Lunch?"))["message"]["ts"]
    reply = await workspace.post("message", user="ben", channel="general", text="At noon", thread_ts=root)
    general = workspace.serving.slack.channels.general().id
    link = f"channel={general}&ts={reply['message']['ts']}&thread_ts={root}"
    async with page.expect_response("**/control/views?*"), held(page, "**/control/messages?*") as made:
        await page.goto(f"{workspace.url}/?as=ana&{link}")
        await made.wait()
        await page.get_by_role("link", name="other").click()
        await expect(page.get_by_role("textbox", name="Message #other")).to_be_focused()
    await page.keyboard.type("Still here")
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("message")).to_contain_text("Still here")
    await expect(page.get_by_test_id("thread")).to_be_hidden()


async def test_whoever_is_brought_into_the_channel_they_look_at_may_write_there(
    page: Page, workspace: Workspace
) -> None:
    garden = (await workspace.post("channels", name="garden", members=["ben"]))["channel"]["id"]
    await go(page, workspace, "ana", garden)
    await expect(page.get_by_role("button", name="Join Channel")).to_be_visible()
    await workspace.post("channels/join", channel=garden, users=["ana"], inviter="ben")
    await expect(page.get_by_role("textbox", name="Message #garden")).to_be_visible()


async def test_what_is_typed_while_a_message_is_sent_is_the_next_one(page: Page, workspace: Workspace) -> None:
    await go(page, workspace, "ana")
    box, said = page.locator("#composer-input"), page.get_by_test_id("message")
    await expect(box).to_be_focused()
    async with held(page, "**/control/message") as made:
        await page.keyboard.type("one")
        await page.keyboard.press("Enter")
        await page.keyboard.press("Enter")
        await made.wait()
        await page.keyboard.type("two")
        await page.keyboard.press("Enter")
    await expect(said).to_have_count(2)
    await expect(said.last).to_contain_text("two")
    await expect(box).to_have_value("")
    # What does not come through stands before what was typed since.
    async with held_back(page, "**/control/command", lost=True) as asked:
        await page.keyboard.type("/note slowly")
        await page.keyboard.press("Enter")
        await asked.wait()
        await page.keyboard.type("three")
    await expect(box).to_have_value("/note slowly\nthree")
