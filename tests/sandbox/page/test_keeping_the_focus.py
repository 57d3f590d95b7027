"""Where the focus is, it stays, whatever is drawn anew around it; and what a button opened, it closes."""

import pytest
from playwright.async_api import Page, Route, expect

from tests.sandbox.page.holding import held, routed
from tests.sandbox.page.workspaces import Workspace, go

pytestmark = pytest.mark.browser


async def test_folding_and_news_leave_the_focus_in_the_side_bar(page: Page, workspace: Workspace) -> None:
    await go(page, workspace, "ana")
    title = page.get_by_role("button", name="Channels", exact=True)
    await title.press("Enter")
    await expect(title).to_have_attribute("aria-expanded", "false")
    await expect(title).to_be_focused()
    await page.keyboard.press("Enter")
    add = page.get_by_role("button", name="Add channels")
    await add.focus()
    await workspace.post("channels", name="club", members=["ana"])
    await expect(page.get_by_role("link", name="club")).to_be_visible()
    await expect(add).to_be_focused()


async def test_news_take_no_click_from_a_row_that_is_pressed(page: Page, workspace: Workspace) -> None:
    other = (await workspace.post("channels", name="other", members=["ana", "ben"]))["channel"]["id"]
    await go(page, workspace, "ana")
    await page.get_by_role("link", name="other").hover()
    await page.mouse.down()
    async with page.expect_response("**/page/conversations?*"):
        await workspace.post("message", user="ben", channel=other, text="news")
    await expect(page).to_have_title("(1) general - Local workspace - Local Slack")
    await page.mouse.up()
    await expect(page.get_by_role("heading", name="other", exact=True)).to_be_visible()
    await expect(page.get_by_role("link", name="other", exact=True)).to_have_attribute("aria-current", "page")


async def test_the_parts_of_the_app_are_walked_with_the_arrows(page: Page, workspace: Workspace) -> None:
    await go(page, workspace, "ana", await workspace.dm_with_app("ana"))
    tab = page.get_by_role("tab", name="Messages")
    await tab.focus()
    await page.keyboard.press("ArrowLeft")
    home = page.get_by_role("tab", name="Home")
    await expect(home).to_be_focused()
    await expect(home).to_have_attribute("aria-selected", "true")
    await expect(page.get_by_role("tabpanel", name="Home")).to_contain_text("is not connected to this workspace")
    await expect(page.locator(".toast")).to_have_count(0)
    await page.keyboard.press("End")
    await expect(page.get_by_role("tab", name="About")).to_be_focused()
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("tab")).not_to_have_count(0)
    await page.get_by_role("tab", name="Messages").press("Enter")
    await expect(page.get_by_role("tab", name="Messages")).to_be_focused()


async def test_a_second_click_on_a_button_closes_what_the_first_opened(page: Page, workspace: Workspace) -> None:
    await workspace.post("message", user="ben", channel="general", text="hello")
    await go(page, workspace, "ana")
    author = page.locator(".author", has_text="Ben Okafor")
    for opener in (page.get_by_test_id("switcher"), page.get_by_role("button", name="Emoji", exact=True), author):
        await opener.click()
        await expect(page.locator(".popover")).to_have_count(1)
        await opener.click()
        await expect(page.locator(".popover")).to_have_count(0)


async def test_a_card_of_a_thread_keeps_the_focus_while_elsewhere_something_is_said(
    page: Page, workspace: Workspace
) -> None:
    root = (await workspace.post("message", user="ana", channel="general", text="Lunch?"))["message"]["ts"]
    await workspace.post("message", user="ben", channel="general", text="Yes", thread_ts=root)
    other = (await workspace.post("channels", name="other", members=["ana", "ben"]))["channel"]["id"]
    await go(page, workspace, "ana", "threads")
    reply = page.get_by_role("button", name="Reply…")
    await reply.focus()
    await workspace.post("message", user="ben", channel=other, text="news")
    await expect(page.get_by_role("link", name="other, 1 unread")).to_be_visible()
    await expect(reply).to_be_focused()


