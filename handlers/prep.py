"""A prep is opened, written in, shared with the pair and taken back."""

from collections.abc import Awaitable, Mapping

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.database import Transact
from handlers import opening
from handlers.background import Background
from handlers.subcommands import Subcommand
from mentoring.participants import Actor
from mentoring.prep import commands, queries
from mentoring.prep.rules import PrepPage
from mentoring.sessions.queries import InSession
from views import originals
from views import prep as views
from views.kit import Modal
from views.payloads import Payload, actor
from views.reader import Reader


def register(app: AsyncApp, transact: Transact, background: Background) -> Mapping[str, Subcommand]:
    """Listen for everything about preps; the outbox draws their messages and the pair's card anew."""

    async def page_of(who: Actor) -> Modal:
        return views.page(Reader(), await transact(queries.preps_ahead, who))

    async def form_of(command: InSession) -> Modal:
        return views.form(Reader(), await transact(queries.look, command))

    async def acted(body: Payload, client: AsyncWebClient, act: Awaitable[PrepPage]) -> None:
        """Do it; whoever clicked in a modal sees there what came of it, others in the message, drawn anew."""
        page = await act
        if (body.get("view") or {}).get("type") == "modal":
            await opening.show_outcome(client, body, _ready(views.kept(Reader(), page)), background)

    async def by_command(body: Payload, client: AsyncWebClient, ack: AsyncAck, _rest: str) -> None:
        await opening.show(client, body, page_of(actor(body)), background)
        await ack()

    @app.action(views.OPEN)
    async def open_page(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await opening.show(client, body, page_of(actor(body)), background)
        await ack()

    @app.action(views.WRITE)
    async def open_form(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await opening.show(client, body, form_of(views.read_session(body)), background)
        await ack()

    @app.view(views.KEPT)
    async def keep(body: Payload, ack: AsyncAck) -> None:
        page = await transact(commands.keep, views.read_kept(body))
        await ack(response_action="update", view=views.kept(Reader(), page))

    @app.action(views.SHARE)
    async def share(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await acted(body, client, transact(commands.share, views.read_tap(body)))
        await ack()

    @app.action(views.UNSHARE)
    async def unshare(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await acted(body, client, transact(commands.unshare, views.read_tap(body)))
        await ack()

    @app.action(views.READ)
    async def read(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        text = originals.page(Reader(), views.read_original(body))
        if (body.get("view") or {}).get("type") == "modal":
            # On top, so that the prep is still there underneath.
            await client.views_push(trigger_id=body["trigger_id"], view=text)
        else:
            await opening.show(client, body, _ready(text), background)
        await ack()

    return {"prep": by_command}


async def _ready(view: Modal) -> Modal:
    return view
