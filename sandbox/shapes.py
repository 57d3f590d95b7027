"""How users and conversations look on the wire: to the app as Slack shows them, to the page as it needs them."""

from typing import TYPE_CHECKING

from sandbox.errors import Json
from sandbox.state.conversations import Conversation
from sandbox.state.people import Person
from sandbox.state.usergroups import Usergroup

if TYPE_CHECKING:
    from sandbox.local_slack import LocalSlack

_AVATAR_SIZES = (24, 32, 48, 72, 192, 512)
# So many new messages are looked at, however many there are: nobody counts on, and the page says "500+" (its badge
# "99+"). What is further back can still make a conversation unread, but adds to no number.
_MOST_UNREAD = 500
# Comings and goings do not make a channel unread.
_NO_NEWS = {"channel_join", "channel_leave", "group_join", "group_leave", "tombstone"}
_SHOUTS = ("<!here>", "<!channel>", "<!everyone>")


def profile_json(slack: "LocalSlack", person: Person, *, with_email: bool) -> Json:
    """A profile as users.profile.get answers."""
    shown = person.display_name or (person.real_name if person.is_bot else "")
    return {
        "title": person.title,
        "phone": "",
        "skype": "",
        "real_name": person.real_name,
        "real_name_normalized": person.real_name,
        "display_name": shown,
        "display_name_normalized": shown,
        "first_name": person.real_name.partition(" ")[0],
        "last_name": person.real_name.partition(" ")[2],
        "status_text": person.status_text,
        "status_text_canonical": "",
        "status_emoji": person.status_emoji,
        "status_emoji_display_info": [],
        "status_expiration": person.status_expiration,
        "avatar_hash": person.id.lower(),
        **{f"image_{size}": f"{slack.base_url}/page/static/icon.svg" for size in _AVATAR_SIZES},
        "fields": None,
        "team": slack.team_id,
        **({"email": person.email} if with_email and not person.is_bot else {}),
        **({"api_app_id": person.app_id, "bot_id": person.bot_id} if person.bot_id else {}),
    }


def user_json(slack: "LocalSlack", person: Person, *, with_email: bool) -> Json:
    """A user as users.info answers."""
    now = slack.clock.now()
    user: Json = {
        "id": person.id,
        "team_id": slack.team_id,
        "name": person.name,
        "deleted": person.deleted,
        "profile": profile_json(slack, person, with_email=with_email),
        "is_bot": person.is_bot and person.id != "USLACKBOT",
        "is_app_user": False,
        "updated": person.updated,
    }
    if person.deleted:
        return user
    return user | {
        "color": person.color.removeprefix("#"),
        "real_name": person.real_name,
        "tz": person.tz,
        "tz_label": person.zone_label(now),
        "tz_offset": person.zone_offset(now),
        "is_admin": person.is_admin,
        "is_owner": person.is_owner,
        "is_primary_owner": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_email_confirmed": not person.is_bot,
        "who_can_share_contact_card": "EVERYONE",
    }


def page_user(slack: "LocalSlack", person: Person) -> Json:
    now = slack.clock.now()
    return {
        "id": person.id,
        "name": person.name,
        "real_name": person.real_name,
        "display_name": person.display_name,
        "title": person.title,
        "tz": person.tz,
        "tz_label": person.zone_label(now),
        "tz_offset": person.zone_offset(now),
        "locale": person.locale,
        "is_bot": person.is_bot,
        "is_admin": person.is_admin,
        "is_owner": person.is_owner,
        "deleted": person.deleted,
        "email": person.email,
        "color": person.color,
        "status_text": person.status_text,
        "status_emoji": person.status_emoji,
        "status_expiration": person.status_expiration,
        "is_away": person.is_away,
        "dnd": person.quiet.going_on(now, person.tz),
        "dnd_until": person.quiet.paused_until if person.quiet.paused_until > now else 0,
        "dnd_schedule": _nightly(person),
    }


def _nightly(person: Person) -> Json | None:
    quiet = person.quiet
    return {"from": quiet.nightly_from, "to": quiet.nightly_to} if quiet.nightly_from else None


def dnd_json(slack: "LocalSlack", person: Person) -> Json:
    """Somebody's do-not-disturb as others learn of it. Slack hides that it is a pause, and tells when it ends."""
    stretch = person.quiet.next(slack.clock.now(), person.tz)
    begin, end = stretch or (1, 1)
    return {"dnd_enabled": stretch is not None, "next_dnd_start_ts": begin, "next_dnd_end_ts": end}


