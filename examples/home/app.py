"""A Home tab with a button that changes it."""

import os

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

app = App(client=WebClient(os.environ["SLACK_BOT_TOKEN"], os.environ.get("SLACK_API_URL", WebClient.BASE_URL)))


def home(taps):
    button = {"type": "button", "action_id": "tap", "text": {"type": "plain_text", "text": "Tap"}, "value": str(taps)}
    said = {"type": "mrkdwn", "text": f"Taps so far: {taps}"}
    return {"type": "home", "blocks": [{"type": "section", "text": said, "accessory": button}]}


@app.event("app_home_opened")
def opened(event, client):
    if "view" not in event:
        client.views_publish(user_id=event["user"], view=home(0))


@app.action("tap")
def tapped(ack, action, body, client):
    ack()
    client.views_publish(user_id=body["user"]["id"], view=home(int(action["value"]) + 1), hash=body["view"]["hash"])


SocketModeHandler(app).start()
