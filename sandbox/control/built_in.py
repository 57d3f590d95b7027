"""The slash commands that are Slack's own, for what a person does to the channel they type them in."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sandbox.control.channels import change_channel, leave_channel
from sandbox.control.inviting import invite
from sandbox.errors import ControlError
from sandbox.local_slack import LocalSlack
from sandbox.state.conversations import Conversation
from sandbox.state.people import Person
from sandbox.typed_text import as_command_text

_NAMED = re.compile(r"<@([UW][A-Z0-9]+)\|[^<>]*>")


@dataclass(frozen=True)
class BuiltIn:
    """`run` gets the workspace, the channel, who typed it, and the text behind the command."""

    command: str
    description: str
    usage_hint: str
    run: Callable[[LocalSlack, Conversation, Person, str], Awaitable[None]]


async def _invite(slack: LocalSlack, channel: Conversation, person: Person, typed: str) -> None:
    invite(slack, channel, person, _people(slack, typed, "/invite"))


async def _remove(slack: LocalSlack, channel: Conversation, person: Person, typed: str) -> None:
    for one in _people(slack, typed, "/remove"):
        await leave_channel(slack, {"channel": channel.id, "user": one.id, "by": person.id})


async def _leave(slack: LocalSlack, channel: Conversation, person: Person, _typed: str) -> None:
    await leave_channel(slack, {"channel": channel.id, "user": person.id})


async def _topic(slack: LocalSlack, channel: Conversation, person: Person, typed: str) -> None:
    await change_channel(slack, {"channel": channel.id, "user": person.id, "topic": typed})


def _people(slack: LocalSlack, typed: str, command: str) -> list[Person]:
    """
    Everybody who is named, by handle or by what completion wrote.

    Raises:
        ControlError: nobody is, or something stands there that nobody is called.
    """
    text = as_command_text(slack, typed, names=True)
    people = [slack.people.get(user) for user in dict.fromkeys(_NAMED.findall(text))]
    stray = _NAMED.sub(" ", text).split()
    if stray:
        raise ControlError("user_not_found", f"Nobody here is called {stray[0]}.", status=404)
    if not people:
        raise ControlError("no_user", f"Say whom: {command} @somebody")
    return [person for person in people if person is not None]


_ALL = (
    BuiltIn("/invite", "Invite somebody, or an app, to this channel", "@somebody", _invite),
    BuiltIn("/remove", "Remove somebody, or an app, from this channel", "@somebody", _remove),
    BuiltIn("/kick", "Remove somebody, or an app, from this channel", "@somebody", _remove),
    BuiltIn("/leave", "Leave this channel", "", _leave),
    BuiltIn("/topic", "Set this channel’s topic", "[text]", _topic),
)
BUILT_IN = {one.command: one for one in _ALL}
