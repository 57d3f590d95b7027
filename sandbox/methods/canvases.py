"""
Canvases in a simple form: a document in Markdown, kept as a file of the app.

Sections have no ids here, so that only the whole and its two ends can be changed.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.errors import InvalidArguments, Json, SlackError
from sandbox.methods.arguments import document, needed, needed_document, text
from sandbox.methods.registry import Call, Method
from sandbox.rates import Tier
from sandbox.state.conversations import Conversation
from sandbox.state.files import CANVAS, StoredFile

_LONGEST = 1_048_576
_UNTITLED = "Untitled"


def create(call: Call) -> Json:
    channel = _channel(call) if call.arguments.text("channel_id") else None
    return {"canvas_id": _created(call, channel).id}


def create_for_channel(call: Call) -> Json:
    channel = _channel(call)
    known = call.slack.files.get(channel.canvas) if channel.canvas else None
    if known is not None and not known.is_deleted:
        raise SlackError("channel_canvas_already_exists")
    channel.canvas = _created(call, channel).id
    call.slack.channels.keep(channel)
    return {"canvas_id": channel.canvas}


def _created(call: Call, channel: Conversation | None) -> StoredFile:
    slack = call.slack
    content = _markdown(call.arguments.document("document_content"), "/document_content")
    default = channel.name if channel is not None and channel.name else _UNTITLED
    title = call.arguments.text("title") or default
    return slack.files.add(slack.bot_user, title, content.encode(), CANVAS)


def _channel(call: Call) -> Conversation:
    channel = call.channel("channel_id")
    if not call.is_member(channel) or channel.is_archived:
        raise SlackError("restricted_action")
    return channel


def edit(call: Call) -> Json:
    canvas, changes = _canvas(call), call.arguments.document("changes")
    if not isinstance(changes, list) or not changes or not all(isinstance(one, dict) for one in changes):
        raise InvalidArguments("must provide an array [json-pointer:/changes]")
    if len(changes) > 1:
        raise InvalidArguments("no more than 1 items allowed [json-pointer:/changes]")
    _apply(call, canvas, changes[0])
    return {}


def _apply(call: Call, canvas: StoredFile, change: Json) -> None:
    files, operation = call.slack.files, change.get("operation")
    before = files.content(canvas).decode()
    if operation == "rename":
        title = _markdown(change.get("title_content"), "/changes/0/title_content")
        files.rewrite(canvas, title, before.encode())
        return
    if operation not in _JOINED and operation not in _OF_SECTIONS:
        raise InvalidArguments("must be a known operation [json-pointer:/changes/0/operation]")
    if operation in _OF_SECTIONS or change.get("section_id"):
        raise SlackError("canvas_editing_failed", detail="there is no section of that id")
    added = _markdown(change.get("document_content"), "/changes/0/document_content")
    files.rewrite(canvas, canvas.title, _JOINED[str(operation)](before, added).encode())


_JOINED: Mapping[str, Callable[[str, str], str]] = {
    "insert_at_start": lambda before, added: f"{added}\n{before}",
    "insert_at_end": lambda before, added: f"{before}\n{added}",
    "replace": lambda _before, added: added,
}
_OF_SECTIONS = {"insert_after", "insert_before", "delete"}


def delete(call: Call) -> Json:
    call.slack.files.delete(_canvas(call))
    return {}


def _canvas(call: Call) -> StoredFile:
    canvas = call.slack.files.get(call.arguments.text("canvas_id"))
    if canvas is None or canvas.is_deleted or canvas.mimetype != CANVAS or canvas.user != call.slack.bot_user:
        raise SlackError("canvas_not_found")
    return canvas


def _markdown(content: Any, pointer: str) -> str:
    if content is None:
        return ""
    if not isinstance(content, dict) or content.get("type") != "markdown":
        raise InvalidArguments(f"must be of type markdown [json-pointer:{pointer}]")
    markdown = content.get("markdown")
    if not isinstance(markdown, str) or len(markdown) > _LONGEST:
        raise InvalidArguments(f"must provide at most {_LONGEST} characters [json-pointer:{pointer}/markdown]")
    return markdown


_WRITE = ("canvases:write",)
_CONTENT = (text("title"), document("document_content"))
_CANVAS = needed("canvas_id", "canvas_not_found")
_CHANNEL = needed("channel_id", "channel_not_found")

METHODS = (
    Method("canvases.create", create, Tier.TWO, _WRITE, (text("channel_id"), *_CONTENT)),
    Method("canvases.edit", edit, Tier.THREE, _WRITE, (_CANVAS, needed_document("changes"))),
    Method("canvases.delete", delete, Tier.THREE, _WRITE, (_CANVAS,)),
    Method("conversations.canvases.create", create_for_channel, Tier.TWO, _WRITE, (_CHANNEL, *_CONTENT)),
)
