"""Does on command what Slack refuses, and says in its acknowledgement by which name its SDK learnt of that."""

import os
import sys
from collections.abc import Callable
from typing import Any

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

DIVIDER = {"type": "divider"}
TWIN = {"type": "divider", "block_id": "same"}

app = App(client=WebClient(os.environ["SLACK_BOT_TOKEN"], os.environ["SLACK_API_URL"]))
held = [""]


def modal(*blocks: dict[str, str]) -> dict[str, Any]:
    return {"type": "modal", "title": {"type": "plain_text", "text": "Form"}, "blocks": blocks}


def home(*blocks: dict[str, str]) -> dict[str, Any]:
    return {"type": "home", "blocks": blocks}


def name(work: Callable[[], object]) -> str:
    try:
        work()
    except SlackApiError as error:
        messages = (error.response.get("response_metadata") or {}).get("messages") or [""]
        return f"{error.response['error']} {messages[-1]}".strip()
    return "ok"


@app.command("/hold")
def hold(ack: Any, command: Any) -> None:
    held[0] = command["trigger_id"]
    ack()


@app.command("/open")
def open_held(ack: Any, client: WebClient) -> None:
    ack(name(lambda: client.views_open(trigger_id=held[0], view=modal(DIVIDER))))


@app.command("/twice")
def twice(ack: Any, command: Any, client: WebClient) -> None:
    opened = [name(lambda: client.views_open(trigger_id=command["trigger_id"], view=modal(DIVIDER))) for _ in "12"]
    ack(", ".join(opened))


@app.command("/wall")
def wall(ack: Any, command: Any, client: WebClient) -> None:
    blocks = [DIVIDER] * int(command["text"])
    ack(name(lambda: client.views_open(trigger_id=command["trigger_id"], view=modal(*blocks))))


@app.command("/twins")
def twins(ack: Any, command: Any, client: WebClient) -> None:
    ack(name(lambda: client.views_open(trigger_id=command["trigger_id"], view=modal(TWIN, TWIN))))


@app.command("/answers")
def answers(ack: Any, respond: Any) -> None:
    ack(" ".join(str(respond(f"Answer {number}").status_code) for number in range(1, 7)))


@app.command("/stale")
def stale(ack: Any, command: Any, client: WebClient) -> None:
    user = command["user_id"]
    old = client.views_publish(user_id=user, view=home(DIVIDER))["view"]["hash"]
    client.views_publish(user_id=user, view=home(DIVIDER, DIVIDER))
    ack(name(lambda: client.views_publish(user_id=user, view=home(DIVIDER), hash=old)))


@app.command("/hurry")
def hurry(ack: Any, command: Any, client: WebClient) -> None:
    for number in range(1, 51):
        try:
            client.chat_postMessage(channel=command["channel_id"], text=f"Message {number}")
        except SlackApiError as error:
            ack(f"{error.response['error']} {error.response.headers['Retry-After']}")
            return
    ack("never refused")


handler = SocketModeHandler(app)
handler.connect()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped
sys.stdout.write("ready\n")
sys.stdout.flush()
sys.stdin.read()
