"""Conversations themselves: opening, making, finding and listing them."""

from sandbox import channel_events, channels, events, notices
from sandbox.errors import Json, SlackError
from sandbox.methods.arguments import flag, integer, needed, page, text
from sandbox.methods.registry import Call, Method
from sandbox.rates import Tier
from sandbox.shapes import channel_json
from sandbox.state.conversations import Conversation, name_problem

_MOST_IN_GROUP = 8
_MOST = 1000
_MOST_OF_USER = 999
_TYPES = {"public_channel": "channel", "private_channel": "private", "im": "im", "mpim": "mpim"}
_READ = {"channel": "channels:read", "private": "groups:read", "im": "im:read", "mpim": "mpim:read"}


def open_conversation(call: Call) -> Json:
    slack, arguments = call.slack, call.arguments
    if arguments.text("channel"):
        channel = call.channel()
        if not channel.is_direct:
            raise SlackError("method_not_supported_for_channel_type")
    else:
        people = _people(call)
        call.require_scope("im:write" if len(people) == 1 else "mpim:write")
        before = slack.channels.direct([slack.bot_user, *people])
        if before is None and arguments.flag("prevent_creation"):
            raise SlackError("channel_not_found")
        channel = before or slack.open_direct([slack.bot_user, *people])
    already = channel.opened
    if not already:
        channel.opened = True
        slack.channels.keep(channel)
    full = arguments.flag("return_im")
    shown = channel_json(slack, channel) if full or channel.kind == "mpim" else {"id": channel.id}
    return {"channel": shown, **({"no_op": True, "already_open": True} if already else {})}


def _people(call: Call) -> list[str]:
    wanted = [user.strip() for user in call.arguments.text("users").split(",") if user.strip()]
    if not wanted:
        raise SlackError("users_list_not_supplied")
    people = [user for user in dict.fromkeys(wanted) if user != call.slack.bot_user]
    if not people:
        raise SlackError("not_enough_users")
    if len(people) > _MOST_IN_GROUP:
        raise SlackError("too_many_users")
    for user in people:
        person = call.user(user)
        if person.deleted:
            raise SlackError("user_disabled")
        if person.is_bot:
            raise SlackError("cannot_dm_bot")
    return people


def create(call: Call) -> Json:
    slack, arguments = call.slack, call.arguments
    is_private = arguments.flag("is_private")
    call.require_scope("groups:write" if is_private else "channels:manage")
    name = arguments.text("name").removeprefix("#")
    problem = name_problem(name)
    if problem is not None:
        raise SlackError(problem)
    if channels.name_is_taken(slack, name):
        raise SlackError("name_taken")
    channel = slack.channels.create(
        kind="private" if is_private else "channel",
        name=name,
        creator=slack.bot_user,
        members=[slack.bot_user],
        now=slack.clock.now(),
    )
    slack.conversations_changed(channel)
    channel_events.created(slack, channel)
    notices.post(slack, channel, "join", slack.bot_user, f"<@{slack.bot_user}> has joined the channel")
    events.membership(slack, "member_joined_channel", channel, slack.bot_user)
    return {"channel": channel_json(slack, channel)}


def info(call: Call) -> Json:
    channel = call.channel()
    call.require_kind_scope(channel, "read")
    shown = channel_json(call.slack, channel)
    if call.arguments.flag("include_num_members"):
        shown["num_members"] = len(channel.members)
    return {"channel": shown}


def list_all(call: Call) -> Json:
    shown, metadata = page(_of_types(call), call.arguments, most=_MOST, default=100)
    return {"channels": [_listed(call, channel) for channel in shown], "response_metadata": metadata}


def of_user(call: Call) -> Json:
    """Where somebody is, as far as the app is there as well; of public channels it may know anyhow."""
    user = call.user(call.arguments.text("user") or call.slack.bot_user).id
    found = [channel for channel in _of_types(call) if user in channel.members]
    shown, metadata = page(found, call.arguments, most=_MOST_OF_USER, default=100)
    listed = [channel_json(call.slack, channel) for channel in shown]
    return {"channels": listed, "response_metadata": metadata}


def _of_types(call: Call) -> list[Conversation]:
    """What the app may see of the types asked for."""
    wanted = [name.strip() for name in (call.arguments.text("types") or "public_channel").split(",")]
    if any(name not in _TYPES for name in wanted):
        raise SlackError("invalid_types")
    kinds = [_TYPES[name] for name in wanted]
    for kind in kinds:
        call.require_scope(_READ[kind])
    without_archived = call.arguments.flag("exclude_archived")
    return [
        channel
        for channel in call.slack.channels
        if channel.kind in kinds
        and call.slack.may_see(channel, call.slack.bot_user)
        and not (channel.is_archived and without_archived)
    ]


def _listed(call: Call, channel: Conversation) -> Json:
    shown = channel_json(call.slack, channel)
    return shown if channel.kind == "im" else shown | {"num_members": len(channel.members)}


_LISTING = (text("types"), text("cursor"), integer("limit"), flag("exclude_archived"), text("team_id"))

METHODS = (
    Method(
        "conversations.open",
        open_conversation,
        Tier.THREE,
        ("im:write", "mpim:write", "channels:manage", "groups:write"),
        (text("users"), text("channel"), flag("return_im"), flag("prevent_creation")),
    ),
    Method(
        "conversations.create",
        create,
        Tier.TWO,
        ("channels:manage", "groups:write"),
        (needed("name", "invalid_name_required"), flag("is_private"), text("team_id")),
    ),
    Method(
        "conversations.info",
        info,
        Tier.THREE,
        tuple(_READ.values()),
        (needed("channel", "channel_not_found"), flag("include_num_members"), flag("include_locale")),
    ),
    Method(
        "conversations.list",
        list_all,
        Tier.TWO,
        tuple(_READ.values()),
        _LISTING,
    ),
    Method(
        "users.conversations",
        of_user,
        Tier.TWO,
        tuple(_READ.values()),
        (text("user"), *_LISTING, flag("exclude_muted")),
    ),
)
