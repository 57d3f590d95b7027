"""
What the local Slack sends and answers has the shape of Slack's own types, however an app is used.

A small Bolt app, with Slack's real clients, is led through everything our surfaces use; then every call and
payload that passed is judged.
"""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.server import Serving, serve
from tests.oracle.samples import HOME, MODAL, SECTION, Payload, plain
from tests.oracle.slack_types import SlackTypes
from tests.oracle.traffic import as_typed, judged

pytestmark = pytest.mark.oracle
MANIFEST = Path(__file__).resolve().parents[2] / "manifest.yml"
CHOICE: Payload = {"text": plain("Red"), "value": "red"}
ASKING: Payload = MODAL | {
    "notify_on_close": True,
    "blocks": [
        *MODAL["blocks"],
        {
            "type": "input",
            "block_id": "colour",
            "label": plain("Colour"),
            "optional": True,
            "element": {"type": "radio_buttons", "action_id": "pick", "options": [CHOICE]},
        },
        {
            "type": "input",
            "block_id": "due",
            "label": plain("By when"),
            "optional": True,
            "element": {"type": "datepicker", "action_id": "date"},
        },
        {
            "type": "actions",
            "block_id": "more",
            "elements": [
                {"type": "static_select", "action_id": "which", "options": [CHOICE], "placeholder": plain("Which?")},
                {"type": "users_select", "action_id": "who"},
            ],
        },
    ],
}


def app_for(slack: Serving) -> AsyncApp:
    """An app that uses each Web API method we use at least once."""
    client = AsyncWebClient(slack.bot_token, base_url=slack.api_url)
    app = AsyncApp(token=slack.bot_token, client=client)
    listen_to_commands_and_views(app)
    listen_to_clicks(app)
    listen_to_events(app)
    return app


def listen_to_commands_and_views(app: AsyncApp) -> None:
    @app.command("/mentor")
    async def mentor(ack: Any, body: Payload, client: AsyncWebClient) -> None:
        if body["text"] == "help":
            await ack(text="Help", blocks=[SECTION])
            return
        opened = await client.views_open(trigger_id=body["trigger_id"], view=ASKING)
        await client.views_update(view_id=opened["view"]["id"], hash=opened["view"]["hash"], view=ASKING)
        await ack()

    @app.view("checkin")
    async def submitted(ack: Any, view: Payload) -> None:
        if view["state"]["values"]["moved"]["text"]["value"] == "wrong":
            await ack(response_action="errors", errors={"moved": "Try again"})
        else:
            await ack(response_action="update", view=ASKING)

    @app.view_closed("checkin")
    async def closed(ack: Any) -> None:
        await ack()


def listen_to_clicks(app: AsyncApp) -> None:
    @app.action("which")
    @app.action("who")
    async def chosen(ack: Any, body: Payload, client: AsyncWebClient) -> None:
        await client.views_push(trigger_id=body["trigger_id"], view=MODAL | {"callback_id": "second"})
        await ack()

    @app.action("go")
    async def clicked(ack: Any, body: Payload, respond: Any) -> None:
        if "response_url" in body:
            await respond(text="Thank you", replace_original=True, blocks=[SECTION])
        await ack()


def listen_to_events(app: AsyncApp) -> None:
    @app.event("app_home_opened")
    async def home(event: Payload, client: AsyncWebClient) -> None:
        await client.views_publish(user_id=event["user"], view=HOME)

    @app.event("message")
    async def said(event: Payload, client: AsyncWebClient) -> None:
        if event.get("subtype") or event.get("bot_id"):
            return
        await client.users_info(user=event["user"], include_locale=True)
        posted = await client.chat_postMessage(
            channel=event["channel"],
            text="Hello",
            blocks=[SECTION],
            metadata={"event_type": "told", "event_payload": {"id": "1"}},
            unfurl_links=False,
        )
        await client.chat_update(channel=posted["channel"], ts=posted["ts"], text="Hello again", blocks=[SECTION])
        await client.pins_add(channel=posted["channel"], timestamp=posted["ts"])
        await client.pins_remove(channel=posted["channel"], timestamp=posted["ts"])
        await client.conversations_history(channel=posted["channel"], limit=5, include_all_metadata=True)
        gone = await client.chat_postMessage(channel=posted["channel"], text="Oops")
        await client.chat_delete(channel=gone["channel"], ts=gone["ts"])
        await client.chat_postEphemeral(channel=posted["channel"], user=event["user"], text="psst", blocks=[SECTION])

    @app.event("app_uninstalled")
    @app.event("tokens_revoked")
    async def left(event: Payload) -> None:
        """Bolt acknowledges an event whose listener returns."""

    @app.event("user_change")
    async def changed(event: Payload, client: AsyncWebClient) -> None:
        await client.conversations_open(users=[event["user"]["id"]], return_im=True)


