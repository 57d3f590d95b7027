"""People coming into channels and leaving them, with the notices and events that go with it."""

from typing import TYPE_CHECKING

from sandbox import channel_events, events, notices
from sandbox.state.conversations import Conversation

if TYPE_CHECKING:
    from sandbox.local_slack import LocalSlack


def add_member(slack: "LocalSlack", channel: Conversation, user: str, inviter: str = "") -> None:
    channel.members.append(user)
    slack.channels.keep(channel)
    more = {"inviter": inviter} if inviter else {}
    notices.post(slack, channel, "join", user, f"<@{user}> has joined the channel", **more)
    slack.conversations_changed(channel)
    events.membership(slack, "member_joined_channel", channel, user, inviter)


def leave(slack: "LocalSlack", channel: Conversation, user: str) -> None:
    """Somebody goes by themselves."""
    _depart(slack, channel, user, f"<@{user}> has left the channel", actor=user)


def kick(slack: "LocalSlack", channel: Conversation, user: str, actor: str) -> None:
    """Somebody is taken out by another."""
    _depart(slack, channel, user, f"<@{user}> was removed from the channel by <@{actor}>", actor=actor)


def _depart(slack: "LocalSlack", channel: Conversation, user: str, text: str, *, actor: str) -> None:
    # Told before the member is gone, so that the app hears of its own departure and their page of theirs.
    notices.post(slack, channel, "leave", user, text)
    events.membership(slack, "member_left_channel", channel, user)
    if user == slack.bot_user:
        channel_events.left(slack, channel, actor)
    slack.conversations_changed(channel)
    channel.members.remove(user)
    slack.channels.keep(channel)
    slack.conversations_changed(channel)
