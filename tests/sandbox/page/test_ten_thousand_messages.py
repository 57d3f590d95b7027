"""A channel of ten thousand messages: the page holds a bounded stretch of it, wherever in it one reads."""

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.sandbox.page.workspaces import Workspace, go

pytestmark = pytest.mark.browser

MESSAGES = 10_000
MOST_HERE = 200
MOST_NODES = 5000
BEGAN = 1_600_000_000
EVERY = 60


@pytest_asyncio.fixture(loop_scope="session")
async def club(workspace: Workspace) -> str:
    """The channel, which ana has read to its middle."""
    slack = workspace.serving.slack
    made = (await workspace.post("channels", name="club", members=["ana", "ben"]))["channel"]["id"]
    channel, ana, ben = slack.channels.get(made), slack.people.by_name("ana"), slack.people.by_name("ben")
    assert channel is not None
    assert ana is not None
    assert ben is not None
    for number in range(MESSAGES):
        said = {"type": "message", "user": ben.id, "ts": ts_of(number), "text": f"number {number}."}
        slack.messages.put(made, said)
    channel.reads[ana.id] = ts_of(5000)
    slack.channels.keep(channel)
    return str(made)


def ts_of(number: int) -> str:
    return f"{BEGAN + number * EVERY}.000000"


async def test_of_ten_thousand_messages_a_stretch_is_held_wherever_one_reads(
    page: Page, workspace: Workspace, club: str
) -> None:
    shown = page.get_by_test_id("messages").get_by_test_id("message")
    scroll = page.get_by_test_id("messages")

    async def bounded() -> None:
        assert await shown.count() <= MOST_HERE
        assert await page.evaluate("document.querySelectorAll('*').length") < MOST_NODES

    # One goes on where one left off.
    await go(page, workspace, "ana", club)
    await expect(page.get_by_role("separator", name="New messages")).to_be_in_viewport()
    await expect(page.get_by_text("number 5001.", exact=True)).to_be_in_viewport()
    await expect(page.get_by_role("link", name="club", exact=True)).to_be_visible()
    await bounded()

    for _ in range(8):
        first = await shown.first.get_attribute("data-ts")
        await scroll.evaluate("node => { node.scrollTop = 0; }")
        await expect(shown.first).not_to_have_attribute("data-ts", str(first))
        # What one was reading stays in sight: the list did not jump.
        await expect(page.locator(f".conversation .message[data-ts='{first}']")).to_be_in_viewport()
        await bounded()
    for _ in range(4):
        last = await shown.last.get_attribute("data-ts")
        await scroll.evaluate("node => { node.scrollTop = node.scrollHeight; }")
        await expect(shown.last).not_to_have_attribute("data-ts", str(last))
        await expect(page.locator(f".conversation .message[data-ts='{last}']")).to_be_in_viewport()
        await bounded()

    # To the very beginning by the keyboard, through the day that stands above.
    await page.get_by_role("button", name="jump to another day").first.press("Enter")
    await page.get_by_role("menuitem", name="The very beginning").press("Enter")
    await expect(page.get_by_text("number 0.", exact=True)).to_be_in_viewport()
    await page.keyboard.press("Home")
    await expect(page.get_by_role("heading", name="This is the very beginning of club")).to_be_attached()
    await bounded()

    # What comes in meanwhile is told, and one click away.
    await workspace.post("message", user="ben", channel=club, text="just now")
    await page.get_by_role("button", name="New messages ↓").click()
    await expect(page.get_by_text("just now", exact=True)).to_be_in_viewport()
    await expect(page.get_by_text("number 9999.", exact=True)).to_be_attached()
    await bounded()


async def test_one_message_is_found_far_back_and_what_one_sends_from_there_is_shown(
    page: Page, workspace: Workspace, club: str
) -> None:
    packed = ts_of(1234).replace(".", "")
    await page.goto(f"{workspace.url}/archives/{club}/p{packed}")
    await expect(page.get_by_text("number 1234.", exact=True)).to_be_in_viewport()
    await expect(page.get_by_text("number 1234.", exact=True).locator("xpath=ancestor::*[@data-ts]")).to_be_focused()
    await page.locator("#composer-input").fill("from far back")
    await page.locator("#composer-input").press("Enter")
    await expect(page.get_by_test_id("message").filter(has_text="from far back")).to_be_in_viewport()
    assert await page.get_by_test_id("messages").get_by_test_id("message").count() <= MOST_HERE
