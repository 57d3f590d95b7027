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

from tests.sandbox.page.holding import held, held_back
from tests.sandbox.page.notes_app import COLOURS, Json, button, plain
from tests.sandbox.page.notes_app import field as asked
from tests.sandbox.page.workspaces import Workspace, go

pytestmark = pytest.mark.browser

LETTERS = {"trigger_actions_on": ["on_character_entered"]}
WORDS = [{"type": "text", "text": "at "}, {"type": "text", "text": "hme", "style": {"bold": True}}]
STORY = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": WORDS}]}
CONFIRM = {"title": plain("Sure?"), "text": plain("Really."), "confirm": plain("Yes"), "deny": plain("No")}


def spelled(word: str) -> Json:
    """A modal that says what was typed into it so far."""
    typed = asked("word", "Word", "plain_text_input", dispatch_action_config=LETTERS)
    said = {"type": "section", "block_id": "said", "text": plain(f"So far: {word or 'nothing'}")}
    story = asked("story", "Story", "rich_text_input", dispatch_action_config=LETTERS, initial_value=STORY)
    motto = asked("motto", "Motto", "plain_text_input", optional=True, initial_value="Onward")
    until = asked("until", "Until", "datepicker", optional=True, initial_date="2030-03-30")
    place = asked("place", "Place", "conversations_select", default_to_current_conversation=True)
    return {
        "type": "modal",
        "callback_id": "spelled",
        "title": plain("Spell"),
        "submit": plain("Send"),
        "blocks": [said, typed | {"dispatch_action": True}, story | {"dispatch_action": True}, motto, until, place],
    }


def letters_of(part: Json) -> str:
    """The words of a rich text or of a part of it, without their marks."""
    return str(part.get("text", "")) + "".join(letters_of(inner) for inner in part.get("elements", []))


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
    typed: list[str] = field(default_factory=list)
    stories: list[str] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)

    async def open(self, ack: AsyncAck, body: Json) -> None:
        answer = await self.client.views_open(trigger_id=body["trigger_id"], view=spelled(""))
        self.opened.append(answer["view"]["id"])
        await ack()

    async def spell(self, ack: AsyncAck, body: Json) -> None:
        action = body["actions"][0]
        written = action["value"] if action["type"] == "plain_text_input" else letters_of(action["rich_text_value"])
        news = written not in (self.typed[-1:] or [letters_of(STORY)])
        self.typed.append(written)
        kept = body["view"]["state"]["values"]["story"]["value"]["rich_text_value"]
        self.stories.append(letters_of(kept or {}))
        if news:
            await self.client.views_update(view_id=body["view"]["id"], view=spelled(written))
        await ack()

    async def take(self, ack: AsyncAck, view: Json) -> None:
        self.submitted.append(view["state"]["values"])
        if view["state"]["values"]["word"]["value"]["value"] != "no":
            await ack()
            return
        await self.client.views_update(view_id=view["id"], view=spelled("no, thank you"))
        await ack(response_action="errors", errors={"word": "Please say yes."})

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
    await expect(modal.get_by_text("So far: bt", exact=True)).to_be_visible()
    await page.keyboard.press("ArrowLeft")
    await page.keyboard.type("u")
    await expect(modal.get_by_text("So far: but", exact=True)).to_be_visible()
    await page.keyboard.type("l")
    await expect(modal.get_by_text("So far: bult", exact=True)).to_be_visible()
    await expect(word).to_be_focused()
    await expect(word).to_have_value("bult")
    # In rich text the caret stands among words that are drawn anew, some of them marked.
    story = modal.get_by_role("textbox", name="Story")
    await story.focus()
    await page.keyboard.press("Control+End")
    await page.keyboard.press("ArrowLeft")
    await page.keyboard.press("ArrowLeft")
    await page.keyboard.type("o")
    await expect(modal.get_by_text("So far: at home", exact=True)).to_be_visible()
    await expect(story).to_be_focused()
    await page.keyboard.type("u")
    await expect(modal.get_by_text("So far: at houme", exact=True)).to_be_visible()
    await expect(story.locator("b, strong")).to_have_text("houme")
    await modal.get_by_role("button", name="Send", exact=True).click()
    await expect(modal).to_have_count(0)
    [values] = app.submitted
    assert values["word"]["value"]["value"] == "bult"
    assert values["place"]["value"]["selected_conversation"] == workspace.serving.slack.channels.general().id


