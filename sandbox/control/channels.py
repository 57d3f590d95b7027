"""What people do to channels: describing, renaming, archiving, going, and taking somebody out."""

from sandbox import channels
from sandbox.control.reading import channel_of, human_of, person_of
from sandbox.errors import ControlError, Json
from sandbox.local_slack import LocalSlack
from sandbox.memberships import kick, leave
from sandbox.shapes import page_channel
from sandbox.state.conversations import Conversation, name_problem
from sandbox.state.people import Person

NAMES = "a channel's name has lower-case letters, digits, - and _, 80 at most"


async def change_channel(slack: LocalSlack, body: Json) -> Json:
    """A person changes a channel's name, topic or purpose, archives it, or opens it again."""
    person = human_of(slack, body)
    channel = _channel_of(slack, body)
    if body.get("is_archived") is False and channel.is_archived:
        channels.unarchive(slack, channel, person.id)
    _require_place(channel, person)
    if body.get("name") is not None:
        _rename(slack, channel, person, str(body["name"]).removeprefix("#"))
    if body.get("topic") is not None:
        channels.set_topic(slack, channel, person.id, _short(str(body["topic"])))
    if body.get("purpose") is not None:
        channels.set_purpose(slack, channel, person.id, _short(str(body["purpose"])))
    if body.get("is_archived"):
        if channel.is_general:
            raise ControlError("cant_archive_general", "#general stays open", status=409)
        channels.archive(slack, channel, person.id)
    return {"channel": page_channel(slack, channel, person.id)}


async def leave_channel(slack: LocalSlack, body: Json) -> Json:
    """Somebody goes, or is taken out by another: `by`. The app goes by its bot user's id."""
    person = person_of(slack, body)
    channel = _channel_of(slack, body)
    if channel.is_general:
        raise ControlError("cant_leave_general", "nobody leaves #general", status=409)
    _require_place(channel, person)
    if body.get("by"):
        actor = human_of(slack, body, "by")
        _require_place(channel, actor)
        kick(slack, channel, person.id, actor.id)
    else:
        leave(slack, channel, person.id)
    return {"channel": page_channel(slack, channel, person.id)}


def _channel_of(slack: LocalSlack, body: Json) -> Conversation:
    channel = channel_of(slack, str(body.get("channel") or ""))
    if channel.is_direct:
        raise ControlError("not_a_channel", "a direct message stays as it is", status=409)
    return channel


def _require_place(channel: Conversation, person: Person) -> None:
    if person.id not in channel.members:
        raise ControlError("not_in_channel", f"@{person.name} is not in {channel.name}", status=403)
    if channel.is_archived:
        raise ControlError("is_archived", f"{channel.name} is archived", status=409)


def _rename(slack: LocalSlack, channel: Conversation, person: Person, name: str) -> None:
    problem = name_problem(name)
    if problem is not None:
        raise ControlError(problem, NAMES)
    if name != channel.name:
        if channels.name_is_taken(slack, name):
            raise ControlError("name_taken", f"something or somebody is called {name} already", status=409)
        channels.rename(slack, channel, person.id, name)


def _short(text: str) -> str:
    if len(text) > channels.LONGEST_TOPIC:
        raise ControlError("too_long", f"it holds {channels.LONGEST_TOPIC} characters at most")
    return text
