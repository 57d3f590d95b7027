"""Messages the app schedules, lists and takes back."""

from bisect import bisect_left, bisect_right
from math import inf

from sandbox.errors import Json, SlackError
from sandbox.methods.arguments import flag, instant, integer, needed, page, text
from sandbox.methods.registry import Call, Method
from sandbox.methods.speaking import CONTENT, MANNER, bot_message, require_may_post, target
from sandbox.rates import Tier
from sandbox.scheduling import post_in_time
from sandbox.state.conversations import Conversation
from sandbox.state.scheduled import ScheduledMessage

_FURTHEST = 120 * 86_400
# In one channel so many messages within so many seconds, wherever these begin.
_MOST = 30
_SPAN = 300
# What is about to be posted can be taken back no more.
_TOO_LATE = 60
_MOST_LISTED = 1000


def schedule(call: Call) -> Json:
    slack, arguments = call.slack, call.arguments
    channel = target(call)
    require_may_post(call, channel)
    post_at = _post_at(call, channel)
    said = bot_message(call, channel, {})
    waiting = ScheduledMessage(
        id=slack.scheduled.new_id(),
        channel=channel.id,
        post_at=post_at,
        created=int(slack.clock.now()),
        text=said.text,
        blocks=said.blocks,
        metadata=said.metadata,
        thread_ts=said.thread_ts,
        is_broadcast=arguments.flag("reply_broadcast"),
        extra=said.extra,
    )
    slack.scheduled.add(waiting)
    post_in_time(slack, waiting)
    slack.pages.publish({"type": "scheduled"})
    message = {
        "text": said.text,
        "username": slack.manifest.bot_display_name,
        "bot_id": slack.bot_id,
        "type": "delayed_message",
        "subtype": "bot_message",
        **({"blocks": said.blocks} if said.blocks else {}),
        **said.extra,
    }
    return {"channel": channel.id, "scheduled_message_id": waiting.id, "post_at": post_at, "message": message}


def _post_at(call: Call, channel: Conversation) -> int:
    post_at, now = call.arguments.integer("post_at", 0), call.slack.clock.now()
    if post_at <= now:
        raise SlackError("time_in_past")
    if post_at > now + _FURTHEST:
        raise SlackError("time_too_far")
    times = sorted([post_at, *(one.post_at for one in call.slack.scheduled.all(channel.id))])
    around = times[bisect_right(times, post_at - _SPAN) : bisect_left(times, post_at + _SPAN)]
    if any(after - before < _SPAN for before, after in zip(around, around[_MOST:], strict=False)):
        raise SlackError("restricted_too_many")
    return post_at


def take_back(call: Call) -> Json:
    slack, arguments = call.slack, call.arguments
    channel = target(call)
    waiting = slack.scheduled.get(arguments.text("scheduled_message_id"))
    if waiting is None or waiting.channel != channel.id or waiting.post_at - slack.clock.now() < _TOO_LATE:
        raise SlackError("invalid_scheduled_message_id")
    slack.scheduled.remove(waiting.id)
    slack.pages.publish({"type": "scheduled"})
    return {}


def list_all(call: Call) -> Json:
    slack, arguments = call.slack, call.arguments
    wanted = arguments.text("channel")
    if wanted and slack.channels.get(wanted) is None:
        raise SlackError("invalid_channel")
    oldest, latest = instant(arguments, "oldest", 0.0), instant(arguments, "latest", inf)
    found = [one for one in slack.scheduled.all(wanted) if oldest <= one.post_at <= latest]
    shown, metadata = page(found, arguments, most=_MOST_LISTED, default=100)
    return {"scheduled_messages": [_listed(one) for one in shown], "response_metadata": metadata}


def _listed(waiting: ScheduledMessage) -> Json:
    return {
        "id": waiting.id,
        "channel_id": waiting.channel,
        "post_at": waiting.post_at,
        "date_created": waiting.created,
        "text": waiting.text,
    }


_CHANNEL = needed("channel", "channel_not_found")

METHODS = (
    Method(
        "chat.scheduleMessage",
        schedule,
        Tier.THREE,
        ("chat:write",),
        (
            _CHANNEL,
            integer("post_at", "invalid_time", required=True),
            *CONTENT,
            *MANNER,
            text("thread_ts"),
            flag("reply_broadcast"),
        ),
    ),
    Method(
        "chat.deleteScheduledMessage",
        take_back,
        Tier.THREE,
        ("chat:write",),
        (_CHANNEL, needed("scheduled_message_id", "invalid_scheduled_message_id"), flag("as_user")),
    ),
    Method(
        "chat.scheduledMessages.list",
        list_all,
        Tier.THREE,
        (),
        (text("channel"), text("cursor"), integer("limit"), text("oldest"), text("latest"), text("team_id")),
    ),
)
