"""
The one place where errors meet Slack.

A refusal of the domain is an answer and counts as handled. A failure of ours is told to whoever clicked, so that
they can try again; an event that failed is not acknowledged, so that Slack brings it once more.
"""

import json
from typing import Any

import aiohttp
import structlog
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers import replies
from mentoring.errors import NoPairYet, Refusal
from views import pairs, refusals
from views.kit import Message
from views.payloads import Payload
from views.reader import Reader

log = structlog.get_logger()

HANDLED = 200
NOT_HANDLED = 500


def register(app: AsyncApp) -> None:
    """Answer for every listener."""

    @app.error
    async def answer(error: Exception, body: Payload, client: AsyncWebClient) -> BoltResponse:
        if not isinstance(error, Refusal):
            # Only the kind of payload is logged, never what is in it.
            log.error("listener.failed", payload=_kind(body), exc_info=error)
        if "event" in body:
            return BoltResponse(status=HANDLED if isinstance(error, Refusal) else NOT_HANDLED, body="")
        reader = Reader()
        told = _told(reader, error)
        if "command" in body:
            return _json({"response_type": "ephemeral", "text": told.text, "blocks": told.blocks})
        if body.get("type") == "view_submission":
            return _json(_in_modal(reader, error, body["view"], told))
        if "trigger_id" not in body and not body.get("response_url"):
            # Somebody who looks for a choice: there is no place for words, and Slack itself says that it failed.
            return BoltResponse(status=NOT_HANDLED, body="")
        await _say_where_seen(reader, body, client, told)
        return BoltResponse(status=HANDLED, body="")


def _told(reader: Reader, error: Exception) -> Message:
    if isinstance(error, NoPairYet):
        return pairs.no_pair(reader, error)
    if isinstance(error, Refusal):
        return refusals.message(reader, error)
    return refusals.plain(refusals.try_again(reader))


def _in_modal(reader: Reader, error: Exception, view: Payload, told: Message) -> dict[str, Any]:
    if isinstance(error, Refusal):
        beside = refusals.beside_field(reader, error, view)
        if beside is not None:
            return {"response_action": "errors", "errors": beside}
    return {"response_action": "update", "view": refusals.above_fields(view, told.text)}


async def _say_where_seen(reader: Reader, body: Payload, client: AsyncWebClient, told: Message) -> None:
    """A click: beside its message, or, where there is none (Home, a modal), in a modal of its own."""
    try:
        if body.get("response_url"):
            await replies.beside(client, body, told)
            return
        page = refusals.page(reader, told.text)
        if (body.get("view") or {}).get("type") == "modal":
            await client.views_push(trigger_id=body["trigger_id"], view=page)
        else:
            await client.views_open(trigger_id=body["trigger_id"], view=page)
    except (SlackApiError, aiohttp.ClientError, OSError) as failure:
        log.warning("listener.could_not_tell", error=type(failure).__name__)


def _kind(body: Payload) -> str:
    if "event" in body:
        return f"event {body['event'].get('type')}"
    return str(body.get("command") or body.get("type"))


def _json(content: dict[str, Any]) -> BoltResponse:
    return BoltResponse(
        status=HANDLED, body=json.dumps(content), headers={"content-type": ["application/json;charset=utf-8"]}
    )