async def test_what_is_being_sent_is_not_in_the_box_of_whoever_comes_back(page: Page, workspace: Workspace) -> None:
    await workspace.post("channels", name="other", members=["ana"])
    await go(page, workspace, "ana")
    box = page.locator("#composer-input")
    await box.fill("/note slowly")
    # The app is not there to answer, so the command is told of at once; the answer is kept back until it is let go.
    kept: list[Route] = []

    def keep(route: Route) -> None:
        kept.append(route)

    await routed(page, "**/control/command", keep)
    await box.press("Enter")
    await expect(page.locator(".composer-wrap[aria-busy=true]")).to_be_visible()
    await page.get_by_role("link", name="other").click()
    await page.get_by_role("link", name="general").click()
    await expect(box).to_have_value("")
    await kept[0].abort()
    await expect(page.locator(".toast-error")).to_be_visible()
    # It did not come through: it is there again for another attempt.
    await page.get_by_role("link", name="other").click()
    await page.get_by_role("link", name="general").click()
    await expect(box).to_have_value("/note slowly")


async def test_on_a_narrow_screen_the_side_bar_takes_the_focus_and_gives_it_back(
    page: Page, workspace: Workspace
) -> None:
    await page.set_viewport_size({"width": 390, "height": 844})
    await go(page, workspace, "ana")
    opener = page.get_by_role("button", name="Open the side bar")
    await opener.press("Enter")
    await expect(page.get_by_role("link", name="general")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(opener).to_be_focused()


async def test_the_ring_of_the_focus_is_light_on_aubergine(page: Page, workspace: Workspace) -> None:
    await page.emulate_media(color_scheme="light")
    await go(page, workspace, "ana")
    await page.locator("#composer-input").press("F6")
    await expect(page.get_by_role("link", name="general")).to_be_focused()
    await expect(page.get_by_role("link", name="general")).to_have_css("outline-color", "rgb(143, 208, 255)")


async def test_what_one_writes_anew_stays_whatever_is_drawn_around_it(page: Page, workspace: Workspace) -> None:
    mine = (await workspace.post("message", user="ana", channel="general", text="Lunhc"))["message"]["ts"]
    await go(page, workspace, "ana")
    message = page.get_by_test_id("message")
    await expect(message).to_contain_text("Lunhc")
    await page.locator("#composer-input").press("ArrowUp")
    box = page.get_by_role("textbox", name="Edit message")
    await expect(box).to_be_focused()
    await box.fill("Lnch")
    await page.keyboard.press("Home")
    await page.keyboard.press("ArrowRight")
    # Somebody reacts to it, and somebody else comes to the workspace: the first draws this message anew, the other all.
    await workspace.post("reactions", user="ben", channel="general", ts=mine, name="eyes")
    await expect(message.get_by_role("button", name="1 reaction: eyes")).to_be_visible()
    await workspace.person("cho", "Cho Lee")
    await workspace.post("message", user="cho", channel="general", text="Hello")
    await expect(message.last).to_contain_text("Cho Lee")
    await expect(box).to_be_focused()
    await page.keyboard.type("u")
    await expect(box).to_have_value("Lunch")
    await page.keyboard.press("Enter")
    await expect(message.first).to_contain_text("Lunch (edited)")


async def test_a_change_that_is_saved_late_takes_nobody_from_what_they_do_next(
    page: Page, workspace: Workspace
) -> None:
    for words in ("first", "second"):
        await workspace.post("message", user="ana", channel="general", text=words)
    await go(page, workspace, "ana")
    message, box = page.get_by_test_id("message"), page.get_by_role("textbox", name="Edit message")
    await expect(message).to_have_count(2)
    await page.locator("#composer-input").press("ArrowUp")
    await box.fill("second, changed")
    async with held(page, "**/control/message/update") as made:
        await box.press("Enter")
        await made.wait()
        await message.first.focus()
        await page.keyboard.press("e")
        await expect(box).to_have_value("first")
        await expect(box).to_be_focused()
        await page.keyboard.type(", too")
    await expect(message.last).to_contain_text("second, changed (edited)")
    await expect(message.last.get_by_role("button", name="Save")).to_have_count(0)
    await expect(box).to_have_value("first, too")
    await expect(box).to_be_focused()
