"""A check-in is opened, handed in, read."""

from uuid import UUID

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.database import Transact
from handlers import opening
from handlers.background import Background
from handlers.home_tab import HomeTab
from mentoring import checkins as domain
from mentoring.checkins import ReadCheckIn
from mentoring.errors import NoPairYet
from mentoring.participants import Actor
from views import checkins as views
from views.kit import Modal
from views.payloads import Payload, actor
from views.reader import Reader


def register(app: AsyncApp, transact: Transact, home_tab: HomeTab, background: Background) -> None:
    """Listen for everything about check-ins."""

    async def form_of(who: Actor, chosen: UUID | None) -> Modal:
        forms = await transact(domain.forms, who)
        if not forms:
            raise NoPairYet
        return views.form(Reader(), forms, chosen)

    async def page_of(command: ReadCheckIn) -> Modal:
        return views.page(Reader(), await transact(domain.read, command))

    @app.view(views.KEEP)
    async def keep(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        handed_in = views.read_keep(body)
        card = await transact(domain.keep, handed_in)
        home_tab.changed(client, handed_in.actor)
        await ack(response_action="update", view=views.kept(Reader(), card))

    @app.command("/mentor-checkin")
    async def command(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await opening.show(client, body, form_of(actor(body), None), background)
        await ack()

    @app.action(views.OPEN)
    async def open_form(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await opening.show(client, body, form_of(actor(body), views.read_chosen(body)), background)
        await ack()

    @app.action(views.READ)
    async def read(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await opening.show(client, body, page_of(ReadCheckIn(actor(body), views.read_chosen(body))), background)
        await ack()
