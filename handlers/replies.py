"""Replies by the address that Slack sends along with a click on a message."""

from urllib.parse import urlsplit

import structlog
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from views.kit import Message
from views.payloads import Payload

TIMEOUT_SECONDS = 2

log = structlog.get_logger()


async def in_place(client: AsyncWebClient, body: Payload, message: Message) -> None:
    """Put a message where the one stood that was clicked on."""
    await _reply(client, body, message, replaces=True)


async def beside(client: AsyncWebClient, body: Payload, message: Message) -> None:
    """Say something to the person who clicked alone; the message stays as it is."""
    await _reply(client, body, message, replaces=False)


def is_slacks(address: str, base_url: str) -> bool:
    """Tell whether an address leads to the Slack whose Web API we call: to its very host, or one below it."""
    asked, ours = urlsplit(address), urlsplit(base_url)
    host, home = asked.hostname or "", (ours.hostname or "").removeprefix("www.")
    return asked.scheme == ours.scheme and (host == home or host.endswith(f".{home}"))


async def _reply(client: AsyncWebClient, body: Payload, message: Message, *, replaces: bool) -> None:
    address = str(body.get("response_url") or "")
    if not is_slacks(address, client.base_url):
        # What is said here may be private; it goes nowhere but to Slack, whatever a payload says.
        log.warning("reply.not_slacks_address")
        return
    await AsyncWebhookClient(address, timeout=TIMEOUT_SECONDS).send(
        text=message.text,
        blocks=message.blocks,
        response_type=None if replaces else "ephemeral",
        replace_original=replaces,
        unfurl_links=False,
        unfurl_media=False,
    )
