"""What people do with messages all day, by the mouse and by the keyboard: react, edit, delete, pin, mark as unread."""

import re

import pytest
from playwright.async_api import Browser, Locator, Page, expect

from tests.sandbox.page.holding import held_back
from tests.sandbox.page.workspaces import Workspace, go

pytestmark = pytest.mark.browser


def message(page: Page, words: str) -> Locator:
    return page.get_by_test_id("messages").get_by_test_id("message").filter(has_text=words)


async def test_reactions_and_edits_by_the_mouse_are_seen_by_others_at_once(
    browser: Browser, page: Page, workspace: Workspace
) -> None:
    await workspace.post("message", user="ben", channel="general", text="We made it")
    other = await (await browser.new_context()).new_page()
    await go(other, workspace, "ben")
    await go(page, workspace, "ana")
    made = message(page, "We made it")
    await made.hover()
    await made.get_by_role("button", name="Add reaction…").click()
    await page.get_by_role("combobox", name="Search all emoji").fill("partying")
    await page.get_by_role("option", name="partying face").click()
    await expect(made.get_by_role("button", name="1 reaction: partying face, by You")).to_have_attribute(
        "aria-pressed", "true"
    )
    theirs = message(other, "We made it").get_by_role("button", name="1 reaction: partying face, by Ana Duarte")
    await theirs.hover()
    await expect(other.locator(".tooltip")).to_have_text("🥳Ana Duarte reacted with :partying_face:")
    await theirs.click()
    both = made.get_by_role("button", name="2 reactions: partying face, by You and Ben Okafor")
    await both.click()
    await expect(message(other, "We made it").get_by_role("button", name="by You")).to_have_text("🥳1")
    await made.hover()
    await made.get_by_role("button", name="React with white check mark").click()
    await expect(made.locator(".reaction:not(.reaction-add)")).to_have_text(["🥳1", "✅1"])

    await page.locator("#composer-input").fill("Lunhc, @ben?")
    await page.locator("#composer-input").press("Enter")
    lunch = message(page, "Lunhc")
    await lunch.hover()
    await lunch.get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name="Edit message").click()
    box = page.get_by_role("textbox", name="Edit message")
    await expect(box).to_have_value("Lunhc, @ben?")
    await box.fill("Lunch, @ben?")
    await page.get_by_role("button", name="Save").click()
    await expect(message(other, "Lunch").locator(".message-text")).to_have_text("Lunch, @Ben Okafor? (edited)")
    await message(page, "Lunch").hover()
    await message(page, "Lunch").get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name="Delete message…").click()
    await page.get_by_role("dialog", name="Delete message").get_by_role("button", name="Delete").click()
    await expect(message(other, "Lunch")).to_have_count(0)
    await expect(message(page, "Lunch")).to_have_count(0)
    # What others said one may react to, and no more.
    await message(page, "We made it").hover()
    await message(page, "We made it").get_by_role("button", name="More actions").click()
    await expect(page.get_by_role("menuitem", name="Edit message")).to_have_count(0)
    await expect(page.get_by_role("menuitem", name="Delete message…")).to_have_count(0)


async def test_the_keyboard_alone_walks_the_messages_and_acts_on_them(page: Page, workspace: Workspace) -> None:
    for words in ("first", "second"):
        await workspace.post("message", user="ben", channel="general", text=words)
    await workspace.post("message", user="ana", channel="general", text="mine")
    await go(page, workspace, "ana")
    await expect(message(page, "mine")).to_be_visible()
    await expect(page.locator("#composer-input")).to_be_focused()
    await page.keyboard.press("Shift+F6")
    await expect(message(page, "mine")).to_be_focused()
    await page.keyboard.press("ArrowUp")
    await expect(message(page, "second")).to_be_focused()
    await page.keyboard.press("r")
    await expect(page.get_by_role("combobox", name="Search all emoji")).to_be_focused()
    await page.keyboard.type("eyes")
    await page.keyboard.press("Enter")
    await expect(message(page, "second").get_by_role("button", name="1 reaction: eyes, by You")).to_be_visible()
    await expect(message(page, "second")).to_be_focused()
    await page.keyboard.press("p")
    await expect(message(page, "second")).to_contain_text("Pinned")
    await expect(page.get_by_role("button", name="1 Pin")).to_be_visible()
    await page.keyboard.press("End")
    await expect(message(page, "mine")).to_be_focused()
    await page.keyboard.press("e")
    await expect(page.get_by_role("textbox", name="Edit message")).to_be_focused()
    await page.keyboard.press("Control+a")
    await page.keyboard.type("mine, anew")
    await page.keyboard.press("Enter")
    await expect(message(page, "mine, anew")).to_be_focused()
    await expect(message(page, "mine, anew")).to_contain_text("(edited)")
    await page.keyboard.press("e")
    await expect(page.get_by_role("textbox", name="Edit message")).to_be_focused()
    await page.keyboard.type(" and not kept")
    await page.keyboard.press("Escape")
    await expect(message(page, "mine, anew")).to_be_focused()
    await expect(page.get_by_text("not kept")).to_have_count(0)
    await page.keyboard.press("Escape")
    await expect(page.locator("#composer-input")).to_be_focused()
    for leaving in ("Escape", "Enter"):
        await page.keyboard.press("ArrowUp")
        await expect(page.get_by_role("textbox", name="Edit message")).to_be_focused()
        await page.keyboard.press(leaving)
        await expect(page.locator("#composer-input")).to_be_focused()
    await message(page, "mine, anew").focus()
    await page.keyboard.press("Delete")
    await page.get_by_role("dialog", name="Delete message").get_by_role("button", name="Delete").press("Enter")
    await expect(message(page, "mine")).to_have_count(0)


