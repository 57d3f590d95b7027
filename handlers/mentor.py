"""`/mentor` and its subcommands."""

import asyncio
import re
from collections.abc import Mapping
from types import MappingProxyType

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.database import Transact
from adapters.slack import fetch_profile
from handlers import opening
from handlers.subcommands import PERSON, Subcommand
from mentoring import home
from views import help as help_page
from views import menu, pairs, who_sees_what
from views.kit import Message
from views.payloads import Payload, actor
from views.reader import Reader

NONE_MORE: Mapping[str, Subcommand] = MappingProxyType({})
OWN = frozenset({"with", "privacy", "help"})
"""Subcommands served here."""
WITH = re.compile(r"^with\b\s*(?P<whom>.*)$", re.IGNORECASE | re.DOTALL)


def register(app: AsyncApp, transact: Transact, subcommands: Mapping[str, Subcommand] = NONE_MORE) -> None:
    """
    Listen for the command; what is not built is not offered.

    Args:
        subcommands: those that a noun's own listeners serve, by their first word.
    """

    async def administers(client: AsyncWebClient, body: Payload) -> bool:
        try:
            return (await fetch_profile(client, actor(body).user_id)).is_admin
        except opening.SLACK_FAILED:
            # The page is worth having without the one line for admins.
            return False

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
            # In a window it is read from its beginning; as a message its beginning would be out of sight.
            await client.views_open(trigger_id=body["trigger_id"], view=who_sees_what.page(reader))
            await ack()
            return
        if typed.lower() == "help":
            card, is_admin = await asyncio.gather(transact(home.glance, actor(body)), administers(client, body))
            await _reply(ack, help_page.message(reader, card, OWN | set(subcommands), is_admin=is_admin))
            return
        card = await transact(home.glance, actor(body))
        await _reply(ack, menu.message(reader, card, unknown=typed or None))


async def _reply(ack: AsyncAck, message: Message) -> None:
    await ack(text=message.text, blocks=message.blocks, response_type="ephemeral")
