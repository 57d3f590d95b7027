"""
Opening a modal before Slack's three seconds are over, however slow the store is.

Usually the content is ready at once and one call opens it. If not, a light "loading" modal takes the trigger while
it is still good, the click is answered, and the content follows.
"""

import asyncio
from collections.abc import Awaitable
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from handlers.background import Background
from mentoring.errors import Refusal
from views import refusals
from views.kit import Modal, modal, section
from views.payloads import Payload
from views.reader import Reader

PATIENCE = 0.7
"""Seconds until the loading modal is shown instead: it leaves Slack two for the call itself."""


async def show(client: AsyncWebClient, body: Payload, making: Awaitable[Modal], background: Background) -> None:
    """
    Show a modal: in place of the one the click came from, or as a new one.

    Raises:
        Refusal: the domain said no before anything was shown.
    """
    task = asyncio.ensure_future(making)
    await asyncio.wait({task}, timeout=PATIENCE)
    clicked_in = body.get("view") or {}
    if clicked_in.get("type") == "modal":
        await _replace(client, clicked_in["id"], task)
    elif task.done():
        await client.views_open(trigger_id=body["trigger_id"], view=task.result())
    else:
        opened = await client.views_open(trigger_id=body["trigger_id"], view=_loading())
        background.start(_replace(client, opened["view"]["id"], task))


async def _replace(client: AsyncWebClient, view_id: str, making: Awaitable[Modal]) -> None:
    reader = Reader()
    try:
        view: dict[str, Any] = await making
    except Refusal as refusal:
        view = refusals.page(reader, reader.refusal(refusal))
    except Exception:
        await client.views_update(view_id=view_id, view=refusals.page(reader, refusals.try_again(reader)))
        raise
    await client.views_update(view_id=view_id, view=view)


def _loading() -> Modal:
    reader = Reader()
    return modal(reader.say("One moment"), [section(reader.say("Opening …"))], close=reader.say("Close"))
