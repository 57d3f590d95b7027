"""Answers: what an app says through a response URL, and what comes with its acknowledgement of a command."""

import logging
from typing import Any

from aiohttp import web

from sandbox import posting
from sandbox.blocks.filling import filled
from sandbox.content import MOST_POSTED, checked_attachments, checked_blocks, checked_metadata
from sandbox.errors import Json, SlackError
from sandbox.local_slack import LocalSlack
from sandbox.posting import BotMessage
from sandbox.read_json import read_json
from sandbox.response_urls import ResponseUrl
from sandbox.state.conversations import Conversation
from sandbox.workspaces import Workspaces

_GONE = {"expired_url", "used_url"}
_log = logging.getLogger(__name__)


async def handle(workspaces: Workspaces, request: web.Request) -> web.StreamResponse:
    """`POST /response/<secret>`: Slack's `ok`, or its error with a status of 400 or 404."""
    secret = request.match_info["secret"]
    slack = next((one for one in workspaces if one.response_urls.knows(secret)), workspaces.first)
    beginning = slack.traffic.begin()
    slack.call_began()
    body: Any = {}
    try:
        url = slack.response_urls.use(secret)
        body = await _body(request)
        answer(slack, url, body)
        answered: Json = {"ok": True}
        status = 200
    except SlackError as error:
        answered = error.body()
        status = 404 if error.name in _GONE else 400
        _log.warning("a response_url answered %s", error.name)
    finally:
        slack.call_ended()
    slack.traffic.add(
        beginning,
        direction="to_slack",
        team=slack.team_id,
        name="response_url",
        status=str(answered.get("error", "ok")),
        request=body,
        response=answered,
    )
    return web.json_response(answered, status=status)


async def _body(request: web.Request) -> Json:
    try:
        if request.content_type == "application/x-www-form-urlencoded":
            raw = read_json(str((await request.post()).get("payload", "")))
        else:
            raw = read_json(await request.text())
    except (ValueError, LookupError, web.RequestPayloadError) as error:
        raise SlackError("invalid_payload") from error
    if not isinstance(raw, dict):
        raise SlackError("invalid_payload")
    return raw


def answer(slack: LocalSlack, url: ResponseUrl, body: Json) -> Json | None:
    """
    Do what an answer asks: say, replace or delete.

    Returns:
        The message said or changed, None when one was deleted.

    Raises:
        SlackError: no_text, invalid_blocks, or message_not_found when the original is gone.
    """
    channel = slack.channels.get(url.channel)
    if channel is None:
        raise SlackError("channel_not_found")
    if body.get("delete_original"):
        _delete_original(slack, url, channel)
        return None
    wanted = spoken(body)
    if body.get("replace_original") and url.message_ts:
        return _replace_original(slack, url, channel, wanted)
    message = wanted.as_message(slack, slack.messages.new_ts())
    if body.get("response_type") == "in_channel":
        posting.post(slack, channel, message)
        return message
    return posting.post_ephemeral(slack, channel, url.user, message)


def spoken(body: Json) -> BotMessage:
    """
    The message in an answer.

    Raises:
        SlackError: no_text, msg_too_long, or what is wrong with the blocks, attachments or metadata.
    """
    text, blocks = str(body.get("text") or ""), checked_blocks(body.get("blocks"))
    attachments = checked_attachments(body.get("attachments"))
    if not (text.strip() or blocks or attachments):
        raise SlackError("no_text")
    if len(text) > MOST_POSTED:
        raise SlackError("msg_too_long")
    return BotMessage(
        text=text,
        blocks=blocks,
        metadata=checked_metadata(body.get("metadata"), removing=True),
        thread_ts=str(body.get("thread_ts") or ""),
        extra={"attachments": attachments} if attachments else {},
    )


def _delete_original(slack: LocalSlack, url: ResponseUrl, channel: Conversation) -> None:
    if url.is_ephemeral:
        posting.remove_ephemeral(slack, channel, url.user, url.message_ts)
        return
    message = slack.messages.get(channel.id, url.message_ts)
    if message is None:
        raise SlackError("message_not_found")
    posting.remove(slack, channel, message)


def _replace_original(slack: LocalSlack, url: ResponseUrl, channel: Conversation, wanted: BotMessage) -> Json:
    if url.is_ephemeral:
        before = slack.messages.ephemeral(url.user, channel.id, url.message_ts)
    else:
        before = slack.messages.get(channel.id, url.message_ts)
    if before is None:
        raise SlackError("message_not_found")
    changed = {key: value for key, value in before.items() if key not in {"blocks", "attachments"}}
    changed |= {"text": wanted.text, **wanted.extra}
    if wanted.blocks:
        changed["blocks"] = filled(wanted.blocks)
    if wanted.metadata:
        changed["metadata"] = wanted.metadata
    if url.is_ephemeral:
        posting.change_ephemeral(slack, channel, url.user, changed)
    else:
        posting.change(slack, channel, changed, None if wanted.blocks else slack.bot_user)
    return changed
