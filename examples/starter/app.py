"""Say hello, and it answers with a button; after Slack's own first app."""

import os

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

app = App(client=WebClient(os.environ["SLACK_BOT_TOKEN"], os.environ.get("SLACK_API_URL", WebClient.BASE_URL)))


@app.message("hello")
def greet(message, say):
    hello = f"Hey there <@{message['user']}>!"
    button = {"type": "button", "action_id": "button_click", "text": {"type": "plain_text", "text": "Click me"}}
    say(text=hello, blocks=[{"type": "section", "text": {"type": "mrkdwn", "text": hello}, "accessory": button}])


@app.action("button_click")
def clicked(ack, body, say):
    ack()
    say(f"<@{body['user']['id']}> clicked the button")


SocketModeHandler(app).start()
