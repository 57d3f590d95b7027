"""Who is in a conversation: joining, inviting, leaving, and the list of members."""

from sandbox.errors import Json, SlackError
from sandbox.memberships import add_member
from sandbox.memberships import leave as go
from sandbox.methods.arguments import flag, integer, needed, page, text
from sandbox.methods.registry import Call, Method
from sandbox.rates import Tier
from sandbox.shapes import channel_json
from sandbox.state.conversations import Conversation

_MOST_INVITED = 100
_MOST = 1000


def join(call: Call) -> Json:
    channel = call.channel()
    if channel.kind != "channel":
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise SlackError("is_archived")
    if call.is_member(channel):
        return {
            "channel": channel_json(call.slack, channel),
            "warning": "already_in_channel",
            "response_metadata": {"warnings": ["already_in_channel"]},
        }
    add_member(call.slack, channel, call.slack.bot_user)
    return {"channel": channel_json(call.slack, channel)}


def invite(call: Call) -> Json:
    slack = call.slack
    channel = call.channel()
    if channel.is_direct:
        raise SlackError("method_not_supported_for_channel_type")
    family = "channels" if channel.kind == "channel" else "groups"
    manage = "channels:manage" if channel.kind == "channel" else "groups:write"
    call.require_scope(manage, f"{family}:write.invites")
    if not call.is_member(channel):
        raise SlackError("not_in_channel")
    if channel.is_archived:
        raise SlackError("is_archived")
    users = [user.strip() for user in call.arguments.text("users").split(",") if user.strip()]
    if not users:
        raise SlackError("no_user")
    if len(users) > _MOST_INVITED:
        raise SlackError("too_many_users")
    refused: list[Json] = [
        {"user": u, "ok": False, "error": e} for u in users if (e := _refusal(call, channel, u)) is not None
    ]
    named = {one["user"] for one in refused}
    welcome = [user for user in dict.fromkeys(users) if user not in named]
    # With `force` Slack invites whom it can and names the others; without it, or with nobody left, nobody comes.
    if refused and not (call.arguments.flag("force") and welcome):
        raise SlackError(refused[0]["error"], errors=refused)
    for user in welcome:
        add_member(slack, channel, user, inviter=slack.bot_user)
    return {"channel": channel_json(slack, channel), **({"errors": refused} if refused else {})}


def _refusal(call: Call, channel: Conversation, user: str) -> str | None:
    person = call.slack.people.get(user)
    if person is None or person.deleted:
        return "user_not_found"
    if user == call.slack.bot_user:
        return "cant_invite_self"
    return "already_in_channel" if user in channel.members else None


def leave(call: Call) -> Json:
    channel = call.channel()
    if channel.is_direct:
        raise SlackError("method_not_supported_for_channel_type")
    if channel.is_general:
        raise SlackError("cant_leave_general")
    if not call.is_member(channel):
        return {"not_in_channel": True}
    if channel.kind == "private" and len(channel.members) == 1:
        raise SlackError("last_member")
    if channel.is_archived:
        raise SlackError("is_archived")
    go(call.slack, channel, call.slack.bot_user)
    return {}


def members(call: Call) -> Json:
    channel = call.channel()
    call.require_kind_scope(channel, "read")
    shown, metadata = page(channel.members, call.arguments, most=_MOST, default=100)
    return {"members": shown, "response_metadata": metadata}


_CHANNEL = needed("channel", "channel_not_found")

METHODS = (
    Method("conversations.join", join, Tier.THREE, ("channels:join",), (_CHANNEL,)),
    Method(
        "conversations.invite",
        invite,
        Tier.THREE,
        ("channels:manage", "groups:write", "channels:write.invites", "groups:write.invites"),
        (_CHANNEL, needed("users", "no_user"), flag("force")),
    ),
    Method("conversations.leave", leave, Tier.THREE, ("channels:manage", "groups:write"), (_CHANNEL,)),
    Method(
        "conversations.members",
        members,
        Tier.FOUR,
        ("channels:read", "groups:read", "im:read", "mpim:read"),
        (_CHANNEL, text("cursor"), integer("limit")),
    ),
)
