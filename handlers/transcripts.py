"""A session's transcript is agreed to, handed in, and read once."""

import asyncio

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.database import Transact
from adapters.slack_files import fetch_text
from handlers import opening
from handlers.background import Background
from handlers.home_tab import HomeTab
from mentoring.sessions.queries import InSession
from mentoring.transcripts import commands
from mentoring.transcripts.commands import Fetch, HandIn
from mentoring.transcripts.reading import proposals
from mentoring.transcripts.rules import TranscriptPage, TranscriptTooLong
from views import transcripts as views
from views.kit import Modal
from views.payloads import Payload, actor
from views.reader import Reader
from views.transcripts import Upload


def register(app: AsyncApp, transact: Transact, home_tab: HomeTab, background: Background) -> None:
    """Listen for everything about transcripts; the outbox draws the card anew."""

    async def page_of(command: InSession) -> Modal:
        return views.page(Reader(), await transact(commands.look, command))

    async def form_of(command: InSession) -> Modal:
        return views.form(Reader(), await transact(commands.may_hand_in, command))

    async def shown(card: TranscriptPage) -> Modal:
        return views.page(Reader(), card)

    async def read(client: AsyncWebClient, upload: Upload) -> Modal:
        """Fetch it, read it once, and let go of it; nobody's file is fetched before everybody's yes is seen."""
        where = upload.session
        if upload.is_too_long:
            raise TranscriptTooLong(field="file")
        read_for = await transact(commands.may_fetch, Fetch(where.actor, where.session_id, upload.file_id))
        text = await fetch_text(client, upload.url)
        # Neither the store's one writer nor the others' clicks wait for the reading.
        found = await asyncio.to_thread(proposals, text, read_for.names, read_for.met_on)
        del text
        proposed = await transact(commands.hand_in, HandIn(where.actor, where.session_id, upload.file_id, found))
        home_tab.changed(client, where.actor)
        return views.outcome(Reader(), proposed, upload.link)

    @app.action(views.OPEN)
    async def open_page(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await opening.show(client, body, page_of(views.read_session(body)), background)
        await ack()

    @app.action(views.AGREE)
    @app.action(views.TAKE_BACK)
    async def decide(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        decided = await transact(commands.decide, views.read_decision(body))
        await opening.show_outcome(client, body, shown(decided), background)
        await ack()

    @app.action(views.HAND_IN)
    async def open_form(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        await opening.show(client, body, form_of(views.read_session(body)), background)
        await ack()

    @app.view(views.HANDED_IN)
    async def hand_in(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        upload = views.read_upload(body)
        await opening.answer(client, body, ack, read(client, upload), background)

    @app.view(views.OWNERS)
    async def settle_owners(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        found = await transact(commands.settle_owners, views.read_owners(body))
        home_tab.changed(client, actor(body))
        await ack(response_action="update", view=views.settled(Reader(), found))
