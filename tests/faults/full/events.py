"""Payloads as Slack brings them, to bots that listen over HTTP; and row 9, in which it brings each four times."""

import asyncio
import json
import time
from contextlib import suppress
from typing import Any

import aiohttp
from slack_sdk.signature import SignatureVerifier

from bot.http import EVENTS_PATH
from models import OutboxRow
from tests.factories.store import Store
from tests.faults.full.ground import Bot, Ground, Outcome, free_port
from tests.faults.full.replica import Flaws

OK = 200
FAILED = 500


def url_at(port: int) -> str:
    """Where a bot that listens there takes in what Slack brings."""
    return f"http://127.0.0.1:{port}{EVENTS_PATH}"


class Door:
    """A bot over HTTP, and where Slack brings it what happened."""

    def __init__(self, ground: Ground, store: Store, flaws: Flaws | None = None, port: int = 0) -> None:
        self._secret = ground.slack.signing_secret
        self._port = port or free_port()
        self._url = url_at(self._port)
        self.bot: Bot = ground.bot(store, flaws, SLACK_APP_TOKEN="", BOTHWAYS_HTTP_PORT=str(self._port))

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


async def delivered_again(ground: Ground) -> Outcome:
    """Row 9: each event four times, out of order, to two replicas."""
    await ground.open(people=60)
    chance = ground.means.chance("again", ground.database)
    store = ground.store()
    doors = [Door(ground, store) for _ in range(2)]
    await asyncio.gather(*(door.opens() for door in doors))
    events = [hello(ground, number) for number in range(len(ground.people))]
    brought = [(event, time) for event in events for time in range(4)]
    chance.shuffle(brought)
    statuses: list[int] = []
    for start in range(0, len(brought), 8):
        together = brought[start : start + 8]
        statuses += await asyncio.gather(*(chance.choice(doors).brings(event, retry=time) for event, time in together))
    failed = [status for status in statuses if status != OK]
    ended = await ground.all_ended(store, within=60)
    ground.rows |= {row.id.hex for row in store.rows(OutboxRow)}
    failures = [f"{len(failed)} were not taken"] if failed else []
    if len(ground.rows) != len(events):
        failures.append(f"{len(ground.rows)} answers to {len(events)} people")
    return ground.judged(ended, None, tuple(failures), events=len(events), deliveries=len(brought))
