"""A modal: opened by a command, checked when it is handed in, answered in a direct message."""

import json
import os
from pathlib import Path

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

app = App(client=WebClient(os.environ["SLACK_BOT_TOKEN"], os.environ.get("SLACK_API_URL", WebClient.BASE_URL)))


@app.command("/idea")
def ask(ack, body, client):
    ack()
    client.views_open(trigger_id=body["trigger_id"], view=json.loads(Path(__file__).with_name("form.json").read_text()))


@app.view("idea")
def keep(ack, body, view, client):
    if len(text := view["state"]["values"]["idea"]["text"]["value"]) < 10:
        return ack(response_action="errors", errors={"idea": "Say a little more."})
    ack()
    return client.chat_postMessage(channel=body["user"]["id"], text=f"Kept: {text}")


SocketModeHandler(app).start()