async def test_what_was_begun_in_rich_text_with_nothing_in_it_yet_is_there_after_the_app_changed_the_modal(
    page: Page, workspace: Workspace, app: Changing
) -> None:
    await go(page, workspace, "ana")
    await page.locator("#composer-input").fill("/note")
    await page.locator("#composer-input").press("Enter")
    modal = page.get_by_role("dialog", name="Spell")
    story = modal.get_by_role("textbox", name="Story")
    await expect(modal.get_by_role("textbox", name="Word")).to_be_focused()
    await story.focus()
    await page.keyboard.press("Control+End")
    shown = [modal.get_by_role("button", name=name, exact=True) for name in ("Bold", "Italic", "Strikethrough", "Code")]
    begun: list[tuple[list[str], str, list[bool]]] = [
        (["Enter"], "on a line of its own", [True, False, False, False]),
        (["Control+b"], "not bold", [False, False, False, False]),
        (["Control+i"], "italic", [False, True, False, False]),
        (["Control+i", "Control+Shift+x"], "struck", [False, False, True, False]),
        (["Control+Shift+x", "Enter", "Control+Shift+c"], "code", [False, False, False, True]),
        (["Control+Shift+c", "Enter", "Control+Shift+8"], "item", [False, False, False, False]),
        (["Enter", "Enter", "Control+Shift+9"], "quoted", [False, False, False, False]),
    ]
    for number, (keys, words, on) in enumerate(begun):
        for key in keys:
            await page.keyboard.press(key)
        await app.client.views_update(view_id=app.opened[0], view=spelled(f"change {number}"))
        await expect(modal.get_by_text(f"So far: change {number}", exact=True)).to_be_visible()
        await expect(story).to_be_focused()
        for mark, pressed in zip(shown, on, strict=True):
            await expect(mark).to_have_attribute("aria-pressed", str(pressed).lower())
        # The app hears of each letter, and changes the modal again; of what shows no letter it makes nothing.
        await page.keyboard.type(words)
        await expect(modal.locator(".section-text")).to_contain_text(words)
    await modal.get_by_role("textbox", name="Word").fill("yes")
    await modal.get_by_role("button", name="Send", exact=True).click()
    await expect(modal).to_have_count(0)
    [values] = app.submitted
    lines, bullets, quote = values["story"]["value"]["rich_text_value"]["elements"]
    assert lines["elements"][1:] == [
        {"type": "text", "text": "hme", "style": {"bold": True}},
        {"type": "text", "text": "\n"},
        {"type": "text", "text": "on a line of its own", "style": {"bold": True}},
        {"type": "text", "text": "not bold"},
        {"type": "text", "text": "italic", "style": {"italic": True}},
        {"type": "text", "text": "struck", "style": {"strike": True}},
        {"type": "text", "text": "\n"},
        {"type": "text", "text": "code", "style": {"code": True}},
    ]
    assert (bullets["type"], letters_of(bullets)) == ("rich_text_list", "item")
    assert (quote["type"], letters_of(quote)) == ("rich_text_quote", "quoted")


