"""Pinned messages of a conversation."""

from sandbox import pinning, posting
from sandbox.errors import Json, SlackError
from sandbox.methods.arguments import needed, require_ts
from sandbox.methods.registry import Call, Method
from sandbox.rates import Tier
from sandbox.state.conversations import Conversation


def add(call: Call) -> Json:
    pinning.add(call.slack, *_message(call), call.slack.bot_user)
    return {}


def remove(call: Call) -> Json:
    pinning.remove(call.slack, *_message(call), call.slack.bot_user)
    return {}


def list_all(call: Call) -> Json:
    channel = call.channel()
    if not call.is_member(channel):
        raise SlackError("not_in_channel")
    return {"items": [item for pin in reversed(channel.pins) if (item := _item(call, channel, pin)) is not None]}


def _item(call: Call, channel: Conversation, pin: Json) -> Json | None:
    message = call.slack.messages.get(channel.id, pin["ts"])
    if message is None:
        return None
    shown = posting.without_metadata(message) | {"pinned_to": [channel.id]}
    return {
        "type": "message",
        "channel": channel.id,
        "message": shown,
        "created": pin["created"],
        "created_by": pin["created_by"],
    }


def _message(call: Call) -> tuple[Conversation, Json]:
    channel = call.channel()
    if not call.is_member(channel):
        raise SlackError("not_in_channel")
    if channel.is_archived:
        raise SlackError("is_archived")
    require_ts(call.arguments.text("timestamp"))
    message = call.slack.messages.get(channel.id, call.arguments.text("timestamp"))
    if message is None:
        raise SlackError("message_not_found")
    return channel, message


_CHANNEL = needed("channel", "channel_not_found")
_ITEM = (_CHANNEL, needed("timestamp", "no_item_specified"))

METHODS = (
    Method("pins.add", add, Tier.TWO, ("pins:write",), _ITEM),
    Method("pins.remove", remove, Tier.TWO, ("pins:write",), _ITEM),
    Method("pins.list", list_all, Tier.TWO, ("pins:read",), (_CHANNEL,)),
)
