"""Messages the app posts, changes and deletes."""

from typing import Any

from sandbox import posting
from sandbox.blocks.checking import require_message_blocks
from sandbox.blocks.filling import filled
from sandbox.errors import Json, SlackError
from sandbox.methods.arguments import document, flag, needed, text
from sandbox.methods.registry import Call, Method
from sandbox.permalinks import permalink
from sandbox.posting import BotMessage
from sandbox.rates import Tier
from sandbox.state.conversations import Conversation

_MOST_POSTED = 40_000
_MOST_UPDATED = 4000


def post_message(call: Call) -> Json:
    slack, arguments = call.slack, call.arguments
    channel = _target(call)
    _require_may_post(call, channel)
    slack.rates.posting(channel.id)
    broadcast = arguments.flag("reply_broadcast")
    wanted = _bot_message(call, channel, _MOST_POSTED)
    message = wanted.as_message(slack, slack.messages.new_ts())
    if broadcast and wanted.thread_ts:
        message["subtype"] = "thread_broadcast"
    posting.post(slack, channel, message)
    return {"channel": channel.id, "ts": message["ts"], "message": message}


def post_ephemeral(call: Call) -> Json:
    slack, arguments = call.slack, call.arguments
    channel = call.channel()
    if not call.is_member(channel):
        raise SlackError("not_in_channel")
    if channel.is_archived:
        raise SlackError("is_archived")
    viewer = call.user(arguments.text("user"), "user_not_found")
    if viewer.id not in channel.members:
        raise SlackError("user_not_in_channel")
    message = _bot_message(call, channel, _MOST_POSTED).as_message(slack, slack.messages.new_ts())
    posting.post_ephemeral(slack, channel, viewer.id, message)
    return {"message_ts": message["ts"]}


def update(call: Call) -> Json:
    slack, arguments = call.slack, call.arguments
    channel = call.channel()
    message = _own(call, channel, "cant_update_message")
    if channel.is_archived:
        raise SlackError("is_archived")
    changed = {**message}
    blocks = arguments.document("blocks")
    if blocks is not None:
        changed.pop("blocks", None)
        if blocks:
            changed["blocks"] = filled(require_message_blocks(blocks))
    if not (arguments.text("text") or blocks or arguments.given("metadata")):
        raise SlackError("no_text")
    if len(arguments.text("text")) > _MOST_UPDATED:
        raise SlackError("msg_too_long")
    if arguments.given("text") or blocks is not None:
        changed["text"] = arguments.text("text")
    if arguments.given("metadata"):
        changed.pop("metadata", None)
        metadata = _metadata(arguments.document("metadata"), allow_empty=True)
        if metadata:
            changed["metadata"] = metadata
    posting.change(slack, channel, changed, slack.bot_user)
    return {"channel": channel.id, "ts": changed["ts"], "text": changed["text"], "message": changed}


def delete(call: Call) -> Json:
    channel = call.channel()
    message = _own(call, channel, "cant_delete_message")
    posting.remove(call.slack, channel, message)
    return {"channel": channel.id, "ts": message["ts"]}


def get_permalink(call: Call) -> Json:
    channel = call.channel()
    message = call.slack.messages.get(channel.id, call.arguments.text("message_ts"))
    if message is None:
        raise SlackError("message_not_found")
    return {"channel": channel.id, "permalink": permalink(call.slack, channel.id, message)}


def _target(call: Call) -> Conversation:
    """The conversation to post to: by its id, by its name, or the direct message of a user's id."""
    slack, wanted = call.slack, call.arguments.text("channel")
    person = slack.people.get(wanted)
    if person is not None:
        if person.deleted or person.is_bot:
            raise SlackError("user_disabled" if person.deleted else "cannot_dm_bot")
        return slack.open_direct([slack.bot_user, person.id])
    channel = slack.channels.get(wanted) or slack.channels.by_name(wanted.removeprefix("#"))
    if channel is None or not slack.may_see(channel, slack.bot_user):
        raise SlackError("channel_not_found")
    return channel


