"""axe finds nothing serious in what is offered: words while one types, people to bring in, days, Slack's own offers."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from tests.sandbox.page.every_element import block_for
from tests.sandbox.page.test_axe import COLOURS, LAYOUT, axe, faults, told
from tests.sandbox.page.test_every_element import Listener, listening
from tests.sandbox.page.workspaces import Workspace, go

# The fixture comes along with what uses it.
__all__ = ["axe"]

pytestmark = pytest.mark.browser

TYPED = {"People": "@", "Channels": "#", "Emoji": ":smi", "Commands": "/"}


async def while_typing(page: Page) -> AsyncIterator[tuple[str, str]]:
    box = page.locator("#composer-input")
    for title, typed in TYPED.items():
        await box.fill(typed)
        await expect(page.get_by_role("listbox", name=title)).to_be_visible()
        yield title, ".composer-wrap"
    await box.fill("/invite ")
    await expect(page.locator(".usage")).to_be_visible()
    yield "usage", ".composer-wrap"
    await box.fill("")


async def bringing_in(page: Page) -> AsyncIterator[tuple[str, str]]:
    await page.get_by_role("button", name="1 member").click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    yield "members", "dialog[open]"
    await page.get_by_role("button", name="Add people", exact=True).click()
    dialog = page.get_by_role("dialog", name="Add people to projects")
    await dialog.get_by_role("button", name="Add", exact=True).click()
    await expect(dialog.get_by_role("alert").first).to_be_visible()
    yield "nobody chosen", "dialog[open]"
    await dialog.get_by_role("combobox", name="People and apps").click()
    await expect(page.get_by_role("option", name="Notes")).to_be_visible()
    yield "people to add", "dialog[open]"
    await page.get_by_role("option", name="Notes").click()
    yield "somebody chosen", "dialog[open]"
    await dialog.get_by_role("button", name="Add", exact=True).click()
    await expect(dialog).to_have_count(0)
    box = page.locator("#composer-input")
    await box.fill("@ben come")
    await box.press("Enter")
    await expect(page.get_by_role("button", name="Invite Them")).to_be_visible()
    yield "Slack offers to invite", "main:not([hidden])"
    await box.fill("/invite @ben")
    await box.press("Enter")  # takes what is offered
    await box.press("Enter")
    await expect(page.get_by_role("button", name="3 members")).to_be_visible()
    yield "invited", "main:not([hidden])"


async def browsing(page: Page, width: int) -> AsyncIterator[tuple[str, str]]:
    if width < 768:
        await page.get_by_role("button", name="Open the side bar").click()
    await page.get_by_role("button", name="Add channels").click()
    await page.get_by_role("menuitem", name="Browse channels").click()
    await expect(page.get_by_role("button", name="Join garden")).to_be_visible()
    yield "browse channels", "dialog[open]"
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")
    if width < 768:
        await page.get_by_role("button", name="Show or hide formatting").click()
    await page.get_by_role("button", name="Link").click()
    await expect(page.get_by_role("dialog", name="Add link")).to_be_visible()
    yield "add a link", "dialog[open]"
    await page.keyboard.press("Escape")


async def days_and_methods(page: Page, workspace: Workspace, listener: Listener) -> AsyncIterator[tuple[str, str]]:
    dm = await workspace.dm_with_app("ana")
    blocks = [block_for(kind, "message") for kind in ("datepicker", "timepicker")]
    await listener.client.chat_postMessage(channel=dm, text="When?", blocks=blocks)
    await go(page, workspace, "ana", dm)
    await page.locator('[data-action="datepicker"]').click()
    await expect(page.get_by_role("dialog", name="Choose a date")).to_be_visible()
    yield "calendar", ".popover"
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Faults", exact=True).click()
    await page.get_by_role("combobox", name="At a call of").click()
    await expect(page.get_by_role("option", name="chat.postMessage")).to_be_visible()
    await page.keyboard.press("ArrowDown")
    yield "methods", ".popover"
    await page.keyboard.press("Escape")


@pytest.mark.parametrize(
    ("scheme", "width", "rules"), [("light", 1280, ()), ("dark", 1280, COLOURS), ("light", 390, LAYOUT)]
)
async def test_axe_finds_nothing_serious_in_what_is_offered(
    browser: Browser, workspace: Workspace, axe: str, scheme: Any, width: int, rules: tuple[str, ...]
) -> None:
    context = await browser.new_context(
        color_scheme=scheme, reduced_motion="reduce", viewport={"width": width, "height": 900}
    )
    page = await context.new_page()
    await workspace.post("channels", name="projects", members=["ana"])
    await workspace.post("channels", name="garden", members=["ben"], purpose="Roses and herbs")
    await go(page, workspace, "ana", "projects")
    found: dict[str, list[str]] = {}
    async with listening(workspace.serving) as listener:
        tours = (
            while_typing(page), bringing_in(page), browsing(page, width), days_and_methods(page, workspace, listener),
        )  # fmt: skip
        for tour in tours:
            async for view, part in tour:
                found[view] = await faults(page, axe, part, rules)
    await context.close()
    if any(found.values()):
        pytest.fail(told(found))
