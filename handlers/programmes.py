"""An admin opens a programme; its owner looks at it, and pairs people."""

import asyncio
import re
from collections.abc import Mapping
from uuid import UUID

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.database import Transact
from adapters.slack import fetch_profile
from handlers import opening, replies
from handlers.background import Background
from handlers.subcommands import PERSON, Subcommand
from mentoring.pairs import by_owner
from mentoring.pairs.by_owner import ConsiderPair
from mentoring.participants import Actor
from mentoring.programmes import commands as domain
from mentoring.programmes import queries
from mentoring.programmes.commands import OpenProgramme
from mentoring.programmes.queries import InProgramme, OwnersPage
from views import programmes as views
from views import proposing
from views.kit import Modal
from views.payloads import Payload, actor, submission_receipt
from views.reader import Reader

NEW = re.compile(r"^new\b", re.IGNORECASE)
NO_CHANNEL = re.compile(r"^(directmessage|mpdm-)")


def register(
    app: AsyncApp, transact: Transact, background: Background, away: frozenset[str]
) -> Mapping[str, Subcommand]:
    """
    Listen for everything about programmes; return the subcommands of `/mentor` that belong to them.

    Args:
        away: names of the emoji whose status counts as being away.
    """

    async def new_form(client: AsyncWebClient, who: Actor, channel_id: str | None) -> Modal:
        domain.may_open(await fetch_profile(client, who.user_id), who)
        return views.form(Reader(), who.user_id, channel_id)

    async def page_of(who: Actor, programme_id: UUID | None) -> Modal:
        found = await transact(queries.owners_page, InProgramme(who, programme_id))
        return views.page(Reader(), found) if isinstance(found, OwnersPage) else views.choose(Reader(), found)

    async def pair_form(command: ConsiderPair) -> Modal:
        return proposing.pair_form(Reader(), await transact(by_owner.consider, command))

    async def people_form(who: Actor) -> Modal:
        await transact(queries.owners_page, InProgramme(who, None))
        return proposing.name_people(Reader())

    async def programme(body: Payload, client: AsyncWebClient, ack: AsyncAck, typed: str) -> None:
        who = actor(body)
        if NEW.match(typed):
            is_channel = not NO_CHANNEL.match(body.get("channel_name") or "directmessage")
            making = new_form(client, who, body["channel_id"] if is_channel else None)
        else:
            making = page_of(who, None)
        await opening.show(client, body, making, background)
        await ack()

    async def pair(body: Payload, client: AsyncWebClient, ack: AsyncAck, typed: str) -> None:
        who = actor(body)
        named = tuple(PERSON.findall(typed))
        making = pair_form(ConsiderPair(who, named)) if named else people_form(who)
        await opening.show(client, body, making, background)
        await ack()

    @app.view(views.NEW)
    async def open_new(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        who = actor(body)
        name, channel_id, owner_id = views.read_form(body["view"])
        me, owner = await asyncio.gather(
            fetch_profile(client, who.user_id, away), fetch_profile(client, owner_id or who.user_id, away)
        )
        command = OpenProgramme(who, me, name, channel_id, owner, submission_receipt(body))
        card = await transact(domain.open_new, command)
        await ack(response_action="update", view=views.opened(Reader(), card))

    @app.action(views.POST)
    async def post_again(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await transact(domain.post_again, views.read_post(body))
        await replies.in_place(client, body, views.posting(Reader()))
        await ack()

    @app.action(views.PAGE)
    async def open_page(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await opening.show(client, body, page_of(actor(body), views.programme_id(body)), background)
        await ack()

    @app.action(proposing.PAIR)
    async def ask_whom(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await opening.show(client, body, people_form(actor(body)), background)
        await ack()

    @app.view(proposing.NAME_PEOPLE)
    async def people_named(body: Payload, ack: AsyncAck) -> None:
        await ack(response_action="update", view=await pair_form(proposing.read_people(body)))

    @app.view(proposing.PAIR_THEM)
    async def pair_them(body: Payload, ack: AsyncAck) -> None:
        command = proposing.read_pair(body)
        await transact(by_owner.pair, command)
        await ack(response_action="update", view=proposing.asked(Reader(), command))

    return {"pair": pair, "programme": programme}
