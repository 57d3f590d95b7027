"""What nobody would send on purpose: it is shown as it can be, and never keeps the rest from being shown."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.sandbox.page.workspaces import Workspace, go

pytestmark = pytest.mark.browser

Json = dict[str, Any]


def said(workspace: Workspace, text: str, **more: Any) -> None:
    """Put a message there as an app could have sent it, whatever our own rules would say to it."""
    slack = workspace.serving.slack
    ts = f"{slack.clock.now():.6f}"
    message = {"type": "message", "user": slack.bot_user, "bot_id": slack.bot_id, "ts": ts, "text": text, **more}
    slack.messages.put(slack.channels.general().id, message)


async def test_texts_that_play_with_our_tables_are_shown_as_they_are(page: Page, workspace: Workspace) -> None:
    said(workspace, "one: <!date^1700000000^{__proto__}|kept words> <!date^1700000000^{constructor}|kept words>")
    said(workspace, "two: <!date^99999999999999999^{date}|in a far future>")
    said(workspace, "three: :wave::constructor: :tada::wave: :wave::skin-tone-3: :dog::skin-tone-3:")
    attached: Json = {"text": "an attachment", "color": "__proto__", "ts": "yesterday", "footer": "CI"}
    said(workspace, "four", attachments=[attached])
    said(workspace, "five", attachments=[{"fallback": "six", "image_url": r"/\elsewhere.example/1.png"}])
    await go(page, workspace, "ana")
    shown = page.get_by_test_id("message")
    await expect(shown).to_have_count(5)
    await expect(shown.nth(0)).to_contain_text("one: kept words kept words")
    await expect(shown.nth(1)).to_contain_text("two: in a far future")
    await expect(shown.nth(2)).to_contain_text("three: 👋:constructor: 🎉👋 👋🏼 🐶")
    await expect(shown.nth(3).locator(".attachment-footer")).to_have_text("CI")
    # Pictures of other machines keep their place, and nothing is asked for there: the fixture would tell.
    await expect(shown.nth(4).get_by_role("img", name="six")).to_be_visible()


async def test_tens_of_thousands_of_open_marks_do_not_hold_the_page_up(page: Page, workspace: Workspace) -> None:
    for _ in range(3):
        said(workspace, "*a _b ~c " * 4400)
    said(workspace, "", blocks=[{"type": "markdown", "text": "a | b\n" + "- " * 6000 + "x"}])
    said(workspace, "the last word")
    await go(page, workspace, "ana")
    await expect(page.get_by_test_id("message").last).to_contain_text("the last word", timeout=15_000)


async def test_a_button_leads_nowhere_but_to_a_web_address(page: Page, workspace: Workspace) -> None:
    button = {"type": "button", "text": {"type": "plain_text", "text": "Win"}, "action_id": "win"}
    elements = [button | {"url": "javascript:window.pwned=1"}]
    said(workspace, "", blocks=[{"type": "actions", "block_id": "b", "elements": elements}])
    await go(page, workspace, "ana")
    await page.evaluate("() => { window.open = (address) => { window.opened = String(address); }; }")
    await page.get_by_role("button", name="Win").click()
    # Nobody is there to be told of the click, and it is said what to do about that.
    await expect(page.locator(".toast")).to_contain_text("The app is not connected. Start it")
    assert await page.evaluate("window.opened") is None


async def test_an_address_cut_off_or_without_a_message_still_opens_the_workspace(
    page: Page, workspace: Workspace
) -> None:
    general = workspace.serving.slack.channels.general().id
    for address in ("?as=ana#%E0%A4%A", f"?as=ana&channel={general}", f"?as=ana&channel={general}&ts=%22%5D"):
        await page.goto(f"{workspace.url}/{address}")
        await expect(page.get_by_role("textbox", name="Message #general")).to_be_visible()
        await expect(page.locator(".toast")).to_have_count(0)
