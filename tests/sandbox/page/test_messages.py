"""What people write to each other: shown as Slack shows it, live, and never as markup."""

import asyncio

import pytest
from playwright.async_api import Browser, Page, Route, expect

from tests.sandbox.page.holding import routed
from tests.sandbox.page.workspaces import Workspace, go

pytestmark = pytest.mark.browser

NASTY = '<img src=x onerror="window.pwned=1"><script>window.pwned=2</script>'


async def test_names_and_texts_are_never_markup(page: Page, workspace: Workspace) -> None:
    await workspace.person("mallory", NASTY, title=NASTY)
    await workspace.post("message", user="mallory", channel="general", text=NASTY)
    await workspace.post("message", user="mallory", channel="general", text="*<javascript:window.pwned=3|win>* `<b>`")
    await go(page, workspace, "ana")
    shown = page.get_by_test_id("message")
    await expect(shown.first).to_contain_text(NASTY)
    await page.get_by_test_id("switcher").click()
    await expect(page.get_by_role("option").filter(has_text="@mallory")).to_contain_text(NASTY)
    assert await page.locator("a[href^='javascript']").count() == 0
    assert await page.locator("main img, main script").count() == 0
    assert await page.evaluate("window.pwned") is None


async def test_marks_mentions_and_links_look_as_in_slack(page: Page, workspace: Workspace) -> None:
    link = "https://example.org/a?b=1&c=2"
    text = f"*bold* _slanted_ ~gone~ `code` snake_case_name @ben #general {link} :wave:\n> said\n- one"
    await workspace.post("message", user="ana", channel="general", text=text)
    await go(page, workspace, "ben")
    message = page.get_by_test_id("message")
    await expect(message.locator("b")).to_have_text("bold")
    await expect(message.locator("i")).to_have_text("slanted")
    await expect(message.locator("s")).to_have_text("gone")
    await expect(message.locator("code")).to_have_text("code")
    await expect(message).to_contain_text("snake_case_name")
    await expect(message.locator(".mention-me")).to_have_text("@Ben Okafor")
    await expect(message.get_by_role("link", name="https://example.org")).to_have_attribute("href", link)
    await expect(message.get_by_role("img", name="wave emoji")).to_have_text("👋")
    await expect(message.locator("blockquote")).to_have_text("said")
    await expect(message.locator("li")).to_have_text("one")


async def test_a_message_reaches_the_other_person_at_once_and_counts_as_unread(
    browser: Browser, page: Page, workspace: Workspace
) -> None:
    other = await (await browser.new_context()).new_page()
    await go(page, workspace, "ana")
    await page.get_by_role("button", name="Message a colleague").click()
    await page.get_by_role("combobox", name="To").fill("ben")
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Go").click()
    box = page.get_by_role("textbox", name="Message Ben Okafor")
    await expect(box).to_be_visible()
    await go(other, workspace, "ben")
    await box.fill("Are you there?")
    await box.press("Enter")
    await expect(page.get_by_test_id("message")).to_contain_text("Are you there?")
    row = other.get_by_role("link", name="Ana Duarte, 1 unread")
    await expect(row).to_be_visible()
    await row.click()
    await expect(other.get_by_role("separator", name="New messages")).to_be_visible()
    await expect(other.get_by_role("link", name="Ana Duarte", exact=True)).to_be_visible()


async def test_a_thread_opens_beside_the_channel_and_takes_replies(page: Page, workspace: Workspace) -> None:
    root = (await workspace.post("message", user="ben", channel="general", text="Lunch?"))["message"]["ts"]
    await workspace.post("message", user="ana", channel="general", text="Yes", thread_ts=root)
    await go(page, workspace, "ben")
    await page.get_by_role("button", name="1 reply").click()
    reply = page.get_by_role("textbox", name="Reply…")
    await reply.fill("At noon")
    await reply.press("Enter")
    await expect(page.get_by_test_id("thread").get_by_test_id("message")).to_have_count(3)
    await expect(page.get_by_role("main").get_by_test_id("message")).to_have_count(1)
    await expect(page.get_by_role("button", name="2 replies")).to_be_visible()


async def test_a_long_conversation_loads_its_newest_page_and_the_rest_while_scrolling(
    page: Page, workspace: Workspace
) -> None:
    for number in range(130):
        await workspace.post("message", user="ben", channel="general", text=f"number {number}")
    await go(page, workspace, "ana")
    shown = page.get_by_test_id("message")
    await expect(shown.last).to_contain_text("number 129")
    assert await shown.count() < 130
    while await shown.count() < 130:
        before = await shown.count()
        await page.get_by_test_id("messages").evaluate("node => { node.scrollTop = 0; }")
        await expect(shown.nth(before)).to_be_attached()
    await expect(shown.first).to_contain_text("number 0")
    # What one was reading stays in sight: the list did not jump to its new beginning.
    assert await page.get_by_test_id("messages").evaluate("node => node.scrollTop") > 300


