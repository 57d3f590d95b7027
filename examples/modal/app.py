"""A modal: opened by a command or a shortcut, checked when it is handed in, answered in a direct message."""

import os

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.models.blocks import InputBlock, PlainTextInputElement
from slack_sdk.models.views import View

app = App(client=WebClient(os.environ["SLACK_BOT_TOKEN"], os.environ.get("SLACK_API_URL", WebClient.BASE_URL)))

FIELD = InputBlock(block_id="idea", label="What is it?", element=PlainTextInputElement(action_id="text"))
FORM = View(type="modal", callback_id="idea", title="An idea", submit="Keep", blocks=[FIELD])


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
