"""User groups: making, changing and listing them, and who is in them."""

import re
from dataclasses import replace

from sandbox import events
from sandbox.channels import name_is_taken
from sandbox.errors import Json, SlackError
from sandbox.methods.arguments import flag, needed, text
from sandbox.methods.registry import Call, Method
from sandbox.rates import Tier
from sandbox.shapes import usergroup_json
from sandbox.state.usergroups import Usergroup

_LONGEST_DESCRIPTION = 140
_HANDLE = re.compile(r"[a-z0-9][a-z0-9._-]{0,20}")


def list_all(call: Call) -> Json:
    arguments = call.arguments
    groups = [one for one in call.slack.usergroups if arguments.flag("include_disabled") or not one.disabled]
    users = arguments.flag("include_users")
    return {"usergroups": [_shown(call, one, with_users=users) for one in groups]}


def create(call: Call) -> Json:
    slack, name = call.slack, call.arguments.text("name")
    if slack.usergroups.by_name(name) is not None:
        raise SlackError("name_already_exists")
    handle = call.arguments.text("handle").removeprefix("@") or _handle_from(name)
    now = int(slack.clock.now())
    group = Usergroup(
        id=slack.usergroups.new_id(),
        name=name,
        handle=_free(call, handle),
        created=now,
        created_by=slack.bot_user,
        description=_description(call),
        channels=_channels(call),
        updated=now,
        updated_by=slack.bot_user,
    )
    slack.usergroups.keep(group)
    slack.pages.publish({"type": "users"})
    events.subteam(slack, "subteam_created", group)
    return {"usergroup": _shown(call, group, with_users=True)}


def update(call: Call) -> Json:
    group, arguments = _group(call), call.arguments
    name, handle = arguments.text("name"), arguments.text("handle").removeprefix("@")
    other = call.slack.usergroups.by_name(name) if name else None
    if other is not None and other.id != group.id:
        raise SlackError("name_already_exists")
    changed = replace(group, name=name or group.name)
    if handle and handle != group.handle:
        changed = replace(changed, handle=_free(call, handle))
    if arguments.given("description"):
        changed = replace(changed, description=_description(call))
    if arguments.given("channels"):
        changed = replace(changed, channels=_channels(call))
    return _kept(call, changed)


def enable(call: Call) -> Json:
    return _kept(call, replace(_group(call), disabled=0))


def disable(call: Call) -> Json:
    return _kept(call, replace(_group(call), disabled=int(call.slack.clock.now())))


def list_users(call: Call) -> Json:
    group = _group(call)
    if group.disabled and not call.arguments.flag("include_disabled"):
        raise SlackError("no_such_subteam")
    return {"users": group.users}


def update_users(call: Call) -> Json:
    slack, group = call.slack, _group(call)
    wanted = list(dict.fromkeys(user.strip() for user in call.arguments.text("users").split(",") if user.strip()))
    if not wanted:
        raise SlackError("no_users_provided")
    people = [slack.people.get(user) for user in wanted]
    if any(person is None or person.deleted or person.is_bot for person in people):
        raise SlackError("invalid_users")
    answer = _kept(call, replace(group, users=wanted))
    events.subteam_members(slack, group, wanted)
    return answer


def _kept(call: Call, group: Usergroup) -> Json:
    slack = call.slack
    changed = replace(group, updated=int(slack.clock.now()), updated_by=slack.bot_user)
    slack.usergroups.keep(changed)
    slack.pages.publish({"type": "users"})
    events.subteam(slack, "subteam_updated", changed)
    return {"usergroup": _shown(call, changed, with_users=True)}


def _group(call: Call) -> Usergroup:
    group = call.slack.usergroups.get(call.arguments.text("usergroup"))
    if group is None:
        raise SlackError("no_such_subteam")
    return group


def _handle_from(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:21]


def _free(call: Call, handle: str) -> str:
    if not _HANDLE.fullmatch(handle):
        raise SlackError("bad_handle")
    if name_is_taken(call.slack, handle):
        raise SlackError("handle_already_exists")
    return handle


def _description(call: Call) -> str:
    description = call.arguments.text("description")
    if len(description) > _LONGEST_DESCRIPTION:
        raise SlackError("description_too_long")
    return description


def _channels(call: Call) -> list[str]:
    slack = call.slack
    wanted = [channel.strip() for channel in call.arguments.text("channels").split(",") if channel.strip()]
    found = [slack.channels.get(channel) for channel in wanted]
    if any(one is None or one.is_direct or not slack.may_see(one, slack.bot_user) for one in found):
        raise SlackError("invalid_channel_provided")
    return wanted


def _shown(call: Call, group: Usergroup, *, with_users: bool) -> Json:
    shown = usergroup_json(call.slack, group)
    if not with_users:
        del shown["users"]
    return shown | ({"user_count": len(group.users)} if call.arguments.flag("include_count") else {})


_READ, _WRITE = ("usergroups:read",), ("usergroups:write",)
_GROUP = needed("usergroup", "no_such_subteam")
_COUNT = (flag("include_count"), text("team_id"))
_ABOUT = (
    text("handle"),
    text("description"),
    text("channels"),
    text("additional_channels"),
    flag("enable_section"),
    *_COUNT,
)

METHODS = (
    Method(
        "usergroups.list",
        list_all,
        Tier.TWO,
        _READ,
        (flag("include_users"), flag("include_disabled"), *_COUNT),
    ),
    Method("usergroups.create", create, Tier.TWO, _WRITE, (needed("name", "missing_subteam_name"), *_ABOUT)),
    Method("usergroups.update", update, Tier.TWO, _WRITE, (_GROUP, text("name"), *_ABOUT)),
    Method("usergroups.enable", enable, Tier.TWO, _WRITE, (_GROUP, *_COUNT)),
    Method("usergroups.disable", disable, Tier.TWO, _WRITE, (_GROUP, *_COUNT)),
    Method("usergroups.users.list", list_users, Tier.TWO, _READ, (_GROUP, flag("include_disabled"), text("team_id"))),
    Method(
        "usergroups.users.update",
        update_users,
        Tier.TWO,
        _WRITE,
        (_GROUP, needed("users", "no_users_provided"), *_COUNT, text("additional_channels"), flag("is_shared")),
    ),
)
