"""Files the app uploads, finds and deletes."""

from typing import Any

from sandbox import files, posting
from sandbox.blocks.checking import require_message_blocks
from sandbox.errors import InvalidArguments, Json, SlackError
from sandbox.methods.arguments import document, integer, needed, needed_document, text
from sandbox.methods.registry import Call, Method
from sandbox.posting import BotMessage
from sandbox.rates import Tier
from sandbox.state.conversations import Conversation
from sandbox.state.files import StoredFile

_MOST_COMMENTED = 40_000
_MOST_LISTED = 1000
_MOST_PLACES = 100
_LONGEST_ALT = 1000
_LARGEST_SNIPPET = 1_000_000
_LARGEST = 1_000_000_000
_TYPES = {"images": ("jpg", "png", "gif", "webp", "svg", "heic"), "pdfs": ("pdf",), "zips": ("zip",)}
# Kinds of Slack's own that nothing here is of.
_NEVER = {"spaces", "snippets", "gdocs"}


def get_upload_url(call: Call) -> Json:
    slack, length = call.slack, call.arguments.integer("length", 0)
    if length <= 0:
        raise SlackError("missing_argument")
    if length > _LARGEST:
        raise SlackError("file_upload_size_restricted")
    name, alt = call.arguments.text("filename"), call.arguments.text("alt_txt")
    if len(alt) > _LONGEST_ALT:
        raise SlackError("alt_txt_too_large")
    if call.arguments.text("snippet_type") and length > _LARGEST_SNIPPET:
        raise SlackError("snippet_too_large")
    secret, file_id = slack.files.announce(slack.bot_user, name, length, alt)
    return {"upload_url": f"{slack.base_url}/upload/v1/{secret}", "file_id": file_id}


def complete_upload(call: Call) -> Json:
    slack, arguments = call.slack, call.arguments
    wanted = _wanted(arguments.document("files"))
    places = _places(call)
    comment = arguments.text("initial_comment")
    if len(comment) > _MOST_COMMENTED:
        raise SlackError("msg_too_long")
    blocks = arguments.document("blocks")
    checked = require_message_blocks(blocks) if blocks and not comment else None
    if not all(slack.files.sent(file_id) for file_id, _ in wanted):
        raise SlackError("file_not_found")
    completed = [slack.files.complete(file_id, title) for file_id, title in wanted]
    # The answer leaves before the files are shared, as Slack's does: where they went, files.info tells.
    answer = {"files": [files.file_with_shares(slack, file) for file in completed]}
    for channel, thread_ts in places:
        spoken = BotMessage(comment, checked, None, thread_ts, files.in_message(slack, completed))
        message = spoken.as_message(slack, slack.messages.new_ts())
        posting.post(slack, channel, message, message | {"subtype": "file_share"})
        files.shared(slack, completed, channel, message)
    return answer


def _wanted(given: Any) -> list[tuple[str, str]]:
    if not isinstance(given, list) or not given:
        raise InvalidArguments("must provide at least 1 items [json-pointer:/files]")
    found: list[tuple[str, str]] = []
    for index, one in enumerate(given):
        if not isinstance(one, dict) or not isinstance(one.get("id"), str):
            raise InvalidArguments(f"missing required field: id [json-pointer:/files/{index}]")
        found.append((one["id"], str(one.get("title") or "")))
    if len({file_id for file_id, _ in found}) < len(found):
        raise InvalidArguments("items must be unique [json-pointer:/files]")
    return found


def _places(call: Call) -> list[tuple[Conversation, str]]:
    """Where to share: each conversation, and the thread in it."""
    slack, arguments = call.slack, call.arguments
    named = [arguments.text("channel_id"), *arguments.text("channels").split(",")]
    places: list[tuple[Conversation, str]] = []
    wanted_places = dict.fromkeys(name.strip() for name in named if name.strip())
    if len(wanted_places) > _MOST_PLACES:
        raise SlackError("channels_limit_exceeded")
    for wanted in wanted_places:
        person = slack.people.get(wanted)
        direct = person is not None and not (person.is_bot or person.deleted)
        channel = slack.open_direct([slack.bot_user, wanted]) if direct else slack.channels.get(wanted)
        if channel is None or not slack.may_see(channel, slack.bot_user):
            raise SlackError("channel_not_found")
        if not call.is_member(channel):
            raise SlackError("not_in_channel")
        if channel.is_archived:
            raise SlackError("is_archived")
        places.append((channel, _thread(call, channel)))
    return places


