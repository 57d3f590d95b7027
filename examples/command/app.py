"""A slash command."""

import os

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

app = App(client=WebClient(os.environ["SLACK_BOT_TOKEN"], os.environ.get("SLACK_API_URL", WebClient.BASE_URL)))


@app.command("/echo")
def echo(ack, command, respond):
    ack()
    respond(f"You said: {command['text']}")


SocketModeHandler(app).start()
