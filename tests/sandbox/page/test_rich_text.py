"""The rich text input: a small editor whose marks, lists and links come out as Slack's rich_text."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from tests.sandbox.page.choices_app import LONG, Choices, choosing
from tests.sandbox.page.workspaces import Workspace, go

pytestmark = pytest.mark.browser


@pytest_asyncio.fixture(loop_scope="session")
async def app(workspace: Workspace) -> AsyncIterator[Choices]:
    async with choosing(workspace.serving) as choices:
        yield choices


async def opened(page: Page, workspace: Workspace, app: Choices, block: str) -> Locator:
    app.blocks = (block,)
    await go(page, workspace, "ana")
    await page.locator("#composer-input").fill("/note")
    await page.locator("#composer-input").press("Enter")
    field = page.get_by_role("dialog", name="Choose").get_by_role("textbox", name=block.capitalize(), exact=True)
    # Until the modal is there, what is typed goes into the composer.
    await expect(field).to_be_focused()
    return field


async def sent(page: Page, app: Choices, block: str) -> Any:
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    return app.values[-1][block]["rich_text_value"]


def text(words: str, **style: bool) -> dict[str, Any]:
    return {"type": "text", "text": words, **({"style": style} if style else {})}


async def test_marks_lists_links_and_quotes_by_shortcut_toolbar_and_typing(
    page: Page, workspace: Workspace, app: Choices
) -> None:
    field, keys = await opened(page, workspace, app, "story"), page.keyboard
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(field).to_have_accessible_description("Please complete this required field.")
    await expect(field).to_be_focused()
    await keys.type("Plain ")
    for mark, word in (("Control+b", "bold"), ("Control+i", "italic"), ("Control+Shift+x", "struck")):
        await keys.press(mark)
        await keys.type(word)
        await keys.press(mark)
        await keys.type(" ")
    code = page.get_by_test_id("modal").get_by_role("button", name="Code", exact=True)
    await code.click()
    await expect(code).to_have_attribute("aria-pressed", "true")
    await keys.type("code")
    await keys.press("Control+Shift+c")
    await keys.press("Enter")
    # A dash and a blank begin a list, an empty item ends it.
    await keys.type("- first")
    await keys.press("Enter")
    await keys.type("second")
    await keys.press("Enter")
    await keys.press("Enter")
    await keys.type("> wise")
    await keys.press("Enter")
    await keys.press("Enter")
    await keys.type("see ")
    await keys.press("Control+Shift+u")
    link = page.get_by_role("dialog", name="Add link")
    await link.get_by_label("Text").fill("the page")
    await link.get_by_label("Link", exact=True).fill("not a link")
    await keys.press("Enter")
    await expect(link.get_by_role("alert").first).to_have_text("Please enter a valid URL.")
    await link.get_by_label("Link", exact=True).fill("example.org/b")
    await keys.press("Enter")
    await expect(link).to_have_count(0)
    await expect(field).to_be_focused()
    await keys.type(" now")
    value = await sent(page, app, "story")
    assert value["elements"] == [
        {
            "type": "rich_text_section",
            "elements": [
                text("Plain "), text("bold", bold=True), text(" "), text("italic", italic=True), text(" "),
                text("struck", strike=True), text(" "), text("code", code=True),
            ],
        },
        {
            "type": "rich_text_list",
            "style": "bullet",
            "indent": 0,
            "elements": [{"type": "rich_text_section", "elements": [text(word)]} for word in ("first", "second")],
        },
        {"type": "rich_text_quote", "elements": [text("wise")]},
        {
            "type": "rich_text_section",
            "elements": [
                text("see "), {"type": "link", "url": "https://example.org/b", "text": "the page"}, text(" now"),
            ],
        },
    ]  # fmt: skip


@pytest.mark.parametrize("before", ["*bold*plain", "line\nplain", "line\n*bold*"])
async def test_code_is_code_whatever_stands_before_it(
    page: Page, workspace: Workspace, app: Choices, before: str
) -> None:
    field, keys = await opened(page, workspace, app, "story"), page.keyboard
    for part in before:
        mark = {"*": "Control+b", "~": "Control+Shift+x"}.get(part)
        await keys.press(mark or {" ": "Space", "\n": "Enter"}.get(part, part))
    await keys.press("Control+Shift+c")
    await keys.type("code")
    await expect(field.locator("code")).to_have_text("\u200bcode")
    await keys.press("Control+Shift+c")
    await keys.type("after")
    [section] = (await sent(page, app, "story"))["elements"]
    assert section["elements"][-2:] == [text("code", code=True), text("after")]


async def test_what_the_app_put_in_comes_out_the_same_and_can_be_changed(
    page: Page, workspace: Workspace, app: Choices
) -> None:
    field = await opened(page, workspace, app, "draft")
    await expect(field.get_by_role("listitem")).to_have_text("one")
    assert await sent(page, app, "draft") == LONG
    field = await opened(page, workspace, app, "draft")
    # The toolbar is one stop of the Tab key, its buttons are walked with the arrows.
    await field.focus()
    await page.keyboard.press("Control+a")
    await page.keyboard.press("Shift+Tab")
    await expect(page.get_by_test_id("modal").get_by_role("button", name="Bold")).to_be_focused()
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Tab")
    await expect(field).to_be_focused()
    await page.keyboard.press("Control+a")
    await page.keyboard.press("Delete")
    await field.evaluate(
        """node => {
            const carried = new DataTransfer();
            carried.setData("text/plain", "two\\nlines");
            carried.setData("text/html", "<h1>two</h1>");
            node.dispatchEvent(new ClipboardEvent("paste", {clipboardData: carried, bubbles: true, cancelable: true}));
        }"""
    )
    assert (await sent(page, app, "draft"))["elements"] == [
        {"type": "rich_text_section", "elements": [text("two\nlines")]}
    ]


async def test_people_channels_and_emoji_are_completed_while_one_types(
    page: Page, workspace: Workspace, app: Choices
) -> None:
    field, keys = await opened(page, workspace, app, "story"), page.keyboard
    await keys.type("Ask @be")
    await expect(page.get_by_role("option")).to_have_count(1)
    await keys.press("Enter")
    await expect(field).to_contain_text("@Ben Okafor")
    await keys.type("in #gen")
    await page.get_by_role("option", name="general").click()
    await keys.type(":tada:or :rock")
    await expect(page.get_by_role("option", name=":rocket:")).to_be_visible()
    # Escape dismisses the list only.
    await keys.press("Escape")
    await expect(page.get_by_role("option")).to_have_count(0)
    await expect(field).to_be_focused()
    await keys.type("e")
    await keys.press("Tab")
    await keys.type("x")
    await keys.press("Backspace")
    ben = workspace.serving.slack.people.by_name("ben")
    assert ben is not None
    [section] = (await sent(page, app, "story"))["elements"]
    assert section["elements"] == [
        text("Ask "),
        {"type": "user", "user_id": ben.id},
        text(" in "),
        {"type": "channel", "channel_id": workspace.serving.slack.channels.general().id},
        text(" "),
        {"type": "emoji", "name": "tada"},
        text(" or "),
        {"type": "emoji", "name": "rocket"},
        text(" "),
    ]


async def test_tab_moves_an_item_in_and_out_and_leaves_where_there_is_nothing_to_move(
    page: Page, workspace: Workspace, app: Choices
) -> None:
    field, keys = await opened(page, workspace, app, "story"), page.keyboard
    await keys.type("- first")
    await keys.press("Enter")
    await keys.press("Tab")
    await keys.type("inner")
    await keys.press("Enter")
    await keys.press("Shift+Tab")
    await keys.type("last")
    await expect(field).to_be_focused()
    # Out of the outermost list Shift and Tab leave the editor, and Tab does from the line after it.
    await keys.press("Shift+Tab")
    await expect(page.get_by_test_id("modal").get_by_role("button", name="Bold")).to_be_focused()
    await keys.press("Tab")
    await field.press("Control+End")
    await keys.press("Enter")
    await keys.press("Enter")
    await keys.press("Tab")
    await expect(field).not_to_be_focused()
    lists = [(one["indent"], len(one["elements"])) for one in (await sent(page, app, "story"))["elements"]]
    assert lists == [(0, 1), (1, 1), (0, 1)]


async def test_what_marks_and_completions_did_is_taken_back(page: Page, workspace: Workspace, app: Choices) -> None:
    field, keys = await opened(page, workspace, app, "story"), page.keyboard
    await keys.type("some words")
    await keys.press("Control+Shift+ArrowLeft")
    await keys.press("Control+Shift+c")
    await expect(field.locator("code")).to_have_text("words")
    await keys.press("Control+z")
    await expect(field.locator("code")).to_have_count(0)
    await expect(field).to_have_text("some words")
    await keys.press("End")
    await keys.type(" @be")
    await keys.press("Enter")
    await expect(field.locator("[data-part]")).to_have_text("@Ben Okafor")
    await keys.press("Control+z")
    await expect(field.locator("[data-part]")).to_have_count(0)
    await expect(field).to_contain_text("some words")
    await keys.press("Control+Shift+9")
    await expect(field.locator("blockquote")).to_have_count(1)
    await keys.press("Control+Shift+9")
    await expect(field.locator("blockquote")).to_have_count(0)
    await keys.press("Control+z")
    await expect(field.locator("blockquote")).to_have_count(1)
    await keys.press("Control+Shift+u")
    link = page.get_by_role("dialog", name="Add link")
    await link.get_by_label("Text").fill("here")
    await link.get_by_label("Link", exact=True).fill("javascript:alert(1)")
    await keys.press("Enter")
    await expect(link.get_by_role("alert").first).to_have_text("Please enter a valid URL.")
    await link.get_by_label("Link", exact=True).fill("example.org")
    await keys.press("Enter")
    await expect(field.locator("a")).to_have_text("here")
    await keys.press("Control+z")
    await expect(field.locator("a")).to_have_count(0)
