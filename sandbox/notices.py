"""Notices of Slack itself in a conversation: that somebody came, went, renamed it or set its topic."""

from typing import TYPE_CHECKING, Any

from sandbox import events
from sandbox.errors import Json
from sandbox.state.conversations import Conversation

if TYPE_CHECKING:
    from sandbox.local_slack import LocalSlack

# Notices in private places carry names of their own, such as group_topic beside channel_topic.
_FAMILY = {"channel": "channel", "im": "channel", "private": "group", "mpim": "group"}


def post(slack: "LocalSlack", channel: Conversation, what: str, user: str, text: str, **more: Any) -> None:
    """
    Post a notice about what somebody did, and tell the app of it as of any message.

    Args:
        what: the subtype without its family: join, leave, topic, purpose, name, archive, unarchive.
        more: what this notice holds besides, such as `topic` or `old_name`.
    """
    message: Json = {
        "type": "message",
        "subtype": f"{_FAMILY[channel.kind]}_{what}",
        "user": user,
        "ts": slack.messages.new_ts(),
        "text": text,
        "team": slack.team_id,
        **more,
    }
    slack.messages.put(channel.id, message)
    slack.tell(channel, {"type": "message", "channel": channel.id, "message": message})
    events.message(slack, channel, message)
