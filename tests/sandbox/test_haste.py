"""A refusal that comes at once makes Bolt for Python forget that it acknowledged; from Slack none comes so soon."""

import sys
from pathlib import Path

import sandbox
from sandbox.workspaces import PAUSE
from tests.sandbox.driver import Control
from tests.sandbox.programs import running

APP = """
import os
from threading import Event

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

app = App(client=WebClient(os.environ["SLACK_BOT_TOKEN"], os.environ["SLACK_API_URL"]))


@app.command("/help-me")
def speak(ack, client):
    ack("On it")
    client.chat_postMessage(channel="#nowhere", text="Hello")


SocketModeHandler(app, os.environ["SLACK_APP_TOKEN"]).connect()
print("ready", flush=True)
Event().wait()
"""


async def test_an_acknowledgement_arrives_although_the_next_call_is_refused(manifest: Path, tmp_path: Path) -> None:
    app = tmp_path / "app.py"
    app.write_text(APP)
    async with (
        sandbox.serve(manifest, pause=PAUSE) as serving,
        running([sys.executable, app], serving.environment(), ready="ready"),
        Control(serving.url) as control,
    ):
        ana = await control.person("ana")
        for _ in range(5):
            answer = await control.command(ana)
            assert (answer["error"], answer["ack"]) == (None, {"text": "On it"}), answer
        refused = (await control.get("/control/requests", method="chat.postMessage"))["requests"]
        assert [call["status"] for call in refused] == ["channel_not_found"] * 5


async def test_a_refusal_takes_as_long_as_was_said(manifest: Path) -> None:
    async with sandbox.serve(manifest, pause=0.1) as serving, Control(serving.url) as control:
        await control.post("/api/auth.test")
        [refused] = (await control.get("/control/requests"))["requests"]
        assert refused["status"] == "not_authed"
        assert refused["ms"] >= 100
