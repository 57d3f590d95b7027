"""A member closes their half of a session."""

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.database import Transact
from handlers import opening
from handlers.background import Background
from handlers.home_tab import HomeTab
from mentoring.closes import commands
from mentoring.errors import Refusal
from mentoring.remedies import options
from mentoring.remedies.options import Tapped
from mentoring.sessions.queries import InSession
from views import closes as views
from views import remedies
from views.kit import Modal
from views.payloads import Payload
from views.reader import Reader


def register(app: AsyncApp, transact: Transact, home_tab: HomeTab, background: Background) -> None:
    """Listen for everything about closes; the outbox draws the pair's one card anew."""

    async def form_of(command: InSession) -> Modal:
        return views.form(Reader(), await transact(commands.form, command))

    async def with_options(told: Modal, tapped: Tapped) -> Modal:
        try:
            opened = await transact(options.opened_by, tapped)
        except Refusal:
            # The pair ended meanwhile; the half is kept all the same.
            return told
        return told if opened is None else remedies.after_close(Reader(), told, opened)

    @app.action(views.OPEN)
    async def open_form(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await opening.show(client, body, form_of(views.read_open(body)), background)
        await ack()

    @app.view(views.KEEP)
    async def keep(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        command = views.read_keep(body)
        view = await transact(commands.close_half, command)
        home_tab.changed(client, command.actor)
        told = views.kept(Reader(), view)
        if command.score is not None:
            told = await with_options(told, Tapped(command.actor, view.pair_id, command.score))
        await ack(response_action="update", view=told)
