"""A Home tab with a button that changes it; whoever comes back to it begins anew."""

import os

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient
from slack_sdk.models.blocks import ButtonElement, SectionBlock
from slack_sdk.models.views import View

app = App(client=WebClient(os.environ["SLACK_BOT_TOKEN"], os.environ.get("SLACK_API_URL", WebClient.BASE_URL)))


def home(taps):
    button = ButtonElement(text="Tap", action_id="tap", value=str(taps))
    return View(type="home", blocks=[SectionBlock(text=f"Taps since you came: {taps}", accessory=button)])


@app.event("app_home_opened")
def opened(event, client):
    client.views_publish(user_id=event["user"], view=home(0))


@app.action("tap")
def tapped(ack, action, body, client):
    ack()
    client.views_publish(user_id=body["user"]["id"], view=home(int(action["value"]) + 1), hash=body["view"]["hash"])


SocketModeHandler(app).start()
