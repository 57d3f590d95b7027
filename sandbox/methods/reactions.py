"""Reactions to messages, and the emoji they are made of."""

from sandbox import emoji, files, posting, reactions
from sandbox.errors import InvalidArguments, Json, SlackError
from sandbox.methods.arguments import flag, integer, needed, page, require_ts, text
from sandbox.methods.registry import Call, Method
from sandbox.permalinks import permalink
from sandbox.rates import Tier
from sandbox.state.conversations import Conversation

_MOST = 1000
_COUNT = 100


def add(call: Call) -> Json:
    channel, message = _open_message(call)
    reactions.add(call.slack, channel, message, call.slack.bot_user, call.arguments.text("name"))
    return {}


def remove(call: Call) -> Json:
    _require_no_file(call)
    channel, message = _open_message(call)
    reactions.remove(call.slack, channel, message, call.slack.bot_user, call.arguments.text("name"))
    return {}


def get(call: Call) -> Json:
    slack, arguments = call.slack, call.arguments
    if arguments.text("file"):
        file = slack.files.get(arguments.text("file"))
        if file is None or file.is_deleted or not files.may_read(slack, file, slack.bot_user):
            raise SlackError("file_not_found")
        return {"type": "file", "file": files.file_with_shares(slack, file)}
    _require_no_file(call)
    channel, message = _message(call)
    return {"type": "message", "channel": channel.id, "message": _shown(call, channel, message)}


def list_all(call: Call) -> Json:
    """The messages somebody reacted to, the newest reaction first, as far as the app may see them."""
    slack, arguments = call.slack, call.arguments
    user = call.user(arguments.text("user") or slack.bot_user).id
    found = [item for channel, ts in slack.reactions.of(user) if (item := _item(call, channel, ts)) is not None]
    if arguments.given("cursor") or arguments.given("limit"):
        shown, metadata = page(found, arguments, most=_MOST, default=_COUNT)
        return {"items": shown, "response_metadata": metadata}
    count, number = arguments.integer("count", _COUNT), arguments.integer("page", 1)
    if not 0 < count <= _MOST or number < 1:
        raise InvalidArguments(f"count must be between 1 and {_MOST}, page at least 1")
    paging = {"count": count, "total": len(found), "page": number, "pages": -(-len(found) // count)}
    return {"items": found[(number - 1) * count : number * count], "paging": paging}


def _item(call: Call, channel_id: str, ts: str) -> Json | None:
    channel, message = call.slack.channels.get(channel_id), call.slack.messages.get(channel_id, ts)
    if channel is None or message is None or not call.is_member(channel):
        return None
    return {"type": "message", "channel": channel_id, "message": _shown(call, channel, message)}


def _shown(call: Call, channel: Conversation, message: Json) -> Json:
    return posting.without_metadata(message) | {"permalink": permalink(call.slack, channel.id, message)}


def _open_message(call: Call) -> tuple[Conversation, Json]:
    channel, message = _message(call)
    if channel.is_archived:
        raise SlackError("is_archived")
    return channel, message


def _message(call: Call) -> tuple[Conversation, Json]:
    arguments = call.arguments
    if not arguments.text("channel") or not arguments.text("timestamp"):
        raise SlackError("no_item_specified")
    channel = call.channel()
    if not call.is_member(channel) and not channel.is_archived:
        raise SlackError("not_in_channel")
    require_ts(arguments.text("timestamp"))
    message = call.slack.messages.get(channel.id, arguments.text("timestamp"))
    if message is None or message.get("subtype") == "tombstone":
        raise SlackError("message_not_found")
    return channel, message


def _require_no_file(call: Call) -> None:
    """Files carry no reactions any more, and comments on them are gone from Slack altogether."""
    if call.arguments.text("file"):
        raise SlackError("file_not_found")
    if call.arguments.text("file_comment"):
        raise SlackError("file_comment_not_found")


def list_emoji(call: Call) -> Json:
    """The emoji of the workspace's own, of which there are none here; with `include_categories` also Slack's."""
    answer: Json = {"emoji": {}, "cache_ts": f"{call.slack.created}.000000"}
    if call.arguments.flag("include_categories"):
        answer["categories_version"] = "1"
        answer["categories"] = [{"name": name, "emoji_names": names} for name, names in emoji.categories().items()]
    return answer


_ITEM = (text("channel"), text("timestamp"))
_FILE = (text("file"), text("file_comment"))
_NAME = needed("name", "invalid_name")

METHODS = (
    Method("reactions.add", add, Tier.THREE, ("reactions:write",), (*_ITEM, _NAME)),
    Method("reactions.remove", remove, Tier.TWO, ("reactions:write",), (*_ITEM, *_FILE, _NAME)),
    Method("reactions.get", get, Tier.THREE, ("reactions:read",), (*_ITEM, *_FILE, flag("full"))),
    Method(
        "reactions.list",
        list_all,
        Tier.TWO,
        ("reactions:read",),
        (
            text("user"),
            flag("full"),
            text("cursor"),
            integer("limit"),
            integer("count"),
            integer("page"),
            text("team_id"),
        ),
    ),
    Method("emoji.list", list_emoji, Tier.TWO, ("emoji:read",), (flag("include_categories"),)),
)
