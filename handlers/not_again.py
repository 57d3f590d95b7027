"""Somebody says, in silence, that they do not want to be paired with a person again, or takes it back."""

import re

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.database import Transact
from handlers.home_tab import HomeTab
from mentoring.pairs import not_again as domain
from views import pairs as views
from views.payloads import Payload

WISHED = re.compile(rf"^{re.escape(views.NOT_AGAIN)}\.\d$")
TAKEN_BACK = re.compile(rf"^{re.escape(views.AGAIN_AFTER_ALL)}\.\d$")


def register(app: AsyncApp, transact: Transact, home_tab: HomeTab) -> None:
    """Listen for the two buttons under an ended pair."""

    @app.action(WISHED)
    async def wish(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        command = views.read_not_again(body)
        await transact(domain.wish, command)
        home_tab.changed(client, command.actor)
        await ack()

    @app.action(TAKEN_BACK)
    async def take_back(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        command = views.read_not_again(body)
        await transact(domain.take_back, command)
        home_tab.changed(client, command.actor)
        await ack()
