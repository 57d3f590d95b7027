"""Events for the app: sent when the manifest subscribes to them and the scopes allow it, and not otherwise."""

from typing import TYPE_CHECKING

from sandbox.errors import Json
from sandbox.inbound.dispatch import EventSending
from sandbox.permalinks import permalink
from sandbox.shapes import dnd_json, user_json, usergroup_json, view_for_app
from sandbox.state.conversations import Conversation
from sandbox.state.ids import new_secret
from sandbox.state.people import Person
from sandbox.state.usergroups import Usergroup

if TYPE_CHECKING:
    from sandbox.local_slack import LocalSlack

# For each subscription, the scopes of which one is enough.
_SCOPES: dict[str, tuple[str, ...]] = {
    "app_home_opened": (),
    "app_mention": ("app_mentions:read",),
    "app_uninstalled": (),
    "channel_archive": ("channels:read",),
    "channel_created": ("channels:read",),
    "channel_left": ("channels:read",),
    "channel_rename": ("channels:read",),
    "channel_unarchive": ("channels:read",),
    "dnd_updated_user": ("dnd:read",),
    "file_deleted": ("files:read",),
    "file_shared": ("files:read",),
    "group_archive": ("groups:read",),
    "group_left": ("groups:read",),
    "group_rename": ("groups:read",),
    "group_unarchive": ("groups:read",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "member_left_channel": ("channels:read", "groups:read"),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "message.mpim": ("mpim:history",),
    "pin_added": ("pins:read",),
    "pin_removed": ("pins:read",),
    "reaction_added": ("reactions:read",),
    "reaction_removed": ("reactions:read",),
    "subteam_created": ("usergroups:read",),
    "subteam_members_changed": ("usergroups:read",),
    "subteam_updated": ("usergroups:read",),
    "team_join": ("users:read",),
    "tokens_revoked": (),
    "user_change": ("users:read",),
}
_MESSAGE_OF = {"channel": "message.channels", "private": "message.groups", "im": "message.im", "mpim": "message.mpim"}
# What people say, and not what happened to a message.
_SAID = {None, "file_share", "thread_broadcast"}
_CHANNEL_TYPE = {"channel": "channel", "private": "group", "im": "im", "mpim": "mpim"}


def subscriptions() -> tuple[str, ...]:
    """Every event an app may subscribe to here."""
    return tuple(_SCOPES)


def subscribed(slack: "LocalSlack", subscription: str) -> bool:
    scopes = _SCOPES[subscription]
    allowed = not scopes or any(scope in slack.bot_scopes for scope in scopes)
    return slack.installed and subscription in slack.manifest.bot_events and allowed


def send(slack: "LocalSlack", subscription: str, event: Json) -> EventSending | None:
    """Send an event in Slack's wrapper, if the app is to have it."""
    if not subscribed(slack, subscription):
        return None
    payload: Json = {
        "token": slack.credentials.verification_token,
        "team_id": slack.team_id,
        "context_team_id": slack.team_id,
        "context_enterprise_id": None,
        "api_app_id": slack.app_id,
        "event": event,
        "type": "event_callback",
        "event_id": slack.ids.new("Ev"),
        "event_time": int(float(event["event_ts"])),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": slack.team_id,
                "user_id": slack.bot_user,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
        "event_context": new_secret("4-"),
    }
    return slack.dispatcher.send_event(str(event["type"]), payload)


def message(slack: "LocalSlack", channel: Conversation, body: Json) -> EventSending | None:
    """A message event (posted, changed or deleted) of a conversation the bot is in, and the mention it may hold."""
    if slack.bot_user not in channel.members:
        return None
    # Metadata is told by events of their own, which this app does not subscribe to.
    event: Json = {key: value for key, value in body.items() if key != "metadata"}
    event |= {"channel": channel.id, "channel_type": _CHANNEL_TYPE[channel.kind]}
    event.setdefault("event_ts", event["ts"])
    sending = send(slack, _MESSAGE_OF[channel.kind], event)
    mentioned = f"<@{slack.bot_user}>" in str(body.get("text", "")) and body.get("subtype") in _SAID
    if mentioned and channel.kind != "im" and body.get("user") != slack.bot_user:
        mention = {key: value for key, value in event.items() if key != "channel_type"}
        mention_sending = send(slack, "app_mention", mention | {"type": "app_mention"})
        sending = sending or mention_sending
    return sending


def file_shared(slack: "LocalSlack", file_id: str, channel: Conversation, user: str) -> EventSending | None:
    """A message of a conversation the bot is in shows a file."""
    if slack.bot_user not in channel.members:
        return None
    event: Json = {
        "type": "file_shared",
        "file_id": file_id,
        "user_id": user,
        "file": {"id": file_id},
        "channel_id": channel.id,
        "event_ts": slack.messages.new_ts(),
    }
    return send(slack, "file_shared", event)


def home_opened(slack: "LocalSlack", user: str, channel: Conversation) -> EventSending | None:
    event: Json = {
        "type": "app_home_opened",
        "user": user,
        "channel": channel.id,
        "tab": "home",
        "event_ts": slack.messages.new_ts(),
    }
    view = slack.views.home(user)
    if view is not None:
        event["view"] = view_for_app(view)
    return send(slack, "app_home_opened", event)


def person(slack: "LocalSlack", subscription: str, someone: Person) -> EventSending | None:
    """team_join or user_change."""
    event: Json = {
        "type": subscription,
        "user": user_json(slack, someone, with_email="users:read.email" in slack.bot_scopes)
        | {"locale": someone.locale},
        "cache_ts": int(slack.clock.now()),
        "event_ts": slack.messages.new_ts(),
    }
    return send(slack, subscription, event)


def dnd(slack: "LocalSlack", someone: Person) -> EventSending | None:
    """Somebody's do-not-disturb is another."""
    event: Json = {
        "type": "dnd_updated_user",
        "user": someone.id,
        "dnd_status": dnd_json(slack, someone),
        "event_ts": slack.messages.new_ts(),
    }
    return send(slack, "dnd_updated_user", event)


def membership(
    slack: "LocalSlack", subscription: str, channel: Conversation, user: str, inviter: str = ""
) -> EventSending | None:
    """member_joined_channel or member_left_channel, of a channel the bot is in."""
    if channel.is_direct or (slack.bot_user not in channel.members and user != slack.bot_user):
        return None
    event: Json = {
        "type": subscription,
        "user": user,
        "channel": channel.id,
        "channel_type": "C" if channel.kind == "channel" else "G",
        "team": slack.team_id,
        "event_ts": slack.messages.new_ts(),
    }
    if inviter:
        event["inviter"] = inviter
    return send(slack, subscription, event)


def subteam(slack: "LocalSlack", subscription: str, group: Usergroup) -> None:
    """subteam_created or subteam_updated."""
    event = {"type": subscription, "subteam": usergroup_json(slack, group), "event_ts": slack.messages.new_ts()}
    send(slack, subscription, event)


def subteam_members(slack: "LocalSlack", before: Usergroup, users: list[str]) -> None:
    """The people of a group are others than before."""
    added = [user for user in users if user not in before.users]
    removed = [user for user in before.users if user not in users]
    event: Json = {
        "type": "subteam_members_changed",
        "subteam_id": before.id,
        "team_id": slack.team_id,
        "date_previous_update": before.updated,
        "date_update": int(slack.clock.now()),
        "added_users": added,
        "added_users_count": len(added),
        "removed_users": removed,
        "removed_users_count": len(removed),
        "event_ts": slack.messages.new_ts(),
    }
    send(slack, "subteam_members_changed", event)


def pin(slack: "LocalSlack", subscription: str, channel: Conversation, message: Json, placed: Json, user: str) -> None:
    """pin_added or pin_removed by somebody; `placed` says when it was put there, and by whom."""
    if slack.bot_user not in channel.members:
        return
    shown = {key: value for key, value in message.items() if key != "metadata"}
    event: Json = {
        "type": subscription,
        "user": user,
        "channel_id": channel.id,
        "item": {
            "type": "message",
            "channel": channel.id,
            "created": placed["created"],
            "created_by": placed["created_by"],
            "message": shown | {"permalink": permalink(slack, channel.id, message)},
        },
        "item_user": message.get("user", ""),
        "pin_count": str(len(channel.pins)),
        "pinned_info": {
            "channel": channel.id,
            "pinned_by": placed["created_by"],
            "pinned_ts": placed["created"],
        },
        "event_ts": slack.messages.new_ts(),
    }
    if subscription == "pin_removed":
        event["has_pins"] = bool(channel.pins)
    send(slack, subscription, event)