async def test_a_message_marked_as_unread_stays_so_until_one_comes_back(page: Page, workspace: Workspace) -> None:
    for number in range(3):
        await workspace.post("message", user="ben", channel="general", text=f"number {number}")
    # One is quicker than what tells the server that all was read by opening.
    async with held_back(page, "**/page/read") as asked:
        await go(page, workspace, "ana")
        await asked.wait()
        await expect(page.get_by_role("link", name="general", exact=True)).to_be_visible()
        await message(page, "number 1").focus()
        await page.keyboard.press("u")
    await expect(page.get_by_role("separator", name="New messages")).to_be_visible()
    await expect(page.get_by_role("main")).to_contain_text("2 new messages since")
    await workspace.post("message", user="ben", channel="general", text="number 3, @ana")
    await expect(message(page, "number 3")).to_be_visible()
    await expect(page.get_by_role("main")).to_contain_text("3 new messages since")
    await page.get_by_role("link", name="Notes").click()
    row = page.get_by_role("link", name="general, 3 unread, 1 mention")
    await expect(row.locator(".badge")).to_have_attribute("data-letters", "1")
    await page.keyboard.press("F6")
    await page.keyboard.press("Alt+Shift+ArrowUp")
    await expect(message(page, "number 3")).to_be_visible()
    await expect(page.get_by_role("link", name="general", exact=True)).to_be_visible()
    # Escape reads all, as the banner's button does.
    await message(page, "number 2").focus()
    await page.keyboard.press("u")
    await expect(page.get_by_role("button", name="Mark as read")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Mark as read")).to_be_hidden()
    await expect(page.get_by_role("separator", name="New messages")).to_have_count(0)


async def test_conversations_are_told_by_what_is_unread_in_them(page: Page, workspace: Workspace) -> None:
    for name in ("alpha", "beta"):
        await workspace.post("channels", name=name, members=["ana", "ben"])
    await workspace.person("eve", "Eve Lindqvist")
    for user in ("ben", "eve"):
        await workspace.post("channels", users=["ana", user])
    await workspace.post("message", user="eve", channel="ana,eve", text="first")
    await workspace.post("message", user="ben", channel="ana,ben", text="later")
    club = (await workspace.post("channels", name="crowded", members=["ana"]))["channel"]["id"]
    ana = workspace.serving.slack.people.by_name("ana")
    assert ana is not None
    for number in range(600):
        ts = f"{1_600_000_000 + number}.000000"
        text = f"<@{ana.id}>" if number > 450 else "x"
        workspace.serving.slack.messages.put(club, {"type": "message", "user": "U1", "ts": ts, "text": text})
    await workspace.post("message", user="ben", channel="beta", text="nothing of yours")
    await go(page, workspace, "ana")
    sidebar = page.get_by_role("navigation", name="Channels and direct messages")
    await expect(sidebar.get_by_role("link", name="beta, 1 unread").locator(".badge")).to_have_count(0)
    crowded = sidebar.get_by_role("link", name="crowded, 500+ unread, 149 mentions")
    await expect(crowded.locator(".badge")).to_have_attribute("data-letters", "99+")
    direct = sidebar.get_by_role("region", name="Direct messages")
    await expect(direct.get_by_role("link")).to_have_text([re.compile("Ben Okafor"), re.compile("Eve Lindqvist")])
    await sidebar.get_by_role("link", name="general").focus()
    await page.keyboard.press("ArrowUp")
    await expect(crowded).to_be_focused()
    await crowded.click(button="right")
    await page.get_by_role("menuitem", name="Mark as read").click()
    await expect(sidebar.get_by_role("link", name="crowded", exact=True)).to_be_visible()


async def test_a_link_gets_words_from_the_formatting_bar_and_keeps_them_when_it_is_edited(
    page: Page, workspace: Workspace
) -> None:
    await go(page, workspace, "ana")
    box = page.locator("#composer-input")
    await box.fill("Read the plan")
    await box.evaluate("box => box.setSelectionRange(9, 13)")
    await page.get_by_role("toolbar", name="Formatting").get_by_role("button", name="Link").click()
    dialog = page.get_by_role("dialog", name="Add link")
    await expect(dialog.get_by_role("textbox", name="Text")).to_have_value("plan")
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog.get_by_role("alert").first).to_have_text("Please enter a valid URL.")
    await dialog.get_by_role("textbox", name="Link").fill("example.org/a(b)")
    await dialog.get_by_role("button", name="Save").click()
    await expect(box).to_be_focused()
    await box.press("Enter")
    link = page.get_by_test_id("message").get_by_role("link", name="plan")
    await expect(link).to_have_attribute("href", "https://example.org/a%28b%29")
    await box.press("ArrowUp")
    editor = page.get_by_role("textbox", name="Edit message")
    await expect(editor).to_have_value("Read the [plan](https://example.org/a%28b%29)")
