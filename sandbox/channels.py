"""What is done to a channel as a whole, by the app or by a person: naming it, describing it, closing it."""

from typing import TYPE_CHECKING

from sandbox import channel_events, notices
from sandbox.state.conversations import Conversation

if TYPE_CHECKING:
    from sandbox.local_slack import LocalSlack

LONGEST_TOPIC = 250


def name_is_taken(slack: "LocalSlack", name: str) -> bool:
    """Whether a channel, a person or a group is called so: names and handles are one space in Slack."""
    found = (slack.channels.by_name(name), slack.people.by_name(name), slack.usergroups.by_handle(name))
    return any(one is not None for one in found)


def rename(slack: "LocalSlack", channel: Conversation, actor: str, name: str) -> None:
    before, channel.name = channel.name, name
    channel.previous_names = [before, *(one for one in channel.previous_names if one not in {before, name})]
    text = f'<@{actor}> has renamed the channel from "{before}" to "{name}"'
    _keep(slack, channel)
    notices.post(slack, channel, "name", actor, text, old_name=before, name=name)
    slack.conversations_changed(channel)
    channel_events.renamed(slack, channel)


def set_topic(slack: "LocalSlack", channel: Conversation, actor: str, topic: str) -> None:
    channel.topic, channel.topic_by, channel.topic_at = topic, actor, int(slack.clock.now())
    text = f"<@{actor}> set the channel topic: {topic}" if topic else f"<@{actor}> cleared the channel topic"
    _keep(slack, channel)
    notices.post(slack, channel, "topic", actor, text, topic=topic)
    slack.conversations_changed(channel)


def set_purpose(slack: "LocalSlack", channel: Conversation, actor: str, purpose: str) -> None:
    channel.purpose, channel.purpose_by, channel.purpose_at = purpose, actor, int(slack.clock.now())
    said = f"set the channel description: {purpose}" if purpose else "cleared the channel description"
    _keep(slack, channel)
    notices.post(slack, channel, "purpose", actor, f"<@{actor}> {said}", purpose=purpose)
    slack.conversations_changed(channel)


def archive(slack: "LocalSlack", channel: Conversation, actor: str) -> None:
    """Close a channel. The app is in it no more from then on, which is why no bot token can open it again."""
    notices.post(slack, channel, "archive", actor, f"<@{actor}> archived the channel")
    channel_events.archived(slack, channel, actor)
    channel.is_archived = True
    if slack.bot_user in channel.members:
        channel.members.remove(slack.bot_user)
    _keep(slack, channel)
    slack.conversations_changed(channel)


def unarchive(slack: "LocalSlack", channel: Conversation, actor: str) -> None:
    """Open a channel again; whoever does it is in it."""
    channel.is_archived = False
    if actor not in channel.members:
        channel.members.append(actor)
    _keep(slack, channel)
    notices.post(slack, channel, "unarchive", actor, f"<@{actor}> un-archived the channel")
    slack.conversations_changed(channel)
    channel_events.unarchived(slack, channel, actor)


def _keep(slack: "LocalSlack", channel: Conversation) -> None:
    channel.changed = int(slack.clock.now() * 1000)
    slack.channels.keep(channel)