def _thread(call: Call, channel: Conversation) -> str:
    wanted = call.arguments.text("thread_ts")
    if not wanted:
        return ""
    message = call.slack.messages.get(channel.id, wanted)
    if message is None:
        raise SlackError("thread_not_found")
    if not posting.takes_replies(message):
        raise SlackError("cannot_reply_to_message")
    return str(message.get("thread_ts", wanted))


def info(call: Call) -> Json:
    file = _visible(call)
    shown = files.file_with_shares(call.slack, file)
    return {"file": shown, "comments": [], "response_metadata": {"next_cursor": ""}}


def list_all(call: Call) -> Json:
    slack, arguments = call.slack, call.arguments
    if arguments.text("user"):
        call.user(arguments.text("user"))
    count, number = arguments.integer("count", 100), arguments.integer("page", 1)
    if not 0 < count <= _MOST_LISTED or number < 1:
        raise InvalidArguments(f"count must be between 1 and {_MOST_LISTED}, page at least 1")
    kinds = _kinds(arguments.text("types") or "all")
    found = [file for file in slack.files if files.may_read(slack, file, slack.bot_user) and _fits(call, file, kinds)]
    pages = -(-len(found) // count)
    shown = found[(number - 1) * count : number * count]
    return {
        "files": [files.file_with_shares(slack, file) for file in shown],
        "paging": {"count": count, "total": len(found), "page": number, "pages": pages},
    }


def _fits(call: Call, file: StoredFile, kinds: list[str]) -> bool:
    arguments = call.arguments
    if arguments.text("user") not in {"", file.user}:
        return False
    if arguments.text("channel"):
        channel = call.channel()
        if all(where.id != channel.id for where, _ in files.shown_at(call.slack, file)):
            return False
    earliest, latest = _instant(call, "ts_from", 0.0), _instant(call, "ts_to", float("inf"))
    of_kind = "all" in kinds or any(file.filetype in _TYPES.get(kind, ()) for kind in kinds)
    return earliest <= file.created <= latest and of_kind


def _instant(call: Call, name: str, default: float) -> float:
    given = call.arguments.text(name)
    try:
        return default if given in {"", "now"} else float(given)
    except ValueError as error:
        raise InvalidArguments(f"must be a timestamp [json-pointer:/{name}]") from error


def _kinds(wanted: str) -> list[str]:
    kinds = [kind.strip() for kind in wanted.split(",")]
    if any(kind != "all" and kind not in _TYPES and kind not in _NEVER for kind in kinds):
        raise SlackError("unknown_type")
    return kinds


def delete(call: Call) -> Json:
    file = _visible(call)
    if file.user != call.slack.bot_user:
        raise SlackError("cant_delete_file")
    files.remove(call.slack, file)
    return {}


def _visible(call: Call) -> StoredFile:
    file = call.slack.files.get(call.arguments.text("file"))
    if file is None:
        raise SlackError("file_not_found")
    if not files.may_read(call.slack, file, call.slack.bot_user):
        raise SlackError("file_not_found")
    if file.is_deleted:
        raise SlackError("file_deleted")
    return file


METHODS = (
    Method(
        "files.getUploadURLExternal",
        get_upload_url,
        Tier.FOUR,
        ("files:write",),
        (needed("filename"), integer("length"), text("alt_txt"), text("snippet_type")),
    ),
    Method(
        "files.completeUploadExternal",
        complete_upload,
        Tier.FOUR,
        ("files:write",),
        (
            needed_document("files"),
            text("channel_id"),
            text("channels"),
            text("thread_ts"),
            text("initial_comment"),
            document("blocks", "invalid_blocks_format"),
        ),
    ),
    Method("files.info", info, Tier.FOUR, ("files:read",), (needed("file", "file_not_found"),)),
    Method(
        "files.list",
        list_all,
        Tier.THREE,
        ("files:read",),
        (
            text("channel"),
            text("user"),
            text("ts_from"),
            text("ts_to"),
            text("types"),
            integer("count"),
            integer("page"),
        ),
    ),
    Method("files.delete", delete, Tier.THREE, ("files:write",), (needed("file", "file_not_found"),)),
)
