"""What the app says and where, read from the arguments that all posting methods share."""

from sandbox.content import (
    MOST_MARKDOWN,
    MOST_POSTED,
    checked_attachments,
    checked_blocks,
    checked_metadata,
    face,
    require_short_together,
)
from sandbox.errors import Json, SlackError
from sandbox.methods.arguments import document, flag, text
from sandbox.methods.registry import Call
from sandbox.posting import BotMessage, takes_replies
from sandbox.state.conversations import Conversation

CONTENT = (
    text("text"),
    text("markdown_text"),
    document("blocks", "invalid_blocks_format"),
    document("attachments", "invalid_attachments"),
    document("metadata", "invalid_metadata_format"),
)
MANNER = (
    flag("mrkdwn"),
    flag("unfurl_links"),
    flag("unfurl_media"),
    flag("unfurl_app_links"),
    flag("link_names"),
    text("parse"),
    flag("as_user"),
)
FACE = (text("username"), text("icon_emoji"), text("icon_url"))


def target(call: Call) -> Conversation:
    """
    The conversation to post to: by its id, by its name, or the direct message of a user's id.

    Raises:
        SlackError: channel_not_found, user_disabled or cannot_dm_bot.
    """
    slack, wanted = call.slack, call.arguments.text("channel")
    person = slack.people.get(wanted)
    if person is not None:
        if person.deleted or person.is_bot:
            raise SlackError("user_disabled" if person.deleted else "cannot_dm_bot")
        return slack.open_direct([slack.bot_user, person.id])
    channel = slack.channels.get(wanted) or slack.channels.by_name(wanted.removeprefix("#"))
    if channel is None or not slack.may_see(channel, slack.bot_user):
        raise SlackError("channel_not_found")
    return channel


def require_may_post(call: Call, channel: Conversation) -> None:
    """
    Raises:
        SlackError: is_archived, not_in_channel, messages_tab_disabled or as_user_not_supported.
    """
    if channel.is_archived:
        raise SlackError("is_archived")
    if not call.is_member(channel) and not call.has_scope("chat:write.public"):
        raise SlackError("not_in_channel")
    if channel.kind == "im" and not call.slack.manifest.messages_tab:
        raise SlackError("messages_tab_disabled")
    require_own_voice(call)


def require_own_voice(call: Call) -> None:
    """
    Posting as the person behind a token is gone with Slack's classic apps.

    Raises:
        SlackError: as_user_not_supported.
    """
    if call.arguments.flag("as_user"):
        raise SlackError("as_user_not_supported")


def borrowed_face(call: Call) -> Json:
    """
    What the message holds that is posted under another name or picture.

    Raises:
        SlackError: missing_scope.
    """
    if any(call.arguments.given(argument.name) for argument in FACE):
        call.require_scope("chat:write.customize")
    given = call.arguments.text
    return face(given("username"), given("icon_emoji"), given("icon_url"))


def bot_message(call: Call, channel: Conversation, looks: Json) -> BotMessage:
    """
    What is to be said, checked; `looks` is a borrowed face, or nothing.

    Raises:
        SlackError: no_text, msg_too_long, markdown_text_conflict, thread_not_found, cannot_reply_to_message, or what is
            wrong with the blocks, attachments or metadata.
    """
    arguments = call.arguments
    words, blocks = arguments.text("text"), checked_blocks(arguments.document("blocks"))
    require_short_together(blocks)
    attachments = checked_attachments(arguments.document("attachments"))
    markdown = arguments.text("markdown_text")
    if markdown:
        if words or blocks:
            raise SlackError("markdown_text_conflict")
        if len(markdown) > MOST_MARKDOWN:
            raise SlackError("msg_too_long")
        words, blocks = markdown, [{"type": "markdown", "text": markdown}]
    if not (words.strip() or blocks or attachments):
        raise SlackError("no_text")
    if len(words) > MOST_POSTED:
        raise SlackError("msg_too_long")
    extra: Json = {"attachments": attachments} if attachments else {}
    return BotMessage(
        text=words,
        blocks=blocks,
        metadata=checked_metadata(arguments.document("metadata")),
        thread_ts=thread(call, channel),
        extra=extra | looks,
    )


def thread(call: Call, channel: Conversation) -> str:
    """
    The thread's parent; a reply's ts leads to the parent of its thread.

    Raises:
        SlackError: thread_not_found or cannot_reply_to_message.
    """
    wanted = call.arguments.text("thread_ts")
    if not wanted:
        return ""
    message = call.slack.messages.get(channel.id, wanted)
    if message is None:
        raise SlackError("thread_not_found")
    if not takes_replies(message):
        raise SlackError("cannot_reply_to_message")
    return str(message.get("thread_ts", message["ts"]))
