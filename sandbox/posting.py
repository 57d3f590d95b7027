"""Putting, changing and removing messages, so that the store, the pages and the app all learn of it."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sandbox import events, threads
from sandbox.blocks.filling import filled
from sandbox.errors import Json
from sandbox.inbound.dispatch import EventSending
from sandbox.state.conversations import Conversation
from sandbox.state.ids import new_secret
from sandbox.state.messages import is_broadcast, is_reply
from sandbox.state.people import SLACKBOT

if TYPE_CHECKING:
    from sandbox.local_slack import LocalSlack

_FACES_KEPT = 5


@dataclass(frozen=True)
class BotMessage:
    """What the bot says: text, checked blocks, and what goes with them."""

    text: str
    blocks: list[Json] | None = None
    metadata: Json | None = None
    thread_ts: str = ""
    extra: Json = field(default_factory=dict)

    def as_message(self, slack: "LocalSlack", ts: str) -> Json:
        message: Json = {
            "type": "message",
            "user": slack.bot_user,
            "ts": ts,
            "bot_id": slack.bot_id,
            "app_id": slack.app_id,
            "text": self.text,
            "team": slack.team_id,
            "bot_profile": bot_profile(slack),
            **self.extra,
        }
        if self.blocks:
            message["blocks"] = filled(self.blocks)
        if self.metadata:
            message["metadata"] = self.metadata
        if self.thread_ts:
            message["thread_ts"] = self.thread_ts
        return message


def bot_profile(slack: "LocalSlack") -> Json:
    return {
        "id": slack.bot_id,
        "app_id": slack.app_id,
        "user_id": slack.bot_user,
        "name": slack.manifest.bot_display_name,
        "icons": {},
        "deleted": False,
        "updated": slack.created,
        "team_id": slack.team_id,
    }


def post(slack: "LocalSlack", channel: Conversation, message: Json, event: Json | None = None) -> EventSending | None:
    """Put a message into a conversation; `event` is what the app is told where that differs from what is stored."""
    parent = _parent(slack, channel, message)
    if parent is not None:
        message["parent_user_id"] = parent.get("user", "")
    slack.messages.put(channel.id, message)
    if parent is not None:
        threads.replied(slack, channel, parent, message)
    if channel.kind == "im" and slack.bot_user in channel.members and not channel.opened:
        channel.opened = True
        slack.channels.keep(channel)
    slack.tell(channel, {"type": "message", "channel": channel.id, "message": message})
    told = event or message
    if parent is not None:
        _count_reply(slack, channel, parent)
        if is_broadcast(message):
            # What was answered shows with this reply counted.
            broadcast(slack, channel, message)
            slack.messages.put(channel.id, message)
            told = told | {"root": message["root"]}
    return events.message(slack, channel, told)


def takes_replies(message: Json) -> bool:
    """Whether a thread may begin here: not under notices of Slack itself."""
    kind, _, what = str(message.get("subtype", "")).partition("_")
    return kind not in {"channel", "group"} or not what


def broadcast(slack: "LocalSlack", channel: Conversation, message: Json) -> None:
    """Make a reply one that the channel shows as well, with the message it answers."""
    root = slack.messages.get(channel.id, message["thread_ts"]) or {}
    message["subtype"] = "thread_broadcast"
    message["root"] = {"thread_ts": message["thread_ts"], **without_metadata(root)}


def change(
    slack: "LocalSlack", channel: Conversation, message: Json, editor: str | None, told: Json | None = None
) -> None:
    """
    Store a changed message; with an editor it is marked as edited by them.

    Args:
        told: what the app learns beyond what is stored.
    """
    before = slack.messages.get(channel.id, message["ts"])
    ts = slack.messages.new_ts()
    if editor is not None:
        message["edited"] = {"user": editor, "ts": ts}
    slack.messages.put(channel.id, message)
    slack.tell(channel, {"type": "message_changed", "channel": channel.id, "message": shown(channel, message)})
    body = {
        "type": "message",
        "subtype": "message_changed",
        "message": message | (told or {}),
        "previous_message": before,
    }
    events.message(slack, channel, body | {"hidden": True, "ts": ts})


def remove(slack: "LocalSlack", channel: Conversation, message: Json) -> None:
    """Delete a message; one with replies leaves a stone where it stood, as in Slack."""
    ts = message["ts"]
    slack.messages.remove(channel.id, ts)
    if any(pin["ts"] == ts for pin in channel.pins):
        channel.pins = [pin for pin in channel.pins if pin["ts"] != ts]
        slack.channels.keep(channel)
    slack.tell(channel, {"type": "message_deleted", "channel": channel.id, "ts": ts})
    if message.get("reply_count"):
        kept = {key: message[key] for key in ("type", "ts", "thread_ts", "reply_count", "latest_reply")}
        stone = kept | {"subtype": "tombstone", "user": SLACKBOT, "text": "This message was deleted.", "hidden": True}
        slack.messages.put(channel.id, stone)
        slack.tell(channel, {"type": "message", "channel": channel.id, "message": stone})
    elif is_reply(message):
        parent = slack.messages.get(channel.id, message["thread_ts"])
        if parent is not None:
            _count_reply(slack, channel, parent)
    body = {"type": "message", "subtype": "message_deleted", "deleted_ts": ts, "previous_message": message}
    events.message(slack, channel, body | {"hidden": True, "ts": slack.messages.new_ts()})


def post_ephemeral(slack: "LocalSlack", channel: Conversation, viewer: str, message: Json) -> Json:
    """Show a message to one viewer only."""
    shown_message = message | {"ephemeral": True, "is_ephemeral": True}
    slack.messages.put_ephemeral(viewer, channel.id, shown_message)
    event = {"type": "message", "channel": channel.id, "message": shown_message}
    slack.pages.publish(event, lambda someone: someone == viewer)
    return shown_message


def change_ephemeral(slack: "LocalSlack", channel: Conversation, viewer: str, message: Json) -> None:
    slack.messages.change_ephemeral(viewer, channel.id, message)
    event = {"type": "message_changed", "channel": channel.id, "message": message}
    slack.pages.publish(event, lambda someone: someone == viewer)


def remove_ephemeral(slack: "LocalSlack", channel: Conversation, viewer: str, ts: str) -> None:
    slack.messages.remove_ephemeral(viewer, channel.id, ts)
    event = {"type": "message_deleted", "channel": channel.id, "ts": ts}
    slack.pages.publish(event, lambda someone: someone == viewer)


def slackbot_says(slack: "LocalSlack", channel: Conversation, viewer: str, text: str) -> Json:
    """What Slack itself tells one person, such as that a command failed."""
    message = {"type": "message", "user": SLACKBOT, "ts": slack.messages.new_ts(), "text": text}
    return post_ephemeral(slack, channel, viewer, message)


def human_message(slack: "LocalSlack", user: str, text: str, thread_ts: str) -> tuple[Json, Json]:
    """A message as a person typed it: what is stored, and what the app is told (with Slack's rich text)."""
    message: Json = {
        "type": "message",
        "user": user,
        "ts": slack.messages.new_ts(),
        "client_msg_id": new_secret(""),
        "text": text,
        "team": slack.team_id,
    }
    if thread_ts:
        message["thread_ts"] = thread_ts
    return message, message | {"blocks": typed_blocks(text)}


def typed_blocks(text: str) -> list[Json]:
    """The rich text that Slack's own client sends beside a typed text."""
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return [{"type": "rich_text", "block_id": "rich", "elements": [section]}]


def shown(channel: Conversation, message: Json) -> Json:
    """A message as people see it, with its pin."""
    pinned = any(pin["ts"] == message["ts"] for pin in channel.pins)
    return message | {"pinned": True} if pinned else message


def without_metadata(message: Json) -> Json:
    return {key: value for key, value in message.items() if key != "metadata"}


def _parent(slack: "LocalSlack", channel: Conversation, message: Json) -> Json | None:
    if not is_reply(message) and not is_broadcast(message):
        return None
    return slack.messages.get(channel.id, message["thread_ts"])


def _count_reply(slack: "LocalSlack", channel: Conversation, parent: Json) -> None:
    thread = slack.messages.thread_in_numbers(channel.id, parent["ts"], _FACES_KEPT)
    changed = {key: value for key, value in parent.items() if key not in _THREAD_KEYS}
    if thread.count:
        changed |= {
            "thread_ts": parent["ts"],
            "reply_count": thread.count,
            "reply_users_count": thread.people,
            "reply_users": thread.first_people,
            "latest_reply": thread.latest,
        }
    slack.messages.put(channel.id, changed)
    slack.threads.ended(channel.id, parent["ts"], thread.latest)
    slack.tell(channel, {"type": "message_changed", "channel": channel.id, "message": shown(channel, changed)})


_THREAD_KEYS = {"thread_ts", "reply_count", "reply_users_count", "reply_users", "latest_reply"}
