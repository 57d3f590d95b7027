"""Reading what was said, where the scopes allow it."""

from collections.abc import Callable

from sandbox import posting
from sandbox.errors import Json, SlackError
from sandbox.methods.arguments import Arguments, flag, integer, make_cursor, needed, read_cursor, text
from sandbox.methods.registry import Call, Method
from sandbox.rates import Tier
from sandbox.state.conversations import Conversation

_MOST = 999
_DEFAULT = 100
_SCOPES = ("channels:history", "groups:history", "im:history", "mpim:history")


def history(call: Call) -> Json:
    channel = _readable(call)
    chosen = _window(call.slack.messages.top_level(channel.id), call.arguments)
    shown, has_more, metadata = _page(list(reversed(chosen)), call.arguments, _older)
    body: Json = {
        "messages": [_shown(call, channel, message) for message in shown],
        "has_more": has_more,
        "pin_count": len(channel.pins),
        "channel_actions_ts": None,
        "channel_actions_count": 0,
    }
    return body | ({"response_metadata": metadata} if has_more else {})


def replies(call: Call) -> Json:
    channel = _readable(call)
    wanted = call.slack.messages.get(channel.id, call.arguments.text("ts"))
    if wanted is None:
        raise SlackError("thread_not_found")
    parent, *rest = call.slack.messages.thread(channel.id, str(wanted.get("thread_ts", wanted["ts"])))
    shown, has_more, metadata = _page([parent, *_window(rest, call.arguments)], call.arguments, _newer)
    body: Json = {"messages": [_shown(call, channel, message) for message in shown], "has_more": has_more}
    return body | ({"response_metadata": metadata} if has_more else {})


def _readable(call: Call) -> Conversation:
    channel = call.channel()
    call.require_kind_scope(channel, "history")
    if not call.is_member(channel):
        raise SlackError("not_in_channel")
    return channel


def _window(messages: list[Json], arguments: Arguments) -> list[Json]:
    oldest, latest = _instant(arguments, "oldest"), _instant(arguments, "latest")
    inclusive = arguments.flag("inclusive")

    def within(ts: float) -> bool:
        after = oldest is None or ts > oldest or (inclusive and ts == oldest)
        before = latest is None or ts < latest or (inclusive and ts == latest)
        return after and before

    return [message for message in messages if within(float(message["ts"]))]


def _instant(arguments: Arguments, name: str) -> float | None:
    given = arguments.text(name)
    if not given:
        return None
    try:
        return float(given)
    except ValueError as error:
        raise SlackError(f"invalid_ts_{name}") from error


def _older(micros: int, last: int) -> bool:
    return micros <= last


def _newer(micros: int, first: int) -> bool:
    return micros >= first


def _micros(message: Json) -> int:
    return int(message["ts"].replace(".", ""))


def _page(
    messages: list[Json], arguments: Arguments, follows: Callable[[int, int], bool]
) -> tuple[list[Json], bool, Json]:
    """
    One page. The cursor names the message the next one begins with, so that what is posted between two pages neither
    repeats a message nor hides one.
    """
    limit = min(arguments.integer("limit", 0) or _DEFAULT, _MOST)
    if limit < 0:
        raise SlackError("invalid_limit")
    if arguments.text("cursor"):
        place = read_cursor(arguments.text("cursor"))
        messages = [message for message in messages if follows(_micros(message), place)]
    if len(messages) <= limit:
        return messages, False, {}
    return messages[:limit], True, {"next_cursor": make_cursor(_micros(messages[limit]))}


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
