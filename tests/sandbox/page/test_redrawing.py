"""What a person does while the app changes what they look at: typing goes on, and a choice not meant is taken back."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox.page.notes_app import COLOURS, Json, button, plain
from tests.sandbox.page.notes_app import field as asked
from tests.sandbox.page.workspaces import Workspace, go

pytestmark = pytest.mark.browser

LETTERS = {"trigger_actions_on": ["on_character_entered"]}
CONFIRM = {"title": plain("Sure?"), "text": plain("Really."), "confirm": plain("Yes"), "deny": plain("No")}


def spelled(word: str) -> Json:
    """A modal that says what was typed into it so far."""
    typed = asked("word", "Word", "plain_text_input", dispatch_action_config=LETTERS)
    said = {"type": "section", "block_id": "said", "text": plain(f"So far: {word or 'nothing'}")}
    story = asked("story", "Story", "rich_text_input", dispatch_action_config=LETTERS) | {"dispatch_action": True}
    place = asked("place", "Place", "conversations_select", default_to_current_conversation=True)
    return {
        "type": "modal",
        "callback_id": "spelled",
        "title": plain("Spell"),
        "submit": plain("Send"),
        "blocks": [said, typed | {"dispatch_action": True}, story, place],
    }


def letters_of(story: Json) -> str:
    """The words of a rich text, without their marks."""
    return "".join(part["text"] for section in story["elements"] for part in section["elements"])


def counted(presses: int) -> list[Json]:
    """A card that counts how often its button was pressed, with choices that ask back."""
    menu = {"type": "static_select", "action_id": "colour", "options": COLOURS, "confirm": CONFIRM}
    day = {"type": "datepicker", "action_id": "day", "initial_date": "2030-03-30", "confirm": CONFIRM}
    return [
        {"type": "section", "text": plain(f"Pressed {presses} times")},
        {"type": "actions", "block_id": "row", "elements": [menu, button("Count", "count"), day]},
    ]


@dataclass
class Changing:
    client: AsyncWebClient
    presses: int = 0
    chosen: list[Json] = field(default_factory=list)
    submitted: list[Json] = field(default_factory=list)

    async def open(self, ack: AsyncAck, body: Json) -> None:
        await self.client.views_open(trigger_id=body["trigger_id"], view=spelled(""))
        await ack()

    async def spell(self, ack: AsyncAck, body: Json) -> None:
        action = body["actions"][0]
        written = action["value"] if action["type"] == "plain_text_input" else letters_of(action["rich_text_value"])
        await self.client.views_update(view_id=body["view"]["id"], view=spelled(written))
        await ack()

    async def take(self, ack: AsyncAck, view: Json) -> None:
        self.submitted.append(view["state"]["values"])
        await ack()

    async def count(self, ack: AsyncAck, body: Json) -> None:
        self.presses += 1
        ts, channel = body["message"]["ts"], body["channel"]["id"]
        await self.client.chat_update(channel=channel, ts=ts, text="Card", blocks=counted(self.presses))
        await ack()

    async def choose(self, ack: AsyncAck, body: Json) -> None:
        self.chosen.append(body["actions"][0])
        await ack()


@pytest_asyncio.fixture(loop_scope="session")
async def app(workspace: Workspace) -> AsyncIterator[Changing]:
    serving = workspace.serving
    client = AsyncWebClient(token=serving.bot_token, base_url=serving.api_url)
    bolt: Any = AsyncApp(client=client, process_before_response=True, signing_secret=serving.signing_secret)
    changing = Changing(client)
    bolt.command("/note")(changing.open)
    bolt.action("value")(changing.spell)
    bolt.action("count")(changing.count)
    bolt.action("colour")(changing.choose)
    bolt.action("day")(changing.choose)
    bolt.view("spelled")(changing.take)
    handler = AsyncSocketModeHandler(bolt, serving.app_token)
    await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt gives it no types
    yield changing
    await handler.close_async()  # type: ignore[no-untyped-call]  # Bolt gives it no types


async def test_typing_goes_on_at_the_caret_while_the_app_changes_the_modal(
    page: Page, workspace: Workspace, app: Changing
) -> None:
    await go(page, workspace, "ana")
    await page.locator("#composer-input").fill("/note")
    await page.locator("#composer-input").press("Enter")
    modal = page.get_by_role("dialog", name="Spell")
    word = modal.get_by_role("textbox", name="Word")
    await expect(word).to_be_focused()
    # The menu begins at the conversation one looks at.
    await expect(modal.get_by_role("combobox", name="Place")).to_have_value("general")
    await page.keyboard.type("bt")
    await expect(modal).to_contain_text("So far: bt")
    await page.keyboard.press("ArrowLeft")
    await page.keyboard.type("u")
    await expect(modal).to_contain_text("So far: but")
    await page.keyboard.type("l")
    await expect(modal).to_contain_text("So far: bult")
    await expect(word).to_be_focused()
    await expect(word).to_have_value("bult")
    # In rich text the caret stands among words that are drawn anew, some of them marked.
    story = modal.get_by_role("textbox", name="Story")
    await story.focus()
    await page.keyboard.type("at ")
    await page.keyboard.press("Control+b")
    await page.keyboard.type("hme")
    await expect(modal).to_contain_text("So far: at hme")
    await page.keyboard.press("ArrowLeft")
    await page.keyboard.press("ArrowLeft")
    await page.keyboard.type("o")
    await expect(modal).to_contain_text("So far: at home")
    await expect(story).to_be_focused()
    await page.keyboard.type("u")
    await expect(modal).to_contain_text("So far: at houme")
    await expect(story.locator("b, strong")).to_have_text("houme")
    await modal.get_by_role("button", name="Send", exact=True).click()
    await expect(modal).to_have_count(0)
    [values] = app.submitted
    assert values["word"]["value"]["value"] == "bult"
    assert values["place"]["value"]["selected_conversation"] == workspace.serving.slack.channels.general().id


async def test_a_button_keeps_the_focus_when_its_message_changes_and_what_is_not_confirmed_is_taken_back(
    page: Page, workspace: Workspace, app: Changing
) -> None:
    dm = await workspace.dm_with_app("ana")
    await app.client.chat_postMessage(channel=dm, text="Card", blocks=counted(0))
    await go(page, workspace, "ana", dm)
    count = page.get_by_role("button", name="Count")
    for presses in (1, 2):
        await count.press("Enter") if presses == 1 else await page.keyboard.press("Enter")
        await expect(page.get_by_text(f"Pressed {presses} times")).to_be_visible()
        await expect(count).to_be_focused()
    menu = page.get_by_role("combobox").first
    for answer, shown in (("No", ""), ("Yes", "Blue")):
        await menu.click()
        await page.get_by_role("option", name="Blue").click()
        await page.get_by_role("dialog", name="Sure?").get_by_role("button", name=answer).click()
        await expect(menu).to_have_value(shown)
    day = page.locator('[data-action="day"]')
    await day.fill("2031-01-01")
    await day.press("Tab")
    await page.get_by_role("dialog", name="Sure?").get_by_role("button", name="No").click()
    await expect(day).to_have_value("Mar 30, 2030")
    assert [one["selected_option"]["value"] for one in app.chosen] == ["blue"]
