"""A session's or a show-and-tell's calendar file is taken; one's own calendar address is made, replaced, turned off."""

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.database import Transact
from handlers import opening
from handlers.background import Background
from handlers.subcommands import Subcommand
from mentoring.calendars import commands, feeds
from mentoring.calendars.feeds import FeedPage
from mentoring.participants import Actor
from views import calendar as views
from views.kit import Modal
from views.payloads import Payload, actor
from views.reader import Reader


def register(app: AsyncApp, transact: Transact, background: Background, base_url: str | None) -> dict[str, Subcommand]:
    """
    Listen for everything about calendars. Return the subcommands.

    Args:
        base_url: where the bot is reached from outside; without it no address is offered.
    """

    async def page_of(who: Actor) -> Modal:
        return views.page(Reader(), await transact(feeds.page, who), base_url)

    async def shown(card: FeedPage) -> Modal:
        return views.page(Reader(), card, base_url)

    async def by_command(body: Payload, client: AsyncWebClient, ack: AsyncAck, _rest: str) -> None:
        await opening.show(client, body, page_of(actor(body)), background)
        await ack()

    @app.action(views.OPEN)
    async def open_page(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await opening.show(client, body, page_of(actor(body)), background)
        await ack()

    @app.action(views.TAKE)
    async def take(body: Payload, ack: AsyncAck) -> None:
        await transact(commands.take, views.read_take(body))
        await ack()

    @app.action(views.TAKE_SHOW)
    async def take_show(body: Payload, ack: AsyncAck) -> None:
        await transact(commands.take_show, views.read_take_show(body))
        await ack()

    @app.action(views.MAKE)
    async def make(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        made = await transact(feeds.make, views.read_change(body))
        if made is not None:
            await opening.show_outcome(client, body, shown(made), background)
        await ack()

    @app.action(views.TURN_OFF)
    async def turn_off(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        left = await transact(feeds.turn_off, views.read_change(body))
        await opening.show_outcome(client, body, shown(left), background)
        await ack()

    return {"calendar": by_command}
