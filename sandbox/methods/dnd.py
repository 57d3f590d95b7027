"""Do-not-disturb of others, as far as an app may know of it."""

from sandbox.errors import InvalidArguments, Json, SlackError
from sandbox.methods.arguments import needed, text
from sandbox.methods.registry import Call, Method
from sandbox.rates import Tier
from sandbox.shapes import dnd_json

_MOST = 50


def info(call: Call) -> Json:
    person = call.user(call.arguments.text("user") or call.slack.bot_user)
    return dnd_json(call.slack, person)


def team_info(call: Call) -> Json:
    wanted = [user.strip() for user in call.arguments.text("users").split(",") if user.strip()]
    if not wanted:
        raise InvalidArguments("missing required field: users")
    if len(wanted) > _MOST:
        raise SlackError("too_many_users")
    return {"users": {user: dnd_json(call.slack, call.user(user)) for user in wanted}}


METHODS = (
    Method("dnd.info", info, Tier.THREE, ("dnd:read",), (text("user"), text("team_id"))),
    Method("dnd.teamInfo", team_info, Tier.TWO, ("dnd:read",), (needed("users"), text("team_id"))),
)
