"""People's reactions to messages."""

from sandbox import reactions
from sandbox.control.actions import visible_message
from sandbox.control.reading import human_of
from sandbox.errors import ControlError, Json, SlackError
from sandbox.local_slack import LocalSlack
from sandbox.posting import shown

_TOLD = {
    "invalid_name": "there is no such emoji",
    "already_reacted": "this person has reacted so already",
    "no_reaction": "this person has not reacted so",
}


async def react(slack: LocalSlack, body: Json) -> Json:
    """A person adds a reaction to a message, or with `remove` takes theirs away."""
    person = human_of(slack, body)
    channel, message = visible_message(slack, person, body)
    if message.get("ephemeral") or message.get("subtype") == "tombstone" or channel.is_archived:
        raise ControlError("no_reactions_here", "such a message takes no reactions", status=409)
    act = reactions.remove if body.get("remove") else reactions.add
    try:
        act(slack, channel, message, person.id, str(body.get("name") or ""))
    except SlackError as error:
        raise ControlError(error.name, _TOLD.get(error.name, "Slack would not take it")) from error
    now = slack.messages.get(channel.id, message["ts"])
    return {"message": None if now is None else shown(channel, now)}
