"""Do-not-disturb: that of others as far as an app may know of it, and a person's own through their own token."""

from dataclasses import replace

from sandbox import events
from sandbox.errors import Json, SlackError
from sandbox.methods.arguments import integer, needed, text
from sandbox.methods.registry import Call, Method, Opens
from sandbox.rates import Tier
from sandbox.shapes import dnd_json
from sandbox.state.people import Person
from sandbox.state.quiet_hours import QuietHours, over, paused

_MOST = 50
# A pause of more than a week is nothing that Slack's own menu offers.
_LONGEST = 7 * 24 * 60


def info(call: Call) -> Json:
    person = call.user(call.arguments.text("user") or call.caller.user)
    own = _snooze(call, person) if person.id == call.caller.user and not person.is_bot else {}
    return dnd_json(call.slack, person) | own


def team_info(call: Call) -> Json:
    wanted = [user.strip() for user in call.arguments.text("users").split(",") if user.strip()]
    if not wanted:
        raise SlackError("no_users_provided")
    if len(wanted) > _MOST:
        raise SlackError("too_many_users")
    return {"users": {user: dnd_json(call.slack, call.user(user)) for user in wanted}}


def set_snooze(call: Call) -> Json:
    minutes, now = call.arguments.integer("num_minutes", 0), int(call.slack.clock.now())
    if minutes > _LONGEST:
        raise SlackError("too_long")
    if minutes < 1:
        raise SlackError("snooze_failed")
    person = call.user(call.caller.user)
    return _snooze(call, _changed(call, person, paused(person.quiet, now + 60 * minutes, now)))


def end_snooze(call: Call) -> Json:
    person, now = call.user(call.caller.user), call.slack.clock.now()
    if person.quiet.paused_until <= now:
        raise SlackError("snooze_end_failed")
    after = _changed(call, person, paused(person.quiet, 0, now))
    return dnd_json(call.slack, after) | {"snooze_enabled": False}


def end(call: Call) -> Json:
    person, now = call.user(call.caller.user), call.slack.clock.now()
    if not person.quiet.going_on(now, person.tz):
        raise SlackError("not_in_dnd")
    _changed(call, person, over(person.quiet, now, person.tz))
    return {}


def _snooze(call: Call, person: Person) -> Json:
    """What only the person themselves learns: that it is a pause, and for how long."""
    left = person.quiet.paused_until - int(call.slack.clock.now())
    if left <= 0:
        return {"snooze_enabled": False}
    return {
        "snooze_enabled": True,
        "snooze_endtime": person.quiet.paused_until,
        "snooze_remaining": left,
        "snooze_is_indefinite": False,
    }


def _changed(call: Call, person: Person, quiet: QuietHours) -> Person:
    slack = call.slack
    after = slack.people.keep(replace(person, quiet=quiet))
    slack.pages.publish({"type": "users"})
    events.dnd(slack, after)
    return after


_READ, _WRITE = ("dnd:read",), ("dnd:write",)
_TEAM = text("team_id")

METHODS = (
    Method("dnd.info", info, Tier.THREE, _READ, (text("user"), _TEAM), Opens.ANYBODY),
    Method("dnd.teamInfo", team_info, Tier.TWO, _READ, (needed("users", "no_users_provided"), _TEAM)),
    Method(
        "dnd.setSnooze",
        set_snooze,
        Tier.TWO,
        _WRITE,
        (integer("num_minutes", "missing_duration", required=True),),
        Opens.PERSON,
    ),
    Method("dnd.endSnooze", end_snooze, Tier.TWO, _WRITE, (), Opens.PERSON),
    Method("dnd.endDnd", end, Tier.TWO, _WRITE, (), Opens.PERSON),
)
