"""Socket Mode that ends in good order: what was taken in is answered before the socket closes."""

import asyncio
from typing import Any

import structlog
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

log = structlog.get_logger()


class Socket(AsyncSocketModeHandler):
    """
    Bolt's own handler, which also knows what it is at work on.

    Attributes:
        under_way: how many payloads are being worked on and are not answered yet.
    """

    def __init__(self, app: AsyncApp, app_token: str, web_client: AsyncWebClient) -> None:
        super().__init__(app, app_token, web_client=web_client)
        self.under_way = 0
        self._one_answered = asyncio.Condition()

    async def handle(self, client: Any, req: SocketModeRequest) -> None:
        """Work on one payload and answer it."""
        self.under_way += 1
        try:
            await super().handle(client, req)
        finally:
            self.under_way -= 1
            async with self._one_answered:
                self._one_answered.notify_all()

    async def drain(self, within: float) -> None:
        """Wait until everything is answered, or so many seconds."""
        try:
            async with asyncio.timeout(within), self._one_answered:
                await self._one_answered.wait_for(lambda: not self.under_way)
        except TimeoutError:
            log.warning("socket.not_drained", under_way=self.under_way)
