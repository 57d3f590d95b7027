"""A modal: opened by a command or a shortcut, checked when it is handed in, answered in a direct message."""

import os

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

app = App(client=WebClient(os.environ["SLACK_BOT_TOKEN"], os.environ.get("SLACK_API_URL", WebClient.BASE_URL)))

FIELD = {"type": "plain_text_input", "action_id": "text"}
FORM = {
    "type": "modal",
    "callback_id": "idea",
    "title": {"type": "plain_text", "text": "An idea"},
    "submit": {"type": "plain_text", "text": "Keep"},
    "blocks": [
        {"type": "input", "block_id": "idea", "label": {"type": "plain_text", "text": "What is it?"}, "element": FIELD}
    ],
}


@app.command("/idea")
@app.shortcut("idea")
def ask(ack, body, client):
    ack()
    client.views_open(trigger_id=body["trigger_id"], view=FORM)


@app.view("idea")
def keep(ack, body, view, client):
    text = view["state"]["values"]["idea"]["text"]["value"]
    if len(text) < 10:
        return ack(response_action="errors", errors={"idea": "Say a little more."})
    ack()
    return client.chat_postMessage(channel=body["user"]["id"], text=f"Kept: {text}")


SocketModeHandler(app).start()
