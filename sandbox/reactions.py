"""Reactions to messages, of the app and of people: put there, taken away, and told."""

from typing import TYPE_CHECKING

from sandbox import emoji, events, posting
from sandbox.errors import Json, SlackError
from sandbox.state.conversations import Conversation

if TYPE_CHECKING:
    from sandbox.local_slack import LocalSlack

# As in Slack's help: a message holds fifty different emoji, and one person adds twenty-three of them.
_MOST_EMOJI = 50
_MOST_OF_ONE = 23


def add(slack: "LocalSlack", channel: Conversation, message: Json, user: str, name: str) -> None:
    """
    Add somebody's reaction.

    Raises:
        SlackError: invalid_name, already_reacted, too_many_emoji or too_many_reactions.
    """
    plain = _plain(name)
    reactions = [dict(one) for one in message.get("reactions", [])]
    mine = next((one for one in reactions if one["name"] == plain), None)
    if mine is None:
        if len(reactions) >= _MOST_EMOJI:
            raise SlackError("too_many_emoji")
        mine = {"name": plain, "users": [], "count": 0}
        reactions.append(mine)
    elif user in mine["users"]:
        raise SlackError("already_reacted")
    if sum(user in one["users"] for one in reactions) >= _MOST_OF_ONE:
        raise SlackError("too_many_reactions")
    mine |= {"users": [*mine["users"], user], "count": mine["count"] + 1}
    _keep(slack, channel, message, reactions)
    slack.reactions.note(user, channel.id, message["ts"])
    _tell(slack, channel, message, user, plain, "reaction_added")


def remove(slack: "LocalSlack", channel: Conversation, message: Json, user: str, name: str) -> None:
    """
    Take somebody's reaction away.

    Raises:
        SlackError: invalid_name, or no_reaction when it is not theirs.
    """
    plain = _plain(name)
    reactions = [dict(one) for one in message.get("reactions", [])]
    mine = next((one for one in reactions if one["name"] == plain and user in one["users"]), None)
    if mine is None:
        raise SlackError("no_reaction")
    mine |= {"users": [one for one in mine["users"] if one != user], "count": mine["count"] - 1}
    left = [one for one in reactions if one["count"]]
    _keep(slack, channel, message, left)
    if not any(user in one["users"] for one in left):
        slack.reactions.forget(user, channel.id, message["ts"])
    _tell(slack, channel, message, user, plain, "reaction_removed")


def _plain(name: str) -> str:
    # Without the colons that stand around it in a text.
    if not emoji.is_known(name):
        raise SlackError("invalid_name")
    return name


def _keep(slack: "LocalSlack", channel: Conversation, message: Json, reactions: list[Json]) -> None:
    changed = {key: value for key, value in message.items() if key != "reactions"}
    if reactions:
        changed["reactions"] = reactions
    slack.messages.put(channel.id, changed)
    shown = posting.shown(channel, changed)
    slack.tell(channel, {"type": "message_changed", "channel": channel.id, "message": shown})


def _tell(slack: "LocalSlack", channel: Conversation, message: Json, user: str, name: str, what: str) -> None:
    if slack.bot_user not in channel.members:
        return
    event: Json = {
        "type": what,
        "user": user,
        "reaction": name,
        "item": {"type": "message", "channel": channel.id, "ts": message["ts"]},
        "event_ts": slack.messages.new_ts(),
    }
    if message.get("user"):
        event["item_user"] = message["user"]
    events.send(slack, what, event)
