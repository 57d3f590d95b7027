"""Events about conversations themselves: made, renamed, archived, left."""

from typing import TYPE_CHECKING

from sandbox import events
from sandbox.errors import Json
from sandbox.shapes import channel_json
from sandbox.state.conversations import Conversation

if TYPE_CHECKING:
    from sandbox.local_slack import LocalSlack

_NOT_IN_EVENTS = {"is_member", "topic", "purpose", "previous_names", "pending_shared", "parent_conversation"}


def created(slack: "LocalSlack", channel: Conversation) -> None:
    """A public channel was made; of private ones nobody is told."""
    if channel.kind != "channel":
        return
    shown = {key: value for key, value in channel_json(slack, channel).items() if key not in _NOT_IN_EVENTS}
    _send(slack, "channel_created", {"channel": shown | {"is_frozen": False}})


def renamed(slack: "LocalSlack", channel: Conversation) -> None:
    shown = {
        "id": channel.id,
        "name": channel.name,
        "name_normalized": channel.name,
        "created": channel.created,
        "is_channel": channel.kind == "channel",
        "is_mpim": False,
    }
    _tell(slack, channel, "rename", {"channel": shown})


def archived(slack: "LocalSlack", channel: Conversation, actor: str) -> None:
    _tell(slack, channel, "archive", {"channel": channel.id, "user": actor, "is_moved": 0})


def unarchived(slack: "LocalSlack", channel: Conversation, actor: str) -> None:
    by = {"user": actor} if channel.kind == "channel" else {"actor_id": actor}
    _tell(slack, channel, "unarchive", {"channel": channel.id, **by})


def left(slack: "LocalSlack", channel: Conversation, actor: str) -> None:
    """The app itself is in the channel no more."""
    _tell(slack, channel, "left", {"channel": channel.id, "actor_id": actor})


def _tell(slack: "LocalSlack", channel: Conversation, what: str, event: Json) -> None:
    """Of public channels every app is told, of private ones those that are in them."""
    if channel.kind == "channel":
        _send(slack, f"channel_{what}", event)
    elif slack.bot_user in channel.members:
        _send(slack, f"group_{what}", event)


def _send(slack: "LocalSlack", subscription: str, event: Json) -> None:
    events.send(slack, subscription, {"type": subscription, **event, "event_ts": slack.messages.new_ts()})
