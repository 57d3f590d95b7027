"""`/mentor` and its subcommands."""

import re
from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.database import Transact
from mentoring import home
from views import menu, pairs, who_sees_what
from views.kit import Message
from views.payloads import Payload, actor
from views.reader import Reader

Subcommand = Callable[[Payload, AsyncWebClient, AsyncAck, str], Awaitable[None]]
"""Serves `/mentor <its name> …`: given payload, client, `ack` (called last) and what was typed after the name."""

NONE_MORE: Mapping[str, Subcommand] = MappingProxyType({})
WITH = re.compile(r"^with\b\s*(?P<whom>.*)$", re.IGNORECASE | re.DOTALL)
PERSON = re.compile(r"<@(?P<user>[A-Z0-9]+)(?:\|[^>]*)?>")


def register(app: AsyncApp, transact: Transact, subcommands: Mapping[str, Subcommand] = NONE_MORE) -> None:
    """
    Listen for the command; what is not built is not offered.

    Args:
        subcommands: those that a noun's own listeners serve, by their first word.
    """

    @app.command("/mentor")
    async def mentor(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        reader = Reader()
        typed = (body.get("text") or "").strip()
        asked = WITH.match(typed)
        if asked:
            whom = asked.group("whom")
            person = PERSON.search(whom)
            if whom and person is None:
                await _reply(ack, pairs.nobody_named(reader, whom))
                return
            colleague_id = person.group("user") if person else None
            await client.views_open(trigger_id=body["trigger_id"], view=pairs.form(reader, colleague_id))
            await ack()
            return
        word, _, rest = typed.partition(" ")
        if word.lower() in subcommands:
            await subcommands[word.lower()](body, client, ack, rest.strip())
            return
        if typed.lower() == "privacy":
            await _reply(ack, who_sees_what.message(reader))
            return
        unknown = typed if typed and typed.lower() != "help" else None
        card = await transact(home.glance, actor(body))
        await _reply(ack, menu.message(reader, card, unknown=unknown))


async def _reply(ack: AsyncAck, message: Message) -> None:
    await ack(text=message.text, blocks=message.blocks, response_type="ephemeral")