async def test_what_comes_in_while_reading_further_up_is_announced_and_can_be_marked_as_read(
    page: Page, workspace: Workspace
) -> None:
    for number in range(40):
        await workspace.post("message", user="ana", channel="general", text=f"number {number}")
    await go(page, workspace, "ana")
    await expect(page.get_by_text("number 39")).to_be_in_viewport()
    await page.get_by_test_id("messages").evaluate("node => { node.scrollTop = 400; }")
    await workspace.post("message", user="ben", channel="general", text="something new")
    await expect(page.get_by_role("button", name="New messages ↓")).to_be_visible()
    await expect(page.get_by_test_id("message").filter(has_text="something new")).not_to_be_in_viewport()
    await expect(page.get_by_role("main")).to_contain_text("1 new message")
    await page.get_by_role("button", name="Mark as read").click()
    await expect(page.get_by_role("button", name="Mark as read")).to_be_hidden()
    await page.get_by_role("button", name="New messages ↓").click()
    await expect(page.get_by_test_id("message").filter(has_text="something new")).to_be_in_viewport()


async def test_a_channel_one_is_not_in_can_be_found_read_and_joined(page: Page, workspace: Workspace) -> None:
    channel = (await workspace.post("channels", name="gardening", members=["ben"]))["channel"]["id"]
    await workspace.post("message", user="ben", channel=channel, text="Tomatoes")
    await go(page, workspace, "ana")
    await page.keyboard.press("Control+k")
    await page.get_by_role("combobox", name="Jump to").fill("gard")
    await page.keyboard.press("Enter")
    await expect(page.get_by_test_id("message")).to_contain_text("Tomatoes")
    await page.get_by_role("button", name="Join Channel").click()
    await expect(page.get_by_role("textbox", name="Message #gardening")).to_be_visible()


async def test_joining_shows_where_to_write_though_its_own_question_is_overtaken_by_the_streams(
    page: Page, workspace: Workspace
) -> None:
    channel = (await workspace.post("channels", name="gardening", members=["ben"]))["channel"]["id"]
    await workspace.post("message", user="ben", channel=channel, text="Tomatoes")
    await go(page, workspace, "ana")
    await page.keyboard.press("Control+k")
    await page.get_by_role("combobox", name="Jump to").fill("gard")
    await page.keyboard.press("Enter")
    join = page.get_by_role("button", name="Join Channel")
    await expect(join).to_be_visible()
    asked: list[Route] = []
    two_asked, may_pass = asyncio.Event(), asyncio.Event()

    async def held(route: Route) -> None:
        asked.append(route)
        if len(asked) > 1:
            two_asked.set()
        await (two_asked if route is asked[0] else may_pass).wait()
        await route.continue_()

    await routed(page, "**/page/conversations?*", held)
    first = asyncio.ensure_future(page.wait_for_event("response", lambda each: "/page/conversations?" in each.url))
    await join.click()
    await workspace.post("channels", name="orchard", members=["ana"])
    await asyncio.wait_for(two_asked.wait(), 10)
    # The first is answered, and what overtook it only after that.
    await (await first).finished()
    may_pass.set()
    await expect(page.get_by_role("textbox", name="Message #gardening")).to_be_visible()


async def test_a_permalink_leads_to_its_message(page: Page, workspace: Workspace) -> None:
    ts = (await workspace.post("message", user="ben", channel="general", text="the one"))["message"]["ts"]
    for number in range(70):
        await workspace.post("message", user="ben", channel="general", text=f"later {number}")
    general = workspace.serving.slack.channels.general().id
    await page.goto(f"{workspace.url}/archives/{general}/p{ts.replace('.', '')}")
    await expect(page.get_by_text("the one")).to_be_in_viewport()


async def test_a_link_to_a_message_opens_it_here_and_not_in_a_new_window(page: Page, workspace: Workspace) -> None:
    ts = (await workspace.post("message", user="ana", channel="general", text="the one"))["message"]["ts"]
    for number in range(30):
        await workspace.post("message", user="ana", channel="general", text=f"later {number}")
    general = workspace.serving.slack.channels.general().id
    link = f"{workspace.url}/archives/{general}/p{ts.replace('.', '')}"
    dm = (await workspace.post("channels", users=["ana", "ben"]))["channel"]["id"]
    await workspace.post("message", user="ana", channel=dm, text=f"see {link}")
    await go(page, workspace, "ben", dm)
    await page.get_by_role("link", name=link).click()
    await expect(page.get_by_text("the one", exact=True)).to_be_in_viewport()
    assert "as=ben" in page.url
    assert len(page.context.pages) == 1


async def test_opening_a_conversation_reads_it_and_stays_at_the_first_new_message(
    page: Page, workspace: Workspace
) -> None:
    channel = (await workspace.post("channels", name="news", members=["ana", "ben"]))["channel"]["id"]
    for number in range(30):
        await workspace.post("message", user="ben", channel=channel, text=f"number {number}")
    await go(page, workspace, "ana")
    await page.get_by_role("link", name="news, 30 unread").click()
    await expect(page.get_by_role("separator", name="New messages")).to_be_in_viewport()
    await expect(page.get_by_text("number 0")).to_be_in_viewport()
    await expect(page.get_by_text("number 29")).not_to_be_in_viewport()
    await expect(page.get_by_role("link", name="news", exact=True)).to_be_visible()
