"""A small real Bolt app, so that the page is tested with what a bot sends and not with invented payloads."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Serving

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def button(words: str, action: str, **more: Any) -> Json:
    return {"type": "button", "text": plain(words), "action_id": action, "value": action, **more}


def field(block_id: str, label: str, kind: str, *, optional: bool = False, **element: Any) -> Json:
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "optional": optional,
        "element": {"type": kind, "action_id": "value", **element},
    }


COLOURS = [{"text": plain(name), "value": name.lower()} for name in ("Amber", "Blue", "Copper")]


def note_modal(rows: int = 1, *, title: str = "Write a note") -> Json:
    return {
        "type": "modal",
        "callback_id": "note",
        "title": plain(title),
        "submit": plain("Submit"),
        "close": plain("Cancel"),
        "blocks": [
            field("title", "Title", "plain_text_input", max_length=40),
            field("body", "What happened", "plain_text_input", optional=True, multiline=True),
            field("link", "Link", "url_text_input", optional=True),
            field("colour", "Colour", "static_select", options=COLOURS),
            field("when", "By when", "datepicker", optional=True),
            *(field(f"row{n}", f"Row {n}", "plain_text_input", optional=True) for n in range(1, rows)),
            {"type": "actions", "block_id": "more", "elements": [button("Add a row", "add"), button("More", "push")]},
        ],
    }


def note_card(words: str) -> list[Json]:
    confirm = {
        "title": plain("Throw it away?"),
        "text": plain("For good."),
        "confirm": plain("Throw"),
        "deny": plain("Keep"),
    }
    return [
        {"type": "section", "text": {"type": "mrkdwn", "text": words}},
        {"type": "actions", "elements": [button("Discard", "discard", confirm=confirm)]},
    ]


async def open_note(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
    await client.views_open(trigger_id=body["trigger_id"], view=note_modal())
    await ack()


async def list_notes(ack: AsyncAck) -> None:
    await ack(text="No notes yet. Begin with `/note`.")


async def add_row(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
    await client.views_update(view_id=body["view"]["id"], view=note_modal(rows=2))
    await ack()


async def push_more(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
    await client.views_push(trigger_id=body["trigger_id"], view=note_modal(title="Another note"))
    await ack()


async def keep_note(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
    values = body["view"]["state"]["values"]
    title = values["title"]["value"]["value"]
    if title == "taken":
        await ack(response_action="errors", errors={"title": "There is a note of that title."})
        return
    chosen = values["colour"]["value"]["selected_option"]["value"]
    due = values["when"]["value"]["selected_date"]
    words = f"*{title}* in {chosen}" + (f" by {due}" if due else "")
    await client.chat_postMessage(channel=body["user"]["id"], text=words, blocks=note_card(words))
    await ack()


async def discard(ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
    ts = body["message"]["ts"]
    await client.chat_update(channel=body["channel"]["id"], ts=ts, text="Discarded.", blocks=[])
    await ack()


async def show_home(event: Json, client: AsyncWebClient) -> None:
    header = {"type": "header", "text": plain("Your notes")}
    write = {"type": "actions", "elements": [button("Write one", "write", style="primary")]}
    await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [header, write]})


def _app(serving: Serving) -> AsyncApp:
    client = AsyncWebClient(token=serving.bot_token, base_url=serving.api_url)
    app = AsyncApp(client=client, process_before_response=True, signing_secret=serving.signing_secret)
    app.command("/note")(open_note)
    app.command("/notes")(list_notes)
    app.action("write")(open_note)
    app.action("add")(add_row)
    app.action("push")(push_more)
    app.action("discard")(discard)
    app.view("note")(keep_note)
    app.event("app_home_opened")(show_home)
    return app


@asynccontextmanager
async def running(serving: Serving) -> AsyncIterator[AsyncWebClient]:
    """The app, connected by Socket Mode, for as long as the context lasts; gives its Web API client."""
    app = _app(serving)
    handler = AsyncSocketModeHandler(app, serving.app_token)
    await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt gives it no types
    try:
        yield app.client
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]  # Bolt gives it no types


@asynccontextmanager
async def following_the_clock(serving: Serving, next_due: str) -> AsyncIterator[None]:
    """A bot's side of the clock: it reports idle at each revision, and what is due next."""
    async with aiohttp.ClientSession() as session:
        ready = asyncio.Event()

        async def follow() -> None:
            async with session.get(f"{serving.clock_url}/stream") as stream:
                watcher = ""
                async for line in stream.content:
                    if not line.startswith(b"data:"):
                        continue
                    clock = json.loads(line[5:])
                    watcher = clock.get("watcher", watcher)
                    due = next_due if clock["now"] < next_due else None
                    idle = {"revision": clock["revision"], "next_due": due, "watcher": watcher}
                    await session.post(f"{serving.clock_url}/idle", json=idle)
                    ready.set()

        task = asyncio.create_task(follow())
        await ready.wait()
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
