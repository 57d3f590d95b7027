"""What a Web API method is, and what its function is given."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from sandbox.errors import Json, SlackError
from sandbox.methods.arguments import Argument, Arguments
from sandbox.rates import Tier
from sandbox.state.conversations import Conversation
from sandbox.state.people import Person

if TYPE_CHECKING:
    from sandbox.local_slack import LocalSlack

_KIND_SCOPE = {"channel": "channels", "private": "groups", "im": "im", "mpim": "mpim"}


def require_scope(provided: tuple[str, ...], *any_of: str) -> None:
    """
    Ask for one of several scopes; none at all is always granted.

    Raises:
        SlackError: missing_scope, with what is needed and what is provided.
    """
    if any_of and not any(scope in provided for scope in any_of):
        raise SlackError("missing_scope", needed=",".join(any_of), provided=",".join(provided))


@dataclass(frozen=True)
class Caller:
    """Whom a token speaks for: the bot, or a person; nobody where a call came without one. And what they may do."""

    user: str = ""
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Call:
    """One authorised call with its arguments read, in the workspace that its token is of."""

    slack: "LocalSlack"
    method: "Method"
    arguments: Arguments
    caller: Caller

    def require_scope(self, *any_of: str) -> None:
        """
        Ask for a scope that depends on the arguments; one of several is enough.

        Raises:
            SlackError: missing_scope, with what is needed and what is provided.
        """
        require_scope(self.caller.scopes, *any_of)

    def has_scope(self, scope: str) -> bool:
        return scope in self.caller.scopes

    def require_kind_scope(self, channel: Conversation, verb: str) -> None:
        """Ask for `channels:read`, `im:history` and so on, by the kind of conversation."""
        self.require_scope(f"{_KIND_SCOPE[channel.kind]}:{verb}")

    def channel(self, name: str = "channel") -> Conversation:
        """
        The conversation an argument names, as far as the bot may know of it.

        Raises:
            SlackError: channel_not_found.
        """
        channel = self.slack.channels.get(self.arguments.text(name))
        if channel is None or not self.slack.may_see(channel, self.slack.bot_user):
            raise SlackError("channel_not_found")
        return channel

    def user(self, user_id: str, refusal: str = "user_not_found") -> Person:
        """
        The user of an id.

        Raises:
            SlackError: user_not_found, or the given refusal.
        """
        person = self.slack.people.get(user_id)
        if person is None:
            raise SlackError(refusal)
        return person

    def is_member(self, channel: Conversation) -> bool:
        return self.slack.bot_user in channel.members


class Opens(Enum):
    """What must come with a call."""

    BOT = "the bot's token"
    ANYBODY = "the bot's token, or a person's"
    PERSON = "a person's token"
    APP = "the app-level token"
    CLIENT = "the client id and secret"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Method:
    """
    One method. Of `scopes` any one is enough; where the scope depends on the arguments the function asks for it.

    Where the client secret opens it, the function itself asks for that, and a token is an argument like any other.
    """

    name: str
    run: Callable[[Call], Json]
    tier: Tier
    scopes: tuple[str, ...] = ()
    arguments: tuple[Argument, ...] = ()
    opens: Opens = Opens.BOT


def gathered(*families: Iterable[Method]) -> dict[str, Method]:
    return {method.name: method for family in families for method in family}
