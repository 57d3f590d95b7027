"""
Following threads, as Slack does it: who began one, answered in it or was named in it hears of what is said there.
"""

import re
from typing import TYPE_CHECKING

from sandbox.errors import Json
from sandbox.message_rows import micros_of
from sandbox.state.conversations import Conversation
from sandbox.state.threads import Followed

if TYPE_CHECKING:
    from sandbox.local_slack import LocalSlack

_NAMED = re.compile(r"<@(\w+)(?:\|[^>]*)?>")
# What the page's list of threads shows: so many, each with its last few replies; of unread ones so many are counted.
_MOST_LISTED = 40
_LAST_SHOWN = 3
_MOST_UNREAD = 100


def replied(slack: "LocalSlack", channel: Conversation, parent: Json, reply: Json) -> None:
    """Let those follow the thread whom this reply makes follow it; who writes has read it."""
    author = str(reply.get("user", ""))
    texts = f"{parent.get('text', '')} {reply.get('text', '')}"
    for user in [str(parent.get("user", "")), *_NAMED.findall(texts), author]:
        person = slack.people.get(user)
        if person is not None and not person.is_bot and user in channel.members:
            slack.threads.follow(channel.id, parent["ts"], user)
    slack.threads.read(channel.id, parent["ts"], author, reply["ts"])


def unread(slack: "LocalSlack", user: str) -> list[Json]:
    """The threads somebody follows and has not read to their end, as {channel, ts, last_read}."""
    return [
        {"channel": one.channel, "ts": one.ts, "last_read": one.reads[user]}
        for one in _visible(slack, user)
        if one.is_unread(user)
    ]


def listed(slack: "LocalSlack", user: str) -> list[Json]:
    """The threads somebody follows, each with its parent, its last replies, and what of it is unread."""
    found = []
    for one in _visible(slack, user)[:_MOST_LISTED]:
        parent = slack.messages.get(one.channel, one.ts)
        if parent is None:
            continue
        low = micros_of(one.reads[user]) + 1
        fresh = slack.messages.replies(one.channel, one.ts, low=low, limit=_MOST_UNREAD) if one.is_unread(user) else []
        found.append(
            {
                "channel": one.channel,
                "ts": one.ts,
                "last_read": one.reads[user],
                "unread": sum(message.get("user") != user for message in fresh),
                "messages": [parent, *slack.messages.last_replies(one.channel, one.ts, _LAST_SHOWN)],
            }
        )
    return found


def _visible(slack: "LocalSlack", user: str) -> list[Followed]:
    followed = slack.threads.of(user)
    return [one for one in followed if (c := slack.channels.get(one.channel)) and slack.may_see(c, user)]
