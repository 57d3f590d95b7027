"""Private options: one's own history, what could help, and what to do about a partner who does not answer."""

import re
from collections.abc import Callable

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.database import Transact
from handlers import opening, replies
from handlers.background import Background
from mentoring.errors import NoPairYet
from mentoring.participants import Actor, InPair
from mentoring.remedies import history, options, silence
from mentoring.remedies.silence import PartnerSilent
from views import pulses
from views import remedies as views
from views.kit import Message, Modal
from views.payloads import Payload, actor
from views.reader import Reader

log = structlog.get_logger()

ASKED = re.compile(rf"^{re.escape(views.ASK_FOR)}\.[a-z]+$")


def register(app: AsyncApp, transact: Transact, background: Background) -> None:
    """Listen for everything about private options."""

    async def history_of(who: Actor) -> Modal:
        cards = await transact(history.own_taps, who)
        if not cards:
            raise NoPairYet
        return views.history(Reader(), cards)

    async def page_of(command: InPair) -> Modal:
        return views.page(Reader(), await transact(options.look, command))

    async def stands(client: AsyncWebClient, body: Payload, message: Message) -> None:
        try:
            await replies.in_place(client, body, message)
        except opening.SLACK_FAILED as error:
            # What was chosen is kept; chosen once more it changes nothing.
            log.warning("remedy.not_replaced", error=type(error).__name__)

    @app.action(pulses.HISTORY)
    async def open_history(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await opening.show(client, body, history_of(actor(body)), background)
        await ack()

    @app.action(views.OPTIONS)
    async def open_options(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await opening.show(client, body, page_of(views.read_pair(body)), background)
        await ack()

    @app.action(ASKED)
    async def ask_for(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        command = views.read_wish(body)
        await transact(options.ask_for, command)
        shown = page_of(InPair(command.actor, command.pair_id))
        await opening.show_outcome(client, body, shown, background)
        await ack()

    @app.action(views.TAKE_BACK)
    async def take_back(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        command = views.read_take_back(body)
        await transact(options.take_back, command)
        shown = page_of(InPair(command.actor, command.pair_id))
        await opening.show_outcome(client, body, shown, background)
        await ack()

    @app.action(views.NUDGE)
    async def nudge(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        card = await transact(silence.nudge_for_me, views.read_about(body))
        await stands(client, body, views.nudged(Reader(), card))
        await ack()

    @app.action(views.NEW_PARTNER)
    async def new_partner(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await transact(options.ask_for, views.read_new_partner(body))
        await stands(client, body, views.wished(Reader()))
        await ack()

    def answered(action_id: str, told: Callable[[PartnerSilent], Message]) -> None:
        @app.action(action_id)
        async def answer(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
            card = await transact(silence.look, views.read_about(body))
            await stands(client, body, told(card))
            await ack()

    answered(views.CONTACT, lambda card: views.contact(Reader(), card))
    answered(views.LEAVE_IT, lambda _: views.left_alone(Reader()))