def _require_may_post(call: Call, channel: Conversation) -> None:
    if channel.is_archived:
        raise SlackError("is_archived")
    if not call.is_member(channel) and not call.has_scope("chat:write.public"):
        raise SlackError("not_in_channel")
    if any(call.arguments.given(name) for name in ("username", "icon_emoji", "icon_url")):
        call.require_scope("chat:write.customize")


def _bot_message(call: Call, channel: Conversation, most: int) -> BotMessage:
    arguments = call.arguments
    blocks, attachments = arguments.document("blocks"), arguments.document("attachments")
    if blocks is not None and not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    checked = require_message_blocks(blocks) if blocks else None
    if not (arguments.text("text") or checked or attachments):
        raise SlackError("no_text")
    if len(arguments.text("text")) > most:
        raise SlackError("msg_too_long")
    extra: Json = {"attachments": attachments} if attachments else {}
    if arguments.text("username"):
        extra |= {"subtype": "bot_message", "username": arguments.text("username")}
    return BotMessage(
        text=arguments.text("text"),
        blocks=checked,
        metadata=_metadata(arguments.document("metadata"), allow_empty=False),
        thread_ts=_thread(call, channel),
        extra=extra,
    )


def _thread(call: Call, channel: Conversation) -> str:
    """The thread's parent; a reply's ts leads to the parent of its thread."""
    wanted = call.arguments.text("thread_ts")
    if not wanted:
        return ""
    message = call.slack.messages.get(channel.id, wanted)
    if message is None:
        raise SlackError("thread_not_found")
    return str(message.get("thread_ts", message["ts"]))


def _metadata(metadata: Any, *, allow_empty: bool) -> Json | None:
    if metadata is None or (allow_empty and metadata == {}):
        return None
    if not isinstance(metadata, dict):
        raise SlackError("invalid_metadata_format")
    if not isinstance(metadata.get("event_type"), str) or not isinstance(metadata.get("event_payload"), dict):
        raise SlackError("invalid_metadata_schema")
    return {"event_type": metadata["event_type"], "event_payload": metadata["event_payload"]}


def _own(call: Call, channel: Conversation, refusal: str) -> Json:
    message = call.slack.messages.get(channel.id, call.arguments.text("ts"))
    if message is None or message.get("subtype") == "tombstone":
        raise SlackError("message_not_found")
    if message.get("bot_id") != call.slack.bot_id:
        raise SlackError(refusal)
    return message


_CONTENT = (
    text("text"),
    document("blocks", "invalid_blocks_format"),
    document("attachments", "invalid_attachments"),
    document("metadata", "invalid_metadata_format"),
)
_MANNER = (flag("mrkdwn"), flag("unfurl_links"), flag("unfurl_media"), flag("link_names"), text("parse"))
_FACE = (text("username"), text("icon_emoji"), text("icon_url"))

METHODS = (
    Method(
        "chat.postMessage",
        post_message,
        Tier.POSTING,
        ("chat:write",),
        (
            needed("channel", "channel_not_found"),
            *_CONTENT,
            *_MANNER,
            *_FACE,
            text("thread_ts"),
            flag("reply_broadcast"),
        ),
    ),
    Method(
        "chat.postEphemeral",
        post_ephemeral,
        Tier.FOUR,
        ("chat:write",),
        (
            needed("channel", "channel_not_found"),
            needed("user", "user_not_found"),
            *_CONTENT,
            *_MANNER,
            *_FACE,
            text("thread_ts"),
        ),
    ),
    Method(
        "chat.update",
        update,
        Tier.THREE,
        ("chat:write",),
        (needed("channel", "channel_not_found"), needed("ts", "message_not_found"), *_CONTENT, *_MANNER),
    ),
    Method(
        "chat.delete",
        delete,
        Tier.THREE,
        ("chat:write",),
        (needed("channel", "channel_not_found"), needed("ts", "message_not_found")),
    ),
    Method(
        "chat.getPermalink",
        get_permalink,
        Tier.UNLIMITED,
        (),
        (needed("channel", "channel_not_found"), needed("message_ts", "message_not_found")),
    ),
)
