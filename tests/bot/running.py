"""A bot beside a local Slack, reached as Slack reaches it over HTTP: by signed requests."""

import json
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from slack_bolt import BoltResponse
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier
from sqlalchemy import text
from starlette.requests import Request
from starlette.types import Message

import sandbox
from bot import manifest
from bot.app import Bot
from bot.demo.humans import Humans
from bot.front_door import FrontDoor
from bot.http import EVENTS_PATH
from bot.settings import load
from sandbox import Serving

Payload = dict[str, Any]


@dataclass
class Running:
    """
    A bot over HTTP, and the workspace it lives in.

    Attributes:
        humans: the people of the workspace.
    """

    bot: Bot
    slack: Serving
    humans: Humans

    async def receive(self, body: Payload, *, secret: str | None = None, age: int = 0) -> BoltResponse:
        """What the bot answers to a payload, signed as Slack signs it."""
        is_plain = "command" in body
        is_event = body.get("type") == "event_callback"
        if is_event:
            raw, kind = json.dumps(body), "application/json"
        else:
            raw = urlencode(body if is_plain else {"payload": json.dumps(body)})
            kind = "application/x-www-form-urlencoded"
        moment = str(int(time.time()) - age)
        verifier = SignatureVerifier(secret or self.slack.signing_secret)
        signature = verifier.generate_signature(timestamp=moment, body=raw)
        headers: dict[str, str | Sequence[str]] = {
            "content-type": kind,
            "x-slack-signature": signature or "",
            "x-slack-request-timestamp": moment,
        }
        if self.bot.settings.signing_secret is None:
            return await self.bot.app.async_dispatch(AsyncBoltRequest(body=raw, headers=headers))
        return await self._at_the_door(raw, headers)

    async def _at_the_door(self, raw: str, headers: Mapping[str, str | Sequence[str]]) -> BoltResponse:
        async def receive() -> Message:
            return {"type": "http.request", "body": raw.encode(), "more_body": False}

        sent = [(name.encode(), str(value).encode()) for name, value in headers.items()]
        asked = Request({"type": "http", "method": "POST", "path": EVENTS_PATH, "headers": sent}, receive)
        answer = await FrontDoor(self.bot.app).take_in(asked)
        return BoltResponse(status=answer.status_code, body=bytes(answer.body).decode(), headers=dict(answer.headers))

    def take_store_away(self) -> None:
        """The store breaks under the running bot."""
        with self.bot.database.engine.begin() as connection:
            connection.execute(text("ALTER TABLE participants RENAME TO lost"))

    @property
    def team(self) -> str:
        return self.bot.team_id

    def command(self, user: str, name: str, typed: str = "") -> Payload:
        return {"command": name, "text": typed, "team_id": self.team, "user_id": user, "trigger_id": "1.1.a"}

    def act(self, user: str, kind: str, **more: Any) -> Payload:
        who = {"team": {"id": self.team}, "user": {"id": user, "team_id": self.team}, "trigger_id": "1.1.a"}
        return {"type": kind, **who, **more}

    def event(self, user: str, kind: str, **more: Any) -> Payload:
        inner = {"type": kind, "user": user, **more}
        told = {"type": "event_callback", "event_id": "Ev1", "event_time": int(time.time()), "event": inner}
        return told | {"team_id": self.team}


@asynccontextmanager
async def running(folder: Path, store_url: str, *, over_socket: bool = False) -> AsyncIterator[Running]:
    """Start a local Slack and a bot in it; stop both."""
    async with sandbox.serve(manifest.path(), rates=False, patience=15) as slack, Humans(slack.url) as humans:
        given = {**slack.environment(), "BOTHWAYS_DATA": folder, "BOTHWAYS_DATABASE_URL": store_url}
        if not over_socket:
            given["SLACK_APP_TOKEN"] = ""
        bot = Bot(load(_env_file=None, **given))
        await bot.start()
        try:
            yield Running(bot, slack, humans)
        finally:
            await bot.stop()


def answer_of(response: BoltResponse) -> Payload:
    """The JSON of an acknowledgement."""
    content: Payload = json.loads(response.body)
    return content
