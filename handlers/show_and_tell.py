"""A show-and-tell is called, joined, brought something to, moved, cancelled."""

import re

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.database import Transact
from handlers import opening
from handlers.background import Background
from handlers.subcommands import Subcommand
from mentoring.participants import Actor
from mentoring.show_and_tell import commands as domain
from mentoring.show_and_tell import queries
from mentoring.show_and_tell.queries import OpenShow
from mentoring.show_and_tell.telling import ShowCard
from views import show_and_tell as views
from views.kit import Modal
from views.payloads import Payload, actor
from views.reader import Reader

REPLIED = re.compile("^(" + "|".join(re.escape(each) for each in views.REPLIES.values()) + ")$")


def register(app: AsyncApp, transact: Transact, background: Background) -> dict[str, Subcommand]:
    """Listen for everything about show-and-tells; the outbox draws the announcement anew. Return the subcommand."""

    async def list_or_form(who: Actor) -> Modal:
        shows = await transact(queries.ahead, who)
        return views.listed(Reader(), shows) if shows else await form_of(who)

    async def form_of(who: Actor) -> Modal:
        return views.form(Reader(), await transact(queries.form, who))

    async def page_of(command: OpenShow, note: str | None = None) -> Modal:
        return views.page(Reader(), await transact(queries.page, command), note)

    async def move_form_of(command: OpenShow) -> Modal:
        return views.move_form(Reader(), await transact(queries.page, command))

    async def page_after(who: Actor, card: ShowCard, note: str) -> Modal:
        return await page_of(OpenShow(who, card.show_id), note)

    async def show_and_tell(body: Payload, client: AsyncWebClient, ack: AsyncAck, _rest: str) -> None:
        await opening.show(client, body, list_or_form(actor(body)), background)
        await ack()

    @app.action(views.START)
    async def start(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await opening.show(client, body, form_of(actor(body)), background)
        await ack()

    @app.view(views.CALL)
    async def call(body: Payload, ack: AsyncAck) -> None:
        command = views.read_call(body)
        card = await transact(domain.call, command)
        note = Reader().say("It is announced in the channel.")
        await ack(response_action="update", view=await opening.outcome(page_after(command.actor, card, note)))

    @app.action(views.OPEN)
    async def open_page(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await opening.show(client, body, page_of(views.read_open(body)), background)
        await ack()

    @app.view(views.PRESENT)
    async def present(body: Payload, ack: AsyncAck) -> None:
        command = views.read_present(body)
        card = await transact(domain.present, command)
        note = Reader().say("Brought. It is shown once each of your pair has agreed.")
        await ack(response_action="update", view=await opening.outcome(page_after(command.actor, card, note)))

    @app.action(views.TAKE_BACK)
    async def take_back(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        command = views.read_take_back(body)
        card = await transact(domain.take_back, command)
        making = page_after(command.actor, card, Reader().say("Taken back; it stays in your log."))
        await opening.show_outcome(client, body, making, background)
        await ack()

    @app.action(views.CHANGE_TIME)
    async def change_time(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await opening.show(client, body, move_form_of(views.read_open(body)), background)
        await ack()

    @app.view(views.MOVE)
    async def move(body: Payload, ack: AsyncAck) -> None:
        command = views.read_move(body)
        card = await transact(domain.move, command)
        making = page_after(command.actor, card, Reader().say("Moved."))
        await ack(response_action="update", view=await opening.outcome(making))

    @app.action(views.CANCEL)
    async def cancel(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        command = views.read_cancel(body)
        card = await transact(domain.cancel, command)
        making = page_after(command.actor, card, Reader().say("Cancelled."))
        await opening.show_outcome(client, body, making, background)
        await ack()

    @app.action(REPLIED)
    async def reply(body: Payload, ack: AsyncAck) -> None:
        """The count in the announcement is drawn anew by the outbox."""
        await transact(domain.say_whether, views.read_reply(body))
        await ack()

    return {"show-and-tell": show_and_tell}
