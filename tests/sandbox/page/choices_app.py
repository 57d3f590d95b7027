"""A real Bolt app that asks with every sort of menu and input, and keeps what it was handed."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Serving
from tests.sandbox.page.notes_app import COLOURS, Json, note_modal, plain
from tests.sandbox.page.notes_app import field as asked

LONG = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "Dear "},
                {"type": "broadcast", "range": "here"},
                {"type": "text", "text": "\nsee "},
                {"type": "link", "url": "https://example.org/a", "text": "this", "style": {"bold": True}},
                {"type": "emoji", "name": "tada"},
            ],
        },
        {
            "type": "rich_text_list",
            "style": "ordered",
            "indent": 0,
            "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]}],
        },
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "a = 1\nb = 2"}]},
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "said", "style": {"italic": True}}]},
    ],
}
BOOKS = ("Emma", "Middlemarch", "Persuasion")
FIELDS = [
    asked("book", "Book", "external_select", min_query_length=2),
    asked("shelf", "Shelf", "multi_external_select", min_query_length=0, max_selected_items=2),
    asked("colours", "Colours", "multi_static_select", options=COLOURS),
    asked("who", "Who", "users_select"),
    asked("all", "Everyone", "multi_users_select"),
    asked("where", "Where", "conversations_select", filter={"include": ["public"]}),
    asked("time", "Time", "timepicker"),
    asked("moment", "Moment", "datetimepicker"),
    asked("boxes", "Boxes", "checkboxes", options=COLOURS),
    asked("one", "One", "radio_buttons", options=COLOURS),
    asked("story", "Story", "rich_text_input"),
    asked("draft", "Draft", "rich_text_input", initial_value=LONG),
    asked("files", "Transcript", "file_input", filetypes=["txt", "vtt"], max_files=1),
]


def choices_modal(*blocks: str) -> Json:
    wanted = [one for one in FIELDS if not blocks or one["block_id"] in blocks]
    return {
        "type": "modal",
        "callback_id": "choices",
        "title": plain("Choose"),
        "submit": plain("Send"),
        "blocks": wanted,
    }


def menu_card() -> list[Json]:
    book: Json = {"type": "external_select", "action_id": "book", "placeholder": plain("A book"), "min_query_length": 1}
    more: Json = {"type": "overflow", "action_id": "more", "options": COLOURS}
    return [{"type": "actions", "block_id": "row", "elements": [book, more]}]


@dataclass
class Choices:
    """The app's client, the blocks its modal shows, and what people handed in or acted."""

    client: AsyncWebClient
    blocks: tuple[str, ...] = ()
    values: list[Json] = field(default_factory=list)
    actions: list[Json] = field(default_factory=list)

    async def offer(self, ack: AsyncAck, body: Json) -> None:
        typed = body["value"].lower()
        fitting = [name for name in BOOKS if typed in name.lower()]
        await ack(options=[{"text": plain(name), "value": name} for name in fitting])

    async def ask(self, ack: AsyncAck, body: Json) -> None:
        await self.client.views_open(trigger_id=body["trigger_id"], view=choices_modal(*self.blocks))
        await ack()

    async def note_it(self, ack: AsyncAck, body: Json) -> None:
        view = note_modal(title="Note it")
        view["blocks"][0]["element"]["initial_value"] = body["message"]["text"]
        await self.client.views_open(trigger_id=body["trigger_id"], view=view)
        await ack()

    async def take(self, ack: AsyncAck, view: Json) -> None:
        self.values.append({block: entry["value"] for block, entry in view["state"]["values"].items()})
        await ack()

    async def act(self, ack: AsyncAck, body: Json) -> None:
        self.actions.append(body["actions"][0])
        await ack()


@asynccontextmanager
async def choosing(serving: Serving) -> AsyncIterator[Choices]:
    """The app, connected by Socket Mode, for as long as the context lasts."""
    client = AsyncWebClient(token=serving.bot_token, base_url=serving.api_url)
    app: Any = AsyncApp(client=client, process_before_response=True, signing_secret=serving.signing_secret)
    choices = Choices(client)
    app.options("value")(choices.offer)
    app.options("book")(choices.offer)
    app.command("/note")(choices.ask)
    app.shortcut("new_note")(choices.ask)
    app.shortcut("note_it")(choices.note_it)
    app.view("choices")(choices.take)
    app.action("book")(choices.act)
    app.action("more")(choices.act)
    handler = AsyncSocketModeHandler(app, serving.app_token)
    await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt gives it no types
    try:
        yield choices
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]  # Bolt gives it no types
