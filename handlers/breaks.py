"""Somebody takes a break, or ends it."""

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.database import Transact
from handlers import opening
from handlers.background import Background
from handlers.home_tab import HomeTab
from handlers.subcommands import Subcommand
from mentoring import breaks as domain
from mentoring.breaks import Break, Pause
from mentoring.participants import Actor
from views import breaks as views
from views.kit import Modal
from views.payloads import Payload, actor
from views.reader import Reader


def register(app: AsyncApp, transact: Transact, home_tab: HomeTab, background: Background) -> dict[str, Subcommand]:
    """Listen for everything about breaks. Return the subcommands."""

    async def form_of(who: Actor, typed: str = "") -> Modal:
        return views.form(Reader(), await transact(domain.stands, who), views.read_day(typed))

    async def by_command(body: Payload, client: AsyncWebClient, ack: AsyncAck, rest: str) -> None:
        await opening.show(client, body, form_of(actor(body), rest), background)
        await ack()

    @app.action(views.OPEN)
    async def open_form(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await opening.show(client, body, form_of(actor(body)), background)
        await ack()

    @app.view(views.TAKE)
    async def take(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        chosen = views.read_choice(body)
        if isinstance(chosen, Pause):
            stands = await transact(domain.pause, chosen)
        else:
            stands = await transact(domain.be_quiet, chosen)
        home_tab.changed(client, chosen.actor)
        await ack(response_action="update", view=views.taken(Reader(), stands))

    @app.action(views.RESUME)
    async def resume(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        async def outcome(stands: Break) -> Modal:
            return views.taken(Reader(), stands)

        stands = await transact(domain.resume, actor(body))
        home_tab.changed(client, actor(body))
        await opening.show_outcome(client, body, outcome(stands), background)
        await ack()

    return {"pause": by_command, "snooze": by_command}
