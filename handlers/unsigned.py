"""Somebody still wants a pair that has no charter; releasing it is leaving it."""

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.database import Transact
from handlers import opening, replies
from mentoring.charters import unsigned as domain
from views import unsigned as views
from views.payloads import Payload
from views.reader import Reader

log = structlog.get_logger()


def register(app: AsyncApp, transact: Transact) -> None:
    """Listen for the answer to the choice whether a pair without a charter goes on."""

    @app.action(views.KEEP)
    async def keep(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        card = await transact(domain.still_want, views.read_keep(body))
        try:
            await replies.in_place(client, body, views.choice(Reader(), card))
        except opening.SLACK_FAILED as error:
            # It is kept all the same; tapped once more it changes nothing.
            log.warning("choice.not_replaced", error=type(error).__name__)
        await ack()