def channel_json(slack: "LocalSlack", channel: Conversation) -> Json:
    """A conversation as conversations.info answers the bot."""
    common: Json = {
        "id": channel.id,
        "created": channel.created,
        "is_archived": channel.is_archived,
        "is_im": channel.kind == "im",
        "is_org_shared": False,
        "context_team_id": slack.team_id,
        "updated": channel.changed or channel.created * 1000,
    }
    if channel.kind == "im":
        return common | {"user": channel.other(slack.bot_user), "is_user_deleted": False, "priority": 0}
    return common | {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": channel.kind == "channel",
        "is_group": channel.kind == "private",
        "is_mpim": channel.kind == "mpim",
        "is_private": channel.kind != "channel",
        "is_general": channel.is_general,
        "is_member": slack.bot_user in channel.members,
        "is_shared": False,
        "is_ext_shared": False,
        "is_pending_ext_shared": False,
        "pending_shared": [],
        "pending_connected_team_ids": [],
        "shared_team_ids": [slack.team_id],
        "parent_conversation": None,
        "unlinked": 0,
        "creator": channel.creator,
        "topic": {"value": channel.topic, "creator": channel.topic_by, "last_set": channel.topic_at},
        "purpose": {"value": channel.purpose, "creator": channel.purpose_by, "last_set": channel.purpose_at},
        "previous_names": channel.previous_names,
    }


def usergroup_json(slack: "LocalSlack", group: Usergroup) -> Json:
    """A user group as usergroups.list answers, with its people."""
    private = {one for one in group.channels if (channel := slack.channels.get(one)) and channel.kind == "private"}
    return {
        "id": group.id,
        "team_id": slack.team_id,
        "is_usergroup": True,
        "is_subteam": True,
        "name": group.name,
        "description": group.description,
        "handle": group.handle,
        "is_external": False,
        "date_create": group.created,
        "date_update": group.updated,
        "date_delete": group.disabled,
        "auto_type": None,
        "auto_provision": False,
        "enterprise_subteam_id": "",
        "created_by": group.created_by,
        "updated_by": group.updated_by,
        "deleted_by": group.updated_by if group.disabled else None,
        "prefs": {"channels": [one for one in group.channels if one not in private], "groups": sorted(private)},
        "users": group.users,
        "user_count": len(group.users),
        "channel_count": len(group.channels),
    }


def page_channel(slack: "LocalSlack", channel: Conversation, viewer: str) -> Json:
    """
    A conversation as one viewer sees it.

    `mentions` is the number in the badge: in direct messages every unread message, elsewhere those that name the
    viewer or everyone. `unread_is_more` says that only the newest were counted.
    """
    last_read = channel.reads.get(viewer, "")
    member = viewer in channel.members
    looked_at = slack.messages.shown_since(channel.id, last_read, _MOST_UNREAD + 1) if member else []
    fresh = _unread(looked_at[:_MOST_UNREAD], viewer)
    naming = fresh if channel.is_direct else [message for message in fresh if _names(message, viewer)]
    return {
        "id": channel.id,
        "kind": channel.kind,
        "name": page_name(slack, channel, viewer),
        "user": channel.other(viewer) if channel.kind == "im" else None,
        "members": channel.members,
        "topic": channel.topic,
        "purpose": channel.purpose,
        "is_member": member,
        "is_archived": channel.is_archived,
        "is_general": channel.is_general,
        "is_app": channel.kind == "im" and slack.bot_user in channel.members,
        "unread": len(fresh),
        "unread_is_more": len(looked_at) > _MOST_UNREAD,
        "mentions": len(naming),
        "last_ts": slack.messages.last_ts(channel.id),
        "last_read": last_read,
        "pins": [pin["ts"] for pin in channel.pins],
    }


def page_name(slack: "LocalSlack", channel: Conversation, viewer: str) -> str:
    if not channel.is_direct:
        return channel.name
    others = [member for member in channel.members if member != viewer] or channel.members
    people = [slack.people.get(member) for member in others]
    return ", ".join(person.display_name or person.real_name for person in people if person is not None)


def payload_channel_name(channel: Conversation) -> str:
    """What Slack calls a conversation inside commands and interactive payloads."""
    return {"im": "directmessage", "private": "privategroup"}.get(channel.kind, channel.name)


def view_for_app(view: Json) -> Json:
    """A view as the app receives it: a copy, so that later changes do not reach into what was sent."""
    return {**view, "state": {"values": {block: dict(e) for block, e in view["state"]["values"].items()}}}


def _unread(messages: list[Json], viewer: str) -> list[Json]:
    return [message for message in messages if message.get("user") != viewer and message.get("subtype") not in _NO_NEWS]


def _names(message: Json, viewer: str) -> bool:
    text = str(message.get("text", "")) + str(message.get("blocks", ""))
    return f"<@{viewer}>" in text or any(shout in text for shout in _SHOUTS)
