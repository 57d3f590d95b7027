"""What the page reads: where it starts, what a conversation holds, and the stream of what changes."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

from aiohttp import web

from sandbox import threads
from sandbox.control.built_in import BUILT_IN
from sandbox.control.reading import channel_of, human_of, person_of, whole_number
from sandbox.errors import ControlError, Json
from sandbox.local_slack import LocalSlack
from sandbox.message_rows import LAST, micros_of
from sandbox.posting import shown
from sandbox.shapes import page_channel, page_user
from sandbox.state.messages import is_broadcast, is_reply
from sandbox.state.people import Person
from sandbox.verdicts import judged
from sandbox.workspaces import Workspaces

FOLDER = Path(__file__).parent / "page"
CONTENT_SECURITY_POLICY = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:"
_PAGE = 100
_LARGEST_PAGE = 1000


def bootstrap(slack: LocalSlack, query: Mapping[str, str]) -> Json:
    """All the page needs to begin, as the person named by `as`, or else the first there is."""
    viewer = query.get("as", "")
    me = person_of(slack, {"as": viewer}, "as") if viewer else slack.people.first_human()
    conversations = visible_conversations(slack, me)
    return {
        "team": {"id": slack.team_id, "name": slack.team_name, "domain": slack.team_domain},
        "teams": [{"id": one.team_id, "name": one.team_name, "domain": one.team_domain} for one in slack.workspaces],
        "me": None if me is None else page_user(slack, me),
        "users": [page_user(slack, person) for person in slack.people],
        "conversations": conversations,
        "unread_threads": [] if me is None else threads.unread(slack, me.id),
        "usergroups": _usergroups(slack),
        "commands": [
            {"command": c.command, "description": c.description, "usage_hint": c.usage_hint}
            for c in slack.manifest.commands
            if not slack.installed or "commands" in slack.bot_scopes
        ],
        "built_in_commands": [
            {"command": c.command, "description": c.description, "usage_hint": c.usage_hint} for c in BUILT_IN.values()
        ],
        "shortcuts": [asdict(shortcut) for shortcut in slack.manifest.shortcuts],
        "app": {
            "id": slack.app_id,
            "name": slack.manifest.name,
            "description": slack.manifest.description,
            "bot_user_id": slack.bot_user,
            "bot_id": slack.bot_id,
            "installed": slack.installed,
            "home_tab": slack.manifest.home_tab,
            "messages_tab": slack.manifest.messages_tab,
            "messages_read_only": slack.manifest.messages_read_only,
            "background_color": slack.manifest.background_color,
        },
        "clock": slack.watchers.clock_json(),
        "connections": slack.connections,
        "open_at": _open_at(slack, conversations),
    }


def _open_at(slack: LocalSlack, conversations: list[Json]) -> str:
    unread = [conversation for conversation in conversations if conversation["unread"]]
    if unread:
        return str(max(unread, key=lambda conversation: conversation["last_ts"])["id"])
    return slack.channels.general().id


def visible_conversations(slack: LocalSlack, me: Person | None) -> list[Json]:
    if me is None:
        return [page_channel(slack, slack.channels.general(), "")]
    return [page_channel(slack, c, me.id) for c in slack.channels if slack.may_see(c, me.id)]


def messages(slack: LocalSlack, query: Mapping[str, str]) -> Json:
    """
    A page of the messages one viewer sees, oldest first; without `as`, what is there for everyone.

    It is the newest page, or the one before an instant or after it; `has_more` is about the same direction. A
    page of a thread begins with its parent, which does not count.
    """
    channel = channel_of(slack, query.get("channel", ""))
    viewer = person_of(slack, {"as": query["as"]}, "as") if query.get("as") else None
    if viewer is not None and not slack.may_see(channel, viewer.id):
        raise ControlError("channel_not_found", f"@{viewer.name} is not in that conversation", status=404)
    thread, before, after = query.get("thread_ts", ""), query.get("before", ""), query.get("after", "")
    limit = min(max(whole_number(query.get("limit", ""), "limit", _PAGE), 1), _LARGEST_PAGE)
    low, high = micros_of(after) + 1 if after else 0, micros_of(before) - 1 if before else LAST
    if thread:
        found = slack.messages.last_replies(channel.id, thread, limit + 1, high=high)
    elif after:
        found = slack.messages.shown_after(channel.id, after, limit + 1)
    else:
        found = slack.messages.shown(channel.id, high=high, limit=limit + 1)
    seen = [shown(channel, message) for message in found]
    if viewer is not None:
        seen += _ephemerals(slack, viewer, channel.id, thread)
    seen = [message for message in seen if low <= micros_of(message["ts"]) <= high]
    seen.sort(key=lambda message: micros_of(message["ts"]))
    page = seen[:limit] if after else seen[-limit:]
    parent = slack.messages.get(channel.id, thread) if thread else None
    return {
        "channel": page_channel(slack, channel, viewer.id if viewer is not None else ""),
        "messages": page if parent is None else [shown(channel, parent), *page],
        "has_more": len(seen) > limit,
    }


def _ephemerals(slack: LocalSlack, viewer: Person, channel: str, thread: str) -> list[Json]:
    kept = slack.messages.ephemerals(viewer.id, channel)
    if thread:
        return [message for message in kept if message.get("thread_ts") == thread]
    return [message for message in kept if not is_reply(message) or is_broadcast(message)]


def users(slack: LocalSlack, _query: Mapping[str, str]) -> Json:
    """Everybody there is, and the groups they are named by."""
    return {"users": [page_user(slack, person) for person in slack.people], "usergroups": _usergroups(slack)}


def _usergroups(slack: LocalSlack) -> list[Json]:
    return [{"id": group.id, "handle": group.handle, "users": group.users} for group in slack.usergroups]


def open_views(slack: LocalSlack, query: Mapping[str, str]) -> Json:
    """A person's open modals, the bottom one first."""
    return {"views": slack.views.stack(human_of(slack, dict(query)).id)}


