"""People coming into channels and leaving them, with the notices and events that go with it."""

from typing import TYPE_CHECKING

from sandbox import events
from sandbox.errors import Json
from sandbox.state.conversations import Conversation

if TYPE_CHECKING:
    from sandbox.local_slack import LocalSlack


def add_member(slack: "LocalSlack", channel: Conversation, user: str, inviter: str = "") -> None:
    channel.members.append(user)
    slack.channels.keep(channel)
    message: Json = {
        "type": "message",
        "subtype": "channel_join" if channel.kind == "channel" else "group_join",
        "user": user,
        "ts": slack.messages.new_ts(),
        "text": f"<@{user}> has joined the channel",
    }
    if inviter:
        message["inviter"] = inviter
    slack.messages.put(channel.id, message)
    slack.tell(channel, {"type": "message", "channel": channel.id, "message": message})
    slack.conversations_changed(channel)
    events.membership(slack, "member_joined_channel", channel, user, inviter)


def remove_member(slack: "LocalSlack", channel: Conversation, user: str) -> None:
    # Told before the member is gone, so that the page of the one who leaves learns of it as well.
    slack.conversations_changed(channel)
    channel.members.remove(user)
    slack.channels.keep(channel)
    slack.conversations_changed(channel)
