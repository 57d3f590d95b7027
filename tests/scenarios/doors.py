"""A door for signed HTTP beside the bot's socket, and a messenger who brings the same payload again."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from urllib.parse import urlencode

import aiohttp
import uvicorn
from slack_sdk.signature import SignatureVerifier

from bot.app import Bot
from bot.demo.humans import Payload
from bot.http import EVENTS_PATH, web_app


@asynccontextmanager
async def open_door(bot: Bot, port: int = 0) -> AsyncIterator[str]:
    """Serve a running bot over HTTP too; its request URL."""
    pages = bot.install_pages.routes() if bot.install_pages else ()
    settings = uvicorn.Config(
        web_app(bot.app, bot.database.transact, pages), host="127.0.0.1", port=port, lifespan="off", log_config=None
    )
    server = uvicorn.Server(settings)
    serving = asyncio.create_task(server.serve())
    try:
        while not server.started:
            assert not serving.done(), "the door could not be opened"
            await asyncio.sleep(0.01)
        opened = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{opened}{EVENTS_PATH}"
    finally:
        server.should_exit = True
        await serving


async def bring(payload: Payload, secret: str, urls: Sequence[str], *, retry: int = 0) -> list[tuple[int, str]]:
    """Deliver one payload to each address at once, signed as Slack signs; status and body of each answer."""
    form = payload if "command" in payload else {"payload": json.dumps(payload)}
    is_event = payload.get("type") == "event_callback"
    body = json.dumps(payload) if is_event else urlencode(form)
    stamp = str(int(time.time()))
    headers = {
        "Content-Type": "application/json" if is_event else "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body) or "",
    }
    if retry:
        headers["X-Slack-Retry-Num"] = str(retry)
    async with aiohttp.ClientSession() as session:

        async def to(url: str) -> tuple[int, str]:
            async with session.post(url, data=body, headers=headers) as answer:
                return answer.status, await answer.text()

        return list(await asyncio.gather(*(to(url) for url in urls)))
