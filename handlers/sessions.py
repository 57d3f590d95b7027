"""A session is looked at, moved, skipped, begun, written in, ended."""

from collections.abc import Awaitable, Callable

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.database import Transact
from handlers import opening, replies
from handlers.background import Background
from handlers.home_tab import HomeTab
from handlers.subcommands import Subcommand
from mentoring.participants import Actor
from mentoring.sessions import commands, queries
from mentoring.sessions.queries import InSession
from mentoring.sessions.rules import NotesMovedOn, SessionView
from views import session_notices
from views import sessions as views
from views.kit import Modal
from views.payloads import Payload, actor, is_whispered
from views.reader import Reader


def register(app: AsyncApp, transact: Transact, home_tab: HomeTab, background: Background) -> dict[str, Subcommand]:
    """Listen for everything about sessions; the outbox draws the pair's one card anew. Return the subcommands."""

    async def page_of(who: Actor) -> Modal:
        return views.page(Reader(), await transact(queries.sessions_ahead, who))

    async def acted(body: Payload, client: AsyncWebClient, act: Awaitable[SessionView]) -> None:
        """Do it; whoever clicked in a modal sees there what came of it, others on the card."""
        await act
        home_tab.changed(client, actor(body))
        if (body.get("view") or {}).get("type") == "modal":
            await opening.show_outcome(client, body, page_of(actor(body)), background)
        elif is_whispered(body):
            # The card, which tells what came of it, may be far above: it is told where it was clicked.
            now = await transact(queries.look, views.read_session(body))
            await replies.in_place(client, body, session_notices.after_call(Reader(), now))

    async def by_command(body: Payload, client: AsyncWebClient, ack: AsyncAck, _rest: str) -> None:
        await opening.show(client, body, page_of(actor(body)), background)
        await ack()

    @app.action(views.OPEN)
    async def open_page(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await opening.show(client, body, page_of(actor(body)), background)
        await ack()

    @app.action(views.START)
    async def start(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await acted(body, client, transact(commands.start, views.read_session(body)))
        await ack()

    @app.action(views.SKIP)
    async def skip(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await acted(body, client, transact(commands.skip, views.read_at_revision(body)))
        await ack()

    @app.action(views.MISSED)
    async def did_not_happen(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await acted(body, client, transact(commands.did_not_happen, views.read_at_revision(body)))
        await ack()

    @app.action(views.MET)
    @app.action(views.END)
    async def end(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await acted(body, client, transact(commands.end, views.read_session(body)))
        await ack()

    @app.action(views.MOVE)
    async def open_move(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await opening.show(client, body, _form(views.read_session(body), views.move_form), background)
        await ack()

    @app.view(views.MOVED)
    async def move(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await transact(commands.move, views.read_move(body))
        home_tab.changed(client, actor(body))
        await ack(response_action="clear")

    @app.action(views.WRITE)
    async def open_write(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await opening.show(client, body, _form(views.read_session(body), views.write_form), background)
        await ack()

    @app.view(views.WRITTEN)
    async def write(body: Payload, ack: AsyncAck) -> None:
        written = views.read_written(body)
        try:
            await transact(commands.write, written)
        except NotesMovedOn:
            now = await transact(queries.look, InSession(written.actor, written.session_id))
            await ack(response_action="update", view=views.write_form(Reader(), now, written))
            return
        await ack(response_action="clear")

    async def _form(command: InSession, form: Callable[[Reader, SessionView], Modal]) -> Modal:
        return form(Reader(), await transact(queries.look, command))

    return {"session": by_command}
