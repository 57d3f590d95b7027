"""Pinning messages to their conversation, by the app and by people."""

from typing import TYPE_CHECKING

from sandbox import events, posting
from sandbox.errors import Json, SlackError
from sandbox.state.conversations import Conversation

if TYPE_CHECKING:
    from sandbox.local_slack import LocalSlack

_MOST = 100


def add(slack: "LocalSlack", channel: Conversation, message: Json, user: str) -> None:
    """
    Pin a message.

    Raises:
        SlackError: already_pinned, not_pinnable or too_many_pins.
    """
    if any(pin["ts"] == message["ts"] for pin in channel.pins):
        raise SlackError("already_pinned")
    if message.get("subtype") == "tombstone":
        raise SlackError("not_pinnable")
    if len(channel.pins) >= _MOST:
        raise SlackError("too_many_pins")
    channel.pins.append({"ts": message["ts"], "created": int(slack.clock.now()), "created_by": user})
    _changed(slack, channel, message)
    events.pin(slack, "pin_added", channel, message, channel.pins[-1], user)


def remove(slack: "LocalSlack", channel: Conversation, message: Json, user: str) -> None:
    """
    Take a pin away, whoever put it there.

    Raises:
        SlackError: no_pin.
    """
    pin = next((pin for pin in channel.pins if pin["ts"] == message["ts"]), None)
    if pin is None:
        raise SlackError("no_pin")
    channel.pins = [kept for kept in channel.pins if kept is not pin]
    _changed(slack, channel, message)
    events.pin(slack, "pin_removed", channel, message, pin, user)


def _changed(slack: "LocalSlack", channel: Conversation, message: Json) -> None:
    slack.channels.keep(channel)
    shown = posting.shown(channel, message)
    slack.tell(channel, {"type": "message_changed", "channel": channel.id, "message": shown})
    slack.conversations_changed(channel)
