"""A member closes their half of a session."""

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.database import Transact
from handlers import opening
from handlers.background import Background
from handlers.home_tab import HomeTab
from mentoring.closes import commands
from mentoring.sessions.queries import InSession
from views import closes as views
from views.kit import Modal
from views.payloads import Payload, actor
from views.reader import Reader


def register(app: AsyncApp, transact: Transact, home_tab: HomeTab, background: Background) -> None:
    """Listen for everything about closes; the outbox draws the pair's one card anew."""

    async def form_of(command: InSession) -> Modal:
        return views.form(Reader(), await transact(commands.form, command))

    @app.action(views.OPEN)
    async def open_form(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await opening.show(client, body, form_of(views.read_open(body)), background)
        await ack()

    @app.view(views.KEEP)
    async def keep(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        view = await transact(commands.close_half, views.read_keep(body))
        home_tab.changed(client, actor(body))
        await ack(response_action="update", view=views.kept(Reader(), view))
