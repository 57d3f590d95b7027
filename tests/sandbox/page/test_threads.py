"""Threads: beside their channel, with what is unread, in a list of their own, and on a narrow screen."""

import pytest
from playwright.async_api import Browser, Page, expect

from sandbox import threads
from tests.sandbox.driver import until
from tests.sandbox.page.workspaces import Workspace, go

pytestmark = pytest.mark.browser


async def test_a_thread_one_follows_is_unread_until_it_was_read(
    browser: Browser, page: Page, workspace: Workspace
) -> None:
    root = (await workspace.post("message", user="ana", channel="general", text="Who brings cake?"))["message"]["ts"]
    await workspace.post("message", user="ben", channel="general", text="Me", thread_ts=root)
    await go(page, workspace, "ana")
    await expect(page.get_by_role("button", name="1 reply")).to_contain_text("New")
    await page.get_by_role("link", name="Threads, 1 unread").click()
    card = page.get_by_test_id("thread-card")
    await expect(card).to_contain_text("Ben Okafor")
    await expect(card).to_contain_text("1 new")
    await card.get_by_role("button", name="Reply…").click()
    thread = page.get_by_test_id("thread")
    await expect(thread.get_by_test_id("message")).to_have_count(2)
    await expect(thread.get_by_role("separator", name="New replies")).to_be_visible()
    await expect(page.get_by_role("link", name="Threads", exact=True)).to_be_visible()
    await expect(thread.get_by_role("textbox", name="Reply…")).to_be_focused()
    await page.keyboard.type("Splendid")
    await thread.get_by_role("checkbox", name="Also send to #general").check()
    await thread.get_by_role("textbox", name="Reply…").press("Enter")
    await expect(thread.get_by_test_id("message").last).to_contain_text("Also sent to the channel")
    await expect(thread.get_by_role("checkbox", name="Also send to #general")).not_to_be_checked()
    other = await (await browser.new_context()).new_page()
    await go(other, workspace, "ben")
    shown = other.get_by_test_id("messages").get_by_test_id("message").last
    await expect(shown).to_contain_text("replied to a thread: Who brings cake?")
    await expect(other.get_by_role("link", name="Threads, 1 unread")).to_be_visible()
    await shown.get_by_role("button", name="View thread").click()
    await expect(other.get_by_test_id("thread").get_by_test_id("message")).to_have_count(3)
    await expect(other.get_by_role("link", name="Threads", exact=True)).to_be_visible()
    # What is said while both look on is read by both, and the server knows it.
    await other.get_by_test_id("thread").get_by_role("textbox", name="Reply…").fill("With cream")
    await other.get_by_test_id("thread").get_by_role("textbox", name="Reply…").press("Enter")
    await expect(thread.get_by_test_id("message").last).to_contain_text("With cream")

    async def all_read() -> bool:
        slack = workspace.serving.slack
        return not any(threads.unread(slack, person.id) for person in slack.people)

    await until(all_read)
    await expect(page.get_by_role("link", name="Threads", exact=True)).to_be_visible()


async def test_the_keyboard_opens_a_thread_answers_and_comes_back(page: Page, workspace: Workspace) -> None:
    root = (await workspace.post("message", user="ben", channel="general", text="Well?"))["message"]["ts"]
    for number in range(60):
        await workspace.post("message", user="ben", channel="general", text=f"reply {number}", thread_ts=root)
    await go(page, workspace, "ana")
    await page.get_by_test_id("messages").get_by_test_id("message").focus()
    await page.keyboard.press("Enter")
    thread = page.get_by_test_id("thread")
    await expect(thread.get_by_role("textbox", name="Reply…")).to_be_focused()
    await expect(thread.get_by_text("reply 59")).to_be_in_viewport()
    await expect(thread.get_by_text("60 replies")).to_be_attached()
    await expect(thread.get_by_test_id("message")).to_have_count(51)
    await page.keyboard.type("So it is")
    await page.keyboard.press("Enter")
    await expect(thread.get_by_test_id("message").last).to_contain_text("So it is")
    await page.keyboard.press("Shift+F6")
    await expect(thread.get_by_test_id("message").last).to_be_focused()
    await page.keyboard.press("e")
    await expect(page.get_by_role("textbox", name="Edit message")).to_be_focused()
    await page.keyboard.type(", indeed")
    await page.keyboard.press("Enter")
    await expect(thread.get_by_test_id("message").last).to_contain_text("So it is, indeed (edited)")
    await thread.get_by_role("button", name="Show earlier replies").press("Enter")
    await expect(thread.get_by_test_id("message")).to_have_count(62)
    await thread.get_by_test_id("message").last.focus()
    await page.keyboard.press("Escape")
    await expect(thread).to_be_hidden()
    await expect(page.get_by_test_id("messages").get_by_test_id("message")).to_be_focused()


async def test_on_a_narrow_screen_a_thread_and_the_threads_take_the_whole_page(
    page: Page, workspace: Workspace
) -> None:
    await page.set_viewport_size({"width": 390, "height": 800})
    root = (await workspace.post("message", user="ana", channel="general", text="A word?"))["message"]["ts"]
    await workspace.post("message", user="ben", channel="general", text="Yes", thread_ts=root)
    await go(page, workspace, "ana")
    await page.get_by_role("button", name="Open the side bar").click()
    await page.get_by_role("link", name="Threads").click()
    await page.get_by_test_id("thread-card").get_by_role("button", name="Reply…").click()
    thread = page.get_by_test_id("thread")
    box = await thread.bounding_box()
    assert box is not None
    assert (box["x"], box["width"]) == (0, 390)
    await thread.get_by_role("button", name="Close thread").click()
    await expect(page.get_by_test_id("thread-card")).to_be_in_viewport()
    wider = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not await page.evaluate(wider)


async def test_a_stranger_to_a_channel_reads_its_threads_and_does_not_answer(page: Page, workspace: Workspace) -> None:
    club = (await workspace.post("channels", name="club", members=["ben"]))["channel"]["id"]
    root = (await workspace.post("message", user="ben", channel=club, text="Open to read"))["message"]["ts"]
    await workspace.post("message", user="ben", channel=club, text="A reply", thread_ts=root)
    await go(page, workspace, "ana", club)
    row = page.get_by_test_id("messages").get_by_test_id("message")
    await row.hover()
    await expect(row.get_by_role("button", name="Add reaction…")).to_have_count(0)
    await page.get_by_role("button", name="1 reply").click()
    await expect(page.get_by_test_id("thread")).to_contain_text("not answer in it")
    await expect(page.get_by_test_id("thread").get_by_role("textbox")).to_have_count(0)


async def test_the_page_is_as_high_as_its_window_and_stays_where_it_is(page: Page, workspace: Workspace) -> None:
    await go(page, workspace, "ana", "threads")
    await expect(page.get_by_role("heading", name="No threads yet")).to_be_visible()
    await page.evaluate("document.scrollingElement.scrollTo(0, 100)")
    assert await page.evaluate("document.scrollingElement.scrollTop") == 0
