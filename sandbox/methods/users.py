"""People as the app may know them."""

from sandbox.errors import Json, SlackError
from sandbox.methods.arguments import flag, integer, needed, page, text
from sandbox.methods.registry import Call, Method
from sandbox.rates import Tier
from sandbox.shapes import profile_json, user_json
from sandbox.state.people import Person

_MOST = 1000


def _shown(call: Call, person: Person) -> Json:
    shown = user_json(call.slack, person, with_email=call.has_scope("users:read.email"))
    if call.arguments.flag("include_locale"):
        shown["locale"] = person.locale
    return shown


def info(call: Call) -> Json:
    return {"user": _shown(call, call.user(call.arguments.text("user")))}


def list_all(call: Call) -> Json:
    people = list(call.slack.people)
    shown, metadata = page(people, call.arguments, most=_MOST, default=_MOST)
    return {
        "members": [_shown(call, person) for person in shown],
        "cache_ts": int(call.slack.clock.now()),
        "response_metadata": metadata,
    }


def lookup_by_email(call: Call) -> Json:
    person = call.slack.people.by_email(call.arguments.text("email"))
    if person is None or person.deleted or person.is_bot:
        raise SlackError("users_not_found")
    return {"user": user_json(call.slack, person, with_email=True)}


def get_profile(call: Call) -> Json:
    person = call.user(call.arguments.text("user") or call.slack.bot_user)
    return {"profile": profile_json(call.slack, person, with_email=call.has_scope("users:read.email"))}


def get_presence(call: Call) -> Json:
    """Active or away; of itself a bot learns more, but is always there."""
    slack = call.slack
    person = call.user(call.arguments.text("user") or slack.bot_user)
    if person.id != slack.bot_user:
        return {"presence": "away" if person.is_away else "active"}
    return {
        "presence": "active",
        "online": True,
        "auto_away": False,
        "manual_away": False,
        "connection_count": slack.connections,
        "last_activity": int(slack.clock.now()),
    }


METHODS = (
    Method(
        "users.info",
        info,
        Tier.FOUR,
        ("users:read",),
        (needed("user", "user_not_found"), flag("include_locale")),
    ),
    Method(
        "users.list",
        list_all,
        Tier.TWO,
        ("users:read",),
        (text("cursor"), integer("limit"), flag("include_locale"), text("team_id")),
    ),
    Method(
        "users.lookupByEmail",
        lookup_by_email,
        Tier.THREE,
        ("users:read.email",),
        (needed("email", "users_not_found"),),
    ),
    Method(
        "users.profile.get",
        get_profile,
        Tier.FOUR,
        ("users.profile:read",),
        (text("user"), flag("include_labels")),
    ),
    Method("users.getPresence", get_presence, Tier.THREE, ("users:read",), (text("user"),)),
)