def requests(slack: LocalSlack, query: Mapping[str, str]) -> Json:
    """The app's calls of the Web API: in every workspace, unless one is named."""
    return {"requests": slack.traffic.calls(query.get("method"), query.get("team") and slack.team_id)}


def conversations(slack: LocalSlack, query: Mapping[str, str]) -> Json:
    person = person_of(slack, dict(query), "as")
    return {
        "conversations": visible_conversations(slack, person),
        "unread_threads": threads.unread(slack, person.id),
    }


def followed_threads(slack: LocalSlack, query: Mapping[str, str]) -> Json:
    return {"threads": threads.listed(slack, person_of(slack, dict(query), "as").id)}


def traffic(slack: LocalSlack, query: Mapping[str, str]) -> Json:
    """What passed, by when it began; `last` is the number to read on after, for a number is given at the end."""
    after = whole_number(query.get("after", ""), "after", 0)
    limit = whole_number(query.get("limit", ""), "limit", 100)
    entries = slack.traffic.after(after, max(1, limit))
    last = entries[-1]["n"] if entries else after
    entries.sort(key=lambda entry: entry["began"])
    return {"entries": [with_verdict(entry) for entry in entries], "last": last}


def with_verdict(entry: Json) -> Json:
    """An entry of the traffic as the inspector shows it. It is judged when somebody looks, and not at each call."""
    return {**entry, "verdict": judged(entry)}


def show_traffic(workspaces: Workspaces, entry: Json) -> None:
    """Tell the open pages of what just passed."""
    if any(len(workspace.pages) for workspace in workspaces):
        workspaces.show({"type": "traffic", "entry": with_verdict(entry)})


async def mark_read(slack: LocalSlack, body: Json) -> Json:
    person = human_of(slack, body)
    channel = channel_of(slack, str(body.get("channel") or ""))
    if person.id not in channel.members:
        raise ControlError("not_in_channel", f"@{person.name} is not in that conversation", status=403)
    if body.get("thread_ts"):
        slack.threads.read(channel.id, str(body["thread_ts"]), person.id, str(body.get("ts") or ""))
        slack.pages.publish({"type": "conversations"}, lambda viewer: viewer == person.id)
        return {"unread_threads": threads.unread(slack, person.id)}
    # An earlier time than before is welcome: that is how a person marks a message as unread again.
    ts = str(body.get("ts") or slack.messages.last_ts(channel.id))
    if ts != channel.reads.get(person.id, ""):
        channel.reads[person.id] = ts
        slack.channels.keep(channel)
        slack.pages.publish({"type": "conversations"}, lambda viewer: viewer == person.id)
    return {"channel": page_channel(slack, channel, person.id)}


async def stream(slack: LocalSlack, request: web.Request) -> web.StreamResponse:
    viewer = request.query.get("as", "")
    known = person_of(slack, {"as": viewer}, "as").id if viewer else ""
    # Since the page’s first answer the app may have come, or the clock been moved: the stream begins with both.
    return await slack.pages.serve(request, known, lambda _: _now(slack))


def _now(slack: LocalSlack) -> Json:
    return {"type": "now", "clock": slack.watchers.clock_json(), "connections": slack.connections}
