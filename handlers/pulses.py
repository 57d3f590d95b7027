"""A pulse is opened, tapped, skipped, changed."""

import re

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.database import Transact
from handlers import opening, replies
from handlers.background import Background
from mentoring import off_week as off_week_domain
from mentoring import pulses as domain
from mentoring.errors import NoPairYet
from mentoring.participants import Actor
from mentoring.pulses import AnswerPulse, AskAgain, PulseCard
from mentoring.remedies import options
from mentoring.remedies.options import Tapped
from mentoring.remedies.rules import PrivateOptions
from views import off_week, remedies
from views import pulses as views
from views.kit import Modal
from views.payloads import Payload, actor
from views.reader import Reader

log = structlog.get_logger()

TAPPED = re.compile(rf"^({re.escape(views.ANSWER)}\.[1-5]|{re.escape(views.SKIP)})$")


def register(app: AsyncApp, transact: Transact, background: Background) -> None:
    """Listen for everything about pulses; the answer stands where the question stood."""

    async def page_of(who: Actor, reopened: PulseCard | None = None) -> Modal:
        cards = await transact(domain.open_questions, who)
        if not cards:
            raise NoPairYet
        return views.page(Reader(), tuple(views.reopen(card, reopened) for card in cards))

    async def after(command: AnswerPulse, opened: PrivateOptions | None) -> Modal:
        return remedies.after_tap(Reader(), opened) if opened else await page_of(command.actor)

    @app.command("/mentor-pulse")
    async def command(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await opening.show(client, body, page_of(actor(body)), background)
        await ack()

    @app.action(views.OPEN)
    async def open_page(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await opening.show(client, body, page_of(actor(body)), background)
        await ack()

    @app.action(TAPPED)
    async def tap(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        command = views.read_answer(body)
        card = await transact(domain.answer, command)
        opened = await transact(options.opened_by, Tapped(command.actor, card.pair_id, command.score))
        if body.get("view"):
            await opening.show_outcome(client, body, after(command, opened), background)
        else:
            if opened:
                # In a window, which Slack does not keep: the message looks the same whatever was tapped.
                await opening.show_outcome(client, body, after(command, opened), background)
            try:
                asked = AskAgain(command.actor, card.pair_id, card.pulse_id)
                now = await transact(off_week_domain.of_pulse, asked)
                await replies.in_place(client, body, off_week.message(Reader(), now))
            except opening.SLACK_FAILED as error:
                # The answer is kept all the same, and the outbox draws the question anew.
                log.warning("pulse.not_replaced", error=type(error).__name__)
        await ack()

    @app.action(views.CHANGE)
    async def change(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        command = views.read_change(body)
        if body.get("view"):
            card = await transact(domain.question, command)
            await opening.show(client, body, page_of(command.actor, card), background)
        else:
            now = await transact(off_week_domain.reopened, command)
            await replies.in_place(client, body, off_week.message(Reader(), now))
        await ack()
