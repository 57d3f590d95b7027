"""The workspace as a whole: its state, its clock, its faults, uninstalling the app and emptying everything."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sandbox import installing
from sandbox.clock import parse_iso
from sandbox.control.reading import channel_of
from sandbox.errors import ControlError, Json
from sandbox.faults import KINDS, OF_CONNECTIONS, parse_faults
from sandbox.local_slack import LocalSlack
from sandbox.methods.catalogue import METHODS
from sandbox.scheduling import obstacle
from sandbox.shapes import page_channel, page_user
from sandbox.state.scheduled import ScheduledMessage

_FURTHEST = 50 * 366 * 86_400.0


def state(slack: LocalSlack, _query: Mapping[str, str]) -> Json:
    """Everything about one workspace, and of the others which there are and what opens them."""
    credentials = asdict(slack.credentials)
    for name in ("verification_token", "app_id"):
        del credentials[name]
    return {
        "team": {"id": slack.team_id, "name": slack.team_name, "domain": slack.team_domain},
        "teams": [team_json(one) for one in slack.workspaces],
        "users": [page_user(slack, person) for person in slack.people],
        "channels": [page_channel(slack, channel, slack.bot_user) for channel in slack.channels],
        "clock": slack.watchers.clock_json(),
        "connections": slack.connections,
        "socket_mode": slack.socket_mode.is_on,
        "app": {
            "id": slack.app_id,
            "name": slack.manifest.name,
            **_installation_json(slack),
            **credentials,
        },
    }


def team_json(slack: LocalSlack) -> Json:
    return {
        "id": slack.team_id,
        "name": slack.team_name,
        "domain": slack.team_domain,
        **_installation_json(slack),
    }


def _installation_json(slack: LocalSlack) -> Json:
    issued = slack.workspaces.tokens.newest(slack.team_id, slack.bot_user)
    refresh = None if issued is None else issued.refresh
    return {
        "bot_user_id": slack.bot_user,
        "bot_id": slack.bot_id,
        "installed": slack.installed,
        "scopes": list(slack.bot_scopes),
        "bot_token": slack.bot_token,
        **({} if refresh is None else {"refresh_token": refresh.value}),
    }


async def add_workspace(slack: LocalSlack, body: Json) -> Json:
    """Another workspace of the same local Slack, empty and without the app."""
    made = slack.workspaces.add(str(body.get("name") or "").strip(), str(body.get("domain") or ""))
    slack.workspaces.show({"type": "teams"})
    return {"team": team_json(made)}


async def move_clock(slack: LocalSlack, body: Json) -> Json:
    """Jump, and wait until each bot on the clock has done what is due."""
    now = slack.clock.now()
    instant = _wanted_instant(slack, body, now)
    # Not within is also what a NaN is, which compares to nothing and would stop the clock for good.
    if not abs(instant - now) <= _FURTHEST:
        raise ControlError("invalid_clock", "the clock jumps fifty years at most")
    # A workspace in which nothing happened may begin in the past, so that a history can be acted out.
    if instant < now:
        if any(one.messages.any_yet or one.views.any_home for one in slack.workspaces):
            told = "something has happened here; the clock only goes forward"
            raise ControlError("clock_going_back", told, status=409)
        slack.clock.go_back_to(instant)
    waited = await slack.watchers.jump(instant)
    slack.workspaces.clock_changed()
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
    """Put faults in force; an empty list clears them. One of connections without a method strikes at once."""
    faults = parse_faults(body)
    at_once = [fault for fault in faults if fault.kind in OF_CONNECTIONS and fault.method == "*"]
    slack.faults.plan([fault for fault in faults if fault not in at_once])
    struck = 0
    for fault in at_once:
        struck += await slack.socket_mode.befall(fault.kind, fault.reason, fault.times)
    return {"faults": slack.faults.listed(), "connections_struck": struck}


def faults_in_force(slack: LocalSlack, _query: Mapping[str, str]) -> Json:
    """The faults that may still strike, and what can be staged: each kind, on each method."""
    in_force = [fault for fault in slack.faults.listed() if fault["times"] != 0]
    return {"faults": in_force, "kinds": list(KINDS), "methods": sorted(METHODS)}


def scheduled_messages(slack: LocalSlack, query: Mapping[str, str]) -> Json:
    """What the app scheduled and was not posted yet, in one conversation or in all, the next one first."""
    channel = channel_of(slack, query["channel"]).id if query.get("channel") else ""
    return {"scheduled": [_scheduled_json(slack, waiting) for waiting in slack.scheduled.all(channel)]}


def _scheduled_json(slack: LocalSlack, waiting: ScheduledMessage) -> Json:
    channel = slack.channels.get(waiting.channel)
    return {
        "id": waiting.id,
        "channel": waiting.channel,
        "post_at": waiting.post_at,
        "created": waiting.created,
        "text": waiting.text,
        "blocks": waiting.blocks or [],
        "thread_ts": waiting.thread_ts,
        "obstacle": obstacle(slack, channel, waiting),
    }


async def install(slack: LocalSlack, _body: Json) -> Json:
    """Install the app from its own settings, as its maker would: no consent page, all that the manifest asks for."""
    if slack.installed:
        raise ControlError("already_installed", f"the app is installed in {slack.team_name} already", status=409)
    installing.install_as_the_manifest_says(slack)
    return {"team": team_json(slack)}


async def change_preferences(slack: LocalSlack, body: Json) -> Json:
    """What an owner decides for the workspace."""
    slack.preferences.change(body)
    return {"preferences": slack.preferences.as_json()}


async def uninstall(slack: LocalSlack, _body: Json) -> Json:
    """Remove the app as an administrator would: its tokens are revoked and it is told."""
    if slack.installed:
        for sending in installing.uninstall(slack):
            await sending.first
        await slack.quiet()
    return {"installed": slack.installed}
