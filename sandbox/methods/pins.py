"""Pinned messages of a conversation."""

from sandbox import events, posting
from sandbox.errors import Json, SlackError
from sandbox.methods.arguments import needed, require_ts
from sandbox.methods.registry import Call, Method
from sandbox.rates import Tier
from sandbox.state.conversations import Conversation

_MOST = 100


def add(call: Call) -> Json:
    slack = call.slack
    channel, message = _message(call)
    if any(pin["ts"] == message["ts"] for pin in channel.pins):
        raise SlackError("already_pinned")
    if message.get("subtype") == "tombstone":
        raise SlackError("not_pinnable")
    if len(channel.pins) >= _MOST:
        raise SlackError("too_many_pins")
    created = int(slack.clock.now())
    channel.pins.append({"ts": message["ts"], "created": created, "created_by": slack.bot_user})
    _changed(call, channel, message)
    events.pin(slack, "pin_added", channel, message, created)
    return {}


def remove(call: Call) -> Json:
    channel, message = _message(call)
    pin = next((pin for pin in channel.pins if pin["ts"] == message["ts"]), None)
    if pin is None:
        raise SlackError("no_pin")
    channel.pins = [kept for kept in channel.pins if kept is not pin]
    _changed(call, channel, message)
    events.pin(call.slack, "pin_removed", channel, message, pin["created"])
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


def _changed(call: Call, channel: Conversation, message: Json) -> None:
    slack = call.slack
    slack.channels.keep(channel)
    shown = posting.shown(channel, message)
    slack.tell(channel, {"type": "message_changed", "channel": channel.id, "message": shown})
    slack.conversations_changed(channel)


_CHANNEL = needed("channel", "channel_not_found")
_ITEM = (_CHANNEL, needed("timestamp", "no_item_specified"))

METHODS = (
    Method("pins.add", add, Tier.TWO, ("pins:write",), _ITEM),
    Method("pins.remove", remove, Tier.TWO, ("pins:write",), _ITEM),
    Method("pins.list", list_all, Tier.TWO, ("pins:read",), (_CHANNEL,)),
)