async def test_of_two_that_are_typed_around_a_change_the_app_is_told_the_newest_last(
    page: Page, workspace: Workspace, app: Changing
) -> None:
    await go(page, workspace, "ana")
    await page.locator("#composer-input").fill("/note")
    await page.locator("#composer-input").press("Enter")
    modal = page.get_by_role("dialog", name="Spell")
    word, story = modal.get_by_role("textbox", name="Word"), modal.get_by_role("textbox", name="Story")
    await expect(word).to_be_focused()
    async with held_back(page, "**/control/action") as asked:
        await page.keyboard.type("b")
        await asked.wait()
        # It waits for the first to be answered, and while it does, the field is drawn anew.
        await page.keyboard.type("u")
        await app.client.views_update(view_id=app.opened[0], view=spelled("meanwhile"))
        await expect(modal.get_by_text("So far: meanwhile", exact=True)).to_be_visible()
        await page.keyboard.type("t")
        await expect(word).to_have_value("but")
        # What is typed elsewhere waits for nobody, and is not undone by what had to wait.
        await story.focus()
        await page.keyboard.press("Control+End")
        await page.keyboard.type("!")
        await expect(modal.get_by_text("So far: at hme!", exact=True)).to_be_visible()
    await expect(modal.get_by_text("So far: but", exact=True)).to_be_visible()
    assert app.typed == ["at hme!", "b", "but"]
    assert app.stories[-1] == "at hme!"


async def test_what_was_emptied_stays_empty_when_the_app_changes_the_modal(
    page: Page, workspace: Workspace, app: Changing
) -> None:
    await go(page, workspace, "ana")
    await page.locator("#composer-input").fill("/note")
    await page.locator("#composer-input").press("Enter")
    modal = page.get_by_role("dialog", name="Spell")
    until, word = modal.get_by_role("textbox", name="Until"), modal.get_by_role("textbox", name="Word")
    await expect(word).to_be_focused()
    await expect(until).to_have_value("Mar 30, 2030")
    await until.fill("")
    await modal.get_by_role("textbox", name="Motto").fill("")
    await word.focus()
    await page.keyboard.type("x")
    await expect(modal.get_by_text("So far: x", exact=True)).to_be_visible()
    await expect(until).to_have_value("")
    await expect(modal.get_by_role("textbox", name="Motto")).to_have_value("")


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


async def test_what_is_wrong_is_said_in_a_modal_that_the_app_changed_while_it_was_sent(
    page: Page, workspace: Workspace, app: Changing
) -> None:
    await go(page, workspace, "ana")
    await page.locator("#composer-input").fill("/note")
    await page.locator("#composer-input").press("Enter")
    modal = page.get_by_role("dialog", name="Spell")
    word, send = modal.get_by_role("textbox", name="Word"), modal.get_by_role("button", name="Send", exact=True)
    await expect(word).to_be_focused()
    # Two letters before the app knew of the first: the older is not told last.
    async with held_back(page, "**/control/action") as asked:
        await page.keyboard.type("n")
        await asked.wait()
        await page.keyboard.type("o")
        await expect(word).to_have_value("no")
    await expect(modal.get_by_text("So far: no", exact=True)).to_be_visible()
    # Nothing is told of the field below, in which nobody typed.
    assert app.typed == ["n", "no"]
    async with held(page, "**/control/submit") as made:
        await send.click()
        await made.wait()
        await expect(modal).to_contain_text("So far: no, thank you")
        # It is still being sent, and a second click sends nothing.
        await expect(send).to_have_attribute("aria-busy", "true")
        await send.click()
    await expect(word).to_have_accessible_description("Please say yes.")
    await expect(word).to_be_focused()
    await expect(send).not_to_have_attribute("aria-busy", "true")
    assert len(app.submitted) == 1


async def test_the_answer_to_a_click_that_comes_late_brings_no_older_message_back(
    page: Page, workspace: Workspace, app: Changing
) -> None:
    dm = await workspace.dm_with_app("ana")
    card = await app.client.chat_postMessage(channel=dm, text="Card", blocks=counted(0))
    await go(page, workspace, "ana", dm)
    async with page.expect_response("**/control/action"), held(page, "**/control/action") as made:
        await page.get_by_role("button", name="Count").click()
        await made.wait()
        await app.client.chat_update(channel=dm, ts=str(card["ts"]), text="Card", blocks=counted(7))
        await expect(page.get_by_text("Pressed 7 times")).to_be_visible()
    await workspace.post("message", user="ana", channel=dm, text="Well?")
    await expect(page.get_by_test_id("message").last).to_contain_text("Well?")
    await expect(page.get_by_text("Pressed 7 times")).to_be_visible()
