"""Messages the app posts, changes and deletes."""

from typing import Any

from sandbox import posting
from sandbox.blocks.filling import filled
from sandbox.content import (
    MOST_MARKDOWN,
    MOST_UPDATED,
    checked_attachments,
    checked_blocks,
    checked_metadata,
    require_short_together,
)
from sandbox.errors import Json, SlackError
from sandbox.methods.arguments import flag, needed, text
from sandbox.methods.registry import Call, Method
from sandbox.methods.speaking import (
    CONTENT,
    FACE,
    MANNER,
    borrowed_face,
    bot_message,
    require_may_post,
    require_own_voice,
    target,
)
from sandbox.permalinks import permalink
from sandbox.rates import Tier
from sandbox.state.conversations import Conversation
from sandbox.state.messages import is_reply

_MINUTE = 60


def post_message(call: Call) -> Json:
    slack = call.slack
    channel = target(call)
    require_may_post(call, channel)
    slack.rates.posting(channel.id)
    wanted = bot_message(call, channel, borrowed_face(call))
    message = wanted.as_message(slack, slack.messages.new_ts())
    if wanted.thread_ts and call.arguments.flag("reply_broadcast"):
        posting.broadcast(slack, channel, message)
    posting.post(slack, channel, message)
    return {"channel": channel.id, "ts": message["ts"], "message": message}


def post_ephemeral(call: Call) -> Json:
    slack, arguments = call.slack, call.arguments
    channel = call.channel()
    if not call.is_member(channel):
        raise SlackError("not_in_channel")
    if channel.is_archived:
        raise SlackError("is_archived")
    if channel.kind == "im" and not slack.manifest.messages_tab:
        raise SlackError("messages_tab_disabled")
    require_own_voice(call)
    viewer = call.user(arguments.text("user"), "user_not_found")
    if viewer.id not in channel.members:
        raise SlackError("user_not_in_channel")
    message = bot_message(call, channel, borrowed_face(call)).as_message(slack, slack.messages.new_ts())
    posting.post_ephemeral(slack, channel, viewer.id, message)
    return {"message_ts": message["ts"]}


def update(call: Call) -> Json:
    slack = call.slack
    channel = call.channel()
    message = _own(call, channel, "cant_update_message")
    if channel.is_archived:
        raise SlackError("is_inactive")
    require_own_voice(call)
    window = slack.preferences.edit_window
    if window is not None and slack.clock.now() - float(message["ts"]) > window * _MINUTE:
        raise SlackError("edit_window_closed")
    changed = _with_content(call, message)
    if call.arguments.flag("reply_broadcast"):
        _broadcast(call, channel, message, changed)
    # A text that replaces a text is marked as edited; where the app draws with blocks, nothing shows.
    posting.change(slack, channel, changed, None if changed.get("blocks") else slack.bot_user)
    return {"channel": channel.id, "ts": changed["ts"], "text": changed["text"], "message": changed}


def _with_content(call: Call, message: Json) -> Json:
    """The message with what is named; a text without blocks takes the place of the blocks."""
    arguments, changed = call.arguments, dict(message)
    words, blocks = arguments.text("text"), checked_blocks(arguments.document("blocks"))
    require_short_together(blocks)
    attachments = checked_attachments(arguments.document("attachments"))
    if arguments.text("markdown_text"):
        words, blocks = _markdown(arguments.text("markdown_text"), words, blocks)
    named = words.strip() or blocks or attachments
    if not (named or arguments.given("metadata") or arguments.flag("reply_broadcast")):
        raise SlackError("no_text")
    if len(words) > MOST_UPDATED:
        raise SlackError("msg_too_long")
    if words or blocks is not None:
        changed.pop("blocks", None)
        changed["text"] = words
        changed |= {"blocks": filled(blocks)} if blocks else {}
    if arguments.given("attachments"):
        changed.pop("attachments", None)
        changed |= {"attachments": attachments} if attachments else {}
    if arguments.given("metadata"):
        changed.pop("metadata", None)
        metadata = checked_metadata(arguments.document("metadata"), removing=True)
        changed |= {"metadata": metadata} if metadata else {}
    return changed


def _markdown(markdown: str, words: str, blocks: list[Json] | None) -> tuple[str, list[Json]]:
    if words or blocks:
        raise SlackError("markdown_text_conflict")
    if len(markdown) > MOST_MARKDOWN:
        raise SlackError("msg_too_long")
    return markdown[:MOST_UPDATED], [{"type": "markdown", "text": markdown}]


def _broadcast(call: Call, channel: Conversation, before: Json, changed: Json) -> None:
    """Show an existing reply in the channel as well, as it is."""
    if not is_reply(before):
        raise SlackError("cant_broadcast_message")
    if any(before.get(key) != changed.get(key) for key in ("text", "blocks", "attachments")):
        raise SlackError("no_dual_broadcast_content_update")
    posting.broadcast(call.slack, channel, changed)


def delete(call: Call) -> Json:
    channel = call.channel()
    require_own_voice(call)
    message = _own(call, channel, "cant_delete_message")
    posting.remove(call.slack, channel, message)
    return {"channel": channel.id, "ts": message["ts"]}


def get_permalink(call: Call) -> Json:
    channel = call.channel()
    message = call.slack.messages.get(channel.id, call.arguments.text("message_ts"))
    if message is None:
        raise SlackError("message_not_found")
    return {"channel": channel.id, "permalink": permalink(call.slack, channel.id, message)}


def _own(call: Call, channel: Conversation, refusal: str) -> Json:
    message: Any = call.slack.messages.get(channel.id, call.arguments.text("ts"))
    if message is None or message.get("subtype") == "tombstone":
        raise SlackError("message_not_found")
    if message.get("bot_id") != call.slack.bot_id:
        raise SlackError(refusal)
    found: Json = message
    return found


_CHANNEL = needed("channel", "channel_not_found")
_TS = needed("ts", "message_not_found")

METHODS = (
    Method(
        "chat.postMessage",
        post_message,
        Tier.POSTING,
        ("chat:write",),
        (_CHANNEL, *CONTENT, *MANNER, *FACE, text("thread_ts"), flag("reply_broadcast")),
    ),
    Method(
        "chat.postEphemeral",
        post_ephemeral,
        Tier.FOUR,
        ("chat:write",),
        (_CHANNEL, needed("user", "user_not_found"), *CONTENT, *MANNER, *FACE, text("thread_ts")),
    ),
    Method(
        "chat.update",
        update,
        Tier.THREE,
        ("chat:write",),
        (_CHANNEL, _TS, *CONTENT, *MANNER, flag("reply_broadcast")),
    ),
    Method("chat.delete", delete, Tier.THREE, ("chat:write",), (_CHANNEL, _TS, flag("as_user"))),
    Method(
        "chat.getPermalink",
        get_permalink,
        Tier.OFTEN,
        (),
        (_CHANNEL, needed("message_ts", "message_not_found")),
    ),
)
