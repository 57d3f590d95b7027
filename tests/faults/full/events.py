"""Payloads as Slack brings them, to bots that listen over HTTP."""

import asyncio
import json
import socket
import time
from contextlib import suppress
from typing import Any

import aiohttp
from slack_sdk.signature import SignatureVerifier

from bot.http import EVENTS_PATH
from tests.factories.store import Store
from tests.faults.full.ground import Bot, Ground


class Door:
    """A bot over HTTP, and where Slack brings it what happened."""

    def __init__(self, ground: Ground, store: Store) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self._secret = ground.slack.signing_secret
        self._port = port
        self._url = f"http://127.0.0.1:{port}{EVENTS_PATH}"
        self.bot: Bot = ground.bot(store, SLACK_APP_TOKEN="", BOTHWAYS_HTTP_PORT=str(port))

    async def opens(self) -> None:
        """Wait until it listens: that comes after it says that it works."""
        await self.bot.started()
        while True:
            with suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", self._port)
                writer.close()
                return
            await asyncio.sleep(0.05)

    async def brings(self, event: dict[str, Any], retry: int = 0) -> int:
        """Bring an event, signed as Slack signs it; return the status that Slack gets."""
        body, stamp = json.dumps(event), str(int(time.time()))
        headers = {
            "Content-Type": "application/json",
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": SignatureVerifier(self._secret).generate_signature(timestamp=stamp, body=body) or "",
        }
        if retry:
            headers["X-Slack-Retry-Num"] = str(retry)
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session,
            session.post(self._url, data=body, headers=headers) as answer,
        ):
            return answer.status


def hello(ground: Ground, number: int) -> dict[str, Any]:
    """Somebody writes to the bot, which answers once."""
    user = ground.people[number]
    ts = f"{int(time.time())}.{number:06d}"
    return {
        "type": "event_callback",
        "team_id": ground.slack.slack.team_id,
        "api_app_id": "A1",
        "event_id": f"Ev{number:08d}",
        "event_time": int(time.time()),
        "event": {
            "type": "message",
            "channel_type": "im",
            "channel": f"D{number:08d}",
            "user": user,
            "text": "Hello there",
            "ts": ts,
            "event_ts": ts,
        },
        "authorizations": [{"team_id": ground.slack.slack.team_id, "user_id": ground.slack.slack.bot_user}],
    }
