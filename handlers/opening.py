"""
Opening a modal before Slack's three seconds are over, however slow the store is.

Usually the content is ready at once and one call opens it. If not, a light "loading" modal takes the trigger while
it is still good (a modal that is open already stays as it is), the click is answered, and the content follows.
"""

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import aiohttp
import structlog
from slack_bolt.async_app import AsyncAck
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.background import Background
from mentoring.errors import Refusal
from views import refusals
from views.kit import Modal, modal, section
from views.payloads import Payload
from views.reader import Reader

PATIENCE = 0.7
"""Seconds until the loading modal is shown instead: it leaves Slack two for the call itself."""
SLACK_FAILED = (SlackApiError, aiohttp.ClientError, OSError)
"""What a call to Slack raises when it was refused, or when nobody was reached in time."""

log = structlog.get_logger()


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
        replacing = _replace(client, clicked_in["id"], task)
        if task.done():
            await replacing
        else:
            background.start(replacing)
    elif task.done():
        await client.views_open(trigger_id=body["trigger_id"], view=task.result())
    else:
        await _load(client.views_open, client, body, task, background)


async def show_on_top(client: AsyncWebClient, body: Payload, making: Awaitable[Modal], background: Background) -> None:
    """
    Show a modal on top of the one the click came from, which is there again when it is closed.

    Raises:
        Refusal: the domain said no before anything was shown.
    """
    task = asyncio.ensure_future(making)
    await asyncio.wait({task}, timeout=PATIENCE)
    if task.done():
        await client.views_push(trigger_id=body["trigger_id"], view=task.result())
    else:
        await _load(client.views_push, client, body, task, background)


async def show_outcome(client: AsyncWebClient, body: Payload, making: Awaitable[Modal], background: Background) -> None:
    """Show what came of an act that is committed: whatever fails now, nobody is told that nothing was changed."""
    try:
        await show(client, body, outcome(making), background)
    except SLACK_FAILED as error:
        log.warning("outcome.not_shown", error=type(error).__name__)


async def answer(
    client: AsyncWebClient,
    body: Payload,
    ack: AsyncAck,
    making: Awaitable[Modal],
    background: Background,
    meanwhile: Modal | None = None,
) -> None:
    """
    Acknowledge a submission with what comes of it; what takes longer is shown in its place when it is there.

    Args:
        meanwhile: what is shown until then, for what may take a minute.

    Raises:
        Refusal: the domain said no in time for it to be shown beside the field.
    """
    task = asyncio.ensure_future(making)
    await asyncio.wait({task}, timeout=PATIENCE)
    if task.done():
        await ack(response_action="update", view=task.result())
        return
    background.start(_replace_later(client, body["view"], task))
    await ack(response_action="update", view=meanwhile or _loading())


async def outcome(making: Awaitable[Modal]) -> Modal:
    """Return what came of an act that is committed; where that cannot be made, that the act is done."""
    try:
        return await making
    except Exception as error:  # noqa: BLE001 - whatever it was, the act itself stands and is told so
        log.warning("outcome.not_made", error=type(error).__name__)
        reader = Reader()
        return refusals.page(reader, refusals.done(reader))


async def _load(
    take: Callable[..., Awaitable[Any]],
    client: AsyncWebClient,
    body: Payload,
    task: "asyncio.Future[Modal]",
    background: Background,
) -> None:
    """Take the trigger while it is good, and let the content follow."""
    try:
        opened = await take(trigger_id=body["trigger_id"], view=_loading())
    except BaseException:
        # Nobody will see what is being made, so nobody waits for it either.
        task.cancel()
        raise
    background.start(_replace(client, opened["view"]["id"], task))


async def _replace_later(client: AsyncWebClient, form: Payload, making: Awaitable[Modal]) -> None:
    """
    Replace the loading modal: not before the acknowledgement that shows it is with Slack, or it would win.

    Where nothing came of it the form is there again, with the reason on top.
    """
    await asyncio.sleep(PATIENCE)
    await _replace(client, form["id"], making, partial(refusals.above_fields, form))


async def _replace(
    client: AsyncWebClient, view_id: str, making: Awaitable[Modal], refused: Callable[[str], Modal] | None = None
) -> None:
    """
    Args:
        refused: shows why there is nothing else to show; a page of its own when not given.
    """
    reader = Reader()
    tell = refused or partial(refusals.page, reader)
    try:
        view: dict[str, Any] = await making
    except Refusal as refusal:
        view = tell(reader.refusal(refusal))
    except Exception as error:  # noqa: BLE001 - told to the person here; raised again it would be told twice
        log.error("modal.not_made", error=type(error).__name__)  # noqa: TRY400 - a traceback may hold what people wrote
        view = tell(refusals.try_again(reader))
    await client.views_update(view_id=view_id, view=view)


def is_loading(view: Payload) -> bool:
    """Return whether a modal only stands in for what is still being made."""
    return bool(view["title"]["text"] == _loading()["title"]["text"])


def _loading() -> Modal:
    reader = Reader()
    return modal(reader.say("One moment"), [section(reader.say("Opening …"))], close=reader.say("Close"))
