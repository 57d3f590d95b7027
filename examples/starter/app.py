"""Say hello, and it answers with a button; after Slack's own first app."""

import os

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.models.blocks import ButtonElement, SectionBlock

app = App(client=WebClient(os.environ["SLACK_BOT_TOKEN"], os.environ.get("SLACK_API_URL", WebClient.BASE_URL)))


@app.message("hello")
def greet(message, say):
    hello = f"Hey there <@{message['user']}>!"
    button = ButtonElement(text="Click me", action_id="button_click")
    say(text=hello, blocks=[SectionBlock(text=hello, accessory=button)])


@app.action("button_click")
def clicked(ack, body, say):
    ack()
    say(f"<@{body['user']['id']}> clicked the button")


SocketModeHandler(app).start()
