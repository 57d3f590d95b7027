"""Who is calling, and the workspace and app it calls for."""

from sandbox.errors import Json, SlackError
from sandbox.methods.arguments import Arguments, text
from sandbox.methods.registry import Call, Method, Opens
from sandbox.rates import Tier


def api_test(call: Call) -> Json:
    error = call.arguments.text("error")
    given = _echo(call.arguments)
    if error:
        raise SlackError(error, args=given)
    return {"args": given}


def _echo(arguments: Arguments) -> Json:
    return {name: arguments.text(name) for name in ("error", "foo") if arguments.given(name)}


def auth_test(call: Call) -> Json:
    slack = call.slack
    caller = call.user(call.caller.user)
    answer: Json = {
        "url": f"{slack.base_url}/",
        "team": slack.team_name,
        "user": caller.name,
        "team_id": slack.team_id,
        "user_id": caller.id,
        "is_enterprise_install": False,
    }
    return answer | ({"bot_id": caller.bot_id} if caller.bot_id else {})


def team_info(call: Call) -> Json:
    slack = call.slack
    if call.arguments.text("team") not in {"", slack.team_id}:
        raise SlackError("team_not_found")
    team = {
        "id": slack.team_id,
        "name": slack.team_name,
        "url": f"{slack.base_url}/",
        "domain": slack.team_domain,
        "email_domain": "example.com",
        "icon": {"image_default": True},
        "is_verified": False,
    }
    return {"team": team}


def bots_info(call: Call) -> Json:
    slack = call.slack
    if call.arguments.text("bot") not in {"", slack.bot_id}:
        raise SlackError("bot_not_found")
    bot = {
        "id": slack.bot_id,
        "deleted": False,
        "name": slack.manifest.bot_display_name,
        "updated": slack.created,
        "app_id": slack.app_id,
        "user_id": slack.bot_user,
        "icons": {},
    }
    return {"bot": bot}


METHODS = (
    Method("api.test", api_test, Tier.FOUR, arguments=(text("error"), text("foo")), opens=Opens.NOTHING),
    Method("auth.test", auth_test, Tier.OFTEN, opens=Opens.ANYBODY),
    Method("team.info", team_info, Tier.THREE, ("team:read",), (text("team"),)),
    Method("bots.info", bots_info, Tier.THREE, ("users:read",), (text("bot"), text("team_id"))),
)
