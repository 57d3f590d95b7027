"""axe finds no serious or critical fault on the page: everybody can use it, in light and dark, wide and narrow."""

import json
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

import sandbox
from tests.oracle.build import packages_folder
from tests.sandbox.driver import Control, manifest_document
from tests.sandbox.installing import BACK, Door
from tests.sandbox.page.every_block import blocks
from tests.sandbox.page.every_element import block_for, kinds_on
from tests.sandbox.page.test_every_element import Listener, listening
from tests.sandbox.page.workspaces import Workspace, go

pytestmark = pytest.mark.browser

_RUN = """([part, only]) => axe.run(part, {
    resultTypes: ["violations"],
    ...(only.length ? {runOnly: {type: "rule", values: only}} : {}),
}).then(({violations}) => violations
    .filter(({impact}) => impact === "serious" || impact === "critical")
    .flatMap(({id, nodes}) => nodes.map(node => `${id}: ${node.target.join(" ")}: ${node.failureSummary}`)))"""


@pytest.fixture(scope="session")
def axe() -> str:
    """The program of axe-core; the test is skipped, with the reason, where it cannot be had."""
    file = packages_folder() / "node_modules" / "axe-core" / "axe.min.js"
    if not file.is_file():
        pytest.skip("axe cannot be asked: it was not had; `make test` gets it")
    return file.read_text(encoding="utf-8")


async def faults(page: Page, axe: str, part: str = "body", only: Sequence[str] = ()) -> list[str]:
    """What axe finds wrong in a part of the page as it is now; all of its rules are asked, or only some."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(axe)
    found: list[str] = await page.evaluate(_RUN, [part, list(only)])
    return found


def told(found: dict[str, list[str]]) -> str:
    """The faults of all views, one in a line and each once."""
    first = {fault: view for view, faults in reversed(found.items()) for fault in faults}
    return "\n".join(f"{view}: {' '.join(fault.split())}" for fault, view in first.items())


async def every_block(workspace: Workspace, listener: Listener, dm: str) -> None:
    """The app says each block there is in Ana's direct message."""
    slack = workspace.serving.slack
    file = (await workspace.post("files", user="ana", name="dot.txt", content="dot"))["file"]["id"]
    ana = slack.people.by_name("ana")
    assert ana is not None
    for name, block in blocks(ana.id, slack.channels.general().id, file).items():
        await listener.client.chat_postMessage(channel=dm, text=name, blocks=[block])


async def conversations(
    page: Page, workspace: Workspace, listener: Listener, dm: str
) -> AsyncIterator[tuple[str, str]]:
    """A channel with its thread, the app's elements, its modal with errors, and its Home."""
    await go(page, workspace, "ana")
    message = page.get_by_test_id("message").first
    await expect(message).to_be_visible()
    yield "channel", "body"
    await page.get_by_role("button", name="1 reply").click()
    await expect(page.get_by_text("A reply").first).to_be_visible()
    yield "thread", ".thread"
    await page.keyboard.press("Escape")
    await go(page, workspace, "ana", "threads")
    await expect(page.get_by_test_id("thread-card")).to_be_visible()
    yield "threads", "body"
    await go(page, workspace, "ana")
    await page.get_by_test_id("message").first.hover()
    await page.get_by_role("button", name="Add reaction…").first.click()
    await expect(page.get_by_role("dialog", name="Emoji picker")).to_be_visible()
    yield "reactions", ".popover"
    await page.keyboard.press("Escape")
    await go(page, workspace, "ana", dm)
    await expect(page.get_by_test_id("message").get_by_role("button", name="Press")).to_be_visible()
    yield "every block and element", "body"
    await page.locator("#composer-input").fill("/note")
    await page.locator("#composer-input").press("Enter")
    modal = page.get_by_role("dialog", name="Every")
    await modal.get_by_role("button", name="Send", exact=True).click()
    await expect(modal.get_by_text("Please complete this required field.").first).to_be_visible()
    yield "modal with errors", "dialog[open]"
    await modal.get_by_role("combobox", name="multi_users_select").click()
    await page.get_by_role("option", name="Ben Okafor").click()
    yield "list", ".popover"
    await page.keyboard.press("Escape")
    await modal.locator('[data-action="datepicker"]').click()
    await expect(page.get_by_role("dialog", name="Choose a date")).to_be_visible()
    yield "calendar", ".popover"
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")
    await expect(modal).to_have_count(0)
    await page.get_by_role("tab", name="Home").click()
    await expect(page.get_by_test_id("home").get_by_text("static_select", exact=True)).to_be_visible()
    yield "home", ".home"


