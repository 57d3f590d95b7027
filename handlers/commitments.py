"""Commitments are made, shown, put off and settled."""

from collections.abc import Awaitable

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.database import Transact
from handlers import opening
from handlers.background import Background
from handlers.home_tab import HomeTab
from mentoring.commitments import commands, nudges
from mentoring.commitments.rules import PairCommitments
from mentoring.participants import InPair
from mentoring.sessions.queries import InSession
from views import commitments as views
from views.kit import Modal
from views.payloads import Payload, actor
from views.reader import Reader


def register(app: AsyncApp, transact: Transact, home_tab: HomeTab, background: Background) -> None:
    """Listen for everything about commitments; the outbox draws the card and the reminder anew."""

    async def form_of(command: InSession) -> Modal:
        return views.form(Reader(), await transact(commands.form, command))

    async def page_of(command: InPair) -> Modal:
        return views.page(Reader(), await transact(commands.look, command))

    async def acted(body: Payload, client: AsyncWebClient, act: Awaitable[PairCommitments]) -> None:
        """Do it; whoever clicked in a modal sees there what is left."""
        left = await act
        home_tab.changed(client, actor(body))
        if (body.get("view") or {}).get("type") == "modal":
            await opening.show_outcome(client, body, _page(left), background)

    async def _page(left: PairCommitments) -> Modal:
        return views.page(Reader(), left)

    @app.action(views.ADD)
    async def open_form(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await opening.show(client, body, form_of(views.read_add(body)), background)
        await ack()

    @app.view(views.ADDED)
    async def add(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await transact(commands.add, views.read_added(body))
        home_tab.changed(client, actor(body))
        await ack(response_action="clear")

    @app.action(views.OPEN)
    async def open_page(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await opening.show(client, body, page_of(views.read_pair(body)), background)
        await ack()

    @app.action(views.CONFIRM)
    async def confirm(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await acted(body, client, transact(commands.confirm, views.read_one(body)))
        await ack()

    @app.action(views.DONE)
    async def done(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await acted(body, client, transact(commands.done, views.read_one(body)))
        await ack()

    @app.action(views.DROP)
    async def drop(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await acted(body, client, transact(commands.drop, views.read_one(body)))
        await ack()

    @app.action(views.LATER)
    @app.action(views.DAY)
    async def later(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await acted(body, client, transact(commands.put_off, views.read_put_off(body)))
        await ack()

    @app.action(views.SNOOZE)
    async def snooze(body: Payload, ack: AsyncAck) -> None:
        await transact(nudges.snooze, views.read_snooze(body))
        await ack()
