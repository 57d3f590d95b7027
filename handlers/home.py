"""The Home tab is opened; somebody writes to the bot; somebody asks who sees what."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from adapters.database import Transact
from handlers import opening
from handlers.background import Background
from handlers.home_tab import HomeTab
from mentoring import home
from mentoring.home import SayHello
from mentoring.roster import posted
from views import posted_sheets, who_sees_what
from views.kit import Modal
from views.payloads import Payload, event_actor
from views.reader import Reader


def register(app: AsyncApp, transact: Transact, home_tab: HomeTab, background: Background) -> None:
    """Listen for everything that concerns the bot's own place in Slack."""

    @app.event("app_home_opened")
    async def home_opened(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        if body["event"].get("tab") == "home":
            await home_tab.opened(client, event_actor(body))
        await ack()

    @app.event({"type": "message", "subtype": None})
    async def written_to(body: Payload, ack: AsyncAck) -> None:
        event: dict[str, Any] = body["event"]
        if event.get("channel_type") == "im" and not event.get("bot_id"):
            await transact(home.hello, SayHello(event_actor(body), f"event:{body['event_id']}"))
        await ack()

    @app.event({"type": "message", "subtype": "file_share"})
    async def file_posted(body: Payload, ack: AsyncAck) -> None:
        sheets = posted_sheets.read_posted(body)
        if sheets is not None:
            await transact(posted.posted, sheets)
        await ack()

    @app.event("message")
    async def message_changed(ack: AsyncAck) -> None:
        """Edits and deletions in the bot's own DM concern nobody."""
        await ack()

    @app.action(who_sees_what.OPEN)
    async def table_asked_for(body: Payload, client: AsyncWebClient, ack: AsyncAck) -> None:
        view = who_sees_what.page(Reader())
        clicked_in = body.get("view") or {}
        if clicked_in.get("type") == "modal":
            # On top, so that the question it was asked from is still there underneath.
            await client.views_push(trigger_id=body["trigger_id"], view=view)
        else:
            await opening.show(client, body, _ready(view), background)
        await ack()


async def _ready(view: Modal) -> Modal:
    return view