async def tools(page: Page, workspace: Workspace) -> AsyncIterator[tuple[str, str]]:
    """What belongs to the local Slack: its drawers, and its own menus."""
    for name in ("Scheduled", "Faults", "Inspector"):
        await page.get_by_role("button", name=name, exact=True).click()
        drawer = page.get_by_test_id(name.lower())
        await expect(drawer).to_be_visible()
        if name == "Inspector":
            await page.get_by_test_id("traffic").filter(has_text="chat.postMessage").first.locator("summary").click()
            await expect(drawer.get_by_test_id("verdict")).to_be_visible()
        yield name, ".drawer"
        await page.keyboard.press("Escape")
    await page.get_by_test_id("switcher").click()
    yield "acting as", ".popover"
    await page.keyboard.press("Escape")
    await page.keyboard.press("Control+k")
    await expect(page.get_by_role("dialog")).to_be_visible()
    yield "jump to", "dialog[open]"
    await page.keyboard.press("Escape")


# Everything is asked once; of the dark only what colours decide, of the narrow only what its layout does.
COLOURS = ("color-contrast",)
LAYOUT = (
    "aria-hidden-focus",
    "aria-valid-attr-value",
    "button-name",
    "label",
    "label-content-name-mismatch",
    "link-name",
    "meta-viewport",
    "scrollable-region-focusable",
    "select-name",
)


@pytest.mark.parametrize(
    ("scheme", "width", "rules"), [("light", 1280, ()), ("dark", 1280, COLOURS), ("light", 390, LAYOUT)]
)
async def test_axe_finds_nothing_serious_on_the_page(
    browser: Browser, workspace: Workspace, axe: str, scheme: Any, width: int, rules: tuple[str, ...]
) -> None:
    context = await browser.new_context(
        color_scheme=scheme, reduced_motion="reduce", viewport={"width": width, "height": 900}
    )
    page = await context.new_page()
    said = (await workspace.post("message", user="ben", channel="general", text="Hello @ana, `code` and *bold*"))[
        "message"
    ]
    await workspace.post("message", user="ana", channel="general", text="A reply", thread_ts=said["ts"])
    found: dict[str, list[str]] = {}
    async with listening(workspace.serving) as listener:
        dm = await workspace.dm_with_app("ana")
        await every_block(workspace, listener, dm)
        elements = [block_for(kind, "message") for kind in kinds_on("message")]
        await listener.client.chat_postMessage(channel=dm, text="Every element", blocks=elements)
        now = int(workspace.serving.slack.clock.now())
        await listener.client.chat_scheduleMessage(channel=dm, post_at=now + 3600, text="*later*")
        await workspace.post("faults", faults=[{"kind": "latency", "method": "users.info", "times": 3}])
        for tour in (conversations(page, workspace, listener, dm), tools(page, workspace)):
            async for view, part in tour:
                found[view] = await faults(page, axe, part, rules)
    await context.close()
    if any(found.values()):
        pytest.fail(told(found))


async def test_axe_finds_nothing_serious_where_an_app_is_installed(browser: Browser, tmp_path: Path, axe: str) -> None:
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps(manifest_document(redirect_urls=[BACK])), encoding="utf-8")
    found: dict[str, list[str]] = {}
    async with sandbox.serve(manifest, installed=False) as serving, Control(serving.url) as control:
        await control.person("ana")
        door = Door(serving, control)
        for scheme in ("light", "dark"):
            context = await browser.new_context(color_scheme=scheme)
            page = await context.new_page()
            for name, address in (
                ("apps", f"{serving.url}/apps"),
                ("consent", door.url()),
                ("refused", door.url(client_id="1.2")),
            ):
                await page.goto(address)
                await expect(page.get_by_role("heading").first).to_be_visible()
                found[f"{name}, {scheme}"] = await faults(page, axe)
            await context.close()
    if any(found.values()):
        pytest.fail(told(found))
