"""Reading what was said, where the scopes allow it."""

from dataclasses import dataclass, replace

from sandbox import posting
from sandbox.errors import Json, SlackError
from sandbox.message_rows import LAST, micros_of
from sandbox.methods.arguments import flag, instant, integer, make_cursor, needed, read_cursor, text
from sandbox.methods.registry import Call, Method
from sandbox.rates import Tier
from sandbox.state.conversations import Conversation

_MOST = 999
_DEFAULT = 100
_FAR = 10.0**12
_SCOPES = ("channels:history", "groups:history", "im:history", "mpim:history")


def history(call: Call) -> Json:
    channel, limit = _readable(call), _limit(call)
    window = _window(call)
    if call.arguments.text("cursor"):
        window = replace(window, high=min(window.high, read_cursor(call.arguments.text("cursor"))))
    found = call.slack.messages.shown(channel.id, low=window.low, high=window.high, limit=limit + 1)
    body: Json = {
        **_paged(call, channel, found, limit),
        "pin_count": len(channel.pins),
        "channel_actions_ts": None,
        "channel_actions_count": 0,
    }
    return body


def replies(call: Call) -> Json:
    channel, limit = _readable(call), _limit(call)
    wanted = call.slack.messages.get(channel.id, call.arguments.text("ts"))
    if wanted is None:
        raise SlackError("thread_not_found")
    parent = call.slack.messages.get(channel.id, str(wanted.get("thread_ts", wanted["ts"])))
    if parent is None:
        raise SlackError("thread_not_found")
    window, cursor = _window(call), call.arguments.text("cursor")
    # The parent stands at the head of the first page only.
    head = [] if cursor else [parent]
    if cursor:
        window = replace(window, low=max(window.low, read_cursor(cursor)))
    found = call.slack.messages.replies(
        channel.id, parent["ts"], low=window.low, high=window.high, limit=limit + 1 - len(head)
    )
    return _paged(call, channel, [*head, *found], limit)


def _readable(call: Call) -> Conversation:
    channel = call.channel()
    call.require_kind_scope(channel, "history")
    if not call.is_member(channel):
        raise SlackError("not_in_channel")
    return channel


def _limit(call: Call) -> int:
    limit = min(call.arguments.integer("limit", 0) or _DEFAULT, _MOST)
    if limit < 0:
        raise SlackError("invalid_limit")
    return limit


@dataclass(frozen=True)
class Window:
    """The first and the last instant that count, in microseconds since 1970."""

    low: int
    high: int


def _window(call: Call) -> Window:
    margin = 0 if call.arguments.flag("inclusive") else 1
    oldest, latest = _micros(call, "oldest"), _micros(call, "latest")
    low = 0 if oldest is None else min(oldest + margin, LAST)
    return Window(low, LAST if latest is None else latest - margin)


def _micros(call: Call, name: str) -> int | None:
    if not call.arguments.text(name):
        return None
    seconds = instant(call.arguments, name, 0.0, f"invalid_ts_{name}")
    return round(min(max(seconds, -_FAR), _FAR) * 1_000_000)


def _paged(call: Call, channel: Conversation, found: list[Json], limit: int) -> Json:
    """
    One page of what was found, which is one more than it holds where there is more.

    The cursor names the message the next one begins with, so that what is posted between two pages neither repeats a
    message nor hides one.
    """
    shown, has_more = found[:limit], len(found) > limit
    body: Json = {"messages": [_shown(call, channel, message) for message in shown], "has_more": has_more}
    if has_more:
        body["response_metadata"] = {"next_cursor": make_cursor(micros_of(found[limit]["ts"]))}
    return body


def _shown(call: Call, channel: Conversation, message: Json) -> Json:
    shown = dict(message) if call.arguments.flag("include_all_metadata") else posting.without_metadata(message)
    if any(pin["ts"] == message["ts"] for pin in channel.pins):
        shown["pinned_to"] = [channel.id]
    return shown


_WINDOW = (
    text("cursor"),
    integer("limit"),
    text("oldest"),
    text("latest"),
    flag("inclusive"),
    flag("include_all_metadata"),
)

METHODS = (
    Method(
        "conversations.history",
        history,
        Tier.THREE,
        _SCOPES,
        (needed("channel", "channel_not_found"), *_WINDOW),
    ),
    Method(
        "conversations.replies",
        replies,
        Tier.THREE,
        _SCOPES,
        (needed("channel", "channel_not_found"), needed("ts", "thread_not_found"), *_WINDOW),
    ),
)
