"""The workspace as a whole: its state, its clock, its faults, uninstalling the app and emptying everything."""

from dataclasses import asdict
from typing import Any

from sandbox import events
from sandbox.clock import parse_iso
from sandbox.errors import ControlError, Json
from sandbox.faults import parse_faults
from sandbox.local_slack import LocalSlack
from sandbox.shapes import page_channel, page_user

_FURTHEST = 50 * 366 * 86_400.0


def state(slack: LocalSlack) -> Json:
    credentials = asdict(slack.credentials)
    del credentials["verification_token"]
    return {
        "team": {"id": slack.team_id, "name": slack.team_name, "domain": slack.team_domain},
        "users": [page_user(slack, person) for person in slack.people],
        "channels": [page_channel(slack, channel, slack.bot_user) for channel in slack.channels],
        "clock": slack.watchers.clock_json(),
        "connections": slack.connections,
        "app": {
            "id": slack.app_id,
            "name": slack.manifest.name,
            "bot_user_id": slack.bot_user,
            "bot_id": slack.bot_id,
            "installed": slack.installed,
            **credentials,
        },
    }


async def move_clock(slack: LocalSlack, body: Json) -> Json:
    """Jump, and wait until each bot on the clock has done what is due."""
    now = slack.clock.now()
    instant = _wanted_instant(slack, body, now)
    # Not within is also what a NaN is, which compares to nothing and would stop the clock for good.
    if not abs(instant - now) <= _FURTHEST:
        raise ControlError("invalid_clock", "the clock jumps fifty years at most")
    # A workspace in which nothing happened may begin in the past, so that a history can be acted out.
    if instant < now and (slack.messages.any_yet or slack.views.any_home):
        raise ControlError("clock_going_back", "something has happened here; the clock only goes forward", status=409)
    waited = await slack.watchers.jump(instant)
    slack.pages.publish({"type": "clock", "clock": slack.watchers.clock_json()})
    return {"clock": slack.watchers.clock_json(), "waited_ms": round(waited, 1)}


def _wanted_instant(slack: LocalSlack, body: Json, now: float) -> float:
    if "advance" in body:
        try:
            return now + float(body["advance"])
        except (TypeError, ValueError) as error:
            raise ControlError("invalid_clock", "advance is a number of seconds") from error
    wanted = body.get("to")
    if wanted == "next":
        due = slack.watchers.next_due()
        if due is None:
            raise ControlError("nothing_due", "no bot has reported anything due", status=409)
        return max(now, parse_iso(due))
    try:
        return parse_iso(str(wanted))
    except ValueError as error:
        raise ControlError("invalid_clock", 'send {"advance": seconds}, {"to": ISO} or {"to": "next"}') from error


async def plan_faults(slack: LocalSlack, body: Any) -> Json:
    """Put faults in force; an empty list clears them. A socket_close without a method strikes at once."""
    faults = parse_faults(body)
    at_once = [fault for fault in faults if fault.kind == "socket_close" and fault.method == "*"]
    slack.faults.plan([fault for fault in faults if fault not in at_once])
    struck = 0
    for fault in at_once:
        struck += await slack.socket_mode.disconnect(fault.reason, fault.times)
    return {"faults": slack.faults.listed(), "connections_struck": struck}


async def uninstall(slack: LocalSlack) -> Json:
    """Remove the app as an administrator would: its tokens are revoked and it is told."""
    moment = slack.messages.new_ts()
    revoked: Json = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [slack.bot_user]}, "event_ts": moment}
    gone: Json = {"type": "app_uninstalled", "event_ts": slack.messages.new_ts()}
    sendings = [events.send(slack, "tokens_revoked", revoked), events.send(slack, "app_uninstalled", gone)]
    slack.uninstall()
    for sending in sendings:
        if sending is not None:
            await sending.first
    await slack.quiet()
    return {"installed": slack.installed}
