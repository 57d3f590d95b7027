"""What is done to a channel as a whole: renaming, describing, archiving it, and taking somebody out."""

from sandbox import channels
from sandbox.errors import Json, SlackError
from sandbox.memberships import kick as take_out
from sandbox.methods.arguments import needed, needed_text, text
from sandbox.methods.registry import Call, Method
from sandbox.rates import Tier
from sandbox.shapes import channel_json
from sandbox.state.conversations import Conversation, name_problem

_WRITE = {"channel": "channels:manage", "private": "groups:write", "im": "im:write", "mpim": "mpim:write"}
_TOPIC = {kind: f"{scope.partition(':')[0]}:write.topic" for kind, scope in _WRITE.items()}


def _channel(call: Call) -> Conversation:
    """The channel, which is no direct message, with the scope to change it."""
    channel = call.channel()
    call.require_scope(_WRITE[channel.kind])
    if channel.is_direct:
        raise SlackError("method_not_supported_for_channel_type")
    return channel


def rename(call: Call) -> Json:
    channel = _channel(call)
    if not call.is_member(channel):
        raise SlackError("not_in_channel")
    if channel.is_archived:
        raise SlackError("is_archived")
    # Slack lets those rename a channel who made it, and administrators, which no bot is.
    if channel.creator != call.slack.bot_user:
        raise SlackError("not_authorized")
    name = call.arguments.text("name").removeprefix("#")
    problem = name_problem(name)
    if problem is not None:
        raise SlackError(problem)
    if name != channel.name:
        if channels.name_is_taken(call.slack, name):
            raise SlackError("name_taken")
        channels.rename(call.slack, channel, call.slack.bot_user, name)
    return {"channel": channel_json(call.slack, channel)}


def set_topic(call: Call) -> Json:
    channel, topic = _described(call, "topic")
    if topic != channel.topic:
        channels.set_topic(call.slack, channel, call.slack.bot_user, topic)
    return {"channel": channel_json(call.slack, channel)}


def set_purpose(call: Call) -> Json:
    channel, purpose = _described(call, "purpose")
    if channel.kind == "im":
        raise SlackError("method_not_supported_for_channel_type")
    if purpose != channel.purpose:
        channels.set_purpose(call.slack, channel, call.slack.bot_user, purpose)
    return {"channel": channel_json(call.slack, channel), "purpose": purpose}


def _described(call: Call, name: str) -> tuple[Conversation, str]:
    channel, wanted = call.channel(), call.arguments.text(name)
    call.require_scope(_WRITE[channel.kind], _TOPIC[channel.kind])
    if not call.is_member(channel):
        raise SlackError("not_in_channel")
    if channel.is_archived:
        raise SlackError("is_archived")
    if len(wanted) > channels.LONGEST_TOPIC:
        raise SlackError("too_long")
    return channel, wanted


def archive(call: Call) -> Json:
    channel = _channel(call)
    if channel.is_archived:
        raise SlackError("already_archived")
    if channel.is_general:
        raise SlackError("cant_archive_general")
    if not call.is_member(channel):
        raise SlackError("not_in_channel")
    channels.archive(call.slack, channel, call.slack.bot_user)
    return {}


def unarchive(call: Call) -> Json:
    channel = _channel(call)
    if not channel.is_archived:
        raise SlackError("not_archived")
    # Archiving takes a bot out of the channel, and who is not in it cannot open it again: Slack's own documented
    # limit of bot tokens, which people get around by opening the channel themselves.
    raise SlackError("not_in_channel")


def kick(call: Call) -> Json:
    slack, channel = call.slack, _channel(call)
    if not call.arguments.text("user"):
        raise SlackError("no_user")
    person = call.user(call.arguments.text("user"))
    if channel.is_general:
        raise SlackError("cant_kick_from_general")
    if person.id == slack.bot_user:
        raise SlackError("cant_kick_self")
    if not call.is_member(channel) or person.id not in channel.members:
        raise SlackError("not_in_channel")
    if channel.is_archived:
        raise SlackError("is_archived")
    take_out(slack, channel, person.id, slack.bot_user)
    return {}


_CHANNEL = needed("channel", "channel_not_found")
_MANAGE = tuple(_WRITE.values())
_DESCRIBE = (*_MANAGE, *_TOPIC.values())

METHODS = (
    Method("conversations.rename", rename, Tier.TWO, _MANAGE, (_CHANNEL, needed("name", "invalid_name_required"))),
    Method("conversations.setTopic", set_topic, Tier.TWO, _DESCRIBE, (_CHANNEL, needed_text("topic"))),
    Method("conversations.setPurpose", set_purpose, Tier.TWO, _DESCRIBE, (_CHANNEL, needed_text("purpose"))),
    Method("conversations.archive", archive, Tier.TWO, _MANAGE, (_CHANNEL,)),
    Method("conversations.unarchive", unarchive, Tier.TWO, _MANAGE, (_CHANNEL,)),
    Method("conversations.kick", kick, Tier.THREE, ("channels:manage", "groups:write"), (_CHANNEL, text("user"))),
)
