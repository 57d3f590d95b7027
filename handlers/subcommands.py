"""What a subcommand of `/mentor` is to the listeners that serve one."""

import re
from collections.abc import Awaitable, Callable

from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from views.payloads import Payload

Subcommand = Callable[[Payload, AsyncWebClient, AsyncAck, str], Awaitable[None]]
"""Serves `/mentor <its name> …`: given payload, client, `ack` (called last) and what was typed after the name."""

PERSON = re.compile(r"<@(?P<user>[A-Z0-9]+)(?:\|[^>]*)?>")
"""Somebody named in what was typed, as Slack escapes it."""
