"""An owner looks after the programme's library."""

from collections.abc import Mapping

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.database import Transact
from handlers import opening
from handlers.background import Background
from handlers.subcommands import Subcommand
from mentoring import library as domain
from mentoring.library import LibraryPage
from mentoring.programmes.queries import InProgramme
from views import library as views
from views.kit import Modal
from views.payloads import Payload, actor
from views.reader import Reader


def register(app: AsyncApp, transact: Transact, background: Background) -> Mapping[str, Subcommand]:
    """Listen for everything about libraries."""

    async def page_of(command: InProgramme) -> Modal:
        found = await transact(domain.page, command)
        return views.page(Reader(), found) if isinstance(found, LibraryPage) else views.choose(Reader(), found)

    async def form_of(command: InProgramme) -> Modal:
        found = await transact(domain.page, command)
        return views.form(Reader(), found) if isinstance(found, LibraryPage) else views.choose(Reader(), found)

    async def by_command(body: Payload, client: AsyncWebClient, ack: AsyncAck, _rest: str) -> None:
        await opening.show(client, body, page_of(InProgramme(actor(body), None)), background)
        await ack()

    @app.action(views.CHOOSE)
    async def choose(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await opening.show(client, body, page_of(views.read_programme(body)), background)
        await ack()

    @app.action(views.ADD)
    async def open_form(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await opening.show(client, body, form_of(views.read_programme(body)), background)
        await ack()

    @app.view(views.ADDED)
    async def add(body: Payload, ack: AsyncAck) -> None:
        page = await transact(domain.add, views.read_added(body))
        await ack(response_action="update", view=views.page(Reader(), page))

    @app.action(views.RETIRE)
    async def retire(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        page = await transact(domain.retire, views.read_retired(body))
        await opening.show_outcome(client, body, _ready(views.page(Reader(), page)), background)
        await ack()

    return {"library": by_command}


async def _ready(view: Modal) -> Modal:
    return view
