"""The charter is opened, written, signed."""

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.database import Transact
from handlers import opening
from handlers.background import Background
from handlers.home_tab import HomeTab
from mentoring.charters import commands as domain
from mentoring.charters import queries
from mentoring.charters.rules import CharterMovedOn
from mentoring.errors import NoPairYet
from mentoring.pairs.queries import under_way
from mentoring.participants import Actor, InPair
from views import charters as views
from views.kit import Modal
from views.pairs import OPEN_CHARTER, pair_id
from views.payloads import Payload, actor
from views.reader import Reader


def register(app: AsyncApp, transact: Transact, home_tab: HomeTab, background: Background) -> None:
    """Listen for everything about the charter."""

    async def page_or_choice(who: Actor) -> Modal:
        pairs = await transact(under_way, who)
        if not pairs:
            raise NoPairYet
        if len(pairs) > 1:
            return views.choose(Reader(), pairs)
        return await page_of(InPair(who, pairs[0].pair_id))

    async def page_of(place: InPair) -> Modal:
        return views.page(Reader(), await transact(queries.open_page, place))

    async def in_force_of(place: InPair) -> Modal:
        return views.in_force_page(Reader(), await transact(queries.open_page, place))

    async def editor_of(place: InPair) -> Modal:
        return views.editor(Reader(), await transact(queries.open_page, place))

    @app.command("/mentor-charter")
    async def command(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await opening.show(client, body, page_or_choice(actor(body)), background)
        await ack()

    @app.action(OPEN_CHARTER)
    async def open_page(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await opening.show(client, body, page_of(InPair(actor(body), pair_id(body))), background)
        await ack()

    @app.action(views.READ_IN_FORCE)
    async def read_in_force(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await opening.show(client, body, in_force_of(InPair(actor(body), pair_id(body))), background)
        await ack()

    @app.action(views.EDIT)
    async def edit(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await opening.show(client, body, editor_of(InPair(actor(body), pair_id(body))), background)
        await ack()

    @app.view(views.WRITE)
    async def write(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        written = views.read_write(body)
        try:
            card = await transact(domain.write, written)
        except CharterMovedOn:
            card = await transact(queries.open_page, InPair(written.actor, written.pair_id))
            await ack(response_action="update", view=views.conflict(Reader(), card, body["view"]))
            return
        home_tab.changed(client, written.actor)
        await ack(response_action="update", view=views.page(Reader(), card))

    @app.view(views.SIGN)
    async def sign(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        signed = views.read_sign(body)
        try:
            card = await transact(domain.sign, signed)
        except CharterMovedOn:
            card = await transact(queries.open_page, InPair(signed.actor, signed.pair_id))
            await ack(response_action="update", view=views.moved_on(Reader(), card))
            return
        home_tab.changed(client, signed.actor)
        await ack(response_action="update", view=views.signed(Reader(), card))