class Person:
    """Somebody who acts through the control API."""

    def __init__(self, http: aiohttp.ClientSession, slack: Serving, handle: str) -> None:
        self._http = http
        self._url = f"{slack.url}/control"
        self.handle = handle

    async def does(self, what: str, **body: Any) -> Payload:
        async with self._http.post(f"{self._url}/{what}", json={"user": self.handle, **body}) as response:
            answer: Payload = await response.json()
        assert answer["ok"], (what, answer)
        return answer


@pytest.fixture
async def slack() -> AsyncIterator[Serving]:
    async with serve(MANIFEST, rates=False) as serving:
        app = app_for(serving)
        handler = AsyncSocketModeHandler(app, serving.app_token, web_client=app.client)
        await handler.connect_async()  # type: ignore[no-untyped-call]  # slack_bolt leaves it unannotated
        try:
            yield serving
        finally:
            await handler.close_async()  # type: ignore[no-untyped-call]  # as above


@pytest.fixture
async def junior(slack: Serving) -> AsyncIterator[Person]:
    async with aiohttp.ClientSession() as http:
        person = Person(http, slack, "junior")
        await person.does("users", name="junior", real_name="Juno Ray", tz="Europe/Berlin")
        yield person


def passed(slack: Serving) -> list[Payload]:
    return slack.slack.traffic.after(0, 5000)


async def comes(slack: Serving, name: str) -> Payload:
    """What the app does after it has acknowledged, however long that takes on a busy machine."""
    async with asyncio.timeout(30):
        while True:
            for entry in passed(slack):
                if entry["name"] == name and entry["response"] is not None:
                    return entry
            await asyncio.sleep(0.02)


async def test_everything_that_passes_has_slacks_shape(slack: Serving, junior: Person, slack_types: SlackTypes) -> None:
    await junior.does("home")
    await junior.does("home")
    await junior.does("action", view_id=(await junior.does("home"))["view"]["id"], action_id="go")
    await junior.does("command", channel="#general", command="/mentor", text="help")
    view = (await junior.does("command", channel="#general", command="/mentor", text=""))["view"]
    wrong = await junior.does("submit", view_id=view["id"], values={"text": "wrong"})
    assert wrong["errors"] == {"moved": "Try again"}
    values = {"text": "A draft", "pick": "red", "date": "2026-01-02"}
    await junior.does("submit", view_id=view["id"], values=values)
    pushed = (await junior.does("action", view_id=view["id"], action_id="which", selected="red"))["view"]
    await junior.does("close", view_id=pushed["id"])
    await junior.does("close", view_id=view["id"])
    await junior.does("message", channel="bot:junior", text="hello")
    hello = (await comes(slack, "chat.update"))["response"]
    await junior.does("action", channel=hello["channel"], ts=hello["ts"], action_id="go")
    await junior.does("users/update", real_name="Juno Rayne")
    await junior.does("uninstall")

    entries = passed(slack)
    assert judged(slack_types, entries) == []
    assert not [entry for entry in entries if entry["status"] != "ok"]
    judged_names = {entry["name"] for entry in entries}
    expected = {
        *("auth.test", "views.open", "views.update", "views.push", "views.publish", "users.info"),
        *("chat.postMessage", "chat.update", "chat.delete", "chat.postEphemeral", "response_url"),
        *("pins.add", "pins.remove", "conversations.history", "conversations.open"),
        *("/mentor", "block_actions", "view_submission", "view_closed"),
        *("app_home_opened", "message", "user_change", "tokens_revoked", "app_uninstalled"),
    }
    assert expected <= judged_names


def test_a_fault_in_what_passed_is_told_with_its_place(slack_types: SlackTypes) -> None:
    entry = {"n": 7, "direction": "to_slack", "name": "pins.add", "request": {"channel": 1}, "response": None}
    assert judged(slack_types, [entry]) == [
        '#7 pins.add: the payload: "timestamp" is a required property',
        '#7 pins.add: channel: 1 is not of type "string"',
    ]


def test_a_method_without_a_schema_does_not_go_unjudged(slack_types: SlackTypes) -> None:
    entry = {"n": 1, "direction": "to_slack", "name": "chat.meMessage", "request": {}, "response": None}
    [fault] = judged(slack_types, [entry])
    assert "no schema ChatMeMessageArguments" in fault


def test_a_form_is_read_as_its_client_meant_it() -> None:
    sent = {"view": '{"type": "home"}', "limit": "5", "return_im": "true", "text": "5", "channel": "C1"}
    assert as_typed(sent) == {
        "view": {"type": "home"},
        "limit": 5,
        "return_im": True,
        "text": "5",
        "channel": "C1",
    }
