"""
Socket Mode that is never deaf for long, and ends in good order.

Slack's SDK pings, notices a silent connection and connects anew. What it does not do, is done here: it tries a spent
address for ever, calls Slack every few seconds when Slack has said that this token is good for nothing, and cuts off
whoever is just being answered when Slack renews a connection, though Slack gives ten seconds' notice.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from aiohttp import WSMessage
from slack_bolt.adapter.socket_mode.async_base_handler import AsyncBaseSocketModeHandler
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

log = structlog.get_logger()

PING_SECONDS = 5.0
"""Once a ping was not answered for half as long, the connection is given up."""
DEAF_SECONDS = 15.0
"""After so long without a connection the address in hand counts as spent."""
LONGEST_WAIT_SECONDS = 60.0
ANSWERED_WITHIN_SECONDS = 2.5
"""How long a renewal waits for what is being answered: as long as Slack does, nearly."""
AFTER_TOO_MANY_SECONDS = 30
WHAT_TO_DO = {
    "account_inactive": "Install the app again, and put its new tokens into the settings.",
    "invalid_auth": "Make an app-level token with connections:write and put it into SLACK_APP_TOKEN.",
    "not_allowed_token_type": "SLACK_APP_TOKEN must be the app-level token (xapp-…).",
    "not_authed": "Make an app-level token with connections:write and put it into SLACK_APP_TOKEN.",
    "token_revoked": "Make a new app-level token with connections:write and put it into SLACK_APP_TOKEN.",
    "link_disabled": "Switch Socket Mode on in the app’s settings, or run with --http.",
    "too_many_websockets": "Slack allows ten connections: run eight replicas at the most, or use --http.",
}
USUAL = {"warning", "refresh_requested"}
"""Why Slack ends a connection every few hours."""


class Connection(SocketModeClient):
    """The SDK's client, with patience where Slack says no, and fresh addresses."""

    def __init__(
        self,
        app_token: str,
        web_client: AsyncWebClient,
        app: AsyncApp,
        ping_seconds: float,
        settle: Callable[[float], Awaitable[None]],
    ) -> None:
        super().__init__(
            app_token,
            logger=app.logger,
            web_client=web_client,
            ping_interval=ping_seconds,
            on_message_listeners=[self._listen_for_an_end],
        )
        self._refusals = 0
        self._settle = settle

    async def connect(self) -> None:
        """Connect, anew if need be: an answer goes back the way its question came, so what is under way ends first."""
        if self.current_session is not None and not self.current_session.closed:
            await self._settle(ANSWERED_WITHIN_SECONDS)
        await super().connect()  # type: ignore[no-untyped-call]  # the SDK left it unannotated

    async def issue_new_wss_url(self) -> str:
        """Ask Slack for an address; after a refusal wait, longer each time, before the next is asked for."""
        if self._refusals:
            await asyncio.sleep(min(self.ping_interval * 2 ** (self._refusals - 1), LONGEST_WAIT_SECONDS))
        try:
            answer: Any = await self.web_client.apps_connections_open(app_token=self.app_token)
        except SlackApiError as error:
            name = str(error.response["error"])
            if name == "ratelimited":
                headers: Any = getattr(error.response, "headers", {})
                await asyncio.sleep(int(headers.get("Retry-After", AFTER_TOO_MANY_SECONDS)))
            else:
                self._refused(name)
            raise
        return str(answer["url"])

    def spend_address(self) -> None:
        """Let the next try ask Slack for a fresh address."""
        self.wss_uri = None

    def heard_from(self) -> None:
        """Slack serves this connection, so whatever it refused is over."""
        self._refusals = 0

    async def _listen_for_an_end(self, message: WSMessage) -> None:
        if '"disconnect"' not in message.data[:200]:
            return
        told = json.loads(message.data)
        if told.get("type") == "disconnect" and told.get("reason") not in USUAL:
            self._refused(str(told.get("reason")))

    def _refused(self, reason: str) -> None:
        self._refusals += 1
        log.error("socket.refused", reason=reason, what_to_do=WHAT_TO_DO.get(reason, "See `bothways doctor`."))


class Socket(AsyncBaseSocketModeHandler):
    """
    Bolt's handler, which also knows what it is at work on, and watches its connection.

    Args:
        ping_seconds: how often the connection is tried; shorter for tests.

    Attributes:
        under_way: how many payloads are being worked on and are not answered yet.
    """

    app: AsyncApp

    def __init__(
        self, app: AsyncApp, app_token: str, web_client: AsyncWebClient, *, ping_seconds: float = PING_SECONDS
    ) -> None:
        self.app = app
        self.app_token = app_token
        self.client = self._connection = Connection(app_token, web_client, app, ping_seconds, self.drain)
        self.client.socket_mode_request_listeners.append(self.handle)
        self.under_way = 0
        self._one_answered = asyncio.Condition()
        self._watching: asyncio.Task[None] | None = None

    async def connect_async(self) -> None:
        """Connect, and keep watch from then on."""
        await super().connect_async()  # type: ignore[no-untyped-call]  # Bolt left it unannotated
        self._watching = asyncio.create_task(self._watch())

    async def close_async(self) -> None:
        """Close the connection and watch no more."""
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)
        await super().close_async()  # type: ignore[no-untyped-call]  # as above

    async def is_up(self) -> bool:
        """Tell whether Slack can reach us by it."""
        return await self._connection.is_connected()

    async def handle(self, client: Any, req: SocketModeRequest) -> None:
        """Work on one payload and answer it."""
        self._connection.heard_from()
        self.under_way += 1
        try:
            began = time.time()
            answer = await run_async_bolt_app(self.app, req)
            await send_async_response(client, req, answer, began)
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

    async def _watch(self) -> None:
        every = self._connection.ping_interval
        deaf_after = DEAF_SECONDS * every / PING_SECONDS
        was_up, since = True, time.monotonic()
        while True:
            await asyncio.sleep(every)
            is_up, now = await self.is_up(), time.monotonic()
            if is_up != was_up:
                log.info("socket.up") if is_up else log.warning("socket.down")
                was_up, since = is_up, now
            elif not is_up and now - since >= deaf_after:
                self._connection.spend_address()
                since = now
